import ArgumentParser
import Diagnostics
import SystemPackage

/// A path on the command line, byte by byte as it was given.
struct PathArgument: ExpressibleByArgument, Hashable {
  /// The path.
  let path: FilePath
  /// The path as messages show it.
  let shown: String

  /// A path that memc knows itself.
  init(_ path: FilePath) {
    self.path = path
    shown = path.string
  }

  init(argument: String) {
    // ASCII, which nearly all paths are, is its own bytes.
    if argument.utf8.allSatisfy({ $0 < 0x80 }) {
      path = FilePath(argument)
      shown = argument
      return
    }
    let bytes = CommandLineWords.bytes(ofText: argument)
    // The array ends with a zero byte, which the initializer looks for.
    path = unsafe FilePath(platformString: bytes.map(CChar.init(bitPattern:)) + [0])
    shown = String(decoding: bytes, as: UTF8.self)
  }

  var defaultValueDescription: String { shown }

  /// Whether this is `-`, a standard stream.
  var isStandardStream: Bool { shown == "-" }

  /// What diagnostics call an input.
  var inputName: String { isStandardStream ? SourceFile.standardInputName : shown }

  /// The folder of the artifacts where none is stated: beside the working directory's other files, `<stem>.memc`.
  var defaultFolder: FilePath {
    guard !isStandardStream, let name = path.lastComponent else { return "stdin.memc" }
    var folder = FilePath(root: nil, [name])
    folder.extension = "memc"
    return folder
  }

  /// The last component without its extension, which names the artifacts; `stdin` for standard input.
  var stem: FilePath.Component? {
    if isStandardStream { return "stdin" }
    // Cut off the path: of a component alone the stem is text, in which bytes may be lost.
    var bare = path
    bare.extension = nil
    return bare.lastComponent
  }
}
