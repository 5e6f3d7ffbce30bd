import Artifacts
import FirmwareTables
import FuzzSupport
import JSONCoding

/// 'memc dump' of a file of which nothing is known, and the comparison that 'memc golden' makes of two tables.
///
/// The first byte cuts the rest in two.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzedBytes(start, count)
  let dump = ArtifactDump(bytes, name: "fuzz")
  _ = dump.text
  var writer = DumpWriter()
  var json: [UInt8] = []
  writer.write(dump, name: "fuzz") { json += $0 }
  writer.end { json += $0 }
  let (file, issues) = DumpFile.read(file: json)
  requireNone(issues, "a dump was written")
  require(file.fileBytes() == json, "a dump is not what its schema describes")
  _ = ArtifactDump(bytes, name: "fuzz", format: .acpi).text
  guard let cut = bytes.first, bytes.count > 1 else { return 0 }
  let middle = 1 + (bytes.count - 1) * Int(cut) / 256
  let (old, new) = (Array(bytes[1..<middle]), Array(bytes[middle...]))
  if let kind = TableKind(signatureOf: old) {
    let comparison = TableComparison(from: old, to: new, as: kind)
    require(comparison.isEmpty == (old == new), "different tables compare as the same, or the same as different")
  }
  return 0
}
