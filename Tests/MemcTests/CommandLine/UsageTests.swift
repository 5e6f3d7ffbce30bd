import Testing

@Suite("Wrong usage")
struct UsageTests {
  static let cases: [([String], String)] = [
    (
      ["frobnicate"],
      "memc: error: there is no command 'memc frobnicate'; there are 'compile', 'check', 'realize', 'golden', "
    ),
    (["compil", "-"], "memc: error: there is no command 'memc compil'; did you mean 'compile'?\nUsage: memc <sub"),
    (["help", "nosuch"], "memc: error: there is no command 'memc nosuch'; there are 'compile', "),
    (
      ["golden", "chekc"],
      "memc: error: there is no command 'memc golden chekc'; did you mean 'check'?\nUsage: memc golden <subcommand>"
    ),
    (["compile"], "memc: error: missing expected argument '<file> ...'\n"),
    (["compile", "-", "--frobnicate"], "memc: error: unknown option '--frobnicate'\n"),
    (["compile", "-", "-o"], "memc: error: missing value for '-o <dir>'\n"),
    (
      ["compile", "-", "--emit", "dsdx"],
      "memc: error: the value 'dsdx' is invalid for '--emit <list>'\n"
    ),
    (["compile", "-", "--emit", "srat,"], "memc: error: the value 'srat,' is invalid for '--emit <list>'\n"),
    (["compile", "-", "--emit", ""], "memc: error: the value '' is invalid for '--emit <list>'\n"),
    (
      ["compile", "-", "--format", "xml"],
      "memc: error: the value 'xml' is invalid for '--format <format>'. Please provide one of 'text' and 'json'.\n"
    ),
    (
      ["compile", "-", "--diagnostics", "xml"],
      "memc: error: the value 'xml' is invalid for '--diagnostics <diagnostics>'. "
        + "Please provide one of 'text', 'json', 'github' or 'sarif'.\n"
    ),
    (
      ["compile", "-", "--print-after", "slots"],
      """
      memc: error: the value 'slots' is invalid for '--print-after <pass>'. Please provide one of the following:
        - node-sizing
        - platform-resolution
        - gap-relocation
        - hotplug-placement
        - window-placement
        - map-carving
        - window-flattening
        - slot-assignment
        - hugepage-alignment
        - address-width

      """
    ),
    (["check"], "memc: error: give a topology, a folder of artifacts or a table to check\n"),
    (
      ["check", "-", "-W", "xyzzy"],
      "memc: error: there is no check 'xyzzy'; 'memc check --list-checks' shows them all\n"
    ),
    (
      ["check", "-", "-Wno-hugepage-alignment"],
      "memc: error: 'hugepage-alignment' keeps the tables true; it stays an error\n"
    ),
    (
      ["realize", "-", "--hold", "--inspect", "/tmp/s", "--share", "/tmp//s"],
      "memc: error: --inspect needs a socket of its own"
    ),
    (
      ["realize", "-", "--hold", "--inspect", "/tmp/s", "--existing", "/tmp/./s"],
      "memc: error: --inspect needs a socket of its own"
    ),
    (["golden", "frobnicate"], "memc: error: there is no command 'memc golden frobnicate'; there are 'check', "),
    (["golden", "check", "--exmaples", "examples"], "memc: error: unknown option '--exmaples'"),
    (["dump"], "memc: error: missing expected argument '<file> ...'\n"),
    (
      ["dump", "--as", "aml", "-"],
      "memc: error: the value 'aml' is invalid for '--as <as>'. Please provide one of the following:\n"
    ),
    (
      ["schema", "srat"],
      "memc: error: the value 'srat' is invalid for '<schema>'. Please provide one of the following:\n"
    ),
  ]

  @Test("is exit 64, with the reason, on standard error", arguments: cases)
  func usage(arguments: [String], reason: String) throws {
    let result = try MemcProcess.run(arguments, input: "{memc: 1, memory: 64MiB}")
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix(reason), "\(result.errors)")
    #expect(result.errors.contains("Usage: memc"), "\(result.errors)")
    #expect(result.text == "")
  }

  @Test(
    "the usage is that of the command that was given",
    arguments: [["check", "-", "-W", "xyzzy"], ["check"], ["check", "-", "-Wno-hugepage-auto", "--frobnicate"]])
  func usageOfTheCommand(arguments: [String]) throws {
    #expect(try MemcProcess.run(arguments).errors.contains("\nUsage: memc check "))
  }

  @Test("a command that only has commands of its own, alone", arguments: ["memc", "memc golden"])
  func alone(command: String) throws {
    let words = command.split(separator: " ").dropFirst().map(String.init)
    let result = try MemcProcess.run(words)
    #expect(result.status == 64)
    #expect(result.text == "")
    #expect(result.errors == (try MemcProcess.run(words + ["--help"]).text))
  }

  @Test(
    "of -W and -E for one check the last one holds",
    arguments: [
      (["-E", "small-node", "-Wno-small-node"], nil), (["-Wno-small-node", "-E", "small-node"], "error"),
      (["-Esmall-node", "-Wsmall-node"], "warning"), (["-Wno-small-node", "-W", "small-node"], "warning"),
    ])
  func lastWins(options: [String], severity: String?) throws {
    let result = try MemcProcess.run(["check", "-"] + options, input: "{memc: 1, memory: 2MiB}")
    #expect(result.errors.contains("[small-node]") == (severity != nil))
    if let severity { #expect(result.errors.contains(" \(severity): ")) }
    #expect(result.status == (severity == "error" ? 1 : 0))
  }

  @Test("a name that a reader would not see is quoted")
  func quotedName() throws {
    #expect(
      try MemcProcess.run(["compile", ""]).errors == "memc: error: cannot read '': No such file or directory\n")
    #expect(
      try MemcProcess.run(["dump", "a b"]).errors == "memc: error: cannot read 'a b': No such file or directory\n")
  }
}
