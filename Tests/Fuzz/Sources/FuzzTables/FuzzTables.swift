import FirmwareTables
import FuzzSupport

/// Any bytes are read as every table that memc makes, and what is read is written as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzedBytes(start, count)
  for kind in TableKind.made {
    guard let (encoded, issues) = kind.rewritten(bytes) else { fatalError("\(kind.name) is made, but not written") }
    if issues.isEmpty { require(encoded.count == bytes.count, "\(kind.name) without issues is cut off") }
    require(kind.rewritten(encoded)?.bytes == encoded, "what is written as \(kind.name) reads as something else")
    _ = TableDump(bytes, as: kind).description
    let comparison = TableComparison(from: bytes, to: encoded, as: kind)
    require(comparison.isEmpty == (bytes == encoded), "\(kind.name): bytes that differ compare as the same")
  }
  _ = TableInvariants.violations(of: TableKind.made.map { EncodedTable($0, bytes) }, slots: [])
  return 0
}
