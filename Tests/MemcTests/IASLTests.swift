import Foundation
import Testing

/// ACPICA's compiler reads what memc writes, and writes the same bytes.
@Suite("iasl", .enabled(if: MemcProcess.path(of: "iasl") != nil, "iasl is not installed (apt: acpica-tools)"))
struct IASLTests {
  static let stems =
    ((try? FileManager.default.contentsOfDirectory(atPath: MemcProcess.root + "/golden")) ?? []).sorted()

  @Test("disassembles every golden table and compiles it back to the same bytes", arguments: stems)
  func roundTrip(stem: String) throws {
    let iasl = try #require(MemcProcess.path(of: "iasl"))
    let folder = try TemporaryFolder()
    for table in ["srat", "slit"] {
      try folder.copy("golden/\(stem)/\(table).bin", to: "\(table).bin")
      let disassembly = try MemcProcess.run(iasl, ["-d", "\(table).bin"], in: folder.path)
      try #require(disassembly.status == 0, "\(disassembly.text)\(disassembly.errors)")
      // -z keeps the creator's name and revision.
      let compilation = try MemcProcess.run(iasl, ["-z", "-p", "again-\(table)", "\(table).dsl"], in: folder.path)
      try #require(compilation.status == 0, "\(compilation.text)\(compilation.errors)")
      #expect(compilation.text.contains("0 Errors, 0 Warnings"), "\(compilation.text)")
      #expect(try folder.bytes("again-\(table).aml") == folder.bytes("\(table).bin"), "\(table)")
    }
  }

  @Test("there are golden tables")
  func stemsAreThere() { #expect(Self.stems.count >= 12) }
}
