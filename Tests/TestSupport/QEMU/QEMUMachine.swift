import Foundation
import Glibc

/// A machine that QEMU makes and never runs: the tables that it has for firmware.
///
/// QEMU's own test protocol (`-qtest`) writes the commands of its firmware configuration device into RAM that the machine
/// does not use otherwise, and reads what the device puts there (QEMU's docs/specs/fw_cfg.rst, "DMA interface").
package struct QEMUMachine {
  /// `qemu-system-x86_64` or `qemu-system-aarch64`.
  package let program: String
  /// The machine, as words of a command line.
  package let arguments: [String]

  /// Names a machine; nothing runs yet.
  package init(program: String, arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }

  private var isOfArm: Bool { program.hasSuffix("aarch64") }
  /// RAM that the commands and their answers are put into.
  private var scratch: UInt64 { isOfArm ? 0x4100_0000 : 0x1_0000 }
  private var answer: UInt64 { scratch + 0x1000 }

  /// SRAT, SLIT and HMAT of the machine, by their names in lower case: what the machine has none of is not there.
  package func tables() throws -> [String: [UInt8]] {
    let directory = 0x19 as UInt16
    let head = try read(directory, count: 4)
    let count = Int(bigEndian(head, 0, 4))
    let files = try read(directory, count: 4 + 64 * count)
    for start in stride(from: 4, to: files.count, by: 64) {
      let name = String(decoding: files[(start + 8)..<(start + 64)].prefix { $0 != 0 }, as: UTF8.self)
      guard name == "etc/acpi/tables" else { continue }
      return Self.tables(
        in: try read(UInt16(bigEndian(files, start + 4, 2)), count: Int(bigEndian(files, start, 4))))
    }
    throw Failure(description: "QEMU has no tables for firmware")
  }

  /// What QEMU does not do.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// The tables in the file that firmware places, with the checksums that firmware gives them.
  private static func tables(in file: [UInt8]) -> [String: [UInt8]] {
    var tables: [String: [UInt8]] = [:]
    var start = 0
    while start + 36 <= file.count {
      let length = (4..<8).reduce(0) { $0 | Int(file[start + $1]) << (8 * ($1 - 4)) }
      guard file[start] != 0, length >= 36, start + length <= file.count else {
        start += 1
        continue
      }
      let name = String(decoding: file[start..<(start + 4)], as: UTF8.self).lowercased()
      if ["srat", "slit", "hmat"].contains(name) {
        var table = Array(file[start..<(start + length)])
        table[9] = 0
        table[9] = 0 &- table.reduce(0, &+)
        tables[name] = table
      }
      start += length
    }
    return tables
  }

  private func bigEndian(_ bytes: [UInt8], _ start: Int, _ width: Int) -> UInt64 {
    bytes[start..<(start + width)].reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func hex(_ value: UInt64, _ width: Int) -> String {
    String(repeating: "0", count: max(0, width * 2 - String(value, radix: 16).count)) + String(value, radix: 16)
  }

  /// Reads the beginning of a file of the device, in a machine of its own.
  private func read(_ file: UInt16, count: Int) throws -> [UInt8] {
    // Select the file, read so many bytes to that address: all big endian.
    let command = hex(UInt64(file) << 16 | 0x08 | 0x02, 4) + hex(UInt64(count), 4) + hex(answer, 8)
    let trigger =
      isOfArm
      ? ["writeq 0x9020010 0x\(hex(scratch.byteSwapped, 8))"]
      : ["outl 0x514 0x0", "outl 0x518 0x\(hex(UInt64(UInt32(scratch).byteSwapped), 4))"]
    let commands =
      ["write 0x\(hex(scratch, 4)) 0x10 0x\(command)"] + trigger + [
        "read 0x\(hex(answer, 4)) 0x\(String(count, radix: 16))"
      ]
    let last = try run(commands)
    guard let text = last.split(separator: " ").last, text.hasPrefix("0x") else {
      throw Failure(description: "QEMU answers \(last.prefix(80))")
    }
    let digits = Array(text.dropFirst(2).utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).map { index in
      UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) ?? 0
    }
  }

  /// Gives commands to a machine, and gives the answer to the last one.
  private func run(_ commands: [String]) throws -> String {
    let folder = try TemporaryFolder()
    let (input, output, errors) = (folder.path("in"), folder.path("out"), folder.path("err"))
    try folder.write(commands.map { "\($0)\n" }.joined(), to: "in")
    for name in ["out", "err"] { try folder.write("", to: name) }
    // Firmware that is there, if only of zeros: Arm's machine takes what is plugged in with it alone.
    try folder.write([UInt8](repeating: 0, count: 1 << 16), to: "firmware.bin")
    let process = Process()
    guard let path = installedPath(of: program) else { throw Failure(description: "\(program) is not installed") }
    process.executableURL = URL(filePath: path)
    process.arguments =
      arguments + ["-S", "-display", "none", "-nodefaults", "-qtest", "stdio"]
      + (isOfArm ? ["-bios", "firmware.bin"] : []) + (arguments.contains("-accel") ? [] : ["-accel", "tcg"])
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardInput = FileHandle(forReadingAtPath: input)
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    // A thread of these tests may block the signals that QEMU would end by, and QEMU has that from it.
    defer {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    var answers: [Substring] = []
    _ = try eventually(within: .seconds(20)) {
      let text = String(decoding: try folder.bytes("out"), as: UTF8.self)
      answers = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().filter {
        $0.hasPrefix("OK")
      }
      return answers.count == commands.count || !process.isRunning
    }
    guard answers.count == commands.count, let last = answers.last else {
      throw Failure(description: "QEMU: \(String(decoding: try folder.bytes("err"), as: UTF8.self))")
    }
    return String(last)
  }
}
