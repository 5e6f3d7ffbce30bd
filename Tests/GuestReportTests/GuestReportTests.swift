import Glibc
import HostFiles
import SystemPackage
import TestSupport
import Testing

@testable import GuestReport

@Suite("What a guest tells") struct GuestReportTests {
  static let report = GuestReport(
    files: [
      GuestReport.File(path: "/sys/devices/system/node/online", bytes: Array("0-1\n".utf8)),
      GuestReport.File(path: "/empty", bytes: []),
      GuestReport.File(path: GuestReport.kernelLog, bytes: (0..<9_000).map { UInt8(truncatingIfNeeded: $0) }),
    ], pages: [GuestReport.NodePage(node: 1, address: 0x1_4000_0000)])

  @Test("comes back from its bytes") func roundTrip() throws {
    let read = try #require(GuestReport(decoding: Self.report.encoded))
    #expect(read == Self.report)
    #expect(read.text("/sys/devices/system/node/online") == "0-1\n")
    #expect(read.bytes("/sys/devices/system/node/possible") == nil)
  }

  @Test("is none where a byte is missing or one too many") func everyLength() {
    let bytes = Self.report.encoded
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(GuestReport(decoding: Array(bytes[..<count])) == nil)
    }
    #expect(GuestReport(decoding: bytes + [0]) == nil)
  }

  @Test("may be any bytes") func hostile() {
    var random = SeededGenerator(seed: 17)
    var accepted = 0
    for _ in 0..<2_000 {
      var bytes = Self.report.encoded
      bytes[random.number(0...100)] = UInt8(random.number(0...255))
      if GuestReport(decoding: bytes) != nil { accepted += 1 }
    }
    // A changed address or byte of a text is another report; a changed count is none.
    #expect((1..<2_000).contains(accepted))
  }
}

@Suite("How a guest's report arrives") struct GuestDeliveryTests {
  /// A guest's memory, frame by frame.
  private static func memory(_ report: GuestReport, from first: UInt64 = 0x100) -> [UInt64: [UInt8]] {
    // Frames that go down, as Linux gives them out.
    let count = GuestDelivery.pageCount(of: report)
    func frame(_ place: Int) -> UInt64 { first + UInt64(count - place) }
    let pages = GuestDelivery.pages(of: report, frame: frame)
    return Dictionary(uniqueKeysWithValues: pages.enumerated().map { (frame($0.offset), $0.element) })
  }

  @Test("page by page, behind one directory or several", arguments: [0, 4_000, 2_100_000, 5_000_000])
  func arrives(size: Int) {
    let file = GuestReport.File(path: "/proc/zoneinfo", bytes: (0..<size).map { UInt8(truncatingIfNeeded: $0 / 5) })
    let report = GuestReport(files: [file])
    let memory = Self.memory(report)
    #expect(GuestDelivery.collect(memory.keys.max() ?? 0) { memory[$0] } == .success(report))
  }

  @Test("or not, where a page is no memory of the guest's") func missingPage() {
    let memory = Self.memory(GuestReportTests.report)
    for missing in memory.keys {
      let found = GuestDelivery.collect(memory.keys.max() ?? 0) { $0 == missing ? nil : memory[$0] }
      #expect(found == .failure(.noMemory(missing)))
    }
  }

  @Test("and a directory that leads nowhere, or in a circle, comes to an end") func circles() {
    var memory = Self.memory(
      GuestReport(files: [GuestReport.File(path: "x", bytes: [UInt8](repeating: 1, count: 4_000_000))]))
    let first = memory.keys.max() ?? 0
    memory[first]?.replaceSubrange(16..<24, with: (0..<8).map { UInt8(truncatingIfNeeded: first >> ($0 * 8)) })
    #expect(GuestDelivery.collect(first) { memory[$0] } == .failure(.noDirectory(first)))
    #expect(GuestDelivery.collect(7) { _ in [UInt8](repeating: 0, count: 4096) } == .failure(.noDirectory(7)))
    #expect(GuestDelivery.collect(7) { _ in [] } == .failure(.noDirectory(7)))
    // A report of more bytes than are believed.
    memory[first]?.replaceSubrange(8..<16, with: [0, 0, 0, 0, 1, 0, 0, 0])
    #expect(GuestDelivery.collect(first) { memory[$0] } == .failure(.noDirectory(first)))
  }
}

@Suite("What a guest reads") struct GuestFilesTests {
  @Test("is every file of its nodes, CPUs and tables") func files() throws {
    let host = try PlantedShape.twoSockets.planted()
    try host.set("sys/firmware/acpi/tables/SRAT", [1, 2, 3])
    let report = GuestReport(files: GuestFiles.read(HostRoot(FilePath(host.path))))
    #expect(report.bytes("/sys/firmware/acpi/tables/SRAT") == [1, 2, 3])
    #expect(report.text("/sys/devices/system/node/node1/distance") != nil)
    #expect(report.text("/sys/devices/system/cpu/cpu0/topology/physical_package_id") != nil)
  }

  @Test("Pages of this process have frames that differ", .enabled(if: getuid() == 0, "frames are for root"))
  func frames() throws {
    let pages = try LockedPages(count: 5, onNode: 0)
    let frames = try pages.frames()
    #expect(Set(frames).count == 5)
    #expect(throws: Errno.invalidArgument) { _ = try LockedPages(count: 1, onNode: 1000).frames() }
  }

  @Test("memc is a guest's first process only where it is the first process") func notHere() {
    #expect(!GuestInit.isWanted(program: "/init"))
  }
}
