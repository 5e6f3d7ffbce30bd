import Addresses
import Artifacts
import FirmwareTables
import Lowering
import MachineModel

/// Says everything of a CPU.
struct ProcessorAnswer {
  private let explainer: Explainer

  init(_ explainer: Explainer) {
    self.explainer = explainer
  }

  /// - Parameter number: The CPU's number, which is its ACPI processor UID.
  func answer(number: UInt64) throws -> Answer {
    if let topology = explainer.view.layout?.topology {
      guard number < UInt64(topology.cpus.count) else {
        throw Unanswerable("there is no CPU \(number); there are \(topology.cpus.count), from 0 on")
      }
      return try answer(Int(number), in: topology)
    }
    if let file = explainer.view.layoutFile { return try answer(number, in: file) }
    let uids = try records { $0.contains(.uid(UInt32(clamping: number))) }
    let ids = Set(uids.flatMap(\.ids))
    return try answer("CPU \(number)", ids.union([.uid(UInt32(clamping: number))]))
  }

  /// - Parameter apicID: The local APIC ID.
  func answer(apicID: UInt64) throws -> Answer {
    let id = ProcessorID.apic(UInt32(clamping: apicID))
    if let topology = explainer.view.layout?.topology {
      guard topology.architecture == .x8664 else {
        throw Unanswerable("CPUs of \(topology.architecture.rawValue) have no APIC IDs: ask for 'cpu N'")
      }
      guard let number = topology.cpus.firstIndex(where: { UInt64($0.apicID) == apicID }) else {
        throw Unanswerable("no CPU has the APIC ID \(Units.address(apicID))")
      }
      return try answer(number, in: topology)
    }
    let ids = Set(try records { $0.contains(id) }.flatMap(\.ids))
    return try answer("the CPU of APIC ID \(Units.address(apicID))", ids.union([id]))
  }

  private func answer(_ number: Int, in topology: Topology) throws -> Answer {
    let cpu = topology.cpus[number]
    var ids: Set<ProcessorID> = [.uid(topology.uid(ofCPU: number))]
    var cpuItem = AnswerItem("CPU \(number)", meaning: "node \(cpu.node)")
    if topology.architecture == .x8664 {
      ids.insert(.apic(cpu.apicID))
      cpuItem.add("APIC ID", Units.address(UInt64(cpu.apicID)))
    }
    if let shape = topology.cpuShape {
      let number = UInt32(number)
      cpuItem.add("package", "\(shape.package(ofCPU: number))")
      cpuItem.add("last-level cache", "\(shape.llc(ofCPU: number))")
      cpuItem.add("core", "\(shape.core(ofCPU: number))")
    }
    let node = explainer.facts[.node].first { $0.node == Int(cpu.node) }
    let items = [cpuItem] + (node.map { [explainer.item($0)] } ?? [])
    return Answer(
      "CPU \(number) is of node \(cpu.node)", items + (try records { !ids.isDisjoint(with: $0) }.map(item)))
  }

  /// Of a folder, whose `layout.json` has the CPUs of each node with their APIC IDs.
  private func answer(_ number: UInt64, in file: LayoutFile) throws -> Answer {
    for node in file.nodes {
      guard let place = Self.place(of: number, in: node.cpus) else { continue }
      let id = node.apicIDs.flatMap { Self.number(at: place, in: $0) }
      let wanted = id.map { ProcessorID.apic(UInt32(clamping: $0)) } ?? .uid(UInt32(clamping: number))
      let others = Set(try records { $0.contains(wanted) }.flatMap(\.ids)).union([wanted])
      var cpu = AnswerItem("CPU \(number)", meaning: "node \(node.node)")
      if case .apic(let id) = wanted { cpu.add("APIC ID", Units.address(UInt64(id))) }
      let owner = explainer.facts[.node].first { $0.number == node.node }
      return Answer(
        "CPU \(number) is of node \(node.node)",
        [cpu] + (owner.map { [explainer.item($0)] } ?? [])
          + (try records { !others.isDisjoint(with: $0) }.map(item)))
    }
    throw Unanswerable("\(explainer.view.name) has no CPU \(number)")
  }

  /// The runs of a list in cpulist form; of one that no memc wrote, those that can be read.
  private static func runs(_ list: String) -> [ClosedRange<UInt64>] {
    list.split(separator: ",").compactMap { part in
      let ends = part.split(separator: "-").compactMap { UInt64($0) }
      guard let first = ends.first, let last = ends.last, first <= last, last <= UInt64(UInt32.max) else {
        return nil
      }
      return first...last
    }
  }

  /// How many numbers of a list stand before one; `nil` where it is none of them.
  private static func place(of number: UInt64, in list: String) -> UInt64? {
    var before: UInt64 = 0
    for run in runs(list) {
      if run.contains(number) { return before + (number - run.lowerBound) }
      before += run.upperBound - run.lowerBound + 1
    }
    return nil
  }

  /// The number of a list before which so many stand; `nil` where it has no more than those.
  private static func number(at place: UInt64, in list: String) -> UInt64? {
    var left = place
    for run in runs(list) {
      let count = run.upperBound - run.lowerBound + 1
      if left < count { return run.lowerBound + left }
      left -= count
    }
    return nil
  }

  /// Of tables alone.
  private func answer(_ name: String, _ ids: Set<ProcessorID>) throws -> Answer {
    let found = try records { !ids.isDisjoint(with: $0) }
    guard !found.isEmpty else {
      throw Unanswerable(
        "\(explainer.view.name) says nothing of \(name); tables and logs know CPUs by APIC IDs, as 'apic 0x3', or by "
          + "ACPI processor UIDs, as 'cpu 3'")
    }
    let domains = Set(found.compactMap(\.domain)).sorted()
    let title =
      domains.isEmpty
      ? "\(name) is of no proximity domain"
      : "\(name) is of proximity domain \(domains.map { "\($0)" }.joined(separator: " and "))"
    return Answer(title, found.map(item))
  }

  /// What tables and logs say of the CPUs of a proximity domain.
  func items(ofDomain domain: UInt32?) throws -> [AnswerItem] {
    guard let domain else { return [] }
    return try records { _ in true }.filter { $0.domain == domain }.map(item)
  }

  private func records(where isWanted: ([ProcessorID]) -> Bool) throws -> [TableFacts.Processor] {
    try TableFacts(explainer.view).processors(where: isWanted)
      + LogFacts.all(of: explainer.view).flatMap { $0.processors(where: isWanted) }
  }

  private func item(_ record: TableFacts.Processor) -> AnswerItem {
    var words = record.ids.map(\.description)
    if let domain = record.domain { words.append("proximity domain \(domain)") }
    if !record.isThere { words.append("not there yet") }
    return AnswerItem(
      record.title, meaning: words.joined(separator: ", "), origin: record.origin, place: record.place)
  }
}

extension ProcessorID: CustomStringConvertible {
  /// `APIC ID 0x23`.
  package var description: String {
    switch self {
    case .apic(let id): "APIC ID \(Units.address(UInt64(id)))"
    case .mpidr(let value): "MPIDR \(Units.address(value))"
    case .uid(let uid): "ACPI processor UID \(uid)"
    }
  }
}
