import Exchange
import FuzzFormats
import FuzzSupport

/// Whatever a text for crosvm says.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  fuzzFormat(CrosvmFormat.self, unsafe fuzzedBytes(start, count))
  return 0
}
