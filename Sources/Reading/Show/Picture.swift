import Addresses

/// What inputs say of machines, ready to be drawn: an address map with a column for each layer of facts, the nodes, the
/// distances; of two inputs on one scale, each with what the other does not say.
///
/// It knows of layers only that there are some: what a table that is added later says of addresses is a fact, and is shown.
package struct Picture: Sendable {
  /// The machines, one or two.
  package let machines: [PicturedMachine]
  /// The scale of all columns.
  package let scale: AddressScale

  /// Arranges what inputs say.
  ///
  /// - Parameters:
  ///   - inputs: The name of each, and what it says.
  ///   - layers: What is shown; `nil` for all there is.
  ///   - mostBands: The most stretches of addresses that there is room for.
  package init(_ inputs: [(name: String, facts: MachineFacts)], layers: [FactLayer]? = nil, mostBands: Int) {
    let said = inputs.map { Set($0.facts.all.map { FactKey($0) }) }
    machines = inputs.enumerated().map { index, input in
      let other = inputs.count == 2 ? 1 - index : nil
      return PicturedMachine(
        input.name, input.facts, layers: layers, others: other.map { (said[$0], inputs[$0].facts) })
    }
    scale = AddressScale(
      machines.flatMap { machine in
        machine.columns.enumerated().flatMap { number, column in
          column.ranges.map { AddressScale.Mark(range: $0.range, likeness: $0.likeness(in: number)) }
        }
      }, mostBands: mostBands)
  }
}

/// What two inputs say alike of a range, by whatever name.
struct FactKey: Hashable {
  private let layer: FactLayer
  private let partition: String?
  private let start: UInt64?
  private let end: UInt64?
  private let domain: UInt32?
  private let meaning: String

  init(_ fact: Fact) {
    layer = fact.layer
    partition = fact.partition
    start = fact.range?.start
    end = fact.range?.end
    domain = fact.domain
    meaning = fact.meaning
  }
}
