import Foundation
import TestSupport
import Testing

/// The device tree compiler reads every device tree of golden/, and writes it as it was.
@Suite("dtc", .enabled(if: MemcProcess.path(of: "dtc") != nil, "dtc is not installed (apt device-tree-compiler)"))
struct DTCTests {
  static let trees: [String] = {
    let golden = packageRoot + "/golden"
    let files = FileManager.default.enumerator(atPath: golden)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".dtb") }.sorted()
  }()

  @Test(
    "decompiles without a warning and compiles back to the same bytes", arguments: try found(trees, "golden trees"))
  func roundTrip(_ tree: String) throws {
    let dtc = try #require(MemcProcess.path(of: "dtc"))
    let folder = try TemporaryFolder()
    let bytes = try packageBytes("golden/\(tree)")
    try folder.write(bytes, to: "tree.dtb")
    for (arguments, what) in [
      (["-I", "dtb", "-O", "dts", "-o", "tree.dts", "tree.dtb"], "decompile"),
      (["-I", "dts", "-O", "dtb", "-o", "back.dtb", "tree.dts"], "compile"),
    ] {
      let result = try MemcProcess.run(dtc, arguments, in: folder.path)
      #expect(result.status == 0, "\(what)")
      #expect(result.errors.isEmpty, "\(what): \(result.errors)")
    }
    #expect(try folder.bytes("back.dtb") == [UInt8](bytes))
  }
}
