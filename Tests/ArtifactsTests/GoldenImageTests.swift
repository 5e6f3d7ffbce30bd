import Foundation
import TestSupport
import Testing

@testable import Artifacts

/// The ACPI image of every example, read from the root pointer on by who knows nothing of the encoder.
@Suite("The ACPI images of examples")
struct GoldenImageTests {
  static let examples: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: packageRoot + "/examples")) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  @Test(
    "verify from the root pointer to the last checksum, and have every table that lies beside them",
    arguments: try found(examples, "examples"))
  func verifies(example: String) throws {
    let folder = "\(packageRoot)/golden/\(example)"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    func bytes(_ name: String) throws -> [UInt8] { try packageBytes("golden/\(example)/\(name)") }
    let layout = LayoutFile.decode(try packageBytes("golden/\(example)/layout.json")).file
    let place = try #require(layout.acpi, "every example has an image")
    let pointer = try bytes("acpi-rsdp.bin")
    let reader = ImageReader(
      rootPointer: .init(start: place.rsdp, bytes: pointer),
      tables: .init(start: place.start, bytes: try bytes("acpi.bin")))
    #expect(reader.problems == [])
    #expect(pointer.count == 36)
    // An RSDT where addresses below 4 GiB are for an operating system that reads no XSDT.
    #expect(pointer[16..<20].contains { $0 != 0 } == (layout.arch == "x86_64"))
    let others: Set = [
      "acpi.bin", "acpi-rsdp.bin", "e820.bin", "zero-page.bin", "efi-memmap.bin", "pvh-memmap.bin",
    ]
    let tables = try files.filter { $0.hasSuffix(".bin") && !others.contains($0) && !$0.hasPrefix("acpi-loader") }
      .map { try bytes($0) }
    #expect(tables.count >= 4)
    for table in reader.tables { #expect(tables.contains(table.bytes), "\(table.signature)") }
  }
}
