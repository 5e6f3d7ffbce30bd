import Addresses
package import JSONCoding

/// What `memc diff --format json` prints.
package struct ComparisonFile: JSONFile, Equatable {
  package static let currentVersion: UInt64 = 1
  package static var isLine: Bool { false }

  private var compared: [String] = []
  private var differences: [Entry] = []
  private var from = ""
  private var onlyInFrom: [String] = []
  private var onlyInTo: [String] = []
  private var to = ""
  package private(set) var version = currentVersion

  package init() {}

  /// The file of a comparison of two inputs.
  package init(_ comparison: MachineComparison, _ old: MachineView, _ new: MachineView) {
    compared = comparison.compared
    (from, to) = (old.name, new.name)
    (onlyInFrom, onlyInTo) = comparison.uncompared
    for group in comparison.groups {
      let cause = group.cause.map { _ in UInt64(differences.count) }
      if let found = group.cause { differences.append(Entry(found, cause: nil)) }
      differences += group.consequences.map { Entry($0, cause: cause) }
    }
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("compared", &compared, "What both inputs have: memslots, e820, CPUs, the signatures of tables.")
    coder.member("differences", &differences, "What differs, each cause before what follows from it.")
    coder.member("from", &from, "The first input, as it was given.")
    coder.member("only_in_from", &onlyInFrom, "What only the first input tells of, so that it was not compared.")
    coder.member("only_in_to", &onlyInTo, "What only the second input tells of.")
    coder.member("to", &to, "The second input.")
    coder.member("version", &version, values: .number(Self.currentVersion))
  }

  /// The bytes of the file.
  package func encoded() -> [UInt8] { fileBytes() }

  /// A difference.
  private struct Entry: JSONRecord, Equatable {
    private var cause: UInt64?
    private var change = ""
    private var column: UInt64?
    private var end: UInt64?
    private var input: String?
    private var line: UInt64?
    private var start: UInt64?
    private var title = ""

    init() {}

    init(_ difference: Difference, cause: UInt64?) {
      self.cause = cause
      change = difference.change
      title = difference.title
      (start, end) = (difference.range?.start, difference.range?.end)
      guard let origin = difference.origin else { return }
      line = UInt64(origin.line)
      column = origin.column.map { UInt64($0) }
      input = difference.isOld ? "from" : "to"
    }

    mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("cause", &cause, "The place of its cause in the list, from 0; absent where none is known.")
      coder.member("change", &change, "What became of it, for people.")
      coder.member("column", &column)
      coder.member("end", &end, "The guest physical address just behind it.")
      coder.member("input", &input, "Of which input's topology the line is.", values: .words(["from", "to"]))
      coder.member("line", &line, "In the topology, from 1; absent where nothing states it.")
      coder.member("start", &start, "The first guest physical address that it is about.")
      coder.member("title", &title, "What people call it: 'node 1', 'slot 2', 'e820'.")
    }
  }
}
