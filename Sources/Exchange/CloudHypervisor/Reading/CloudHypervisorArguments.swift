import Diagnostics

extension CloudHypervisorMachine {
  /// The options of each of the arguments that say what a machine has (vmm/src/config.rs, `CpusConfig::parse`,
  /// `MemoryConfig::parse` and `NumaConfig::parse`).
  private static let options: KeyValuePairs = [
    "--cpus": [
      "boot", "max", "topology", "kvm_hyperv", "max_phys_bits", "affinity", "features", "nested", "core_scheduling",
      "profile",
    ],
    "--memory": ["size", "file", "hotplug_method", "thp"] + ofMemory,
    "--memory-zone": ["id", "size", "file", "host_numa_node"] + ofMemory,
    "--numa": [
      "guest_numa_id", "cpus", "distances", "device_id", "memory_zones", "pci_segments", "sgx_epc_sections",
    ],
  ]
  private static let ofMemory = [
    "shared", "hugepages", "hugepage_size", "hotplug_size", "hotplugged_size", "prefault", "reserve", "mergeable",
  ]

  /// Reads words of a command line; `nil` where they are none of Cloud Hypervisor's, or cannot be divided, after saying why.
  init?(arguments source: SourceFile, reportingTo sink: inout DiagnosticSink) {
    guard let words = CommandWords.split(source, reportingTo: &sink) else { return nil }
    self.init()
    var first: [String: SourceRange] = [:]
    var isWhole = true
    for argument in CommandOption.all(in: words) {
      guard let known = Self.options.first(where: { $0.key == argument.name })?.value else { continue }
      let isRepeatable = argument.name == "--memory-zone" || argument.name == "--numa"
      if let place = first[argument.name], !isRepeatable {
        sink.report(
          ExchangeRule.malformedInput, at: argument.range, "'\(argument.name)' stands twice",
          notes: [.init("it stands here first", at: place)])
        isWhole = false
        continue
      }
      first[argument.name] = first[argument.name] ?? argument.range
      if argument.name == "--memory-zone", zones == nil { zones = [] }
      if argument.name == "--numa", nodes == nil { nodes = [] }
      guard !argument.values.isEmpty else {
        sink.report(
          ExchangeRule.malformedInput, at: argument.range, "'\(argument.name)' has no value",
          suggestion: "write '\(argument.name) \(known[0])=…'")
        isWhole = false
        continue
      }
      // What follows the one value of an argument is none of its.
      for value in argument.values.prefix(isRepeatable ? .max : 1) {
        guard let options = CloudHypervisorOptions(value, argument.name, known: known, reportingTo: &sink) else {
          isWhole = false
          continue
        }
        take(options, of: argument.name, &sink)
      }
    }
    guard !first.isEmpty else {
      sink.report(
        ExchangeRule.malformedInput, at: .beginning,
        "nothing says what the machine has: there is no '--cpus', '--memory', '--memory-zone' or '--numa'",
        suggestion: "where Cloud Hypervisor is to choose, it has one CPU and 512 MiB: write '--memory size=512M'")
      return nil
    }
    guard isWhole else { return nil }
    // Zones have what all memory has where they say nothing of it.
    let mergeable = memory.mergeable
    zones = zones?.map { zone in
      var zone = zone
      zone.mergeable = zone.mergeable ?? mergeable
      return zone
    }
  }

  private mutating func take(
    _ options: CloudHypervisorOptions, of argument: String, _ sink: inout DiagnosticSink
  ) {
    switch argument {
    case "--cpus": cpus = CPUs(options, &sink)
    case "--memory": memory = Memory(options, isZone: false, &sink)
    case "--memory-zone": zones?.append(Memory(options, isZone: true, &sink))
    default: if let node = Node(options, &sink) { nodes?.append(node) }
    }
  }
}
