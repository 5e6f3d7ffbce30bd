import Artifacts
import FuzzSupport

/// Any bytes are read as far as they go, and what was read whole is written and read again without a change.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzedBytes(start, count)
  let (file, issues) = LayoutFile.decode(bytes)
  if issues.isEmpty {
    let (again, issues) = LayoutFile.decode(file.encoded())
    requireNone(issues, "a file was written")
    require(again == file, "what is written reads as something else")
  }
  _ = ArtifactDump(bytes, name: "", format: DumpFormat(name: "layout")).text
  return 0
}
