import Addresses
import Diagnostics
import MachineModel

/// What a topology says so that memory begins at multiples of large pages.
enum AlignmentCure {
  /// That a node's memory begins at multiples of its own pages.
  case ofNode(Int)
  /// What every extent begins at multiples of.
  case ofAll(UInt64)

  /// The cure for a node with pages of a size: its own key, where it takes one.
  init(ofNode node: Int, in topology: Topology, pageSize: UInt64) {
    self = topology.takesAlignment(node) ? .ofNode(node) : .ofAll(pageSize)
  }

  /// What to do, as a sentence.
  var advice: String {
    switch self {
    case .ofNode: "'align: auto' in the node begins its memory at multiples of its pages"
    case .ofAll(let alignment):
      "'placement: {align: \(Units.literal(alignment))}' begins every extent at a multiple"
    }
  }

  /// The change to the text; `nil` where none is there.
  func fix(in topology: Topology) -> Fix? {
    switch self {
    case .ofNode(let node): topology.fix(aligningNode: node, to: .auto)
    case .ofAll(let alignment): topology.fix(aligningExtentsTo: alignment)
    }
  }
}

extension Topology {
  /// Whether a node states an alignment of its own, or can: nodes that are only counted cannot, nor those that say where
  /// their memory lies.
  func takesAlignment(_ node: Int) -> Bool {
    nodes[node].ranges.isEmpty && (nodes[node].alignment != nil || nodes[node].insertion != nil)
  }
}
