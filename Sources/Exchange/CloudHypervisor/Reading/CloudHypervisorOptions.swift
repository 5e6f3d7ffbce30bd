import Diagnostics
import MachineModel

/// The options of one word, `name=value,…`, read as Cloud Hypervisor reads them (its option_parser/src/lib.rs,
/// `OptionParser::parse_inner` and `split_commas`): of two of one name the last one holds, and one that has no value is not there.
struct CloudHypervisorOptions {
  /// Where all of them are written.
  let range: SourceRange
  private let title: String
  private var values: [String: OptionValue] = [:]

  /// Divides a word; `nil` where it cannot be divided, after saying why.
  ///
  /// - Parameters:
  ///   - title: What they are options of: `--memory`.
  ///   - known: The names that there are.
  init?(_ word: OptionValue, _ title: String, known: [String], reportingTo sink: inout DiagnosticSink) {
    range = word.range
    self.title = title
    guard !word.trimmed.isEmpty else { return }
    guard let options = word.trimmed.parts(quotes: "\"", reportingTo: &sink) else { return nil }
    var isSound = true
    for option in options {
      let (name, value) = option.cut(at: "=")
      let text = name.text
      guard known.contains(text) else {
        isSound = false
        sink.report(
          ExchangeRule.malformedInput, at: name.range, "'\(title)' has no option '\(text.excerpt)'",
          suggestion: SpellingSuggestion.nearest(to: text, among: known).map { "did you mean '\($0)'?" }
            ?? "it has \(known.map { "'\($0)'" }.joined(separator: ", "))")
        continue
      }
      guard let value else {
        isSound = false
        sink.report(
          ExchangeRule.malformedInput, at: name.range, "the option '\(text)' has no value",
          suggestion: "write '\(text)=…'")
        continue
      }
      values[text] = value.trimmed
    }
    guard isSound else { return nil }
  }

  /// What is in quotes, without them; two of them stand for one (`dequote`).
  private static func unquoted(_ text: String) -> String {
    var isInQuotes = false
    var previous: Unicode.Scalar?
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\"" {
        if previous == "\"", !isInQuotes { result.append(scalar) }
        isInQuotes.toggle()
      } else {
        result.append(scalar)
      }
      previous = scalar
    }
    return String(result)
  }
}

extension CloudHypervisorOptions: CloudHypervisorMembers {
  /// An option's value; `nil` where it has none.
  private func value(_ name: String) -> OptionValue? {
    values[Self.spellings[name] ?? name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Options that the API calls by another name.
  private static let spellings = ["boot_vcpus": "boot", "max_vcpus": "max"]

  func place(of name: String) -> SourceRange? { value(name)?.range }

  func number(_ name: String, upTo most: UInt64, _ sink: inout DiagnosticSink) -> Located<UInt64>? {
    value(name).flatMap { number($0, upTo: most, &sink) }
  }

  private func number(_ value: OptionValue, upTo most: UInt64, _ sink: inout DiagnosticSink) -> Located<UInt64>? {
    guard let number = value.number, number <= most else { return refuse(value, "a number up to \(most)", &sink) }
    return Located(number, at: value.range)
  }

  /// A size is a number of bytes, with K, M or G behind it (`ByteSized::from_str`).
  func size(_ name: String, _ sink: inout DiagnosticSink) -> Located<UInt64>? {
    guard let value = value(name) else { return nil }
    let shift: UInt64 =
      switch value.bytes.last {
      case UInt8(ascii: "K"): 10
      case UInt8(ascii: "M"): 20
      case UInt8(ascii: "G"): 30
      default: 0
      }
    guard let number = value.dropLast(shift > 0 ? 1 : 0).number, number <= UInt64.max >> shift else {
      return refuse(value, "a size: a number of bytes, or one with K, M or G behind it", &sink)
    }
    return Located(number << shift, at: value.range)
  }

  func toggle(_ name: String, _ sink: inout DiagnosticSink) -> Located<Bool>? {
    guard let value = value(name) else { return nil }
    switch value.text.lowercased() {
    case "on", "true": return Located(true, at: value.range)
    case "off", "false": return Located(false, at: value.range)
    default: return refuse(value, "'on' or 'off'", &sink)
    }
  }

  func text(_ name: String, _ sink: inout DiagnosticSink) -> Located<String>? {
    value(name).flatMap { text($0, &sink) }
  }

  private func text(_ value: OptionValue, _ sink: inout DiagnosticSink) -> Located<String>? {
    guard value.isText else { return refuse(value, "UTF-8", &sink) }
    return Located(Self.unquoted(value.text), at: value.range)
  }

  func hotplugMethod(_ sink: inout DiagnosticSink) -> Located<CloudHypervisorMachine.HotplugMethod>? {
    guard let value = value("hotplug_method") else { return nil }
    switch value.text.lowercased() {
    case "acpi": return Located(.acpi, at: value.range)
    case "virtio-mem": return Located(.virtioMem, at: value.range)
    default: return refuse(value, "'acpi' or 'virtio-mem'", &sink)
    }
  }

  /// Four numbers between colons (vmm/src/config.rs, `CpuTopology::from_str`).
  func cpuTopology(_ sink: inout DiagnosticSink) -> Located<CloudHypervisorMachine.CPUTopology>? {
    guard let value = value("topology") else { return nil }
    let numbers = value.split(":").compactMap(\.number).filter { $0 <= UInt16.max }
    guard numbers.count == 4, value.split(":").count == 4 else {
      return refuse(
        value, "four numbers such as '2:4:1:2': threads of a core, cores of a die, dies of a package, packages",
        &sink)
    }
    return Located(
      .init(
        threadsPerCore: numbers[0], coresPerDie: numbers[1], diesPerPackage: numbers[2], packages: numbers[3]),
      at: value.range)
  }

  /// Numbers and ranges of them (`IntegerList::from_str`).
  func numbers(_ name: String, _ sink: inout DiagnosticSink) -> Located<[ClosedRange<UInt64>]>? {
    guard let value = value(name) else { return nil }
    var runs: [ClosedRange<UInt64>] = []
    for part in value.trimming(Self.isBracket).split(",") {
      let (first, last) = part.cut(at: "-")
      guard let lower = first.number, let upper = (last ?? first).number,
        lower < upper || last == nil && lower == upper
      else { return refuse(part, "a number, or a range such as '0-3'", &sink) }
      runs.append(lower...upper)
    }
    return Located(runs, at: value.range)
  }

  /// Texts between commas, with or without brackets around all (`StringList::from_str`).
  func texts(_ name: String, _ sink: inout DiagnosticSink) -> [Located<String>]? {
    guard let value = value(name),
      let parts = value.trimming(Self.isBracket).parts(quotes: "\"", reportingTo: &sink)
    else {
      return nil
    }
    return parts.compactMap { text($0, &sink) }
  }

  /// `destination@distance` (`TupleList::from_str`).
  func distances(_ sink: inout DiagnosticSink) -> [CloudHypervisorMachine.Distance] {
    guard let value = value("distances") else { return [] }
    guard value.bytes.first == UInt8(ascii: "["), value.bytes.last == UInt8(ascii: "]"), value.bytes.count > 1
    else {
      return refuse(value, "a list such as '[1@20,2@30]'", &sink) ?? []
    }
    return value.dropFirst().dropLast().split(",").compactMap { part in
      let pair = part.trimmed
      let (node, distance) = pair.cut(at: "@")
      guard let node = node.number, let distance = distance?.number, node <= UInt32.max, distance <= UInt8.max
      else {
        return refuse(pair, "a node and its distance such as '1@20', which is at most 255", &sink)
      }
      return .init(destination: node, distance: distance, range: pair.range)
    }
  }

  private static func isBracket(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") }

  private func refuse<Value>(_ value: OptionValue, _ wanted: String, _ sink: inout DiagnosticSink) -> Value? {
    sink.report(
      ExchangeRule.malformedInput, at: value.range, "'\(value.text.excerpt)' is not \(wanted)")
    return nil
  }
}
