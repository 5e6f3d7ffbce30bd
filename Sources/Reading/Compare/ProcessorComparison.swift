import Artifacts
import FirmwareTables

/// Compares to which proximity domain each CPU belongs.
struct ProcessorComparison {
  /// The domain of each CPU, by the number that an input knows it by.
  private typealias Domains = [ProcessorID: UInt32]

  /// Whether both inputs know CPUs by numbers of one kind.
  let hasCommon: Bool
  private let old: Domains
  private let new: Domains
  private let common: Set<Int>

  init(_ old: MachineView, _ new: MachineView) throws(FileError) {
    self.old = try Self.domains(old)
    self.new = try Self.domains(new)
    common = Set(self.old.keys.map(\.kind)).intersection(self.new.keys.map(\.kind))
    hasCommon = !common.isEmpty
  }

  private static func domains(_ view: MachineView) throws(FileError) -> Domains {
    var domains: Domains = [:]
    let records =
      try TableFacts(view).processors { _ in true } + LogFacts.all(of: view).flatMap { $0.processors { _ in true } }
    for record in records {
      guard let domain = record.domain else { continue }
      for id in record.ids { domains[id] = domain }
    }
    return domains
  }

  /// What differs, by ascending number.
  var differences: [Difference] {
    guard old != new else { return [] }
    let ids = Set(old.keys).union(new.keys).filter { common.contains($0.kind) && old[$0] != new[$0] }
    return ids.sorted { $0.order < $1.order }.map { id in
      func words(_ domain: UInt32?) -> String { domain.map { "proximity domain \($0)" } ?? "none" }
      var difference = Difference(nil, "CPU of \(id)", "\(words(old[id])) → \(words(new[id]))")
      difference.domain = new[id] ?? old[id]
      return difference
    }
  }
}

extension ProcessorID {
  /// Which kind of number it is.
  fileprivate var kind: Int {
    switch self {
    case .apic: 0
    case .mpidr: 1
    case .uid: 2
    }
  }

  fileprivate var order: (Int, UInt64) {
    switch self {
    case .apic(let id): (kind, UInt64(id))
    case .mpidr(let value): (kind, value)
    case .uid(let uid): (kind, UInt64(uid))
    }
  }
}
