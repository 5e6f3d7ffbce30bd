import Addresses
import ArgumentParser
import Artifacts
import Diagnostics
import Exchange
import MachineModel
import SystemPackage

/// What `memc capture` is asked to do.
struct CaptureJob: CommandJob {
  /// What is said of a guest.
  struct Guest {
    /// Whether one is wanted.
    let isWanted: Bool
    let memory: String?
    let cpus: String?
    let nodes: String?
    let hugepages: String?

    /// The names of the options that are of a guest only.
    fileprivate var options: [String] {
      [("--memory", memory), ("--cpus", cpus), ("--nodes", nodes), ("--hugepages", hugepages)]
        .compactMap { $1 == nil ? nil : $0 }
    }
  }

  /// Where this host's files are.
  static let thisHost = PathArgument("/")

  /// The folder with the host's files.
  let root: PathArgument
  /// Where the topology goes; `nil` for standard output.
  let output: PathArgument?
  /// Where a copy of the host's files goes; `nil` where a topology is wanted.
  let save: PathArgument?
  /// What is said of a guest.
  let guest: Guest
  /// How diagnostics are judged and shown.
  let diagnostics: DiagnosticSettings

  init(
    root: PathArgument, output: PathArgument?, save: PathArgument?, guest: Guest, diagnostics: DiagnosticSettings
  ) {
    self.root = root
    self.output = output
    self.save = save
    self.guest = guest
    self.diagnostics = diagnostics
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      root: try arguments.value("root") ?? Self.thisHost, output: try arguments.value("output"),
      save: try arguments.value("save"),
      guest: Guest(
        isWanted: arguments.has("for-guest"), memory: try arguments.value("memory"),
        cpus: try arguments.value("cpus"),
        nodes: try arguments.value("nodes"), hugepages: try arguments.value("hugepages")),
      diagnostics: try DiagnosticSettings(arguments))
  }

  func refusal() -> String? {
    if let refusal = diagnostics.refusal { return refusal }
    if save != nil, output != nil {
      return "--save writes a copy of files, and no topology that --output could name"
    }
    if save != nil, guest.isWanted { return "--save writes a copy of the host's files, and --for-guest a topology" }
    if save?.isStandardStream == true { return "--save writes a folder, and standard output is none" }
    guard guest.isWanted else {
      return guest.options.first.map { "\($0) is of a guest: give '--for-guest'" }
    }
    guard guest.memory != nil, guest.cpus != nil else { return "--for-guest needs --memory and --cpus" }
    do throws(Refusal) {
      _ = try request()
      return nil
    } catch {
      return error.text
    }
  }

  func run() throws { try diagnostics.telling(capture) }

  private func capture() throws {
    var reader = HostTreeReader(root.path)
    var findings = CaptureFindings(overrides: diagnostics.overrides)
    guard let tree = reader.read(reportingTo: &findings) else {
      show(findings)
      throw ExitStatus.noInput
    }
    if let save {
      findings.tell(tree)
      try end(findings)
      return try write(SavedTree(reader, tree, memc: Version.number), to: save)
    }
    let topology: Topology?
    var comment: [String]
    if guest.isWanted, let request = try? request() {
      topology = GuestCapture(request, of: tree).topology(reportingTo: &findings)
      comment = request.comment
    } else {
      topology = HostCapture(tree).topology(reportingTo: &findings)
      comment = ["A host, as 'memc capture' found it."]
    }
    try end(findings)
    guard let topology else { throw ExitStatus.failed }
    try write(TopologyText(topology, comment: comment).text)
  }

  /// Shows what was found, and ends where there is an error among it.
  private func end(_ findings: CaptureFindings) throws {
    show(findings)
    if findings.hasErrors { throw ExitStatus.failed }
  }

  private func show(_ findings: CaptureFindings) {
    for group in findings.told { diagnostics.show(group.diagnostics, of: group.source) }
  }

  // MARK: A guest

  private struct Refusal: Error {
    let text: String
  }

  /// What is wanted of a guest.
  private func request() throws(Refusal) -> GuestRequest {
    let memory = try size(guest.memory ?? "", "--memory") { text throws(StatedSize.Problem) in try StatedSize(text)
    }
    guard memory > 0 else { throw Refusal(text: "--memory is more than 0") }
    guard let cpus = UInt64(guest.cpus ?? ""), (1...Language.maximumCPUs).contains(cpus) else {
      throw Refusal(text: "--cpus is from 1 to \(Language.maximumCPUs)")
    }
    return GuestRequest(memory: memory, cpus: Int(cpus), nodes: try nodes(), pages: try pages())
  }

  private func size(
    _ text: String, _ option: String, _ read: (String) throws(StatedSize.Problem) -> StatedSize
  ) throws(Refusal) -> UInt64 {
    do throws(StatedSize.Problem) {
      return try read(text).bytes
    } catch {
      throw Refusal(text: "\(option): \(error.message)")
    }
  }

  private func nodes() throws(Refusal) -> [UInt32]? {
    guard let text = guest.nodes else { return nil }
    guard let list = CPUList(exactly: Array(text.utf8)[...], below: Language.maximumHostNodes), !list.isEmpty else {
      throw Refusal(
        text: "--nodes is an ascending list such as '0,2' or '0-3', of numbers below \(Language.maximumHostNodes)")
    }
    return list.numbers
  }

  private func pages() throws(Refusal) -> GuestRequest.Pages {
    switch guest.hugepages {
    case nil, "auto": return .auto
    case "off": return .small
    case "on": return .huge(Units.largePage)
    case let text?:
      return .huge(
        try size(text, "--hugepages") { text throws(StatedSize.Problem) in try StatedSize(ofHugepage: text) })
    }
  }

  // MARK: Writing

  private func write(_ text: String) throws {
    let source = SourceFile(name: output.map(\.shown) ?? "<stdout>", text: text)
    // It compiles as a value; that it does so as a text is seen by who reads it, and so are its warnings.
    let compilation = Compiler(overrides: diagnostics.overrides).compile(source)
    diagnostics.show(compilation.diagnostics, of: source)
    if compilation.hasErrors { throw ExitStatus.failed }
    try WrittenText.write(text, to: output)
  }

  private func write(_ copy: SavedTree, to folder: PathArgument) throws {
    let kind = WholeFolder(mark: SavedTree.mark, isOurs: SavedTree.isCaptured)
    let entries = copy.entries.map { WholeFolder.Entry(path: $0.path, bytes: $0.bytes) }
    try Output.orExit { isWanted throws(FileError) in
      try kind.write(entries, to: folder.path, isWanted: isWanted)
    }
    let files = copy.entries.compactMap(\.bytes)
    let size = files.reduce(0) { $0 + $1.count }
    try Console.resultLine("wrote \(folder.shown) (\(files.count) files, \(size) bytes)")
  }
}

extension GuestRequest {
  /// What stands at the top of its topology.
  fileprivate var comment: [String] {
    [
      "A guest of \(Units.bytes(memory)) and \(cpus) CPU\(cpus == 1 ? "" : "s") in the shape of its host, by 'memc capture'.",
      "Memory is dealt out by what was free on each host node, CPUs as the host's cores are.",
    ]
  }
}
