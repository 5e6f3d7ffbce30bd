import ArgumentParser

/// `memc explain`.
struct ExplainCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what an address, a byte, a line, a slot, a CPU, a node or a rule is, and where it comes from.",
    usage: """
      memc explain [<options>] <input> <question>
      memc explain <rule>
      """,
    discussion: """
      An input is a topology, a folder of artifacts or of anybody's tables, a table, a text of acpidump or a kernel's log. \
      A question is an address (0x1_0000_0000), a byte of a table (srat.bin+0x48, 'byte 0x48 of SRAT'), a line of the \
      topology (topo.yaml:9), or 'slot 3', 'cpu 17', 'apic 0x23', 'node 1'. A rule is what stands in brackets behind a \
      diagnostic: what it means, why it is so, what breaks it and what does not.
      """)

  @Argument(
    help: ArgumentHelp("The input and the question, or a rule; '-' is standard input.", valueName: "words"),
    completion: .file())
  var words: [String]

  @Option(name: .customLong("format"), help: "How the answer is written; 'memc schema answer' describes the JSON.")
  var output: OutputForm = .text

  func job() -> ExplainJob { ExplainJob(words: words, output: output) }
}
