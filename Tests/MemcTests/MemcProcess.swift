import Foundation
import Glibc
import TestSupport

/// What a run of a command left behind.
struct ProcessResult {
  var status: Int32
  var output: [UInt8]
  var errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs commands as a user would: the built `memc`, and tools beside it.
enum MemcProcess {
  /// The built command, which lies beside the bundle of these tests.
  static let memc: String = {
    let arguments = CommandLine.arguments
    let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
    return URL(filePath: bundle).deletingLastPathComponent().appending(path: "memc").path
  }()

  /// Runs `memc` to its end.
  ///
  /// - Parameters:
  ///   - arguments: Its arguments.
  ///   - directory: Its working directory.
  ///   - input: What it reads on standard input.
  ///   - output: Where standard output goes instead of into the result.
  ///   - environment: What is said otherwise of the environment.
  static func run(
    _ arguments: [String], in directory: String = packageRoot, input: String = "", output: FileHandle? = nil,
    environment: [String: String] = [:]
  ) throws -> ProcessResult {
    try run(memc, arguments, in: directory, input: input, output: output, environment: environment)
  }

  /// Runs a tool to its end.
  static func run(
    _ tool: String, _ arguments: [String], in directory: String = packageRoot, input: String = "",
    output: FileHandle? = nil, environment: [String: String] = [:]
  ) throws -> ProcessResult {
    let scratch = try TemporaryFolder()
    let (inputPath, outputPath, errorPath) = (scratch.path("in"), scratch.path("out"), scratch.path("err"))
    try Data(input.utf8).write(to: URL(filePath: inputPath))
    for path in [outputPath, errorPath] { try Data().write(to: URL(filePath: path)) }

    let process = Process()
    process.executableURL = URL(filePath: tool)
    process.arguments = arguments
    // Help is as wide as the terminal that the tests run in, and pictures have the characters of its locale, unless
    // this tells.
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "80", "LC_ALL": "C.UTF-8"]) { $1 }
      .merging(environment) { $1 }
    process.currentDirectoryURL = URL(filePath: directory)
    process.standardInput = FileHandle(forReadingAtPath: inputPath)
    process.standardOutput = output ?? FileHandle(forWritingAtPath: outputPath)
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
    process.waitUntilExit()
    return ProcessResult(
      status: process.terminationStatus,
      output: [UInt8](try Data(contentsOf: URL(filePath: outputPath))),
      errors: String(decoding: try Data(contentsOf: URL(filePath: errorPath)), as: UTF8.self))
  }

  /// The path of a tool, or `nil` where it is not installed.
  static func path(of tool: String) -> String? { installedPath(of: tool) }
}
