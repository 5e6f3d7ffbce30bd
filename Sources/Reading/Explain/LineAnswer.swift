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
    if let source = view.compilation?.source {
      guard let text = UInt32(exactly: line).flatMap({ source.line($0) }) else {
        throw Unanswerable("\(view.name) has no line \(line)")
      }
      let items = explainer.facts.all.filter { $0.origin?.line == UInt32(line) }.map { explainer.item($0) }
      let all = items + (try records(of: UInt32(line)))
      let words = "line \(line), '\(text.trimmed.excerpt)',"
      return Answer(
        all.isEmpty
          ? "\(words) is where nothing begins: what it says goes into what other lines made"
          : "\(words) made \(all.count) \(all.count == 1 ? "thing" : "things")",
        all, remarks: findings(on: UInt32(line)))
    }
    if view.layoutFile == nil, !view.logs.isEmpty {
      let items = explainer.facts.all.filter { fact in
        if case .line(let number, _)? = fact.place { UInt64(clamping: number) == line } else { false }
      }.map { explainer.item($0) }
      return Answer(
        items.isEmpty ? "line \(line) says nothing of memory" : "line \(line) says this of memory", items)
    }
    guard view.layoutFile != nil else {
      throw Unanswerable(
        "\(view.name) does not tell which lines it comes from: ask the topology, or a folder with layout.json")
    }
    let items = explainer.facts.all.filter { $0.origin?.line == UInt32(clamping: line) }.map { explainer.item($0) }
    return Answer(
      "line \(line) of the topology made \(items.count) \(items.count == 1 ? "thing" : "things")", items)
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
