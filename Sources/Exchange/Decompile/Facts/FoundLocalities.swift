import Diagnostics
import FirmwareTables
import Lowering
import MachineModel

/// What HMAT says of latencies, bandwidths and caches, as a topology states it.
struct FoundLocalities {
  private let table: HMAT

  init(_ table: HMAT) {
    self.table = table
  }

  /// States it in a topology whose nodes, CPUs and devices are known.
  func state(in topology: inout Topology) {
    let domains = topology.proximityDomains
    func node(_ domain: UInt32) -> Int? { domains.node(ofDomain: UInt64(domain)) }
    var options = LocalityOptions()
    let expected = LocalityDomains(topology)
    let (rows, columns) = (expected.initiators.map { domains[$0] }, expected.targets.map { domains[$0] })
    for structure in table.structures {
      switch structure {
      case .matrix(let matrix):
        guard let attribute = LocalityAttribute(matrix.dataType), matrix.flags.isEmpty, matrix.minimumTransfer == 0,
          options[attribute] == nil
        else { continue }
        options[attribute] = StatedLocalities(rows: Self.values(of: matrix, rows, columns))
        let base = Located(matrix.base)
        switch attribute.quantity {
        case .latency: options.latencyBase = options.latencyBase ?? base
        case .bandwidth: options.bandwidthBase = options.bandwidthBase ?? base
        }
      case .cache(let cache):
        guard let node = node(cache.memory) else { continue }
        var performance = topology.nodes[node].performance ?? MemoryPerformance()
        performance.caches.append(MachineModel.MemorySideCache(cache))
        topology.nodes[node].performance = performance
      case .domain(let attributes):
        guard attributes.flags.contains(.hasInitiator), attributes.initiator != attributes.memory,
          let memory = node(attributes.memory), let initiator = node(attributes.initiator)
        else { continue }
        var performance = topology.nodes[memory].performance ?? MemoryPerformance()
        performance.initiator = Located(initiator)
        topology.nodes[memory].performance = performance
      case .other: continue
      }
    }
    topology.localities = options
  }

  /// The values of a matrix for the rows and columns that a topology has; what is not said of a pair is not stated.
  private static func values(of matrix: HMAT.LocalityMatrix, _ rows: [UInt32], _ columns: [UInt32]) -> [[UInt64]] {
    let rowOf = Dictionary(matrix.initiators.enumerated().map { ($1, $0) }) { first, _ in first }
    let columnOf = Dictionary(matrix.targets.enumerated().map { ($1, $0) }) { first, _ in first }
    return rows.map { row in
      columns.map { column in
        guard let from = rowOf[row], let to = columnOf[column] else { return StatedLocalities.notStated }
        let index = from * matrix.targets.count + to
        guard index < matrix.entries.count else { return StatedLocalities.notStated }
        switch matrix.entries[index] {
        case HMAT.LocalityMatrix.notStated: return StatedLocalities.notStated
        case HMAT.LocalityMatrix.unreachable: return StatedLocalities.unreachable
        case let entry:
          let (value, isTooLarge) = UInt64(entry).multipliedReportingOverflow(by: matrix.base)
          return isTooLarge ? UInt64.max - 1 : value
        }
      }
    }
  }
}

extension LocalityAttribute {
  /// The attribute of a data type; `nil` for one that the specification does not have.
  fileprivate init?(_ dataType: UInt8) {
    let attribute = Self.allCases.first { HMAT.LocalityMatrix.DataType($0).rawValue == dataType }
    guard let attribute else { return nil }
    self = attribute
  }
}

extension MachineModel.MemorySideCache {
  fileprivate init(_ cache: HMAT.MemorySideCache) {
    self.init(size: cache.size, level: cache.attributes.level)
    switch cache.attributes.associativity {
    case .direct?: associativity = .direct
    case .complex?: associativity = .complex
    default: associativity = .none
    }
    switch cache.attributes.policy {
    case .writeBack?: policy = .writeBack
    case .writeThrough?: policy = .writeThrough
    default: policy = .none
    }
    lineSize = cache.attributes.lineSize
  }
}
