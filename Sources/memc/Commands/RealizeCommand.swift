import ArgumentParser

/// `memc realize`.
struct RealizeCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "realize",
    abstract: "Build a topology's memory on /dev/kvm, and have a guest prove it.",
    discussion: """
      Reserves one range of host addresses, maps every extent into it, binds it to its host nodes before the first page \
      exists, populates it where asked, registers the memory slots with KVM, loads the tables, and reports what the host \
      really gave. Then everything is released, unless --hold keeps it. --share hands the memory to another process, \
      which takes it by --existing: for a new version of a hypervisor, or another one.

      Exit code 75 says that the host is short of something for now: a test harness turns it into a skip. 71 is a defect \
      that trying again does not cure, 77 a missing permission, 69 a host without what is needed of KVM.
      """)

  @Argument(
    help: ArgumentHelp("A topology; '-' is standard input.", valueName: "file"), completion: Completions.topologies)
  var file: PathArgument

  @Option(
    name: .long, defaultAsFlag: .read,
    help: ArgumentHelp(
      """
      Run a guest that proves every slot, hole and table; memory of files, and memory taken over, is only read, unless \
      'write' is said.
      """,
      valueName: "read|write"))
  var verify: RealizeJob.Verify?

  @Flag(
    name: .long,
    help:
      "Bring pages that are there already, as those of memory taken over, to the host nodes that the topology states."
  )
  var move = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      Let a PCI device of the host, which vfio-pci has, reach the memory by DMA: vfio:0000:00:04.0, or the same with \
      iommufd. May be repeated.
      """,
      valueName: "device"))
  var dma: [DMADeviceArgument] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Give memory back to the host behind the population, in whole pages, which become zeros. May be repeated.",
      valueName: "start-end"))
  var discard: [AddressRangeArgument] = []

  @Option(
    name: .long, defaultAsFlag: .bitmap,
    help: ArgumentHelp(
      """
      Log which pages are written, from before the guest of --verify, which then proves that its own are told; KVM keeps a \
      bitmap a slot, or a ring a vCPU.
      """,
      valueName: "bitmap|ring"))
  var dirtyLog: RealizeJob.DirtyLog?

  @Flag(name: .long, help: "Keep the machine until SIGINT, SIGTERM or SIGHUP.")
  var hold = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "While the machine is held, tell every process of the same user that connects to a Unix socket what it is, as JSON.",
      valueName: "socket"),
    completion: .file())
  var inspect: PathArgument?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "After the report, wait on a Unix socket and hand the memory to one process of the same user.",
      valueName: "socket"),
    completion: .file())
  var share: PathArgument?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Take memory over, with its contents, from a memc that waits on a socket with --share.", valueName: "socket"),
    completion: .file())
  var existing: PathArgument?

  @Option(name: .long, help: "How the report is written.")
  var format: OutputForm = .text

  @Option(
    name: .long,
    help: "Whether e820, SRAT and SLIT are loaded into guest memory: e820 into the zero page, ACPI from 0xe0000.")
  var tables: RealizeJob.Tables = .on

  @Flag(name: .long, help: "Take memory from anywhere where a host node is missing, with a warning.")
  var allowUnbound = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Threads that populate memory (default: the CPUs of the host nodes it comes from).", valueName: "count"))
  var threads: Int?

  @OptionGroup
  var options: DiagnosticOptions

  func validate() throws {
    if let refusal = job().refusal() { throw ValidationError(refusal) }
    try Self.checkAttached("--verify", RealizeJob.Verify.self, "'read' or 'write'")
    try Self.checkAttached("--dirty-log", RealizeJob.DirtyLog.self, "'bitmap' or 'ring'")
  }

  /// The parser takes an attached value that it cannot read for none.
  private static func checkAttached<Value: RawRepresentable<String>>(
    _ option: String, _: Value.Type, _ values: String
  ) throws {
    for word in CommandLineWords.all.prefix(while: { $0 != "--" }) where word.hasPrefix(option + "=") {
      guard Value(rawValue: String(word.dropFirst(option.count + 1))) == nil else { continue }
      throw ValidationError("'\(word)': \(option) is \(values)")
    }
  }

  func job() -> RealizeJob {
    RealizeJob(
      file: file, verify: verify, movesPages: move, devices: dma.map(\.device), discards: discard.map(\.range),
      dirtyLog: dirtyLog, holds: hold, inspect: inspect,
      share: share,
      existing: existing, format: format,
      loadsTables: tables == .on, allowsUnbound: allowUnbound, threads: threads, diagnostics: options.settings)
  }
}

extension RealizeJob.Tables: ExpressibleByArgument {}
extension RealizeJob.Verify: ExpressibleByArgument {}
extension RealizeJob.DirtyLog: ExpressibleByArgument {}
