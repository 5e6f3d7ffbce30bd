import Addresses
import Artifacts
import Diagnostics
import JSONCoding
import SystemPackage
import TestSupport
import Testing

@testable import Reading

/// What pictures show of inputs.
@Suite("Pictures")
struct PictureTests {
  private static func facts(_ text: String) throws -> MachineFacts {
    try MachineFacts(MachineView(Compiler().compile(SourceFile(name: "t.yaml", bytes: Array(text.utf8)))))
  }

  private static func facts(of path: String) throws -> MachineFacts {
    try MachineFacts(MachineView(FilePath("\(packageRoot)/\(path)"), name: path))
  }

  private static let two = "{memc: 1, nodes: [{memory: 2GiB, cpus: '0-1'}, {memory: 4GiB, cpus: '2-3'}]}"

  private func text(
    _ facts: MachineFacts, _ layers: [FactLayer]? = nil, width: Int = 80, isColoured: Bool = false,
    isUnicode: Bool = true
  ) -> String {
    let style = TerminalStyle(width: width, isColoured: isColoured, isUnicode: isUnicode)
    return TerminalPicture([("t.yaml", facts)], layers: layers, style: style).text
  }

  // MARK: Columns

  @Test("a gap shares the column of RAM, small things share one, and what is large has its own")
  func columns() throws {
    let picture = Picture([("t.yaml", try Self.facts(Self.two))], mostBands: 100)
    #expect(
      picture.machines[0].columns.map(\.title)
        == ["RAM, gap", "slot", "e820", "memory affinity", "reserved, registers", "tables"])
  }

  @Test("every layer is a column without being known", arguments: FactLayer.allCases.filter { $0 != .node })
  func layers(layer: FactLayer) {
    var columns = ColumnArrangement()
    columns.add(.ram, [Fact(.ram, "RAM of node 0", range: AddressRange(0, 1000))])
    if layer != .ram {
      columns.add(layer, [Fact(layer, "new thing", range: AddressRange(100, 900), meaning: "new")])
    }
    let arranged = columns.columns { _ in false }
    #expect(arranged.map(\.layers) == (layer == .ram ? [[.ram]] : [[.ram], [layer]]))
    #expect(arranged.last?.ranges.count == 1)
  }

  @Test("what lies at the same addresses is side by side, and what has no room there is counted")
  func lanes() {
    var columns = ColumnArrangement()
    let ranges = (0..<6).map { Fact(.device, "window \($0)", range: AddressRange(UInt64($0), 100)) }
    columns.add(.device, ranges + [Fact(.device, "window 6", range: AddressRange(100, 200))])
    let column = columns.columns { _ in false }[0]
    #expect(column.ranges.map(\.lane) == [0, 1, 2, 3, 0])
    #expect(column.lanes == 4)
    #expect(column.hidden == 2)
  }

  @Test("partitions have columns of their own")
  func partitions() throws {
    let facts = try Self.facts(of: "examples/vtl2.yaml")
    let titles = Picture([("vtl2", facts)], mostBands: 100).machines[0].columns.map(\.title)
    #expect(titles.contains("slot of vtl0") && titles.contains("slot of vtl2"), "\(titles)")
  }

  @Test("of two inputs each has a mark at what the other does not say, of layers that both have")
  func comparison() throws {
    let other = try Self.facts("{memc: 1, nodes: [{memory: 3GiB}, {memory: 3GiB}]}")
    let picture = Picture([("a", try Self.facts(Self.two)), ("b", other)], mostBands: 100)
    let ram = picture.machines.map { $0.columns[0].ranges.map(\.isOnlyHere) }
    // 2 GiB, 1 GiB, gap, 3 GiB; 3 GiB, gap, 3 GiB.
    #expect(ram == [[true, true, false, false], [true, false, false]])
    let alone = Picture(
      [("a", try Self.facts(Self.two)), ("slit", try Self.facts(of: "golden/gap-straddle/slit.bin"))],
      mostBands: 100)
    #expect(alone.machines[0].columns.allSatisfy { $0.ranges.allSatisfy { !$0.isOnlyHere } })
  }

  // MARK: Terminal

  @Test("two nodes at 80 columns, whole")
  func whole() throws {
    #expect(
      text(try Self.facts(Self.two), [.ram, .gap, .slot]) == """
        t.yaml: 6 GiB in 2 nodes

                      RAM, gap            slot
        0x1c0000000 ┌───────────────────┬───────────────┐
                    │ node 1 3 GiB      │ slot 2 node 1 │
                    │                   │               │
                    │                   │               │
                    │                   │               │
                    │                   │               │
                    │                   │               │
                    │                   │               │
                    │                   │               │
        0x100000000 ├───────────────────┼───────────────┘
                    │ gap mmio32 no RAM │
                    │                   │
         0xc0000000 ├───────────────────┼───────────────┐
                    │ node 1 1 GiB      │ slot 1 node 1 │
                    │                   │               │
         0x80000000 ├───────────────────┼───────────────┤
                    │ node 0 2 GiB      │ slot 0 node 0 │
                    │                   │               │
                    │                   │               │
                    │                   │               │
                    │                   │               │
                0x0 └───────────────────┴───────────────┘

        node 0  2 GiB  CPUs 0-1  line 1
        node 1  4 GiB  CPUs 2-3  line 1

        distances
               0    1
          0   10  ░20
          1  ░20   10

        to scale

        """)
  }

  @Test("what there is no room for is named at 80 columns, and shown at 200")
  func room() throws {
    let facts = try Self.facts(of: "examples/cxl-tiers.yaml")
    #expect(text(facts).hasSuffix("\nno room for: CXL window, tables\n"), "\(text(facts))")
    let wide = text(facts, width: 200)
    #expect(!wide.contains("no room for"))
    #expect(wide.contains("  CXL window") && wide.contains("  tables"))
  }

  @Test("each node has a colour, and frames have none")
  func colours() throws {
    let coloured = text(try Self.facts(Self.two), [.ram, .gap], isColoured: true)
    #expect(coloured.contains("│\u{1B}[48;5;214;38;5;16m node 1 3 GiB      \u{1B}[0m│"), "\(coloured)")
    #expect(coloured.contains("│\u{1B}[48;5;74;38;5;16m node 0 2 GiB      \u{1B}[0m│"))
    #expect(coloured.contains("│ gap mmio32 no RAM │"))
    // But for the colours, and their key before each node, it is the same picture.
    let plain = coloured.replacing(#/\x1B\[48[0-9;]*m  \x1B\[0m /#, with: "").replacing(
      #/\x1B\[[0-9;]*m/#, with: "")
    #expect(plain == text(try Self.facts(Self.two), [.ram, .gap]))
  }

  static let inputs = ["examples", "golden"].flatMap { folder in
    ((try? FileSystem.names(in: FilePath("\(packageRoot)/\(folder)"))) ?? []).map { "\(folder)/\($0.string)" }
      .filter { $0.hasPrefix("golden/") || $0.hasSuffix(".yaml") || $0.hasSuffix(".acpidump") }
  }

  @Test(
    "no line is wider than the terminal, and without UTF-8 there is ASCII only",
    arguments: try found(inputs, "inputs"))
  func widths(input: String) throws {
    let facts = try Self.facts(of: input)
    for width in [40, 80, 200] {
      let lines = text(facts, width: width).split(separator: "\n")
      #expect(lines.count > 5 && lines.count < 250, "\(width)")
      for line in lines { #expect(TextWidth.of(line) <= width, "\(line)") }
      let ascii = text(facts, width: width, isUnicode: false)
      #expect(ascii.utf8.allSatisfy { $0 == 10 || 0x20..<0x7f ~= $0 })
      #expect(ascii.split(separator: "\n").map(\.count) == lines.map { TextWidth.of($0) })
    }
  }

  @Test("names can neither steer a terminal nor move what stands beside them")
  func names() throws {
    let facts = try Self.facts(
      "{memc: 1, nodes: [{name: \"a\\u202e\\u2066b\", memory: 1GiB}], devices: [{name: 内存\\, start: 0xc0000000, size: 1MiB}]}"
        .replacing("\\,", with: ","))
    let text = text(facts, width: 200)
    #expect(text.contains("name a\u{FFFD}\u{FFFD}b"))
    let row = try #require(text.split(separator: "\n").first { $0.contains("window 内存") })
    #expect(TextWidth.of(row) == TextWidth.of(row.filter { $0.isASCII || $0 == "│" }) + 8, "\(row)")
    #expect(self.text(facts, width: 200, isUnicode: false).contains("window ????"))
  }

  @Test(
    "text is cut where columns end",
    arguments: [
      ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("内存内存", 5, "内存…"), ("内存内存", 4, "内…"),
      ("e\u{301}e\u{301}", 2, "e\u{301}e\u{301}"), ("ab", 0, ""),
    ])
  func cut(text: String, width: Int, fitted: String) {
    #expect(TextWidth.fitted(text, width) == fitted)
    #expect(TextWidth.of(TextWidth.fitted(text, width)) <= width)
  }

  // MARK: Documents

  private static let hostile = "</title></desc></script><script>alert(1)</script><b o='\"&]]>"

  @Test("names are text in a picture and in a page, wherever they stand")
  func hostileNames() throws {
    let facts = try Self.facts(
      """
      memc: 1
      nodes: [{name: "\(Self.hostile.replacing("\"", with: "\\\""))", memory: 1GiB}]
      devices: [{name: "\(Self.hostile.replacing("\"", with: "\\\""))", start: 0xc0000000, size: 1MiB}]
      """)
    let inputs = [(name: Self.hostile, facts: facts)]
    let svg = String(decoding: SVGPicture(inputs).bytes, as: UTF8.self)
    #expect(!svg.contains("<script") && !svg.contains("<b o"))
    #expect(svg.contains("&lt;/script&gt;&lt;script&gt;alert(1)"))
    #expect(svg.matches(of: #/<title id/#).count == 1)
    let page = String(decoding: HTMLPage(inputs).bytes, as: UTF8.self)
    #expect(page.matches(of: #/<script/#).count == 2)
    #expect(page.matches(of: #/<\/script/#).count == 2)
    #expect(!page.contains("<b o") && !page.contains("alert(1)</"))
    #expect(page.contains(#"\u003c/script>\u003cscript>alert(1)"#))
  }

  @Test("no document has an address of anything outside of it")
  func references() throws {
    let inputs = [(name: "t.yaml", facts: try Self.facts(Self.two))]
    for bytes in [SVGPicture(inputs).bytes, HTMLPage(inputs).bytes] {
      let text = String(decoding: bytes, as: UTF8.self).replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
      for word in [
        "http:", "https:", "//cdn", "src=", "href", "@import", "url(h", "fetch(", "XMLHttp", "innerHTML", "eval(",
      ] {
        #expect(!text.contains(word), "\(word)")
      }
    }
  }

  @Test("a page forbids every script but its own, by its digest")
  func policy() throws {
    let page = String(decoding: HTMLPage([(name: "t", facts: try Self.facts(Self.two))]).bytes, as: UTF8.self)
    let script = try #require(page.firstMatch(of: #/<script>((?s:.*))<\/script>/#)?.1)
    let digest = Base64.text(ofHexadecimal: SHA256.hexDigest(of: Array(script.utf8)))
    #expect(page.contains("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-\(digest)'"))
  }

  @Test(
    "Base64 is that of RFC 4648",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
    ])
  func base64(text: String, encoded: String) { #expect(Base64.text(Array(text.utf8)) == encoded) }

  @Test("thousands of nodes are a picture and a page of bounded length, and a terminal's worth of lines")
  func many() throws {
    let facts = try Self.facts("{memc: 1, memory: 1TiB, nodes: 1024}")
    let inputs = [(name: "many", facts: facts)]
    #expect(SVGPicture(inputs).bytes.count < 400_000)
    #expect(HTMLPage(inputs).bytes.count < 1_000_000)
    let lines = text(facts).split(separator: "\n")
    #expect(lines.count < 200)
    #expect(lines.contains { $0.contains("⋮ 1") && $0.contains(" more") })
    #expect(lines.contains("… and 1000 more"))
    #expect(lines.contains { $0.hasPrefix("distances, the farthest of ") })
  }

  // MARK: JSON

  @Test("JSON has every fact, and is read back as it was")
  func json() throws {
    let facts = try Self.facts(Self.two)
    let file = PictureFile([(name: "t.yaml", facts: facts, issues: ["odd"])])
    let bytes = file.fileBytes()
    let read = PictureFile.read(file: bytes)
    #expect(read.issues.isEmpty)
    #expect(read.file == file)
    let text = String(decoding: bytes, as: UTF8.self)
    for fact in facts.all { #expect(text.contains("\"title\": \"\(fact.title)\""), "\(fact.title)") }
    #expect(text.contains("{\"from\": 1, \"to\": [20, 10]}"))
    #expect(text.contains("{\"back\": 20, \"distance\": 20, \"from\": 0, \"to\": 1}"))
    let some = String(
      decoding: PictureFile([(name: "t", facts: facts, issues: [])], layers: [.slot]).fileBytes(), as: UTF8.self)
    #expect(some.contains("\"layer\": \"slot\"") && !some.contains("\"layer\": \"e820\""))
  }
}
