import FirmwareTables
import FuzzSupport

/// Any bytes decode to a table, and what they decode to is encoded and read again without a change.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzedBytes(start, count)
  let decoded = SRAT.decode(bytes)
  let encoded = decoded.value.encoded()
  let again = SRAT.decode(encoded)
  require(again.value == decoded.value, "what is encoded decodes to something else")
  if decoded.issues.isEmpty {
    requireNone(again.issues, "a table without issues was encoded")
    require(encoded.count == bytes.count, "\(bytes.count) bytes without issues became \(encoded.count)")
  }
  _ = TableDump(bytes, as: .srat).description
  _ = TableComparison(from: bytes, to: encoded, as: .srat)
  return 0
}
