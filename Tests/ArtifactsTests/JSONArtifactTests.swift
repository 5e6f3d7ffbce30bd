import Foundation
import JSONCoding
import Lowering
import TestSupport
import Testing

@testable import Artifacts

@Suite("memslots.json and layout.json")
struct JSONArtifactTests {
  private func bytes(_ kind: ArtifactKind, of compilation: Compilation) throws -> [UInt8] {
    try #require(compilation.artifacts().first { $0.kind == kind }).bytes
  }

  @Test("memslots.json, whole")
  func memslots() throws {
    let compilation = Compilation(
      "{memc: 1, memory: 64MiB, defaults: {hugepages: on, host_nodes: [0, 2], prefault: on}}")
    #expect(
      text(try bytes(.memslots, of: compilation)) == """
        {
          "partitions": [
            {
              "name": "vtl0",
              "slots": [
                {"backing": "private", "backing_offset": 0, "flags": 0, "guest_phys_addr": 0, "host_nodes": [0, 2], \
        "hugepages": "on", "memory_size": 67108864, "mergeable": false, "node": 0, "page_size": 2097152, "pin": false, \
        "policy": "bind", "prefault": true, "reserve": false, "slot": 0, "source": "node", "thp": "default", "visibility": "read-write"}
              ]
            }
          ],
          "version": 1
        }

        """)
  }

  @Test("layout.json, whole")
  func layout() throws {
    let compilation = Compilation(
      """
      memc: 1
      name: "a \\"small\\" one"
      platform: {phys_bits: 40}
      nodes:
        - name: only
          memory: 2MiB
      """)
    #expect(
      text(compilation.artifacts([.slit, .layout]).last?.bytes ?? []) == """
        {
          "acpi": {
            "rsdp": 917504,
            "size": \(try bytes(.image, of: compilation).count),
            "start": 917552
          },
          "arch": "x86_64",
          "artifacts": [
            {"file": "slit.bin", "length": 45, "sha256": \
        "\(SHA256.hexDigest(of: try bytes(.slit, of: compilation)))"}
          ],
          "distances": {
            "nodes": 1
          },
          "e820": [
            {"base": 0, "kind": "usable", "length": 654336, "line": 5, "type": 1},
            {"base": 654336, "kind": "reserved", "length": 394240, "type": 2},
            {"base": 1048576, "kind": "usable", "length": 1048576, "line": 5, "type": 1}
          ],
          "extents": [
            {"line": 5, "node": 0, "size": 2097152, "start": 0}
          ],
          "memory": 2097152,
          "memory_affinities": [
            {"length": 2097152, "line": 5, "node": 0, "start": 0}
          ],
          "name": "a \\"small\\" one",
          "nodes": [
            {"apic_ids": "0", "cpus": "0", "line": 5, "memory": 2097152, "name": "only", "node": 0}
          ],
          "platform": {
            "dram_base": 0,
            "gaps": [
              {"end": 4294967296, "name": "mmio32", "start": 3221225472}
            ],
            "name": "generic",
            "phys_bits": 40,
            "reserved": [
              {"end": 1048576, "name": "low-megabyte", "start": 654336, "type": "reserved"}
            ]
          },
          "slots": [
            {"guest_phys_addr": 0, "line": 5, "memory_size": 2097152, "node": 0, "slot": 0}
          ],
          "version": 1,
          "warnings": [
            {"id": "small-node", "line": 6, "message": "node 0 has 2 MiB; some kernels before 6.7 ignore a node of \
        less than 4 MiB"}
          ]
        }

        """)
  }

  @Test(
    "a slot says what its memory is",
    arguments: [("private", "private"), ("shared", "shared"), ("{file: /x}", "file"), ("existing", "existing")])
  func backings(_ declared: String, _ written: String) {
    let compilation = Compilation("{memc: 1, memory: 64MiB, defaults: {backing: \(declared)}}")
    let slots = compilation.layout.map { MemslotsFile($0).partitions[0].slots } ?? []
    #expect(slots.map(\.backing) == [written])
    #expect(slots.map(\.backingFile) == [written == "file" ? "/x" : nil])
  }

  @Test(
    "'auto' on memory that cannot hold large pages is small pages, as it is when it is realized",
    arguments: [
      ("nodes: [{memory: 5MiB, cpus: 0}, {memory: 1GiB}]", "off 4096, off 4096"),
      ("nodes: [{memory: 5MiB, cpus: 0}, {memory: 1GiB}], placement: {align: 2MiB}", "off 4096, auto 2097152"),
      ("nodes: [{memory: 6MiB, cpus: 0}, {memory: 1GiB}]", "auto 2097152, auto 2097152"),
      // One extent that cannot is enough, as the pages of a node are of one size.
      (
        "memory: 16MiB, platform: {gaps: [{start: 0x400000, end: 0x501000}]}", "off 4096, off 4096"
      ),
      // What a file has is not known before it is opened.
      (
        "nodes: [{memory: 5MiB, cpus: 0, backing: {file: /x}}, {memory: 1GiB, backing: existing}]",
        "auto 2097152, auto 2097152"
      ),
      ("nodes: [{memory: 5MiB, cpus: 0, hugepages: off}, {memory: 1GiB, backing: shared}]", "off 4096, off 4096"),
    ])
  func automaticHugepages(_ machine: String, _ pages: String) {
    let compilation = Compilation("{memc: 1, defaults: {hugepages: auto}, \(machine)}")
    let slots = compilation.layout.map { MemslotsFile($0).partitions[0].slots } ?? []
    #expect(slots.map { "\($0.hugepages) \($0.pageSize)" }.joined(separator: ", ") == pages)
  }

  @Test("a name of any characters comes back as it was")
  func names() throws {
    let scalars = (UInt32(0)...0x10_ffff).filter { value in
      // All that are special somewhere, and the ends of the ranges of Unicode.
      value < 0x180 || (0x2000...0x206f).contains(value) || (0xd700...0xe100).contains(value)
        || value >= 0x10_fff0 || (0xfe00...0x1_0010).contains(value)
    }.compactMap(Unicode.Scalar.init)
    var file = LayoutFile()
    for scalar in scalars {
      let name = "a \(Character(scalar)) b"
      file.name = name
      let decoded = LayoutFile.decode(file.encoded())
      #expect(decoded.issues == [], "U+\(String(scalar.value, radix: 16))")
      // Characters that are canonically equivalent are equal strings.
      #expect(decoded.file.name?.unicodeScalars.elementsEqual(name.unicodeScalars) == true)
    }
  }

  // MARK: Every golden file

  @Test(
    "are read without complaint, and encode to the same bytes",
    arguments: try found(GoldenFile.json, "golden files"))
  func roundTrip(file: GoldenFile) throws {
    let bytes = try file.bytes
    if file.name.hasSuffix("layout.json") {
      let decoded = LayoutFile.decode(bytes)
      #expect(decoded.issues == [])
      #expect(decoded.file.encoded() == bytes)
    } else {
      let decoded = MemslotsFile.decode(bytes)
      #expect(decoded.issues == [])
      #expect(decoded.file.encoded() == bytes)
    }
  }

  @Test("there are golden files")
  func goldenFiles() { #expect(GoldenFile.json.count >= 24) }

  @Test(
    "have sorted keys, decimal integers and a last newline", arguments: try found(GoldenFile.json, "golden files"))
  func form(file: GoldenFile) throws {
    let bytes = try file.bytes
    #expect(bytes.last == UInt8(ascii: "\n"))
    var scanner = KeyScanner(bytes)
    #expect(scanner.unsorted() == [])
    #expect(scanner.keyCount > 20)
    let numbers = text(bytes).matches(of: #/: ([-+0-9][^,}\s]*)/#).map(\.1)
    #expect(numbers.allSatisfy { UInt64($0) != nil })
  }

  @Test("the scanner that looks for unsorted keys finds them")
  func scanner() {
    var scanner = KeyScanner(
      Array(#"{"b": {"d": 1, "c": "}, \"a"}, "a": [{"f": 1, "e": 2}, {"a": 1}], "z": 1}"#.utf8))
    #expect(scanner.unsorted() == ["c", "a", "e"])
    #expect(scanner.keyCount == 8)
  }

  // MARK: Decoding

  static let memslotsIssues: [(String, [String])] = [
    (#"{"partitions": [], "version": 1}"#, []),
    ("", ["the file is not JSON"]),
    ("{", ["the file is not JSON"]),
    ("[]", ["the file is a list of 0, not an object"]),
    ("{}", ["partitions is missing", "version is missing"]),
    (#"{"partitions": []}"#, ["version is missing"]),
    (#"{"partitions": [], "version": 2}"#, ["version is 2, and this memc reads 1"]),
    (#"{"partitions": [], "version": "1"}"#, [#"version is "1", not an integer"#]),
    (#"{"partitions": [], "version": 1.5}"#, ["version is 1.5, not an integer"]),
    (#"{"partitions": [], "version": -1}"#, ["version is -1, not an integer"]),
    (#"{"partitions": [], "version": null}"#, ["version is null, not an integer"]),
    (#"{"partitions": {}, "version": 1}"#, ["partitions is an object, not a list"]),
    (#"{"partitions": [1], "version": 1}"#, ["partitions[0] is 1, not an object"]),
    (
      #"{"partitions": [{"name": "vtl0", "slots": []}, {"name": true}], "version": 1}"#,
      ["partitions[1].name is true, not a string", "partitions[1].slots is missing"]
    ),
    (#"{"more": 1, "partitions": [], "version": 1}"#, ["more is not a member that this memc knows"]),
    (
      #"{"partitions": [{"name": "vtl0", "slots": [], "x": 1}], "version": 1}"#,
      ["partitions[0].x is not a member that this memc knows"]
    ),
  ]

  @Test("what is wrong with a memslots.json is told by path", arguments: memslotsIssues)
  func memslots(json: String, issues: [String]) {
    #expect(MemslotsFile.decode(Array(json.utf8)).issues == issues)
  }

  static let memberIssues: [(String, String, [String])] = [
    (#""slot": 0"#, #""slot": "0""#, [#"partitions[0].slots[0].slot is "0", not an integer"#]),
    (#""slot": 0, "#, "", ["partitions[0].slots[0].slot is missing"]),
    (#""pin": false"#, #""pin": 0"#, ["partitions[0].slots[0].pin is 0, not true or false"]),
    (#""host_nodes": []"#, #""host_nodes": 1"#, ["partitions[0].slots[0].host_nodes is 1, not a list"]),
    (
      #""host_nodes": []"#, #""host_nodes": [1, "2"]"#,
      ["partitions[0].slots[0].host_nodes holds something other than integers"]
    ),
    (
      #""backing": "private""#, #""backing": "private", "backing_file": 1"#,
      ["partitions[0].slots[0].backing_file is 1, not a string"]
    ),
  ]

  @Test("what is wrong with a member is told by path, and the rest is read", arguments: memberIssues)
  func member(old: String, new: String, issues: [String]) throws {
    let json = text(try bytes(.memslots, of: Compilation("{memc: 1, memory: 6GiB}")))
    let start = try #require(json.firstRange(of: old))
    let decoded = MemslotsFile.decode(Array(json.replacingCharacters(in: start, with: new).utf8))
    #expect(decoded.issues == issues)
    #expect(decoded.file.partitions.first?.slots.map(\.memorySize) == [3 << 30, 3 << 30])
  }

  @Test("what is wrong with a layout.json is told by path")
  func layoutIssues() throws {
    let json = text(try bytes(.layout, of: Compilation("{memc: 1, nodes: [{memory: 64MiB}]}")))
    func issues(_ old: String, _ new: String) throws -> [String] {
      let range = try #require(json.firstRange(of: old))
      return LayoutFile.decode(Array(json.replacingCharacters(in: range, with: new).utf8)).issues
    }
    #expect(try issues(#""arch": "x86_64","#, "") == ["arch is missing"])
    #expect(
      try issues(#""dram_base": 0"#, #""dram_base": {}"#) == ["platform.dram_base is an object, not an integer"])
    #expect(try issues(#""line": 1"#, #""line": "1""#) == [#"e820[0].line is "1", not an integer"#])
    #expect(
      try issues(#""name": "mmio32""#, #""nome": "mmio32""#) == [
        "platform.gaps[0].nome is not a member that this memc knows"
      ])
    #expect(try issues(#""version": 1"#, #""version": 7"#) == ["version is 7, and this memc reads 1"])
    #expect(
      try issues(#""distances": {"#, #""distances": [], "d": {"#) == [
        "distances is a list of 0, not an object", "d is not a member that this memc knows",
      ])
  }

  @Test("differences are told by path")
  func difference() throws {
    func differences(_ old: String, _ new: String) throws -> [String] {
      JSONDifference.differences(
        from: try JSONValue(parsing: Array(old.utf8)), to: try JSONValue(parsing: Array(new.utf8))
      ).map(\.description)
    }
    #expect(try differences(#"{"a": [1, {"b": 2}]}"#, #"{"a": [1, {"b": 2}]}"#) == [])
    #expect(
      try differences(#"{"a": [1, {"b": 2}]}"#, #"{"a": [3, {"b": "2"}]}"#) == ["a[0]: 1 → 3", #"a[1].b: 2 → "2""#])
    #expect(
      try differences(#"{"a": 1, "b": 2}"#, #"{"b": 2, "c": null}"#) == ["a: 1 → absent", "c: absent → null"])
    #expect(try differences(#"{"a": [1, 2, 3]}"#, #"{"a": [1]}"#) == ["a: 3 → 1 elements"])
    #expect(try differences(#"{"a": {}}"#, #"{"a": []}"#) == ["a: an object → a list of 0"])
    #expect(
      try differences(
        #"{"slots": [{"guest_phys_addr": 0, "slot": 9}]}"#, #"{"slots": [{"guest_phys_addr": 4096, "slot": 8}]}"#)
        == ["slots[0].guest_phys_addr: 0x0 → 0x1000", "slots[0].slot: 9 → 8"])
    #expect(try differences(#"{"memory": 4096}"#, #"{"memory": 1073741824}"#) == ["memory: 4 KiB → 1 GiB"])
  }
}

/// Looks for keys of JSON objects that stand behind a greater one.
struct KeyScanner {
  private let bytes: [UInt8]
  /// How many keys there were.
  private(set) var keyCount = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func unsorted() -> [String] {
    var found: [String] = []
    var lastKeys: [String?] = []
    var string = ""
    var isInString = false
    var isEscaped = false
    for byte in bytes {
      let character = Character(UnicodeScalar(byte))
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isInString = false
        } else {
          string.append(character)
        }
        continue
      }
      switch character {
      case "\"": (string, isInString) = ("", true)
      case "{": lastKeys.append(nil)
      case "}": lastKeys.removeLast()
      case ":":
        keyCount += 1
        if let last = lastKeys[lastKeys.count - 1], last >= string { found.append(string) }
        lastKeys[lastKeys.count - 1] = string
      default: break
      }
    }
    return found
  }
}
