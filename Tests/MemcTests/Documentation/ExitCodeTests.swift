import Foundation
import KVMHost
import TestSupport
import Testing

/// A row of the table in docs/exit-codes.md.
struct ExitCodeRow {
  /// The codes that it tells of.
  let codes: [Int32]
  /// The commands that end with them.
  let commands: Set<String>
}

/// A run that ends with a code.
struct ExitCodeCase: Sendable, CustomTestStringConvertible {
  /// The code.
  let code: Int32
  /// The command line, behind `memc`, in a folder with what ``ExitCodeTests`` puts there.
  let arguments: [String]
  /// Whether standard output is a device that is full.
  let isFull: Bool

  init(_ code: Int32, _ line: String, isFull: Bool = false) {
    self.code = code
    arguments = line.split(separator: " ").map(String.init)
    self.isFull = isFull
  }

  var command: String { arguments[0] }
  var testDescription: String { "\(code): \(arguments.joined(separator: " "))" }
}

/// The table in docs/exit-codes.md is what the code does, and the manual page has the same codes.
@Suite("Exit codes")
struct ExitCodeTests {
  static let commands: Set = [
    "compile", "check", "realize", "golden", "dump", "show", "explain", "diff", "decompile", "import", "export",
    "capture", "schema",
  ]

  static let cases: [ExitCodeCase] = [
    ExitCodeCase(0, "compile good.yaml"),
    ExitCodeCase(1, "compile bad.yaml"),
    ExitCodeCase(64, "compile"),
    ExitCodeCase(66, "compile missing.yaml"),
    ExitCodeCase(73, "compile good.yaml -o good.yaml/out"),
    ExitCodeCase(0, "check good.yaml"),
    ExitCodeCase(1, "check bad.yaml"),
    ExitCodeCase(64, "check"),
    ExitCodeCase(66, "check missing.yaml"),
    ExitCodeCase(73, "check good.yaml", isFull: true),
    ExitCodeCase(1, "realize bad.yaml"),
    ExitCodeCase(64, "realize good.yaml --threads 0"),
    ExitCodeCase(66, "realize missing.yaml"),
    ExitCodeCase(73, "realize good.yaml --hold --inspect missing/socket"),
    ExitCodeCase(0, "golden update --examples examples --golden golden"),
    ExitCodeCase(1, "golden check --examples examples --golden empty"),
    ExitCodeCase(64, "golden check --surplus"),
    ExitCodeCase(66, "golden check --examples missing"),
    ExitCodeCase(73, "golden update --examples examples --golden good.yaml/golden"),
    ExitCodeCase(0, "dump table"),
    ExitCodeCase(1, "dump damaged"),
    ExitCodeCase(64, "dump"),
    ExitCodeCase(66, "dump missing"),
    ExitCodeCase(73, "dump table", isFull: true),
    ExitCodeCase(0, "show good.yaml"),
    ExitCodeCase(1, "show bad.yaml"),
    ExitCodeCase(64, "show"),
    ExitCodeCase(66, "show missing.yaml"),
    ExitCodeCase(73, "show good.yaml --svg missing/picture.svg"),
    ExitCodeCase(0, "explain good.yaml 0x0"),
    ExitCodeCase(1, "explain good.yaml cpu 9"),
    ExitCodeCase(64, "explain good.yaml why"),
    ExitCodeCase(66, "explain missing.yaml 0x0"),
    ExitCodeCase(73, "explain good.yaml 0x0", isFull: true),
    ExitCodeCase(0, "diff good.yaml good.yaml"),
    ExitCodeCase(1, "diff good.yaml other.yaml"),
    ExitCodeCase(2, "diff good.yaml bad.yaml"),
    ExitCodeCase(64, "diff good.yaml"),
    ExitCodeCase(0, "decompile boot.log"),
    ExitCodeCase(1, "decompile table"),
    ExitCodeCase(64, "decompile"),
    ExitCodeCase(66, "decompile missing"),
    ExitCodeCase(73, "decompile boot.log -o missing/topo.yaml"),
    ExitCodeCase(0, "import qemu guest.args"),
    ExitCodeCase(1, "import qemu boot.log"),
    ExitCodeCase(64, "import qemu"),
    ExitCodeCase(66, "import qemu missing"),
    ExitCodeCase(73, "import qemu guest.args -o missing/topo.yaml"),
    ExitCodeCase(0, "export qemu good.yaml"),
    ExitCodeCase(1, "export qemu bad.yaml"),
    ExitCodeCase(64, "export qemu"),
    ExitCodeCase(66, "export qemu missing.yaml"),
    ExitCodeCase(73, "export qemu good.yaml -o missing/guest.args"),
    ExitCodeCase(0, "capture --save copy"),
    ExitCodeCase(1, "capture --for-guest --memory 4095TiB --cpus 1"),
    ExitCodeCase(64, "capture --for-guest"),
    ExitCodeCase(66, "capture --root empty"),
    ExitCodeCase(73, "capture -o missing/topo.yaml"),
    ExitCodeCase(0, "schema"),
    ExitCodeCase(64, "schema surplus"),
    ExitCodeCase(73, "schema", isFull: true),
  ]

  /// What no run here can bring about at will: what depends on the host, and signals, which have tests of their own, and
  /// a defect of memc.
  static let ofTheHost: [String: Set<Int32>] = [
    "check": [69, 70, 71, 75, 77, 129, 130, 143], "compile": [129, 130, 143], "golden": [129, 130, 143],
    "realize": [0, 69, 71, 75, 77, 129, 130, 143], "show": [129, 130, 143],
    "decompile": [129, 130, 143], "import": [129, 130, 143], "export": [129, 130, 143], "capture": [129, 130, 143],
  ]

  /// The table: `| code, code | when | commands |`.
  private let table: [ExitCodeRow]

  init() throws {
    table = try Page.table("| exit code | when | of |").map { cells in
      let words = cells[2].matches(of: #/`([a-z]+)/#).map { String($0.1) }
      return ExitCodeRow(
        codes: cells[0].matches(of: #/\d+/#).compactMap { Int32($0.0) },
        commands: cells[2] == "all" ? Self.commands : Set(words))
    }
  }

  @Test("the table has the codes that the code has")
  func codes() throws {
    let told = table.flatMap(\.codes)
    #expect(Set(told).count == told.count)
    let own = try packageText("Sources/memc/Console/ExitStatus.swift").matches(of: #/ExitCode\((\d+)\)/#).compactMap
    {
      Int32($0.1)
    }
    #expect(own.count >= 5)
    let numbers: [Substring: Int32] = ["SIGHUP": SIGHUP, "SIGINT": SIGINT, "SIGTERM": SIGTERM]
    let signals = try packageText("Sources/memc/Console/TerminationSignals.swift").matches(of: #/numbers = (.*)/#)
      .flatMap {
        $0.1.matches(of: #/SIG(?:HUP|INT|TERM)/#).map(\.0)
      }
    #expect(signals.count >= 2)
    let ended = Set(try signals.map { try 128 + #require(numbers[$0]) })
    #expect(Set(told) == Set(own + FailureKind.allCases.map(\.exitCode) + ended + [0]))
  }

  @Test("the manual page has the codes of the table")
  func manual() throws {
    let template = try String(contentsOfFile: ManualPageTests.template, encoding: .utf8)
    let section = template.components(separatedBy: ".Sh EXIT STATUS\n").last?.components(separatedBy: ".Sh ").first
    let items = try #require(section).matches(of: #/(?m)^\.It (.+)$/#).flatMap { $0.1.matches(of: #/\d+/#) }
    #expect(items.compactMap { Int32($0.0) } == table.flatMap(\.codes))
  }

  @Test("every code of every command in the table is one that a run here ends with, or the host's")
  func complete() {
    for command in Self.commands {
      let told = table.filter { $0.commands.contains(command) }.flatMap(\.codes)
      let tried = Self.cases.filter { $0.command == command }.map(\.code)
      #expect(Set(told) == Set(tried).union(Self.ofTheHost[command] ?? []), "\(command)")
    }
  }

  @Test("a command ends with the code", arguments: cases)
  func run(_ one: ExitCodeCase) throws {
    let folder = try TemporaryFolder()
    let good = "{memc: 1, memory: 64MiB}\n"
    for name in ["examples", "empty"] { try folder.makeFolder(name) }
    try folder.write(good, to: "good.yaml")
    try folder.write("{memc: 1, memory: 65MiB}\n", to: "other.yaml")
    try folder.write(good, to: "examples/good.yaml")
    try folder.write("{memc: 1, memory: 64MB}\n", to: "bad.yaml")
    try folder.copy("golden/gap-straddle/slit.bin", to: "table")
    try folder.write(Array(folder.bytes("table").dropLast()), to: "damaged")
    try folder.write("BIOS-e820: [mem 0x0000000000000000-0x000000003fffffff] usable\n", to: "boot.log")
    try folder.write("qemu-system-x86_64 -m 64M\n", to: "guest.args")
    let full = one.isFull ? FileHandle(forWritingAtPath: "/dev/full") : nil
    let result = try MemcProcess.run(one.arguments, in: folder.path, output: full)
    #expect(result.status == one.code, "\(result.errors)")
  }
}
