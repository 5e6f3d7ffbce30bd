import Addresses
package import JSONCoding
import Lowering
import MachineModel

/// A report as JSON: numbers in bytes, times in microseconds.
package struct ReportFile: JSONFile {
  package static let currentVersion: UInt64 = 2

  private var choices: [ChoiceEntry] = []
  private var dirtyLog: DirtyLogEntry?
  private var discards: [DiscardEntry]?
  private var dma: [DMAEntry]?
  private var hostEnd: UInt64 = 0
  private var hostStart: UInt64 = 0
  private var moves: [MoveEntry]?
  private var name: String?
  private var partitions: [PartitionEntry]?
  private var slots: [SlotEntry] = []
  private var steps: [StepEntry] = []
  private var verification: [VerificationEntry]?
  package private(set) var version = Self.currentVersion
  private var warnings: [WarningEntry] = []

  package init() {}

  init(_ report: MachineReport, _ findings: RealizationFindings) {
    dirtyLog = findings.dirtyLog.map { DirtyLogEntry($0) }
    discards = findings.discards.isEmpty ? nil : findings.discards.map { DiscardEntry($0) }
    dma = findings.dma.isEmpty ? nil : findings.dma.map { DMAEntry($0) }
    moves = findings.moves.isEmpty ? nil : findings.moves.map { MoveEntry($0) }
    choices = report.choices.map { ChoiceEntry(choice: $0.text, of: $0.memory) }
    (hostStart, hostEnd) = (report.hostRange.start, report.hostRange.end)
    name = report.name
    if report.tables.count > 1 { partitions = report.tables.map { PartitionEntry($0) } }
    slots = report.rows.map { SlotEntry($0) }
    steps = report.times.map {
      StepEntry(microseconds: UInt64(MachineReport.microseconds($0.duration)), step: $0.step.rawValue)
    }
    verification = findings.verification.map { $0.map { VerificationEntry($0) } }
    warnings = report.warnings.map { WarningEntry($0) }
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("choices", &choices, "How page sizes were chosen where that was left to the host.")
    coder.member(
      "dirty_log", &dirtyLog,
      "The log of dirty pages, where it was asked for: on from before the guest that proves the machine.")
    coder.member(
      "discards", &discards, "What was given back, where that was asked for, in the order of the requests.")
    coder.member("dma", &dma, "What devices reach, where some were attached, by the interface of the kernel.")
    coder.member("host_end", &hostEnd)
    coder.member(
      "host_start", &hostStart,
      "The addresses in memc that hold the memory of all nodes; windows and VTL2's RAM lie elsewhere.")
    coder.member("moves", &moves, "Which pages were brought to their host nodes, where that was asked for.")
    coder.member("name", &name)
    coder.member("partitions", &partitions, "Where there is more than one: the slots of each, vtl0's once more.")
    coder.member("slots", &slots, "The slots of vtl0 in ascending address.")
    coder.member("steps", &steps)
    coder.member("verification", &verification, "What a guest found, where it was asked for.")
    coder.member("version", &version, values: .number(Self.currentVersion))
    coder.member("warnings", &warnings, "What the host could not give.")
  }

  /// How a page size was chosen.
  package struct ChoiceEntry: JSONRecord {
    var choice = ""
    var node: UInt64 = 0
    var zone: UInt64?

    package init() {}

    init(choice: String, of memory: BackedMemory) {
      self.choice = choice
      (node, zone) = (UInt64(memory.node), memory.zone.map { UInt64($0) })
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("choice", &choice)
      coder.member("node", &node)
      coder.member("zone", &zone, "The zone, by its place among the node's; absent where the node has none.")
    }
  }

  /// A partition with its slots.
  package struct PartitionEntry: JSONRecord {
    private var name = ""
    private var slots: [SlotEntry] = []

    package init() {}

    init(_ table: MachineReport.Table) {
      name = table.partition
      slots = table.rows.map { SlotEntry($0) }
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("name", &name, values: .words([Partition.guest, Partition.privileged]))
      coder.member("slots", &slots)
    }
  }

  /// A slot with what the host has there.
  package struct SlotEntry: JSONRecord {
    private var facts = SlotFacts()
    private var hostAddress: UInt64 = 0
    private var largeEnd: UInt64?
    private var largePageSize: UInt64?
    private var largeStart: UInt64?
    private var pageSize: UInt64?
    private var pagesOfHostNode: [String: UInt64]?
    private var resident: UInt64?
    private var transparentHuge: UInt64?

    package init() {}

    init(_ row: MachineReport.Row) {
      facts = row.facts
      hostAddress = row.region.hostAddress
      if let large = row.large {
        (largeStart, largeEnd, largePageSize) = (large.start, large.end, row.largePageSize)
      }
      pageSize = row.pageSize
      if row.pageSize != nil { pagesOfHostNode = ReportFile.pages(row.pagesOfNode) }
      resident = row.resident
      transparentHuge = row.transparentHuge
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      facts.describe(.aliasOffset, to: &coder)
      facts.describe(.backing, to: &coder)
      facts.describe(.device, to: &coder)
      facts.describe(.guestPhysicalAddress, to: &coder)
      coder.member("host_address", &hostAddress, "Where the slot begins in memc.")
      coder.member("large_end", &largeEnd)
      coder.member("large_page_size", &largePageSize, "2 MiB or 1 GiB.")
      coder.member(
        "large_start", &largeStart,
        "The guest physical addresses that KVM can map with large pages, if the host has them there.")
      facts.describe(.memorySize, to: &coder)
      facts.describe(.node, to: &coder)
      coder.member(
        "page_size", &pageSize,
        "Bytes of a page of the pool; absent, as what is counted in pages, where the kernel counts neighbours together."
      )
      coder.member("pages_of_host_node", &pagesOfHostNode, "Pages of page_size on each host node, by its number.")
      coder.member("resident", &resident, "Bytes that have a page.")
      facts.describe(.slot, to: &coder)
      facts.describe(.source, to: &coder)
      coder.member("transparent_huge", &transparentHuge, "Bytes of them in transparent huge pages.")
      facts.describe(.visibilityNow, to: &coder)
      facts.describe(.zone, to: &coder)
    }
  }

  /// How long a step took.
  package struct StepEntry: JSONRecord {
    var microseconds: UInt64 = 0
    var step = ""

    package init() {}

    init(microseconds: UInt64, step: String) { (self.microseconds, self.step) = (microseconds, step) }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("microseconds", &microseconds)
      coder.member("step", &step, values: .words(RealizationStep.allCases.map(\.rawValue)))
    }
  }

  /// Something that the host could not give.
  package struct WarningEntry: JSONRecord {
    private var id = ""
    private var message = ""
    private var node: UInt64?
    private var zone: UInt64?

    package init() {}

    init(_ warning: HostWarning) {
      id = warning.identifier
      message = warning.message
      node = warning.node.map { UInt64($0) }
      zone = warning.zone.map { UInt64($0) }
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("id", &id)
      coder.member("message", &message)
      coder.member("node", &node, "The node that it concerns, by its place in the topology; absent for all.")
      coder.member(
        "zone", &zone, "The zone that it concerns, by its place among the node's; absent for all of the node.")
    }
  }

  /// Pages by the number of their host node.
  static func pages(_ pagesOfNode: HostNodeValues<UInt64>) -> [String: UInt64] {
    Dictionary(uniqueKeysWithValues: zip(pagesOfNode.nodes.map { "\($0)" }, pagesOfNode.values))
  }
}

extension MachineReport {
  /// The report as JSON. What `memslots.json` says of slots too has the names that it has there.
  ///
  /// - Parameter findings: What else was asked for, to be added.
  package func json(_ findings: RealizationFindings = RealizationFindings()) -> String {
    String(decoding: ReportFile(self, findings).encoded(.lines), as: UTF8.self)
  }
}
