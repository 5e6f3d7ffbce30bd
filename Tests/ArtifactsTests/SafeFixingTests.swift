import Artifacts
import Diagnostics
import TestSupport
import Testing

/// Fixes that are made unasked.
@Suite("Safe fixes") struct SafeFixingTests {
  private func fix(_ text: String) -> SafeFixing.Outcome {
    SafeFixing(Compiler(overrides: Compilation.quiet)).fix(Array(text.utf8), name: "a.yaml")
  }

  @Test(
    "units, the spelling of keys and words, and quotes",
    arguments: [
      ("memc: 1\nmemory: 4GB\n", "memc: 1\nmemory: 4GiB\n", 1),
      ("memc: 1\nmemory: 4gib\n", "memc: 1\nmemory: 4GiB\n", 1),
      ("memc: 1\nmemroy: 4GiB\n", "memc: 1\nmemory: 4GiB\n", 1),
      // The last line has no end.
      ("memc: 1\nmemory: 4GB", "memc: 1\nmemory: 4GiB", 1), ("memc: 1\rmemory: 4GB", "memc: 1\rmemory: 4GiB", 1),
      ("memc: 1\nmemory: 1GiB\nshare: evn", "memc: 1\nmemory: 1GiB\nshare: even", 1),
      // One brings the other to light.
      ("memc: 1\nnodse: [{memroy: 4GB}]\n", "memc: 1\nnodes: [{memory: 4GiB}]\n", 3),
      ("memc: 1\nmemory: 1GiB\nplacement: {align: 2MB}\n", "memc: 1\nmemory: 1GiB\nplacement: {align: 2MiB}\n", 1),
      ("memc: 1\nmemory: 1GiB\narch: x86-64\n", "memc: 1\nmemory: 1GiB\narch: x86_64\n", 1),
      ("memc: 1\nmemory: 1GiB\nlegacy_x86: ON\n", "memc: 1\nmemory: 1GiB\nlegacy_x86: on\n", 1),
      ("memc: 1\nmemory: 1GiB\nplatform: qemu-q3\n", "memc: 1\nmemory: 1GiB\nplatform: qemu-q3\n", 0),
      ("memc: 1\nmemory: 1GiB\nplatform: qmeu-q35\n", "memc: 1\nmemory: 1GiB\nplatform: qemu-q35\n", 1),
      (
        "memc: 1\nmemory: 1GiB\nnodes: [{cpus: 0-3,8, pin: on}, {cpus: 4-7}]\n",
        "memc: 1\nmemory: 1GiB\nnodes: [{cpus: \"0-3,8\", pin: on}, {cpus: 4-7}]\n", 1
      ),
      // A byte order mark, other ends of lines, and a text without a last one.
      (
        "\u{FEFF}memc: 1\r\nmemory: 4GB # ä\r\nname: \"\\\r\n  x\"",
        "\u{FEFF}memc: 1\r\nmemory: 4GiB # ä\r\nname: \"\\\r\n  x\"", 1
      ),
    ])
  func safe(_ text: String, _ fixed: String, _ count: Int) {
    let outcome = fix(text)
    #expect(String(decoding: outcome.bytes, as: UTF8.self).unicodeScalars.elementsEqual(fixed.unicodeScalars))
    #expect(outcome.fixCount == count)
    #expect(outcome.compilation.diagnostics.allSatisfy { $0.fix?.isSafe != true }, "\(outcome.compilation.text)")
  }

  @Test(
    "nothing else, though it has a fix",
    arguments: [
      // A size, an address, a number that other tools read otherwise, a unit that is not there.
      "memc: 1\nmemory: 4097\n", "memc: 1\nmemory: 4096MiB\nvtl2: {start: 0x1001, size: 16MiB}\n",
      "memc: 1\nmemory: 010MiB\n", "memc: 1\nmemory: 1GiB\ncpus: 08\n", "memc: 1\nmemory: 512\n",
      // Words of others for keys and values of the language.
      "memc: 1\nmemory: 1GiB\narch: arm64\n", "memc: 1\nmemory: 1GiB\ndefaults: {backing: memfd}\n",
      // A list that runs backwards, distances that may be meant so, a key that is missing.
      "memc: 1\nmemory: 1GiB\nnodes: [{cpus: 3-0}]\n",
      "memc: 1\nmemory: 1GiB\nnodes: 2\ndistances: [[10, 20], [21, 10]]\n", "memory: 4GiB\n",
      // Bits or bytes, nobody knows.
      "memc: 1\nnodes: [{memory: 1GiB, cpus: 0, hmat: {bandwidth: 10Gb/s, latency: 10ns}}]\n",
      // A name that a user made up.
      "memc: 1\nnodes: [{name: alpha, memory: 1GiB}, {memory: 1GiB}]\ndistances: {pairs: [{from: alhpa, to: 1, distance: 20}]}\n",
      // The digits of a name are no slip.
      "memc: 1\nmemory: 1GiB\nplatform: qemu-q36\n",
      // An anchor's text is read in other places, where it may be right.
      "memc: 1\nname: &all 4GB\nmemory: *all\nslots: {max_size: &other 1GB}\n",
      "memc: 1\nmemory: &all 4GB\nname: *all\n",
    ])
  func unsafe(_ text: String) {
    #expect(Compilation(text).diagnostics.contains { $0.fix != nil }, "\(Compilation(text).text)")
    let outcome = fix(text)
    #expect(outcome.fixCount == 0, "\(String(decoding: outcome.bytes, as: UTF8.self))")
    #expect(outcome.bytes == Array(text.utf8))
  }

  @Test("a key that is there already is not written twice")
  func twice() {
    let text = "memc: 1\nmemory: 1GiB\nmemroy: 2GiB\n"
    #expect(fix(text).fixCount == 0)
    #expect(fix(text).bytes == Array(text.utf8))
  }

  @Test("what makes it no better is not made, and what stands in other lines is")
  func worse() {
    // 'nodess' is near to 'nodes', but a text is no list of nodes.
    let outcome = fix("memc: 1\nnodess: some text\nmemory: 4GB\n")
    #expect(String(decoding: outcome.bytes, as: UTF8.self) == "memc: 1\nnodess: some text\nmemory: 4GiB\n")
    #expect(outcome.fixCount == 1)
    #expect(outcome.compilation.identifiers.contains("unknown-key"))
  }

  @Test("more than are told of at once are made in one go")
  func many() {
    let nodes = Array(repeating: "  - {memory: 4GB}\n", count: 250).joined()
    let outcome = fix("memc: 1\nnodes:\n\(nodes)")
    #expect(outcome.fixCount == 250)
    #expect(!String(decoding: outcome.bytes, as: UTF8.self).contains("GB"))
    #expect(!outcome.compilation.hasErrors)
  }

  @Test(
    "what is no text, no YAML or too long stays what it is",
    arguments: [[0xFF, 0xFE, 0x61], [0x61, 0xC3], [0x7B]])
  func noText(_ bytes: [UInt8]) {
    let outcome = SafeFixing(Compiler()).fix(bytes, name: "a")
    #expect(outcome.bytes == bytes)
    #expect(outcome.fixCount == 0 && outcome.compilation.hasErrors)
  }

  @Test("fixes of every example of a rule leave nothing that is safe, and no new line")
  func examples() throws {
    for text in ["memc: 1\nmemory: 4GB\ncpus: 2\nmeory: 1\nnodes: {count: 2}\n", "{memc: 1, memory: 1tib}"] {
      let outcome = fix(text)
      #expect(outcome.compilation.diagnostics.allSatisfy { $0.fix?.isSafe != true || outcome.fixCount == 0 })
      #expect(outcome.bytes.count { $0 == 10 } == text.utf8.count { $0 == 10 })
    }
  }
}
