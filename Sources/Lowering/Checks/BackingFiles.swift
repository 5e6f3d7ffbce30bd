package import Diagnostics
package import MachineModel

/// No two nodes or zones are made of one file: it is mapped shared from its beginning, so that each would be the other's memory.
package struct BackingFiles: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `backing-file-twice`.
  package var rules: [LayoutRule] { [.backingFileTwice] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }
  /// How the memory is provided.
  package var needs: Topology.Aspects { [.memory, .policy] }

  /// Reports each path that stands for memory already; the same file by another path only a host can tell.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard layout.topology.hasBackingFiles else { return }
    var owners: [String: BackedMemory] = [:]
    for memory in layout.backedMemory {
      let policy = layout.policy(of: memory)
      guard case .file(let path) = policy.backing else { continue }
      guard let owner = owners[path] else {
        owners[path] = memory
        continue
      }
      let (origin, first) = (policy.backingOrigin, layout.policy(of: owner).backingOrigin)
      sink.report(
        LayoutRule.backingFileTwice, at: origin ?? layout.topology.origin(of: memory),
        "\(memory) is made of the file '\(path.excerpt)', and so is \(owner): what a guest writes to one, it would read from "
          + "the other",
        suggestion: "state a file for each",
        notes: .init("which is stated here", at: first == origin ? nil : first))
    }
  }
}

extension Topology {
  fileprivate var hasBackingFiles: Bool {
    nodes.contains { node in node.policy.backing.isFile || node.zones.contains { $0.policy.backing.isFile } }
  }
}

extension LayoutRule {
  package static let backingFileTwice = LayoutRule(
    "backing-file-twice", "no two nodes or zones are made of one file")
}
