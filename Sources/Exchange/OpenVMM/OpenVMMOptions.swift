import Diagnostics
import MachineModel

/// The options of OpenVMM that say something of memory, CPUs and nodes.
struct OpenVMMOptions {
  /// `--processors`.
  private(set) var processors: CommandOption?
  /// `--memory`.
  private(set) var memory: CommandOption?
  /// What each `--numa` has.
  private(set) var nodes: [OptionValue] = []
  /// What each `--numa-distance` has.
  private(set) var distances: [OptionValue] = []
  /// Those that stand once, by their names.
  private var others: [String: CommandOption] = [:]

  /// Options that stand without a value.
  private static let switches: Set = ["--prefetch", "--private-memory", "--thp", "--vtl2"]
  /// Options with one value, which stand once.
  private static let single: Set = [
    "--memory-backing-file", "--vps-per-socket", "--smt", "--x2apic", "--apic-id-offset", "--restore-snapshot",
  ]

  /// Finds the options; `nil` where there is none, or one is none of OpenVMM's, after saying so.
  init?(_ words: [CommandWord], reportingTo sink: inout DiagnosticSink) {
    var isSound = true
    var seen: [String: SourceRange] = [:]
    let short = ["-p": "--processors", "-m": "--memory"]
    for option in CommandOption.all(in: words, short: short) {
      let isNode = option.name == "--numa" || option.name == "--numa-distance"
      guard
        isNode || ["--processors", "--memory", "--pcie-generic-initiator"].contains(option.name)
          || Self.switches.contains(option.name) || Self.single.contains(option.name)
      else { continue }
      guard let value = option.values.first else {
        if Self.switches.contains(option.name) {
          take(option)
        } else {
          isSound = false
          sink.report(ExchangeRule.malformedInput, at: option.range, "'\(option.name)' has no value")
        }
        continue
      }
      let mayRepeat = isNode || option.name == "--pcie-generic-initiator"
      if let first = seen[option.name], !mayRepeat {
        isSound = false
        sink.report(
          ExchangeRule.malformedInput, at: option.range, "'\(option.name)' stands twice",
          notes: [.init("it stands here first", at: first)])
        continue
      }
      seen[option.name] = seen[option.name] ?? option.range
      switch option.name {
      case "--numa": nodes.append(value)
      case "--numa-distance": distances.append(value)
      default: take(option)
      }
    }
    guard isSound else { return nil }
    guard processors != nil || memory != nil || !nodes.isEmpty || !others.isEmpty || !distances.isEmpty else {
      sink.report(
        ExchangeRule.malformedInput, at: .beginning,
        "nothing says what the machine has: there is no '--processors', '--memory' or '--numa'",
        suggestion: "where OpenVMM is to choose, it has one CPU and 1 GiB: write '--memory 1G'")
      return nil
    }
  }

  private mutating func take(_ option: CommandOption) {
    switch option.name {
    case "--processors": processors = option
    case "--memory": memory = option
    default: others[option.name] = others[option.name] ?? option
    }
  }

  /// An option that stands once.
  subscript(name: String) -> CommandOption? { others[name] }
}
