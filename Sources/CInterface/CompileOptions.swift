import Artifacts
import CMemc
import Diagnostics

/// What a caller asks for beyond the usual.
enum CompileOptions {
  /// Why options cannot be had.
  enum Refusal: Error, Equatable {
    /// They are none: a size that is none's, or nothing where something is needed.
    case malformed
    /// What is asked for does not exist, said in a line.
    case impossible(String)
  }

  private static let mostSeverities = 4096

  /// The severities that options ask for; those of the rules themselves where there are no options.
  ///
  /// - Parameter options: The caller's, with as many words as they state.
  static func overrides(_ options: UnsafePointer<memc_options>?) throws(Refusal) -> SeverityOverrides {
    guard let place = unsafe options else { return SeverityOverrides() }
    guard let options = unsafe memc_options.take(from: place, zero: memc_options()) else { throw .malformed }
    let count = options.severity_count
    if count == 0 { return SeverityOverrides() }
    guard count > 0, count <= mostSeverities, let words = unsafe options.severities else { throw .malformed }
    var requests: [SeverityOverrides.Request] = []
    for index in 0..<count {
      guard let word = unsafe words[index] else { throw .malformed }
      requests.append(try request(unsafe String(cString: word)))
    }
    do throws(SeverityOverrides.RequestError) {
      return try SeverityOverrides(requests, registry: Compiler.rules)
    } catch {
      throw .impossible(message(of: error))
    }
  }

  /// A word of the command line.
  private static func request(_ word: String) throws(Refusal) -> SeverityOverrides.Request {
    if word.hasPrefix("-W") { return .warning(String(word.dropFirst(2))) }
    if word.hasPrefix("-E") { return .error(String(word.dropFirst(2))) }
    throw .impossible("'\(word.excerpt)' is no option; severities are '-WID', '-Wno-ID', '-Werror' and '-EID'")
  }

  private static func message(of error: SeverityOverrides.RequestError) -> String {
    switch error {
    case .unknown(let identifier, let nearest):
      "there is no check '\(identifier.excerpt)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .mustStayError(let identifier): "'\(identifier)' keeps the tables true; it stays an error"
    }
  }
}
