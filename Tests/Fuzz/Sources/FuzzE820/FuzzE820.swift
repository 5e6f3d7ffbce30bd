import FirmwareTables
import FuzzSupport

/// Any bytes decode to a map; whole entries are encoded to the same bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzedBytes(start, count)
  let decoded = E820Map.decode(bytes)
  let encoded = decoded.value.encoded()
  require(bytes.starts(with: encoded), "entries are encoded to other bytes than they were read from")
  if decoded.issues.isEmpty { require(encoded == bytes, "bytes without issues are lost") }
  require(E820Map.decode(encoded).value == decoded.value, "what is encoded decodes to something else")
  _ = TableDump(bytes, as: .e820).description
  _ = TableComparison(from: bytes, to: encoded, as: .e820)
  _ = E820Map.decode(linuxText: decoded.value.linuxText)
  return 0
}
