import Exchange
import FuzzFormats
import FuzzSupport

/// Whatever a text for Cloud Hypervisor says.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  fuzzFormat(CloudHypervisorFormat.self, unsafe fuzzedBytes(start, count))
  return 0
}
