import Foundation

/// The built program, asked for what it says of itself.
struct Program {
  /// Its path.
  let path: String

  /// The commands, as the argument parser dumps them.
  func command() throws -> Command {
    try JSONDecoder().decode(Dump.self, from: run(["--experimental-dump-help"])).command
  }

  /// The name and the version, as `memc 2.0.0`.
  func version() throws -> String {
    let text = String(decoding: try run(["--version"]), as: UTF8.self)
    guard let version = text.prefixMatch(of: #/memc [0-9][^ ]*/#) else {
      throw Failure(description: "'\(path) --version' prints '\(text)'")
    }
    return String(version.0)
  }

  /// The checks whose severity can be chosen, an item of a list each.
  func changeableChecks() throws -> String {
    let text = String(decoding: try run(["check", "--list-checks"]), as: UTF8.self)
    let items = text.matches(of: #/(?m)^([a-z0-9-]+) +(warning|note|error\*) +(.+)$/#).map { check in
      let severity = check.2 == "error*" ? "error" : String(check.2)
      return ".It Li \(Mdoc.escaped(check.1)) Pq \(severity)\n\(Mdoc.paragraph(check.3))"
    }
    guard !items.isEmpty else { throw Failure(description: "'\(path) check --list-checks' lists no check") }
    return ".Bl -tag -width Ds -compact\n\(items.joined()).El\n"
  }

  private func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        description: "'\(path) \(arguments.joined(separator: " "))' ends with \(process.terminationStatus)")
    }
    return data
  }
}
