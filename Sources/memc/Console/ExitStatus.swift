import ArgumentParser
import Artifacts

/// How memc ends, by the numbers of sysexits.h.
enum ExitStatus {
  /// The input has errors, golden files differ, or a verification failed.
  static let failed = ExitCode(1)
  /// What is compared cannot be read, or has nothing in common: `memc diff` ends as diff(1) does.
  static let trouble = ExitCode(2)
  /// Wrong usage.
  static let usage = ExitCode(64)
  /// An input file is missing or unreadable.
  static let noInput = ExitCode(66)
  /// An invariant does not hold: a defect of memc.
  static let internalError = ExitCode(70)
  /// An output cannot be written.
  static let cannotCreate = ExitCode(73)
}
