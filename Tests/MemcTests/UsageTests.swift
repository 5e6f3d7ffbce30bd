import Testing

@Suite("Wrong usage")
struct UsageTests {
  static let cases: [([String], String)] = [
    (["frobnicate"], "Error: Unexpected argument 'frobnicate'\n"),
    (["compile"], "Error: Missing expected argument '<file> ...'\n"),
    (["compile", "-", "--frobnicate"], "Error: Unknown option '--frobnicate'\n"),
    (["compile", "-", "-o"], "Error: Missing value for '-o <dir>'\n"),
    (
      ["compile", "-", "--emit", "hmat"],
      "Error: The value 'hmat' is invalid for '--emit <list>'\n"
    ),
    (["compile", "-", "--emit", "srat,"], "Error: The value 'srat,' is invalid for '--emit <list>'\n"),
    (["compile", "-", "--emit", ""], "Error: The value '' is invalid for '--emit <list>'\n"),
    (
      ["compile", "-", "--format", "xml"],
      "Error: The value 'xml' is invalid for '--format <format>'. Please provide one of 'text' and 'json'.\n"
    ),
    (
      ["compile", "-", "--diagnostics", "xml"],
      "Error: The value 'xml' is invalid for '--diagnostics <diagnostics>'. "
        + "Please provide one of 'text' and 'json'.\n"
    ),
    (
      ["compile", "-", "--print-after", "slots"],
      """
      Error: The value 'slots' is invalid for '--print-after <pass>'. Please provide one of the following:
        - node-sizing
        - gap-relocation
        - map-carving
        - window-flattening
        - slot-assignment
        - hugepage-alignment
        - address-width

      """
    ),
    (["check"], "Error: give a topology or a folder of artifacts to check\n"),
    (
      ["check", "-", "-W", "xyzzy"],
      "Error: there is no check 'xyzzy'; 'memc check --list-checks' shows them all\n"
    ),
    (
      ["check", "-", "-Wno-hugepage-alignment"],
      "Error: 'hugepage-alignment' keeps the tables true; it stays an error\n"
    ),
    (
      ["realize", "-", "--hold", "--inspect", "/tmp/s", "--share", "/tmp//s"],
      "Error: --inspect needs a socket of its own"
    ),
    (
      ["realize", "-", "--hold", "--inspect", "/tmp/s", "--existing", "/tmp/./s"],
      "Error: --inspect needs a socket of its own"
    ),
    (["golden", "frobnicate"], "Error: Unexpected argument 'frobnicate'\n"),
    (["golden", "check", "--exmaples", "examples"], "Error: Unknown option '--exmaples'"),
    (["dump"], "Error: Missing expected argument '<file> ...'\n"),
    (
      ["dump", "--as", "aml", "-"],
      "Error: The value 'aml' is invalid for '--as <as>'. Please provide one of 'acpi', 'e820', 'linux', "
        + "'memslots' or 'layout'.\n"
    ),
    (
      ["schema", "srat"],
      "Error: The value 'srat' is invalid for '<schema>'. Please provide one of 'topology', 'memslots' or "
        + "'layout'.\n"
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
}
