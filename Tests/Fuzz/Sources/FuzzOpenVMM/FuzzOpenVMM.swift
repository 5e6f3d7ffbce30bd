import Exchange
import FuzzFormats
import FuzzSupport

/// Whatever a text for OpenVMM says.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  fuzzFormat(OpenVMMFormat.self, unsafe fuzzedBytes(start, count))
  return 0
}
