import Addresses
import Diagnostics
import MachineModel
import Platforms

/// Makes a topology of words that crosvm is started with.
struct CrosvmReader {
  private(set) var sink: DiagnosticSink

  init(_ sink: DiagnosticSink) { self.sink = sink }

  /// What its values are written in (serde_keyvalue/src/key_values.rs, `KeyValueDeserializer`), of which the first name may be
  /// left out (src/crosvm/config.rs, `MemOptions` and `CpuOptions`).
  private static let grammars = [
    "--mem": OptionFields.Grammar(names: ["size"], first: "size", quotes: "\"'"),
    "--cpus": OptionFields.Grammar(
      names: ["num-cores", "clusters", "core-types", "boot-cpu", "freq-domains", "mte", "sve"], first: "num-cores",
      quotes: "\"'"),
  ]
  /// Options that stand without a value.
  private static let switches: Set = ["--no-smt", "--hugepages", "--lock-guest-memory", "--host-cpu-topology"]
  /// Options that say something of memory or CPUs for which a topology has no place.
  private static let lost = [
    "--lock-guest-memory": "that memory is locked as it is touched has no place in a topology",
    "--host-cpu-topology":
      "how many CPUs the host has, and how they are grouped, is not known here: nothing of it is read",
    "--cpu-affinity": "on which CPUs of the host the CPUs run has no place in a topology",
    "--cpu-cluster": "that CPUs form clusters has no place in a topology",
    "--init-mem": "that a balloon takes memory from the start has no place in a topology",
  ]

  mutating func topology(_ words: [CommandWord]) -> Topology? {
    guard let options = options(words) else { return nil }
    guard !options.isEmpty else {
      sink.report(
        ExchangeRule.malformedInput, at: .beginning,
        "nothing says what the machine has: there is no '--mem' or '--cpus'",
        suggestion: "where crosvm is to choose, it has one CPU and 256 MiB: write '--mem 256'")
      return nil
    }
    for (name, message) in Self.lost.sorted(by: { $0.key < $1.key }) {
      if let option = options[name] { sink.report(ExchangeRule.notImported, at: option.range, message) }
    }
    tellPlaces(options)
    let place = (options["--mem"] ?? options["--cpus"])?.range ?? .beginning
    guard let memory = memory(options["--mem"], place), let cpus = cpus(options) else { return nil }
    var node = MemoryNode(origin: memory.origin)
    node.memory = memory
    // It is that of a memfd (vm_memory/src/guest_memory.rs, `GuestMemory::new_with_options`).
    node.policy.backing = .shared
    if options["--hugepages"] != nil { node.policy.transparentHugepages = .on }
    var topology = Topology(nodes: [node])
    topology.platform.preset = Located(Crosvm.name, at: place)
    topology.origin = .beginning
    topology.cpuShape = cpus.shape
    topology.cpus = (0..<cpus.count).map { CPU(apicID: $0, node: 0) }
    return topology
  }

  /// The options that say something; `nil` where one stands twice or has no value, after saying so.
  private mutating func options(_ words: [CommandWord]) -> [String: CommandOption]? {
    let known = Self.switches.union(Self.lost.keys).union(["--mem", "--cpus", "--pci", "--file-backed-mapping"])
    var options: [String: CommandOption] = [:]
    var isSound = true
    for option in CommandOption.all(in: words, short: ["-m": "--mem", "-c": "--cpus"])
    where known.contains(option.name) {
      let mayRepeat = ["--file-backed-mapping", "--cpu-cluster"].contains(option.name)
      if let first = options[option.name], !mayRepeat {
        isSound = false
        sink.report(
          ExchangeRule.malformedInput, at: option.range, "'\(option.name)' stands twice",
          notes: [.init("it stands here first", at: first.range)])
      } else if option.values.isEmpty, !Self.switches.contains(option.name) {
        isSound = false
        sink.report(ExchangeRule.malformedInput, at: option.range, "'\(option.name)' has no value")
      } else if option.name != "--file-backed-mapping" || Self.isRAM(option) {
        options[option.name] = options[option.name] ?? option
      }
    }
    return isSound ? options : nil
  }

  /// Whether a mapping takes the place of RAM (vm_memory/src/lib.rs, `FileBackedMappingParameters`).
  private static func isRAM(_ mapping: CommandOption) -> Bool {
    mapping.values.first?.split(",").contains { ["ram", "ram=true"].contains($0.text) } == true
  }

  /// Tells of what makes RAM lie elsewhere than crosvm's platform has it.
  private mutating func tellPlaces(_ options: [String: CommandOption]) {
    if let pci = options["--pci"] {
      sink.report(
        ExchangeRule.notImported, at: pci.range,
        "where PCI has its addresses is left out: here it has them where crosvm's platform does, and RAM around these",
        suggestion: "state 'gaps' and 'reserved' of 'platform' in the topology")
    }
    if let mapping = options["--file-backed-mapping"] {
      sink.report(
        ExchangeRule.notImported, at: mapping.range,
        "that a part of RAM is a file's has no place in a topology, in which a node's memory is, or a zone's")
    }
  }

  // MARK: Memory

  private mutating func memory(_ option: CommandOption?, _ place: SourceRange) -> Located<UInt64>? {
    // `VmComponents` have 256 MiB where nothing is said (src/crosvm/sys/linux.rs, `setup_vm_components`).
    guard let option else { return Located(256 << 20, at: place) }
    guard let fields = fields(option) else { return nil }
    guard let size = fields["size"] else { return Located(256 << 20, at: option.range) }
    guard let number = number(size, in: 1...UInt64.max >> 20) else { return nil }
    return Located(number << 20, at: size.range)
  }

  private mutating func fields(_ option: CommandOption) -> OptionFields? {
    guard let grammar = Self.grammars[option.name], let value = option.values.first else { return nil }
    return OptionFields(value, option.name, grammar, reportingTo: &sink)
  }

  /// A number, decimal or behind `0x`, `0o` or `0b` (`any_number`).
  private mutating func number(_ value: OptionValue, in allowed: ClosedRange<UInt64>) -> UInt64? {
    let text = value.text
    let radix = ["0x": 16, "0o": 8, "0b": 2][text.prefix(2)]
    let digits = radix == nil ? text[...] : text.dropFirst(2)
    guard digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
      let number = UInt64(digits, radix: radix ?? 10), allowed.contains(number)
    else {
      return value.refuse("a number from \(allowed.lowerBound) to \(allowed.upperBound)", &sink)
    }
    return number
  }

  // MARK: CPUs

  /// How many CPUs there are, and how they are grouped; `nil` for the latter where each is a core. An even number of them is
  /// taken for cores of two threads each, an odd one for one core (x86_64/src/cpuid.rs, `adjust_cpuid`).
  private mutating func cpus(_ options: [String: CommandOption]) -> (count: UInt32, shape: CPUShape?)? {
    var count: UInt64 = 1
    if let option = options["--cpus"] {
      guard let fields = fields(option) else { return nil }
      for name in ["clusters", "core-types"] {
        guard let place = fields.place(of: name) else { continue }
        sink.report(
          ExchangeRule.notImported, at: place,
          name == "clusters"
            ? "that CPUs form clusters has no place in a topology"
            : "that cores are of several types has no place in a topology")
      }
      if let value = fields["num-cores"] {
        guard let number = number(value, in: 1...CrosvmFormat.mostCPUs) else { return nil }
        count = number
      }
    }
    guard options["--no-smt"] == nil, count > 1 else { return (UInt32(count), nil) }
    let threads: UInt64 = count % 2 == 0 ? 2 : count
    return (
      UInt32(count), CPUShape(coresPerLLC: UInt32(count / threads), threadsPerCore: UInt32(threads))
    )
  }
}
