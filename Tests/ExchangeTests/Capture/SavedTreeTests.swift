import Exchange
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite("A copy of a host's files") struct SavedTreeTests {
  /// Writes a copy of a host into a folder, and gives the paths that are in it.
  private func save(_ host: PlantedHost, to folder: TemporaryFolder) throws -> [String] {
    var reader = HostTreeReader(FilePath(host.path))
    var findings = CaptureFindings()
    let found = reader.read(reportingTo: &findings)
    let tree = try #require(found)
    let entries = SavedTree(reader, tree, memc: "1.2.3").entries
    for entry in entries {
      guard let bytes = entry.bytes else {
        try folder.makeFolder(entry.path)
        continue
      }
      try folder.makeFolder((entry.path as NSString).deletingLastPathComponent)
      try folder.write(bytes, to: entry.path)
    }
    return entries.map(\.path)
  }

  @Test("says what the host says", arguments: PlantedShape.allCases)
  func same(_ shape: PlantedShape) throws {
    let host = try shape.planted()
    let folder = try TemporaryFolder()
    let paths = try save(host, to: folder)
    #expect(paths == paths.sorted() && paths.allSatisfy(SavedTree.isCaptured))
    let guest = GuestRequest(memory: 1 << 30, cpus: 1)
    for request in [nil, guest] {
      let (before, after) = (Captured(host, request), Captured(folder.path, request))
      #expect(after.text == before.text)
      #expect(after.findings == before.findings)
    }
  }

  @Test("has nothing that names the machine")
  func anonymous() throws {
    let host = try PlantedShape.twoSockets.planted()
    let secrets = ["SERIAL-0xC0FFEE", "db-host-17", "52:54:00:ab:cd:ef", "4c4c4544-0042-3510-8052-b4c04f4b3532"]
    for (path, secret) in [
      ("sys/class/dmi/id/product_serial", secrets[0]), ("sys/class/dmi/id/product_uuid", secrets[3]),
      ("sys/devices/virtual/dmi/id/board_serial", secrets[0]), ("proc/sys/kernel/hostname", secrets[1]),
      ("etc/hostname", secrets[1]), ("etc/machine-id", secrets[3]), ("sys/class/net/eth0/address", secrets[2]),
      ("proc/cmdline", "root=UUID=\(secrets[3]) hostname=\(secrets[1])"),
      ("sys/devices/system/cpu/modalias", secrets[0]), ("sys/devices/system/node/node0/uevent", secrets[1]),
      ("sys/firmware/acpi/tables/SSDT", secrets[0]), ("sys/firmware/acpi/tables/MSDM", secrets[0]),
      ("sys/devices/system/cpu/cpu0/topology/serial", secrets[0]), ("memc-capture.json.bak", secrets[1]),
    ] { try host.set(path, secret) }
    // Some machines have theirs among what is read.
    try host.set(
      "proc/cpuinfo",
      "processor\t: 0\nvendor_id\t: GenuineIntel\naddress sizes\t: 46 bits physical\nSerial\t\t: \(secrets[0])\n\n"
        + "Hardware\t: \(secrets[1])\nSerial\t\t: \(secrets[0])")
    try host.remove("sys/firmware/memmap")
    try host.set(
      "proc/iomem",
      "00000000-0000ffff : \(secrets[1])\n00100000-7fffffff : System RAM\n  00200000-00300000 : \(secrets[0])")
    let folder = try TemporaryFolder()
    let paths = try save(host, to: folder)
    #expect(paths.contains("proc/iomem"))
    let files = try paths.filter { path in
      try URL(filePath: folder.path(path)).resourceValues(forKeys: [.isDirectoryKey]).isDirectory != true
    }
    #expect(files.count > 100)
    for file in files {
      let text = String(decoding: try folder.bytes(file), as: UTF8.self)
      for secret in secrets { #expect(!text.contains(secret) && !file.contains(secret), "\(file)") }
    }
    #expect(String(decoding: try folder.bytes("proc/iomem"), as: UTF8.self) == "00100000-7fffffff : System RAM\n")
    #expect(
      String(decoding: try folder.bytes("proc/cpuinfo"), as: UTF8.self)
        == "processor: 0\nvendor_id: GenuineIntel\naddress sizes: 46 bits physical\n")
  }

  @Test(
    "has these paths and no others",
    arguments: [
      ("memc-capture.json", true), ("sys", true), ("sys/devices/system/cpu/cpu12/cache/index3", true),
      ("sys/devices/system/node/node0/hugepages/hugepages-2048kB/free_hugepages", true),
      ("sys/firmware/acpi/tables/SRAT", true), ("sys/firmware/acpi/tables/DSDT", false), ("notes.txt", false),
      ("sys/devices/system/cpu/cpux/cache", false), ("sys/devices/system/cpu/cpu/cache", false),
      ("sys/devices/system/cpu/cpu1/cache/index3/id", false), ("proc/cmdline", false), ("proc/meminfo/x", false),
    ])
  func paths(_ path: String, _ isCaptured: Bool) { #expect(SavedTree.isCaptured(path) == isCaptured) }
}
