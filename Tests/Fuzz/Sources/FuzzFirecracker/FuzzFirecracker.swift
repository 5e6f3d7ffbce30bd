import Exchange
import FuzzFormats
import FuzzSupport

/// Whatever a text for Firecracker says.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  fuzzFormat(FirecrackerFormat.self, unsafe fuzzedBytes(start, count))
  return 0
}
