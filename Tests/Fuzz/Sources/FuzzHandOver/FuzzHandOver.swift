import FuzzSupport
import KVMHost

/// Any bytes are read, and what is read without complaint is what another process could have sent: it is written as the
/// same bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzedBytes(start, count)
  let decoded = HandOverMessage.decode(bytes)
  let length = HandOverMessage.length(ofHeader: bytes)
  require(length.value <= HandOverMessage.maximumSize, "a message of \(length.value) bytes is waited for")
  if decoded.issues.isEmpty {
    requireNone(length.issues, "a message was read")
    require(decoded.value.encoded() == bytes, "what is read is written as something else")
  }
  return 0
}
