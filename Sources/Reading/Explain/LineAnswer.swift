import Artifacts
import Diagnostics
import FieldCoding
import FirmwareTables

/// Says what a line of a topology made: everything that a pass or a table put down with that line as its origin.
struct LineAnswer {
  private let explainer: Explainer

  init(_ explainer: Explainer) {
    self.explainer = explainer
  }

  func answer(_ line: UInt64) throws -> Answer {
    let view = explainer.view
    let made = items { fact in fact.origin.map { UInt64($0.line) == line } ?? false }
    if let source = view.compilation?.source {
      guard let number = UInt32(exactly: line), let text = source.line(number) else {
        throw Unanswerable("\(view.name) has no line \(line)")
      }
      let all = made + (try records(of: number))
      let words = "line \(line), '\(text.trimmed.excerpt)',"
      return Answer(
        all.isEmpty
          ? "\(words) is where nothing begins: what it says goes into what other lines made"
          : "\(words) made \(Self.counted(all))",
        all, remarks: findings(on: number))
    }
    if view.layoutFile != nil { return Answer("line \(line) of the topology made \(Self.counted(made))", made) }
    guard !view.logs.isEmpty else {
      throw Unanswerable(
        "\(view.name) does not tell which lines it comes from: ask the topology, or a folder with layout.json")
    }
    let said = items { fact in
      if case .line(let number, _)? = fact.place { UInt64(clamping: number) == line } else { false }
    }
    return Answer(said.isEmpty ? "line \(line) says nothing of memory" : "line \(line) says this of memory", said)
  }

  private func items(where isWanted: (Fact) -> Bool) -> [AnswerItem] {
    explainer.facts.all.filter(isWanted).map { explainer.item($0) }
  }

  private static func counted(_ items: [AnswerItem]) -> String {
    "\(items.count) \(items.count == 1 ? "thing" : "things")"
  }

  /// Records of tables that say nothing of addresses, which are among the facts: of each kind the first, and how many.
  private func records(of line: UInt32) throws -> [AnswerItem] {
    var items: [AnswerItem] = []
    let facts = TableFacts(explainer.view)
    for table in explainer.view.tables where table.format?.imageRole != .derived {
      guard let encoder = facts.encoder(of: table) else { continue }
      let dump = TableDump(unjudged: try table.bytes(), as: table.kind)
      var kinds: [RecordKind] = []
      var groups: [(first: TableRecord, count: Int, bytes: Int)] = []
      dump.forEachRecord { record in
        guard encoder.origin(at: record.offset).line == line else { return }
        if case .addresses? = dump.fact(of: record) { return }
        if let index = kinds.firstIndex(of: record.kind) {
          groups[index].count += 1
          groups[index].bytes += record.length
        } else {
          kinds.append(record.kind)
          groups.append((record, 1, record.length))
        }
      }
      for group in groups {
        var item = AnswerItem(
          dump.title(of: group.first), meaning: dump.summary(of: group.first) ?? "",
          origin: FactOrigin(encoder.origin(at: group.first.offset)),
          place: .bytes(table: table.name, offset: group.first.offset, length: group.bytes))
        if group.count > 1 { item.add("and", "\(group.count - 1) more") }
        items.append(item)
      }
    }
    return items
  }

  /// What the compiler said of the line.
  private func findings(on line: UInt32) -> [String] {
    (explainer.view.compilation?.diagnostics ?? []).filter { $0.range?.start.line == line }.map {
      "\($0.severity.rawValue): \($0.message) [\($0.identifier)]"
    }
  }
}

extension String {
  /// Without spaces around it.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
