/// A value for each of some host nodes. Hosts have few nodes, so that looking through them is fastest.
package struct HostNodeValues<Value> {
  /// Ascending by node.
  private var entries: [Entry] = []

  fileprivate struct Entry {
    let node: UInt32
    var value: Value
  }

  /// No node has a value.
  init() {}

  /// - Parameters:
  ///   - nodes: The host nodes, ascending.
  ///   - value: The value of a node; `nil` where it is not known.
  init(_ nodes: [UInt32], _ value: (UInt32) -> Value?) {
    for node in nodes { self[node] = value(node) }
  }

  /// The nodes that have a value, ascending.
  package var nodes: [UInt32] { entries.map(\.node) }

  /// The values in the order of ``nodes``.
  package var values: [Value] { entries.map(\.value) }

  /// The value of a node; `nil` where it has none.
  package subscript(node: UInt32) -> Value? {
    get { entries.first { $0.node == node }?.value }
    set {
      let index = entries.firstIndex { $0.node >= node } ?? entries.count
      if index < entries.count, entries[index].node == node { entries.remove(at: index) }
      if let newValue { entries.insert(Entry(node: node, value: newValue), at: index) }
    }
  }
}

extension HostNodeValues: Sendable where Value: Sendable {}
extension HostNodeValues.Entry: Sendable where Value: Sendable {}
extension HostNodeValues: Equatable where Value: Equatable {}
extension HostNodeValues.Entry: Equatable where Value: Equatable {}
extension HostNodeValues: Hashable where Value: Hashable {}
extension HostNodeValues.Entry: Hashable where Value: Hashable {}

extension HostNodeValues: ExpressibleByDictionaryLiteral {
  /// Keeps the last of several values of a node.
  package init(dictionaryLiteral elements: (UInt32, Value)...) {
    for (node, value) in elements { self[node] = value }
  }
}
