import Foundation
import Glibc

/// What a run of a command left behind.
struct ProcessResult {
  var status: Int32
  var output: [UInt8]
  var errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs commands as a user would: the built `memc`, and tools beside it.
enum MemcProcess {
  /// The root of the package.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

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
  static func run(
    _ arguments: [String], in directory: String = root, input: String = "", output: FileHandle? = nil
  ) throws -> ProcessResult {
    try run(memc, arguments, in: directory, input: input, output: output)
  }

  /// Runs a tool to its end.
  static func run(
    _ tool: String, _ arguments: [String], in directory: String = root, input: String = "",
    output: FileHandle? = nil
  ) throws -> ProcessResult {
    let scratch = try TemporaryFolder()
    let (inputPath, outputPath, errorPath) = (scratch.path("in"), scratch.path("out"), scratch.path("err"))
    try Data(input.utf8).write(to: URL(filePath: inputPath))
    for path in [outputPath, errorPath] { try Data().write(to: URL(filePath: path)) }

    let process = Process()
    process.executableURL = URL(filePath: tool)
    process.arguments = arguments
    // Help is as wide as the terminal that the tests run in, unless this tells.
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "80"]) { $1 }
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
  static func path(of tool: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
    return folders.map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// A folder of its own for a test, removed with this object.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "memc-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of something in the folder.
  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file into the folder and gives its path.
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: path(name)))
    return path(name)
  }

  /// Writes bytes into the folder.
  func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: URL(filePath: path(name))) }

  /// Creates a folder in the folder, with those above it.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
  }

  /// Copies a file or folder of the package into the folder, under a path of its own.
  func copy(_ source: String, to name: String) throws {
    try FileManager.default.copyItem(atPath: "\(MemcProcess.root)/\(source)", toPath: path(name))
  }

  /// The bytes of a golden file of the package.
  func golden(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: "\(MemcProcess.root)/golden/\(name)")))
  }

  /// The bytes of a file in the folder.
  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path(name)))) }

  /// The names in a folder inside the folder, hidden ones among them.
  func names(in name: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }
}
