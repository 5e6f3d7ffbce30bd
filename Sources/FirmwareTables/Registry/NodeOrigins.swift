import FieldCoding
import MachineModel

extension Topology {
  /// What the records of each node come from.
  var nodeOrigins: [RecordOrigin] { nodes.enumerated().map { RecordOrigin(node: $0, $1.origin) } }
}
