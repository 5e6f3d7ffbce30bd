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

  /// - Parameter number: The CPU's number; its ACPI processor UID where nothing else tells of numbers.
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
    let apicID = topology.architecture == .x8664 ? cpu.apicID : nil
    var details: [Fact.Detail] = []
    if let shape = topology.cpuShape {
      let number = UInt32(number)
      details = [
        Fact.Detail(name: "package", text: "\(shape.package(ofCPU: number))"),
        Fact.Detail(name: "last-level cache", text: "\(shape.llc(ofCPU: number))"),
        Fact.Detail(name: "core", text: "\(shape.core(ofCPU: number))"),
      ]
    }
    return try answer(
      "\(number)", ofNode: UInt64(cpu.node), apicID: apicID, details,
      [.uid(topology.uid(ofCPU: number))] + (apicID.map { [.apic($0)] } ?? []))
  }

  /// Of a folder, whose `layout.json` has the CPUs of each node with their APIC IDs.
  private func answer(_ number: UInt64, in file: LayoutFile) throws -> Answer {
    let wanted = UInt32(clamping: number)
    for node in file.nodes {
      guard let place = CPUList(reading: node.cpus).place(of: wanted) else { continue }
      let apicID = node.apicIDs.flatMap { CPUList(reading: $0).number(at: place) }
      let id = apicID.map { ProcessorID.apic($0) } ?? .uid(wanted)
      return try answer(
        "\(number)", ofNode: node.node, apicID: apicID, [], [id] + (try records { $0.contains(id) }.flatMap(\.ids)))
    }
    throw Unanswerable("\(explainer.view.name) has no CPU \(number)")
  }

  /// Of a CPU whose node is known.
  private func answer(
    _ number: String, ofNode node: UInt64, apicID: UInt32?, _ details: [Fact.Detail], _ ids: [ProcessorID]
  ) throws -> Answer {
    let id = apicID.map { [Fact.Detail(name: "APIC ID", text: Units.address(UInt64($0)))] } ?? []
    let cpu = AnswerItem("CPU \(number)", meaning: "node \(node)", details: id + details)
    let owner = explainer.facts[.node].first { $0.number == node }
    let told = try records { !Set(ids).isDisjoint(with: $0) }.map(item)
    return Answer("CPU \(number) is of node \(node)", [cpu] + (owner.map { [explainer.item($0)] } ?? []) + told)
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
