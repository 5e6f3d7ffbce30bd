import Artifacts
import SystemPackage
import Testing

@Suite("Reading files")
struct FileIOTests {
  @Test("A directory, which may say that it has 2^63 − 1 bytes, is refused")
  func directory() {
    for read in [{ try FileIO.read("/") }, { try FileIO.read("/", limit: 1 << 26) }] {
      #expect {
        try read()
      } throws: { error in
        (error as? FileError)?.message == "cannot read /: Is a directory"
      }
    }
  }

  @Test("What says that it is empty is read all the same")
  func unknownLength() throws {
    #expect(try FileIO.read("/proc/self/comm").last == UInt8(ascii: "\n"))
  }
}
