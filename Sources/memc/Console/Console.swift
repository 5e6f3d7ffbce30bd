import ArgumentParser
import Artifacts
import Diagnostics
import Glibc
import SystemPackage

/// The standard streams: results on standard output, all else on standard error.
enum Console {
  /// Writes lines of text as a result. Whatever data and names put into them, a terminal obeys none of it.
  static func result(_ text: String) throws { try result(Array(text.terminalLines.utf8)) }

  /// Writes a line as a result, of which data and names may be a part.
  static func resultLine(_ text: String) throws { try result("\(text.terminalText)\n") }

  /// Writes a result as it is.
  ///
  /// - Throws: The exit code of an output that cannot be written, after saying why.
  static func result(_ bytes: [UInt8]) throws {
    do throws(FileError) {
      try FileIO.writeToStandardOutput(bytes)
    } catch {
      // A reader that has seen enough, as head(1) has, wants no word of it.
      if error.errno != .brokenPipe { Console.error(error.message) }
      throw ExitStatus.cannotCreate
    }
  }

  /// Writes text to standard error as it is: what is fit for a terminal already, colours and all. Where even that is
  /// closed there is nobody to tell.
  static func message(_ text: String) {
    _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
  }

  /// Writes an error that has no place in a source.
  static func error(_ text: String) { notice("error: \(text)") }

  /// Writes a warning that has no place in a source.
  static func warning(_ text: String) { notice("warning: \(text)") }

  /// Writes a line to standard error, of which data and names may be a part.
  static func notice(_ text: String) { message("memc: \(text.terminalText)\n") }

  /// Whether standard error is a terminal that shall have colours.
  static var isColored: Bool {
    guard isatty(STDERR_FILENO) == 1 else { return false }
    // Safe: memc has one thread here, so nobody changes the environment meanwhile.
    guard let noColor = unsafe getenv("NO_COLOR") else { return true }
    return unsafe noColor.pointee == 0
  }
}
