package import Addresses
import Diagnostics
import HostFiles
import Lowering
package import MachineModel

/// What became of a layout on this host, slot by slot.
package struct MachineReport: Sendable {
  /// A slot.
  package struct Row: Hashable, Sendable {
    /// The slot with its place.
    package let region: Region
    /// What every format tells of the slot.
    let facts: SlotFacts
    /// The name of the window whose memory it is; `nil` where it is no window's.
    package var window: String? { facts.device }
    /// The word for its backing: `private`, `shared`, `file`, `existing`, or `device` where it is a window's memory.
    package var backing: String { facts.backing }
    /// Bytes of a page that the kernel backs the slot with, transparent huge pages left out; `nil` where the
    /// kernel counts the slot together with a neighbour.
    package let pageSize: UInt64?
    /// Bytes that have a page; `nil` as ``pageSize``.
    package let resident: UInt64?
    /// Bytes of them in transparent huge pages; `nil` as ``pageSize``.
    package let transparentHuge: UInt64?
    /// Pages of ``pageSize`` on each host node; empty as ``pageSize``.
    package let pagesOfNode: HostNodeValues<UInt64>
    /// Guest physical addresses that KVM can map with large pages, if the host has them there; `nil` where none.
    package let large: AddressRange?
    /// Bytes of the large pages: 2 MiB or 1 GiB.
    package let largePageSize: UInt64
  }

  /// The slots of a partition.
  package struct Table: Hashable, Sendable {
    /// The partition's name.
    package let partition: String
    /// A row a slot, in ascending guest physical address.
    package let rows: [Row]
  }

  /// The label of the topology.
  package let name: String?
  /// A table a partition: `vtl0`, then `vtl2` where there is one.
  package let tables: [Table]
  /// A row a slot of `vtl0`, in ascending guest physical address.
  package var rows: [Row] { tables[0].rows }
  /// How page sizes were chosen where that was left to the host, by node and zone.
  package let choices: [(memory: BackedMemory, text: String)]
  /// The range of this process's addresses that holds the memory of all nodes; windows and VTL2's RAM lie elsewhere.
  package let hostRange: AddressRange
  /// The time of each step.
  package let times: [StepTime]
  /// What the host could not give.
  package let warnings: [HostWarning]

  /// Asks the kernel what it gave a machine.
  package init(_ machine: RealizedMachine) {
    self.init(machine, machine.current.snapshot)
  }

  init(_ machine: RealizedMachine, _ snapshot: MachineSnapshot) {
    name = machine.layout.topology.name
    let names = SlotNames(snapshot.windows)
    let mappings = withExtendedLifetime(snapshot.memory) { Self.mappings(of: snapshot.regions) }
    tables = machine.partitions.indices.map { index in
      let rows = snapshot.regions[index].indices.map { row in
        let region = snapshot.regions[index][row]
        let backing = region.slot.memory.flatMap { machine.host.backings[$0] }
        return Row(region, backing, window: names.window(of: region.slot), mappings[index][row])
      }
      return Table(partition: machine.partitions[index].name, rows: rows)
    }
    choices = machine.host.backings.all.compactMap { backing in backing.choice.map { (backing.memory, $0) } }
    hostRange = machine.hostRange
    times = machine.times
    warnings = machine.warnings
  }

  /// What the kernel counts in the slots of each partition; `nil` where it counts a slot together with a neighbour.
  private static func mappings(of regions: [[Region]]) -> [[ProcessMappings.Mapping?]] {
    guard regions.count > 1 else { return regions.map { mappings(of: $0) } }
    // What several partitions see is looked at once.
    var places: Set<AddressRange> = []
    let distinct = regions.joined().filter { places.insert($0.host).inserted }
    let found = Dictionary(uniqueKeysWithValues: zip(distinct.map(\.host), mappings(of: distinct)))
    return regions.map { $0.map { found[$0.host] ?? nil } }
  }

  /// What the kernel counts in each slot; `nil` where it counts a slot together with a neighbour.
  static func mappings(of regions: [Region]) -> [ProcessMappings.Mapping?] {
    scannedMappings(of: regions, on: HostNodes.read()) ?? listedMappings(of: regions)
  }

  /// Where there is one host node alone, it is known where pages are, and the faster way to count them will do; `nil`
  /// elsewhere, and where the kernel does not have that way.
  static func scannedMappings(of regions: [Region], on nodes: HostNodes) -> [ProcessMappings.Mapping]? {
    guard nodes.withMemory.count == 1, let scans = PageScan.read(regions.map(\.host)) else { return nil }
    return zip(regions, scans).map { region, scan in
      ProcessMappings.Mapping(region, scan, onNode: nodes.withMemory[0])
    }
  }

  /// What /proc/self/smaps and numa_maps say.
  static func listedMappings(of regions: [Region]) -> [ProcessMappings.Mapping?] {
    let hosts = regions.map(\.host)
    let start = hosts.map(\.start).min() ?? 0
    let end = hosts.map(\.end).max() ?? 0
    return GuestMemory.withMappingsApart(hosts.sorted { $0.start < $1.start }) {
      let mappings = ProcessMappings.read(in: AddressRange(start, end))
      return hosts.map { mappings.total(in: $0) }
    }
  }
}

extension ProcessMappings.Mapping {
  /// What was counted in a slot on a host with one node.
  init(_ region: Region, _ scan: PageScan, onNode node: UInt32) {
    range = region.host
    pageSize = region.pageSize
    resident = scan.resident
    transparentHuge = region.pageSize == Units.pageSize ? scan.huge : 0
    if scan.resident > 0 { pagesOfNode[node] = scan.resident / region.pageSize }
  }
}

extension MachineReport.Row {
  init(_ region: Region, _ backing: NodeBacking?, window: String?, _ found: ProcessMappings.Mapping?) {
    self.region = region
    facts = SlotFacts(
      region.slot, device: window, backing: backing?.word ?? "private", visibility: region.visibility)
    pageSize = found?.pageSize
    resident = found?.resident
    transparentHuge = found?.transparentHuge
    pagesOfNode = found?.pagesOfNode ?? HostNodeValues()
    // Guest pages of 1 GiB need host pages of 1 GiB; transparent ones have 2 MiB.
    let size: UInt64 = region.pageSize >= 1 << 30 ? 1 << 30 : Units.largePage
    largePageSize = size
    large = Self.largeRange(guest: region.guest, hostAddress: region.hostAddress, pageSize: size)
  }

  /// The part of a slot that KVM can map with large pages: none where guest and host addresses disagree in the
  /// bits of a large page, else all but an unaligned head and tail.
  static func largeRange(guest: AddressRange, hostAddress: UInt64, pageSize: UInt64) -> AddressRange? {
    guard (guest.start ^ hostAddress) & (pageSize - 1) == 0 else { return nil }
    let start = guest.start.roundedUp(to: pageSize)
    let end = guest.end.roundedDown(to: pageSize)
    return start < end ? AddressRange(start, end) : nil
  }
}

extension MachineReport: CustomStringConvertible {
  /// A table for people: a line a slot, then choices, times and warnings.
  package var description: String {
    var text = ""
    for part in tables {
      if tables.count > 1 { text += "partition \(part.partition)\n" }
      text += Self.text(of: part.rows)
    }
    for (memory, choice) in choices { text += "\(memory): \(choice)\n" }
    let total = times.reduce(Duration.zero) { $0 + $1.duration }
    text += times.reduce("time:") {
      $0 + ($1.step == times.first?.step ? " " : ", ") + "\($1.step.rawValue) \(Self.milliseconds($1.duration))"
    }
    text += "; \(Self.milliseconds(total)) in all\n"
    for warning in warnings {
      text += "warning: \(warning)".terminalText + "\n"
    }
    return text
  }

  private static func text(of rows: [Row]) -> String {
    var table = TextTable([
      "slot", "guest", "size", "node", "host", "visibility", "backing", "pages", "resident", "on host nodes",
      "large",
    ])
    for row in rows {
      table.append([
        "\(row.facts.slot)", row.facts.rangeText, row.facts.sizeText, row.ownerText,
        row.region.host.description, row.facts.visibility, row.backing,
        row.pageText, row.resident.map { $0 == 0 ? "-" : Units.bytes($0) } ?? "?", row.nodeText,
        row.largeText,
      ])
    }
    return table.description
  }

  static func milliseconds(_ duration: Duration) -> String {
    let microseconds = Self.microseconds(duration)
    let fraction = "\(microseconds % 1000 / 10)"
    return "\(microseconds / 1000).\(fraction.count < 2 ? "0" : "")\(fraction) ms"
  }

  static func microseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
  }
}

extension MachineReport.Row {
  /// The node whose RAM it is, with the zone, or else what provides the memory.
  fileprivate var ownerText: String {
    if let window { return window }
    guard let node = region.slot.node else { return Partition.privileged }
    let owner = "\(node)" + (region.slot.zone.map { " zone \($0)" } ?? "")
    return region.slot.aliasOffset.map { "\(owner) at +\(Units.address($0))" } ?? owner
  }

  fileprivate var pageText: String {
    guard let pageSize else { return "?" }
    var text = Units.bytes(pageSize)
    if let transparentHuge, transparentHuge > 0 { text += " (\(Units.bytes(transparentHuge)) in THP)" }
    return text
  }

  fileprivate var nodeText: String {
    guard !pagesOfNode.nodes.isEmpty else { return pageSize == nil ? "?" : "-" }
    return zip(pagesOfNode.nodes, pagesOfNode.values).reduce("") { text, pages in
      text + (text.isEmpty ? "" : ", ") + "\(pages.0): \(pages.1)"
    }
  }

  fileprivate var largeText: String {
    guard let large else { return "no" }
    let whole = large == region.guest ? "all" : large.description
    return "\(whole) (\(Units.bytes(largePageSize)))"
  }
}
