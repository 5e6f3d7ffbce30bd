extension Command {
  /// The line of the synopsis.
  var synopsis: String {
    // Arguments follow options, wherever they are declared.
    let own = arguments.filter { !$0.isOfEveryCommand }
    let sorted = own.filter { $0.kind != .positional } + own.filter { $0.kind == .positional }
    let name = superCommands.first ?? commandName
    let rest = (superCommands + [commandName]).dropFirst().joined(separator: " ")
    return ".Nm \(name)\(rest.isEmpty ? "" : " Cm \(rest)")\n" + sorted.map(\.synopsis).joined()
  }

  /// What it is for, and its options; below that the same of the commands below it.
  var section: String {
    var text = ".Ss \(words)\n\(Mdoc.paragraph(abstract))"
    for paragraph in (discussion ?? "").split(separator: "\n\n") { text += ".Pp\n\(Mdoc.paragraph(paragraph))" }
    let own = arguments.filter { !$0.isOfEveryCommand }
    if !own.isEmpty { text += ".Bl -tag -width Ds\n\(own.map(\.item).joined()).El\n" }
    return text + subcommands.map(\.section).joined()
  }

  /// The options that every command has.
  var optionList: String {
    ".Bl -tag -width Ds\n\(arguments.filter(\.isOfEveryCommand).map(\.item).joined()).El\n"
  }
}

extension Argument {
  private var value: String { "Ar " + Mdoc.escaped(valueName ?? "value") }

  /// Its line in a synopsis.
  fileprivate var synopsis: String {
    let dots = isRepeating ? " ..." : ""
    guard let name = sortedNames.first else { return isOptional ? ".Op \(value)\(dots)\n" : ".\(value)\(dots)\n" }
    if kind == .flag { return ".Op \(name.flag)\n" }
    // A repeated option has its name before each value.
    return mayLackValue ? ".Op \(name.flag) Op \(value)\n" : ".Op \(name.flag) \(value)\n"
  }

  /// Its item in a list.
  fileprivate var item: String {
    let names = sortedNames.map(\.flag).joined(separator: " , ")
    var head =
      switch kind {
      case .flag: names
      case .option: names + (mayLackValue ? " Op \(value)" : " \(value)")
      case .positional: value
      }
    if isRepeating, kind == .positional { head += " ..." }
    return ".It \(head)\n\(Mdoc.paragraph([abstract ?? "", values].joined(separator: " ")))"
  }

  /// The values that it takes and has.
  private var values: String {
    var sentences: [String] = []
    if let allValues, let last = allValues.last {
      let others = allValues.dropLast().joined(separator: ", ")
      sentences.append("\(allValues.count == 2 ? "Either" : "One of") \(others) or \(last).")
    }
    if let defaultValue {
      sentences.append(mayLackValue ? "Without a value: \(defaultValue)." : "The default is \(defaultValue).")
    }
    if isRepeating, kind == .option { sentences.append("It may be given several times.") }
    return sentences.joined(separator: " ")
  }
}
