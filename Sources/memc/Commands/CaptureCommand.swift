import ArgumentParser

/// `memc capture`.
struct CaptureCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture",
    abstract: "Write this host as a topology, or a guest in its shape.",
    discussion: """
      Reads what Linux and the firmware tell of memory, NUMA nodes, CPUs, caches and distances. What cannot be read, as \
      some of it only root may, is told with what is lost by it. The topology compiles, and one for a guest is accepted by \
      'memc check --host'.
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Folder with 'proc' and 'sys' of a host, such as --save makes (default: /).", valueName: "dir"),
    completion: .directory)
  var root: PathArgument?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("File for the topology (default: standard output).", valueName: "file"),
    completion: Completions.topologies)
  var output: PathArgument?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Write no topology but a copy of the files that are read, without serial numbers, UUIDs, network addresses and the "
        + "host's name.", valueName: "dir"),
    completion: .directory)
  var save: PathArgument?

  @Flag(
    name: .long,
    help: "Write a guest that has the host's shape: its nodes' memory is bound to the host's nodes.")
  var forGuest = false

  @Option(
    name: .long,
    help: ArgumentHelp("Memory of the guest, dealt out by what is free on each host node.", valueName: "size"))
  var memory: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "CPUs of the guest, dealt out as the host's cores are, whole cores first.", valueName: "count"))
  var cpus: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Host nodes that the guest has something of (default: all that can give some).", valueName: "list"))
  var nodes: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Pages of the guest's memory: off, on (2 MiB), a size, or auto: the largest of which every node has some and all "
        + "enough, else small ones (default: auto).", valueName: "pages"))
  var hugepages: String?

  @OptionGroup
  var options: DiagnosticOptions

  func job() -> CaptureJob {
    CaptureJob(
      root: root ?? CaptureJob.thisHost, output: output, save: save,
      guest: CaptureJob.Guest(isWanted: forGuest, memory: memory, cpus: cpus, nodes: nodes, hugepages: hugepages),
      diagnostics: options.settings)
  }
}
