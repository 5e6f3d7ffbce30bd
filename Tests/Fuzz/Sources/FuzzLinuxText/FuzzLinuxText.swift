import FirmwareTables
import FuzzSupport

/// Any text decodes to a map, and the map is written and read again without a change.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: unsafe fuzzedBytes(start, count), as: UTF8.self)
  let decoded = E820Map.decode(linuxText: text)
  let again = E820Map.decode(linuxText: decoded.value.linuxText)
  // Of a map without entries nothing is written, which is no map.
  if !decoded.value.entries.isEmpty { requireNone(again.issues, "a map was written") }
  require(again.value == decoded.value, "what is written reads as something else")
  return 0
}
