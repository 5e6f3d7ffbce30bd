import Addresses
package import Artifacts
import FirmwareTables
import Lowering

/// Answers questions about a machine from what an input says of it.
package struct Explainer: Sendable {
  let view: MachineView
  let facts: MachineFacts

  /// Creates an explainer of an input.
  package init(_ view: MachineView) throws(FileError) {
    self.view = view
    facts = try MachineFacts(view)
  }

  /// Answers a question.
  ///
  /// - Throws: ``Unanswerable``, or a ``FileError`` of a folder's table that cannot be read.
  package func answer(_ question: Question) throws -> Answer {
    switch question {
    case .address(let address): AddressAnswer(self).answer(address)
    case .byte(let offset, let table): try ByteAnswer(self).answer(offset, in: table)
    case .line(let line): try LineAnswer(self).answer(line)
    case .slot(let number, let partition): try SlotAnswer(self).answer(number, partition)
    case .node(let name): try NodeAnswer(self).answer(name)
    case .cpu(let number): try ProcessorAnswer(self).answer(number: number)
    case .apic(let id): try ProcessorAnswer(self).answer(apicID: id)
    }
  }

  /// A fact as a part of an answer.
  ///
  /// - Parameter address: What in it is asked for; `nil` for all of it.
  func item(_ fact: Fact, at address: UInt64? = nil) -> AnswerItem {
    AnswerItem(fact, at: address, hasPasses: view.layout != nil)
  }

  /// The nodes that facts are of.
  func owners(of found: [Fact]) -> [Fact] {
    let nodes = Set(found.compactMap(\.node))
    return facts[.node].filter { fact in fact.node.map(nodes.contains) == true }
  }

  /// Numbers that exist, for those who asked for another one: `0 to 7`, `0, 3 and 9`.
  static func list(_ numbers: [UInt64]) -> String {
    let numbers = Set(numbers).sorted()
    guard let first = numbers.first, let last = numbers.last else { return "none" }
    if numbers.count > 2, last - first == UInt64(numbers.count - 1) { return "\(first) to \(last)" }
    guard numbers.count <= 8 else { return "\(numbers.count) between \(first) and \(last)" }
    let words = numbers.map { "\($0)" }
    return words.count > 1 ? words.dropLast().joined(separator: ", ") + " and \(words[words.count - 1])" : words[0]
  }
}
