import Addresses
package import JSONCoding
import Lowering

/// What `memc explain --format json` prints.
package struct AnswerFile: JSONFile, Equatable {
  package static let currentVersion: UInt64 = 1
  package static var isLine: Bool { false }

  private var items: [Item] = []
  private var remarks: [String] = []
  private var rule: RuleFile?
  private var title = ""
  package private(set) var version = currentVersion

  package init() {}

  /// The file of an answer.
  package init(_ answer: Answer) {
    title = answer.title
    remarks = answer.remarks
    items = answer.items.map { Item($0) }
  }

  /// The file of what is said of a rule.
  package init(_ answer: RuleAnswer) {
    title = answer.title
    rule = RuleFile(answer)
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("items", &items, "What the answer is made of: nodes first, then memory, slots, maps and tables.")
    coder.member("remarks", &remarks, "What is not there though others have it, and what does not go together.")
    coder.member("rule", &rule, "The rule that was asked for; absent in answers about an input.")
    coder.member("title", &title, "The answer in a line.")
    coder.member("version", &version, values: .number(Self.currentVersion))
  }

  /// The bytes of the file.
  package func encoded() -> [UInt8] { fileBytes() }

  /// A thing that the answer speaks of.
  private struct Item: JSONRecord, Equatable {
    private var column: UInt64?
    private var details: [DetailEntry] = []
    private var end: UInt64?
    private var length: UInt64?
    private var line: UInt64?
    private var log: String?
    private var logLine: UInt64?
    private var meaning = ""
    private var offset: UInt64?
    private var pass: String?
    private var start: UInt64?
    private var table: String?
    private var title = ""

    init() {}

    init(_ item: AnswerItem) {
      title = item.title
      meaning = item.meaning
      (start, end) = (item.range?.start, item.range?.end)
      details = item.details.map { DetailEntry($0) }
      line = item.origin.map { UInt64($0.line) }
      column = item.origin?.column.map { UInt64($0) }
      pass = item.pass?.rawValue
      switch item.place {
      case .bytes(let name, let start, let count)?:
        (table, offset, length) = (name, UInt64(clamping: start), UInt64(clamping: count))
      case .line(let number, let file)?: (log, logLine) = (file, UInt64(clamping: number))
      case nil: break
      }
    }

    mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("column", &column, "In the topology, from 1.")
      coder.member("details", &details)
      coder.member("end", &end, "The guest physical address just behind it.")
      coder.member("length", &length, "Bytes in the table.")
      coder.member("line", &line, "In the topology, from 1; absent where nothing states it.")
      coder.member("log", &log, "The file of the kernel's log that says it.")
      coder.member("log_line", &logLine, "In the kernel's log, from 1.")
      coder.member("meaning", &meaning)
      coder.member("offset", &offset, "In the table.")
      coder.member("pass", &pass, "The pass that put it there.")
      coder.member("start", &start, "Its first guest physical address.")
      coder.member("table", &table, "The file or the signature of the table that says it.")
      coder.member("title", &title)
    }
  }

  /// A rule.
  private struct RuleFile: JSONRecord, Equatable {
    static var isLine: Bool { false }

    private var breaks = ""
    private var cure = ""
    private var id = ""
    private var severity = ""
    private var summary = ""
    private var text: [String] = []

    init() {}

    init(_ answer: RuleAnswer) {
      (breaks, cure) = (answer.breaks, answer.cure)
      (id, severity, summary) = (answer.identifier, answer.severity, answer.summary)
      text = answer.paragraphs
    }

    mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("breaks", &breaks, "An input that breaks the rule.")
      coder.member("cure", &cure, "The same without the breach.")
      coder.member("id", &id)
      coder.member("severity", &severity, "Unless -W or -E says otherwise.")
      coder.member("summary", &summary, "What the rule demands.")
      coder.member("text", &text, "What it means and why it is so, a paragraph each.")
    }
  }
}
