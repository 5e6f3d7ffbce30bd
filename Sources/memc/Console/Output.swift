import ArgumentParser
import Artifacts
import SystemPackage

/// Folders of artifacts, written so that a signal leaves them as they were, or as they shall be.
enum Output {
  /// Writes artifacts.
  ///
  /// - Throws: The exit code of a failure, after saying why. A signal ends the process, as it does elsewhere, once the
  ///   folder is in order.
  static func write(_ artifacts: [Artifact], to folder: FilePath) throws {
    try orExit { isWanted throws(FileError) in
      try ArtifactWriter().write(artifacts, to: folder, isWanted: isWanted)
    }
  }

  /// What a body gives that writes artifacts and asks before each whether to go on.
  ///
  /// - Throws: The exit code of a failure, after saying why.
  static func orExit<Value>(_ body: (@escaping @Sendable () -> Bool) throws(FileError) -> Value) throws -> Value {
    let signals = TerminationSignals()
    var value: Value?
    var failure: FileError?
    do throws(FileError) {
      value = try body { signals.pending() == nil }
    } catch {
      failure = error
    }
    let signal = signals.pending()
    if let signal { Console.end(exitCode: 128 + signal) }
    // A signal that came meanwhile ends the process here, before there is a word of an error that it was the reason of;
    // unless it was blocked when the process began.
    signals.restore()
    if let signal { throw ExitCode(128 + signal) }
    if let value { return value }
    if let failure { Console.error(failure.message) }
    throw ExitStatus.cannotCreate
  }
}
