import Artifacts
import Diagnostics
import FirmwareTables
import MachineModel

extension SimplificationStep {
  /// What tables say of distances, latencies and their maker.
  static let ofTables: [SimplificationStep] = [
    change(.asGood) { topology, _ in
      guard topology.distances.origin != nil else { return false }
      topology.distances.origin = nil
      return true
    },
    change(.asGood) { topology, _ in
      guard let stated = topology.localities, !stated.areDerived else { return false }
      topology.localities = LocalityOptions(areDerived: true)
      for node in topology.nodes.indices where topology.nodes[node].performance?.caches.isEmpty == true {
        topology.nodes[node].performance = nil
      }
      return true
    },
    change(.asGood) { topology, _ in take(&topology.localities, nil) { $0 == nil } },
    change(.asGood) { topology, _ in
      guard topology.localities?.latencyBase != nil || topology.localities?.bandwidthBase != nil else {
        return false
      }
      topology.localities?.latencyBase = nil
      topology.localities?.bandwidthBase = nil
      return true
    },
    change(.asGood) { topology, _ in
      guard topology.nodes.contains(where: { $0.performance?.initiator != nil }) else { return false }
      for node in topology.nodes.indices {
        topology.nodes[node].performance?.initiator = nil
        if topology.nodes[node].performance?.caches.isEmpty == true { topology.nodes[node].performance = nil }
      }
      return true
    },
    // A level that is a cache's place need not be said.
    change(.asGood) { topology, _ in
      guard topology.nodes.contains(where: { $0.performance?.caches.contains { $0.level != nil } == true }) else {
        return false
      }
      for node in topology.nodes.indices {
        for cache in topology.nodes[node].performance?.caches.indices ?? 0..<0 {
          topology.nodes[node].performance?.caches[cache].level = nil
        }
      }
      return true
    },
    // MARK: The maker, and the image
    change(.better) { topology, context in
      guard topology.acpi == nil, let identity = context.machine.identity else { return false }
      var options = ACPIOptions()
      options.oemID = "\(identity.oemID)"
      options.oemTableID = identity.oemTableID.map { "\($0)" }
      (options.oemRevision, options.creatorRevision) = (identity.oemRevision, identity.creatorRevision)
      options.creatorID = "\(identity.creatorID)"
      topology.acpi = options
      return true
    },
    change(.asGood) { topology, _ in take(&topology.acpi, nil) { $0 == nil } },
    withoutMaker(\.oemTableID),
    withoutMaker(\.oemID),
    withoutMaker(\.oemRevision),
    withoutMaker(\.creatorID),
    withoutMaker(\.creatorRevision),
    change(.better) { topology, _ in
      guard topology.acpi?.serial == nil, topology.architecture == .x8664 else { return false }
      var options = topology.acpi ?? ACPIOptions()
      options.serial = Located(.com1)
      topology.acpi = options
      return true
    },
    SimplificationStep(.better) { topology, context in
      let names = context.machine.listedTables
      guard topology.acpi?.tables == nil, !names.isEmpty else { return [] }
      return [addressed(topology, context), topology].map { topology in
        var other = topology
        other.acpi = other.acpi ?? ACPIOptions()
        other.acpi?.tables = names.map { Located($0) }
        return other
      }
    },
    SimplificationStep(.better) { topology, context in [addressed(topology, context)] },
  ]

  /// Leaves out what a header says of the maker of a table.
  private static func withoutMaker<Value>(_ place: WritableKeyPath<ACPIOptions, Value?> & Sendable) -> Self {
    change(.asGood) { topology, _ in
      guard topology.acpi?[keyPath: place] != nil else { return false }
      topology.acpi?[keyPath: place] = nil
      return true
    }
  }

  /// The topology with its image where `layout.json` has it.
  private static func addressed(_ topology: Topology, _ context: Context) -> Topology {
    guard let place = context.layoutFile?.acpi else { return topology }
    var other = topology
    other.acpi = other.acpi ?? ACPIOptions()
    other.acpi?.address = Located(place.start)
    return other
  }
}
