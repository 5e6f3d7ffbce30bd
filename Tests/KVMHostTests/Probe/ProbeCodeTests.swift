#if arch(x86_64)
  import Foundation
  import TestSupport
  import Testing

  @testable import KVMHost

  /// The bytes that memc loads as the probe guest, compared with their source.
  @Suite("The probe guest's code")
  struct ProbeCodeTests {
    private static let source = packageRoot + "/Sources/KVMHost/Probe/Guest/probe.s"

    /// binutils, as they lie on Debian.
    private static let hasAssembler = ["as", "objcopy", "nm"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
    }

    @Test(
      "The bytes and the entries are what probe.s assembles to",
      .enabled(if: hasAssembler, "needs as, objcopy and nm (apt install binutils)"))
    func assembled() throws {
      let folder = try TemporaryFolder()
      let (object, binary) = (folder.path("probe.o"), folder.path("probe.bin"))
      _ = try run("as", "--64", "-o", object, Self.source)
      _ = try run("objcopy", "-O", "binary", "-j", ".text", object, binary)
      #expect(try folder.bytes("probe.bin") == ProbeCode.bytes)

      // 0000000000000003 t probe
      let symbols = try run("nm", object).split(separator: "\n").map { $0.split(separator: " ") }
      let labels = symbols.filter { $0[1] == "t" }.map { "\($0[2]) \(UInt64($0[0], radix: 16) ?? .max)" }
      #expect(labels.sorted() == ProbeCode.Entry.allCases.map { "\($0) \($0.rawValue)" }.sorted())
    }

    /// Runs a program of binutils to its end and returns what it prints.
    private func run(_ name: String, _ arguments: String...) throws -> String {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/\(name)")
      process.arguments = arguments
      let output = Foundation.Pipe()
      process.standardOutput = output
      try process.run()
      let data = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "\(name) ends with \(process.terminationStatus)")
      return String(decoding: data, as: UTF8.self)
    }
  }
#endif
