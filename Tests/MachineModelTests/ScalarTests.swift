import Artifacts
import Addresses
import Diagnostics
import Lowering
import TestSupport
import Testing
import YAMLTree

@testable import MachineModel

/// What a scalar means, by the kind that its key asks for.
@Suite("Scalars") struct ScalarTests {
  // MARK: Numbers

  @Test(
    "Numbers are decimal or hexadecimal",
    arguments: [
      ("0", 0), ("42", 42), ("0x2a", 42), ("0x2A", 42), ("0x0", 0), ("0x00ff", 255), ("1_000_000", 1_000_000),
      ("0xff_ff", 65535), ("18446744073709551615", .max), ("0xffffffffffffffff", .max),
      ("0x0000000000000000001", 1), ("1_8_4", 184),
    ] as [(String, UInt64)])
  func number(_ text: String, _ value: UInt64) throws {
    #expect(try ScalarParser.number(bytes(text)) == value)
  }

  @Test(
    "What is no number",
    arguments: [
      ("", .emptyValue), ("x", .invalidNumber), ("1x", .invalidNumber), ("0x", .invalidNumber),
      ("0X10", .invalidNumber), ("0xg", .invalidNumber), ("1.0", .invalidNumber), ("1e3", .invalidNumber),
      ("+1", .invalidNumber), (" 1", .invalidNumber), ("1 ", .invalidNumber), ("1 000", .invalidNumber),
      ("_1", .invalidNumber), ("1_", .invalidNumber), ("1__0", .invalidNumber), ("0x_1", .invalidNumber),
      ("0b11", .invalidNumber), ("0o17", .invalidNumber), (".nan", .invalidNumber), (".inf", .invalidNumber),
      ("~", .invalidNumber), ("null", .invalidNumber), ("true", .invalidNumber), ("１", .invalidNumber),
      ("-1", .negativeNumber), ("-0", .negativeNumber), ("-0x1", .negativeNumber), ("-", .invalidNumber),
      ("01", .leadingZero), ("00", .leadingZero), ("007", .leadingZero), ("0_1", .leadingZero),
      ("018446744073709551616", .leadingZero),
      ("18446744073709551616", .numberOverflow), ("0x10000000000000000", .numberOverflow),
      ("99999999999999999999999999", .numberOverflow),
    ] as [(String, LanguageRule)])
  func noNumber(_ text: String, _ rule: LanguageRule) {
    #expect(problem { try ScalarParser.number(bytes(text)) }?.rule == rule)
  }

  @Test(
    "A leading zero is refused with the number that is probably meant",
    arguments: [("007", "7"), ("00", "0"), ("010", "10"), ("0_1", "1"), ("000_000", "0")])
  func leadingZero(_ text: String, _ meant: String) {
    #expect(problem { try ScalarParser.number(bytes(text)) }?.suggestion == "write '\(meant)'")
  }

  // MARK: Sizes

  @Test(
    "Sizes are bytes with a binary unit",
    arguments: [
      ("0", 0), ("4096", 4096), ("0x1000", 4096), ("1_024", 1024), ("0KiB", 0),
      ("1KiB", 1 << 10), ("1MiB", 1 << 20), ("1GiB", 1 << 30), ("1TiB", 1 << 40),
      ("1K", 1 << 10), ("1M", 1 << 20), ("1G", 1 << 30), ("1T", 1 << 40),
      ("512 MiB", 512 << 20), ("4 G", 4 << 30), ("1_000KiB", 1_024_000),
      ("1.5GiB", 3 << 29), ("1.5 GiB", 3 << 29), ("0.5K", 512), ("2.0MiB", 2 << 20), ("1.50GiB", 3 << 29),
      ("1.000000000000000000000000000000000000000000000000000000KiB", 1024), ("7.0", 7), ("0.0TiB", 0),
      ("0.25TiB", 1 << 38), ("0.000244140625MiB", 256), ("0.0009765625KiB", 1),
      ("0.00000000000090949470177292823791503906250TiB", 1), ("3.999999999068677425384521484375GiB", (4 << 30) - 1),
      ("16777215TiB", 16_777_215 << 40), ("16777215.9999999999990905052982270717620849609375TiB", .max),
      ("17179869183.5GiB", (17_179_869_183 << 30) + (1 << 29)), ("18446744073709551615", .max),
      ("0xffffffffffffffff", .max),
    ] as [(String, UInt64)])
  func size(_ text: String, _ value: UInt64) throws {
    #expect(try ScalarParser.size(bytes(text)) == value)
  }

  @Test(
    "What is no size",
    arguments: [
      ("", .emptyValue), ("GiB", .invalidSize), ("lots", .invalidSize), ("4  GiB", .invalidSize),
      ("4\tGiB", .invalidSize), ("4GiB ", .invalidSize), ("4096 ", .invalidSize), (" 4GiB", .invalidSize),
      ("4GiBs", .invalidSize),
      ("4gib", .invalidSize), ("4GIB", .invalidSize), ("4k", .invalidSize), ("4B", .invalidSize),
      ("4PiB", .invalidSize), ("4 bytes", .invalidSize), ("0x10KiB", .invalidSize), ("0x", .invalidSize),
      ("1.", .invalidSize), ("1.GiB", .invalidSize), (".5GiB", .invalidSize), (".", .invalidSize),
      ("1.5.5GiB", .invalidSize), ("1._5GiB", .invalidSize), ("1.5_0GiB", .invalidSize), ("1_GiB", .invalidSize),
      ("_1GiB", .invalidSize), ("1,5GiB", .invalidSize), ("1e3", .invalidSize), ("+4GiB", .invalidSize),
      ("50%", .invalidSize), ("٤GiB", .invalidSize), (".nan", .invalidSize), ("~", .invalidSize),
      ("-4GiB", .negativeNumber), ("-0", .negativeNumber), ("-1.5GiB", .negativeNumber),
      ("01GiB", .leadingZero), ("00.5GiB", .leadingZero), ("04096", .leadingZero),
      ("4GB", .decimalUnit), ("4MB", .decimalUnit), ("4KB", .decimalUnit), ("4kB", .decimalUnit),
      ("4TB", .decimalUnit), ("1.5 GB", .decimalUnit),
      ("1.5", .fractionalBytes), ("0.1", .fractionalBytes), ("0.3GiB", .fractionalBytes),
      ("0.0001KiB", .fractionalBytes), ("0.00048828125KiB", .fractionalBytes),
      ("0.000000000000454747350886464118957519531250TiB", .fractionalBytes),
      ("16777216TiB", .numberOverflow), ("16777216T", .numberOverflow), ("18446744073709551616", .numberOverflow),
      ("18014398509481984KiB", .numberOverflow), ("0x10000000000000000", .numberOverflow),
      ("340282366920938463463374607431768211456TiB", .numberOverflow),
    ] as [(String, LanguageRule)])
  func noSize(_ text: String, _ rule: LanguageRule) {
    #expect(problem { try ScalarParser.size(bytes(text)) }?.rule == rule)
  }

  @Test(
    "A wrong unit is refused with the one that is probably meant",
    arguments: [
      ("4GB", "write '4GiB'"), ("1.5kB", "write '1.5KiB'"), ("4 TB", "write '4TiB'"), ("4gib", "write '4GiB'"),
      ("4g", "write '4G'"), ("4 Mib", "write '4MiB'"), ("4PiB", nil), ("gib", nil),
    ] as [(String, String?)])
  func unit(_ text: String, _ suggestion: String?) {
    #expect(problem { try ScalarParser.size(bytes(text)) }?.suggestion == suggestion)
  }

  @Test("A fraction of any length is read in time that its length allows", .timeLimit(.minutes(10)))
  func longFraction() {
    let digits = String(repeating: "9", count: 1_000_000)
    #expect(problem { try ScalarParser.size(bytes("0.\(digits)GiB")) }?.rule == .fractionalBytes)
    #expect(problem { try ScalarParser.size(bytes("\(digits)GiB")) }?.rule == .numberOverflow)
    #expect(problem { try ScalarParser.number(bytes("\(digits)x")) }?.message.count ?? 0 < 200)
  }

  // MARK: Sizes and addresses in their keys

  @Test(
    "Memory is a multiple of 4 KiB up to 2^52 bytes",
    arguments: [
      ("4MiB", []), ("4097KiB", ["unaligned-size"]), ("5000000", ["unaligned-size"]),
      ("0xffffffffff000", []), ("0xfffffffffffff", ["unaligned-size"]), ("0x10000000000000", []),
      ("4096TiB", []), ("0x10000000001000", ["address-too-high"]), ("4097TiB", ["address-too-high"]),
      ("18446744073709547520", ["address-too-high"]), ("18446744073709551615", ["address-too-high"]),
    ])
  func memory(_ text: String, _ identifiers: [String]) {
    let compilation = Compilation("memc: 1\narch: aarch64\nmemory: \(text)\nplatform: {dram_base: 0}\n")
    #expect(compilation.identifiers == identifiers)
  }

  @Test("2^52 bytes of memory from address 0 fill all that addresses reach")
  func wholeAddressSpace() throws {
    let compilation = Compilation("memc: 1\narch: aarch64\nmemory: 4096TiB\nplatform: {dram_base: 0}\n")
    #expect(compilation.identifiers == [])
    #expect(compilation.layout?.top == 1 << 52)
    let above = Compilation("memc: 1\narch: aarch64\nmemory: 4096TiB\nplatform: {dram_base: 4KiB}\n")
    #expect(above.identifiers == ["address-too-high"])
  }

  @Test(
    "Addresses lie on pages up to 2^52",
    arguments: [
      ("0x1000", []), ("1GiB", []), ("0x800", ["unaligned-address"]), ("0x10000000000001", ["address-too-high"]),
      ("0x10000000001000", ["address-too-high"]), ("4097TiB", ["address-too-high"]), ("-1", ["negative-number"]),
      ("1GB", ["decimal-unit"]), ("1TiB", []),
    ])
  func address(_ text: String, _ identifiers: [String]) {
    let compilation = Compilation("memc: 1\narch: aarch64\nmemory: 1GiB\nplatform: {dram_base: \(text)}\n")
    #expect(compilation.identifiers == identifiers)
  }

  @Test("A range may end at 2^52, and may not reach beyond")
  func rangeEnd() {
    func identifiers(_ gap: String) -> [String] {
      Compilation("memc: 1\nmemory: 1GiB\nplatform: {gaps: [{\(gap)}]}\n").identifiers
    }
    #expect(identifiers("start: 4095TiB, end: 4096TiB") == [])
    #expect(identifiers("start: 4095TiB, size: 1TiB") == [])
    #expect(identifiers("start: 4095TiB, end: 0x10000000001000") == ["address-too-high"])
    #expect(identifiers("start: 4095TiB, size: 0x10000001000") == ["address-too-high"])
    #expect(identifiers("start: 4096TiB, size: 4KiB") == ["address-too-high"])
    #expect(identifiers("start: 4KiB, size: 0xfffffffffffff000") == ["address-too-high"])
  }

  // MARK: Switches and choices

  @Test(
    "Switches",
    arguments: [
      ("on", true), ("true", true), ("yes", true), ("off", false), ("false", false), ("no", false), ("On", nil),
      ("TRUE", nil), ("y", nil), ("1", nil), ("", nil),
    ] as [(String, Bool?)])
  func toggle(_ text: String, _ isOn: Bool?) {
    #expect(ScalarParser.isOn(text) == isOn)
  }

  @Test("Quoting makes no difference, and neither does YAML's own typing")
  func quoting() throws {
    let plain = Compilation("memc: 1\nmemory: 1GiB\ncpus: 8\ndefaults: {pin: on, prefault: yes}\nname: 007\n")
    let quoted = Compilation(
      "\"memc\": '1'\nmemory: \"1GiB\"\n'cpus': \"8\"\ndefaults: {pin: 'on', prefault: \"yes\"}\nname: \"007\"\n")
    for compilation in [plain, quoted] {
      let topology = try #require(compilation.topology)
      #expect(compilation.identifiers == [])
      #expect(topology.name == "007" && topology.cpus.count == 8)
      #expect(topology.nodes[0].policy.pin && topology.nodes[0].policy.prefault)
    }
  }

  // MARK: CPU lists

  @Test(
    "CPU lists in Linux's form, and as YAML lists of its items",
    arguments: [
      ("\"0-3,8,10-11\"", "0-3,8,10-11"), ("[0, 1, 4-7]", "0-1,4-7"), ("0", "0"), ("0-0", "0"),
      ("\"8, 0-3 ,5\"", "0-3,5,8"), ("[\"0-3\", 0x8]", "0-3,8"), ("\"1,0\"", "0-1"), ("[]", ""),
      ("0-1048575", "0-1048575"),
    ])
  func cpuList(_ text: String, _ canonical: String) throws {
    let list = try #require(Compilation(listDocument(text)).cpuList)
    #expect(CPUList.text(list) == canonical)
  }

  @Test(
    "What is no CPU list",
    arguments: [
      ("\"\"", "empty-value"), ("[[0]]", "wrong-type"), ("{a: 1}", "wrong-type"), ("[\"\"]", "empty-value"),
      ("a", "invalid-cpu-list"), ("\"0,\"", "invalid-cpu-list"), ("\",0\"", "invalid-cpu-list"),
      ("\"0,,1\"", "invalid-cpu-list"), ("0-", "invalid-cpu-list"), ("-3", "invalid-cpu-list"),
      ("0-1-2", "invalid-cpu-list"), ("3-1", "invalid-cpu-list"), ("\"0 1\"", "invalid-cpu-list"),
      ("[\"0,1\"]", "invalid-cpu-list"), ("\"0-3:2\"", "invalid-cpu-list"), ("all", "invalid-cpu-list"),
      ("01", "leading-zero"), ("0-07", "leading-zero"), ("99999999999999999999", "number-overflow"),
      ("1048576", "number-out-of-range"), ("0-1048576", "number-out-of-range"), ("\"0-3,3\"", "cpu-twice"),
      ("\"4,0-8\"", "cpu-twice"), ("[1, 1]", "cpu-twice"),
    ])
  func noCPUList(_ text: String, _ identifier: String) {
    #expect(Compilation(listDocument(text)).identifiers == [identifier])
  }

  @Test("Host nodes are below 1,024")
  func hostNodes() {
    func identifiers(_ list: String) -> [String] {
      Compilation("memc: 1\nmemory: 1GiB\ndefaults: {host_nodes: \(list)}\n").identifiers
    }
    #expect(identifiers("1023") == [])
    #expect(identifiers("1024") == ["number-out-of-range"])
    #expect(identifiers("\"0,0\"") == ["cpu-twice"])
  }

  @Test("A comma in braces ends a CPU list, and the diagnostic says so for each list")
  func listInBraces() {
    let compilation = Compilation(
      "memc: 1\nmemory: 1GiB\ndefaults: {host_nodes: 0,1,4-5}\nnodes:\n  - {cpus: 0-3,8-11}\n")
    #expect(
      compilation.diagnostics.map(\.suggestion) == [
        "write 'host_nodes: \"0,1,4-5\"'", "write 'cpus: \"0-3,8-11\"'",
      ])
  }

  // MARK: Numbers for people

  @Test(
    "Bytes are written in the largest unit that divides them",
    arguments: [
      (0, "0 bytes", "0"), (1, "1 byte", "1"), (1000, "1000 bytes", "1000"), (1024, "1 KiB", "1KiB"),
      (1536, "1536 bytes", "1536"), (257 << 20, "257 MiB", "257MiB"), (6 << 30, "6 GiB", "6GiB"),
      (1 << 52, "4096 TiB", "4096TiB"),
    ] as [(UInt64, String, String)])
  func units(_ count: UInt64, _ text: String, _ literal: String) {
    #expect(Units.bytes(count) == text)
    #expect(Units.literal(count) == literal)
  }

  @Test("What is suggested as a literal can be read back")
  func literals() throws {
    for count in [0, 1, 1000, 4096, 1536 << 10, 3 << 30, 1 << 52] as [UInt64] {
      #expect(try ScalarParser.size(bytes(Units.literal(count))) == count)
    }
  }

  private func listDocument(_ list: String) -> String { "memc: 1\nmemory: 1GiB\nnodes:\n  - cpus: \(list)\n" }

  private func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

  private func problem(_ body: () throws -> UInt64) -> ScalarProblem? {
    do {
      _ = try body()
      return nil
    } catch {
      return error as? ScalarProblem
    }
  }
}

extension Compilation {
  /// The CPU list of the first node, read on its own: whether the CPUs exist is another matter.
  fileprivate var cpuList: [UInt32]? {
    guard let tree else { return nil }
    var decoder = TopologyDecoder(tree: tree, sink: DiagnosticSink(source: nil))
    guard let root = decoder.fields(of: tree.root, Language.root) else { return nil }
    return decoder.nodes(root, defaults: PolicyDeclaration())?.first?.cpus?.value
  }
}
