import Artifacts
import KVMHost

/// A text that a command writes into a file, or prints.
enum WrittenText {
  /// Why a file cannot be written; `nil` where it can.
  ///
  /// - Parameters:
  ///   - output: The file; `nil` for standard output.
  ///   - inputs: What is read.
  static func refusal(_ output: PathArgument?, inputs: [PathArgument]) -> String? {
    guard let output, !output.isStandardStream else { return nil }
    let isInput = inputs.contains { !$0.isStandardStream && $0.path.isSame(as: output.path) }
    return isInput ? "'\(output.shown)' is an input: it would be overwritten" : nil
  }

  /// Writes a text, wholly or not at all, and says so; prints it where there is no file.
  ///
  /// - Throws: The exit code of a failure, after saying why.
  static func write(_ text: String, to output: PathArgument?) throws {
    guard let output, !output.isStandardStream else { return try Console.result(text) }
    try write(Array(text.utf8), to: output)
    try Console.resultLine("wrote \(output.shown) (\(text.utf8.count) bytes)")
  }

  /// Writes bytes, wholly or not at all, or to standard output.
  ///
  /// - Throws: The exit code of a failure, after saying why.
  static func write(_ bytes: [UInt8], to file: PathArgument) throws {
    guard !file.isStandardStream else { return try Console.result(bytes) }
    if WholeFile.isReplaced(file.path) {
      return try Output.orExit { isWanted throws(FileError) in
        try WholeFile.write(bytes, to: file.path, isWanted: isWanted)
      }
    }
    // A pipe may have no reader for ever: nothing is held that a signal could not end.
    do throws(FileError) {
      try WholeFile.write(bytes, to: file.path)
    } catch {
      Console.error(error.message)
      throw ExitStatus.cannotCreate
    }
  }
}
