import Artifacts
import Testing

@Suite("Reading files")
struct FileIOTests {
  @Test("A directory, whose length is 2^63 − 1, is refused", arguments: [Int.max, 1 << 26])
  func directory(limit: Int) {
    #expect {
      try FileIO.read("/", limit: limit)
    } throws: { error in
      (error as? FileError)?.message == "cannot read /: Is a directory"
    }
  }

  @Test("What says that it is empty is read all the same")
  func unknownLength() throws {
    #expect(try FileIO.read("/proc/self/comm").last == UInt8(ascii: "\n"))
  }
}
