import Artifacts
import Exchange
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A host's files that lie") struct HostileHostTests {
  private static let node = "sys/devices/system/node"
  private static let cpu = "sys/devices/system/cpu"

  @Test(
    "are told at their place, and what is left compiles",
    arguments: [
      (
        "\(node)/node0/distance", "10 7",
        """
        /sys/devices/system/node/node0/distance:1:1: warning: this is not a row of 2 distances, 10 to the node itself and 11 \
        to 255 to others, and is left out [malformed-host-file]
           1 | 10 7
             | ^~~~
        """
      ),
      ("\(node)/node0/distance", "10 999", "/sys/devices/system/node/node0/distance:1:1: warning: "),
      ("\(node)/node1/distance", "", "distances are not known, so all are 20 [missing-host-fact]"),
      (
        "\(node)/online", "0-4294967295",
        "/sys/devices/system/node/online:1:1: warning: this is not an ascending list of"
      ),
      ("\(node)/online", "7", ""),
      ("\(node)/node1/cpulist", "8-15,3", "/sys/devices/system/node/node1/cpulist:1:1: warning: "),
      (
        "\(node)/node1/cpulist", "8-15,3",
        "node1/cpulist: warning: which CPUs the node has is not known, so it is taken to have none [missing-host-fact]"
      ),
      (
        "\(node)/node1/meminfo", "MemTotal: 99999999999999999999 kB", "it is taken to have none [missing-host-fact]"
      ),
      ("\(node)/node0/hugepages/hugepages-2048kB/free_hugepages", "18446744073709551615", ""),
      ("\(node)/node0/hugepages/hugepages-2048kB/nr_hugepages", "many", "this is not a number, and is left out"),
      ("\(cpu)/online", "0-1048576", "this is not an ascending list of numbers below 1048576"),
      ("\(cpu)/online", String(repeating: "0,", count: 1 << 20), "this is not a file of at most 1 MiB"),
      ("\(cpu)/cpu3/topology/thread_siblings_list", "7", "this is not a list that CPU 3 is in"),
      ("\(cpu)/cpu3/topology/physical_package_id", "99999999999", "this is not a number of 31 bits"),
      ("\(cpu)/cpu3/topology/die_id", "7", "no CPU shape says how the host's CPUs are grouped"),
      ("\(cpu)/cpu3/cache/index3/level", "-3", "this is not a number, and is left out"),
      ("\(cpu)/cpu3/cache/index3/shared_cpu_list", "\u{0}\u{7}", "this is not a list that CPU 3 is in"),
      ("sys/firmware/memmap/4/end", "0xffffffffffffffff", "this is not the last address of a range below 2^52"),
      ("sys/firmware/memmap/4/type", "\u{1b}[31mRAM", "this is not the name of a kind of memory"),
      ("sys/devices/system/memory/block_size_bytes", "0", ""),
      ("memc-capture.json", "{}", "this is not what 'memc capture --save' writes (architecture is missing)"),
      ("proc/meminfo", "MemTotal: lots", "how much memory the host has free is not known"),
    ])
  func told(_ path: String, _ text: String, _ finding: String) throws {
    let host = try PlantedShape.twoSockets.planted()
    try host.set(path, text)
    for request in [nil, GuestRequest(memory: 1 << 30, cpus: 4)] {
      let captured = Captured(host, request)
      if request == nil {
        #expect(captured.findings.contains(finding) || finding.isEmpty && captured.findings.isEmpty)
      }
      #expect(
        !captured.hasErrors && !captured.compilation.hasErrors, "\(captured.findings)\(captured.compilation.text)")
    }
  }

  @Test("that are no files are not waited for, nor followed")
  func others() throws {
    let host = try PlantedShape.twoSockets.planted()
    func replace(_ path: String, _ body: (String) throws -> Void) throws {
      try host.remove(path)
      try body("\(host.path)/\(path)")
    }
    try replace("\(Self.node)/node0/distance") { try #require(unsafe mkfifo($0, 0o600) == 0) }
    try replace("\(Self.cpu)/cpu0/topology/core_id") {
      try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "core_id")
    }
    try replace("\(Self.cpu)/cpu1") {
      try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "../cpu")
    }
    try replace("sys/firmware") {
      try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "/sys/firmware")
    }
    try replace("\(Self.cpu)/possible") {
      try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: true)
    }
    let captured = Captured(host)
    for finding in [
      "node0/distance: warning: this cannot be read, and is left out: Invalid argument [malformed-host-file]",
      "cpu0/topology/core_id: warning: this cannot be read, and is left out: it is a symbolic link",
      "/sys/firmware/memmap: warning: this cannot be read, and is left out: it is a symbolic link",
      "cpu/possible: warning: this cannot be read",
    ] { #expect(captured.findings.contains(finding), "\(finding)\n\(captured.findings)") }
    #expect(!captured.compilation.hasErrors)
  }

  @Test("that are many are counted")
  func many() throws {
    let host = try PlantedShape.caches.planted()
    for cpu in 0..<32 { try host.set("\(Self.cpu)/cpu\(cpu)/topology/core_id", "core") }
    let findings = Captured(host).findings
    #expect(findings.components(separatedBy: "[malformed-host-file]\n").count - 1 == 20)
    #expect(findings.contains("note: and 12 more of [malformed-host-file], not shown\n"), "\(findings)")
  }

  private static let junk: [[UInt8]] = [
    [], [0], [0xff, 0xfe, 0x80], Array("-1".utf8), Array("0".utf8), Array("1".utf8), Array("4294967295".utf8),
    Array("18446744073709551615".utf8), Array("0-1048575".utf8), Array("0-3,5-9".utf8), Array("10 10 10".utf8),
    Array("0xfffffffffff000".utf8), Array("0xfffffffffffff".utf8), Array("System RAM".utf8), Array("Unified".utf8),
    Array("Persistent Memory".utf8), Array("Node 0 MemTotal: 1 kB\nNode 0 MemFree: 18014398509481983 kB".utf8),
    Array("MemTotal: 18014398509481983 kB\nMemAvailable: 18014398509481983 kB".utf8),
    Array(String(repeating: "1,", count: 600_000).utf8), Array("1 2".utf8), Array("255 10".utf8),
    Array("21 10".utf8),
  ]

  @Test("never trap, and what comes of them compiles", arguments: PlantedShape.allCases)
  func random(_ shape: PlantedShape) throws {
    var generator = SeededGenerator(seed: UInt64(PlantedShape.allCases.firstIndex(of: shape) ?? 0))
    let host = try shape.planted()
    let root = URL(filePath: host.path)
    let paths = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
    )
    .compactMap { $0 as? URL }
    .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
    .map { String($0.path.dropFirst(root.path.count + 1)) }.sorted()
    for _ in 0..<24 {
      let changed = (0..<generator.number(1...6)).map { _ in generator.one(of: paths) }
      let before = try Dictionary(
        changed.map { ($0, try Data(contentsOf: root.appending(path: $0))) },
        uniquingKeysWith: { first, _ in first })
      for path in changed {
        let bytes = generator.one(of: Self.junk)
        try Data(bytes).write(to: root.appending(path: path))
      }
      let request = GuestRequest(
        memory: UInt64(generator.number(1...64)) << 26, cpus: generator.number(1...6),
        pages: generator.one(of: [.auto, .small, .huge(2 << 20)]))
      for request in [nil, request] {
        let captured = Captured(host, request)
        #expect((captured.text == nil) == captured.hasErrors, "\(changed): \(captured.findings)")
        if captured.text != nil {
          #expect(!captured.compilation.hasErrors, "\(changed): \(captured.compilation.text)")
        }
      }
      for (path, bytes) in before { try bytes.write(to: root.appending(path: path)) }
    }
  }
}
