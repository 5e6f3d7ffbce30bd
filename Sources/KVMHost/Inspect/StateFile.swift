import Addresses
package import JSONCoding
import MachineModel

/// A state as JSON, numbers in bytes.
package struct StateFile: JSONFile {
  package static let currentVersion: UInt64 = 2

  private var backings: [BackingEntry] = []
  private var dirtyLog: DirtyLogStateEntry?
  private var discarded: DiscardTotalEntry?
  private var dma: [DMAEntry]?
  private var name: String?
  private var partitions: [ReportFile.PartitionEntry] = []
  package private(set) var version = Self.currentVersion
  private var warnings: [ReportFile.WarningEntry] = []
  private var windows: [WindowEntry] = []

  package init() {}

  init(_ state: MachineState) {
    backings = state.backings.map { BackingEntry($0) }
    dirtyLog = state.dirtyLog.map { DirtyLogStateEntry($0) }
    discarded = DiscardTotalEntry(state.discarded)
    dma = state.dma.isEmpty ? nil : state.dma.map { DMAEntry($0) }
    name = state.report.name
    partitions = state.report.tables.map { ReportFile.PartitionEntry($0) }
    warnings = state.report.warnings.map { ReportFile.WarningEntry($0) }
    windows = state.windows.map { WindowEntry($0) }
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("backings", &backings, "What the memory of each node, or of each of its zones, is on this host.")
    coder.member("dirty_log", &dirtyLog, "The log of dirty pages; absent where the machine was made without one.")
    coder.member("discarded", &discarded, "What was given back to the host; absent where nothing was.")
    coder.member("dma", &dma, "What devices reach; absent where none is attached.")
    coder.member("name", &name)
    coder.member("partitions", &partitions)
    coder.member("version", &version, values: .number(Self.currentVersion))
    coder.member("warnings", &warnings, "What the host could not give.")
    coder.member("windows", &windows, "In the order in which they were mapped.")
  }

  /// What the memory of a node, or of a zone, is.
  package struct BackingEntry: JSONRecord {
    private var backing = ""
    private var hostNodes: [UInt64] = []
    private var isLocked = false
    private var memorySize: UInt64 = 0
    private var node: UInt64 = 0
    private var pageSize: UInt64 = 0
    private var zone: UInt64?

    package init() {}

    init(_ backing: MachineState.Backing) {
      self.backing = backing.backing
      hostNodes = backing.hostNodes.map { UInt64($0) }
      isLocked = backing.isLocked
      memorySize = backing.size
      node = UInt64(backing.memory.node)
      pageSize = backing.pageSize
      zone = backing.memory.zone.map { UInt64($0) }
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("backing", &backing, values: .words(["private", "shared", "file", "existing"]))
      coder.member("host_nodes", &hostNodes, "Where the memory comes from; empty where any host node will do.")
      coder.member("locked", &isLocked)
      coder.member("memory_size", &memorySize)
      coder.member("node", &node)
      coder.member("page_size", &pageSize)
      coder.member("zone", &zone, "The zone, by its place among the node's; absent where the node has none.")
    }
  }

  /// A window that is mapped.
  package struct WindowEntry: JSONRecord {
    private var guestPhysicalAddress: UInt64 = 0
    private var memorySize: UInt64 = 0
    private var name = ""
    private var pageSize = Units.pageSize
    private var pagesOfHostNode: [String: UInt64] = [:]
    private var parts: [PartEntry] = []
    private var priority: UInt64 = 0
    private var resident: UInt64?

    package init() {}

    init(_ window: MachineState.Window) {
      guestPhysicalAddress = window.window.start
      memorySize = window.window.size
      name = window.window.name
      pagesOfHostNode = ReportFile.pages(window.pagesOfNode)
      parts = window.parts.map { PartEntry($0) }
      priority = UInt64(window.window.priority)
      resident = window.resident
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("guest_phys_addr", &guestPhysicalAddress)
      coder.member("memory_size", &memorySize)
      coder.member("name", &name)
      coder.member("page_size", &pageSize)
      coder.member("pages_of_host_node", &pagesOfHostNode, "Pages of page_size on each host node, by its number.")
      coder.member("parts", &parts, "The window in ascending address: what is seen of it, and what hides the rest.")
      coder.member(
        "priority", &priority, "0 to 254: where windows overlap, the guest sees the one of the highest.")
      coder.member("resident", &resident, "Bytes that have a page, hidden ones too.")
    }
  }

  /// A part of a window's addresses.
  package struct PartEntry: JSONRecord {
    private var end: UInt64 = 0
    private var hiddenBy: HiderEntry?
    private var slot: UInt64?
    private var start: UInt64 = 0

    package init() {}

    init(_ part: MachineState.Window.Part) {
      (start, end) = (part.range.start, part.range.end)
      switch part.winner {
      case .slot(let number): slot = UInt64(number)
      case .ram: hiddenBy = HiderEntry(source: "node")
      case .window(let name): hiddenBy = HiderEntry(source: "device", device: name)
      }
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("end", &end)
      coder.member("hidden_by", &hiddenBy, "What the guest sees in its place, in the words of a slot.")
      coder.member("slot", &slot, "The slot in which the guest sees it.")
      coder.member("start", &start)
    }
  }

  /// What hides a part of a window.
  package struct HiderEntry: JSONRecord {
    private var device: String?
    private var source = ""

    package init() {}

    init(source: String, device: String? = nil) { (self.source, self.device) = (source, device) }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("device", &device)
      coder.member("source", &source, values: .words(["node", "device"]))
    }
  }
}

extension MachineState {
  /// The state as one JSON document.
  package func json() -> String { String(decoding: encoded(), as: UTF8.self) }

  /// The bytes of the document.
  func encoded() -> [UInt8] { StateFile(self).encoded(.lines) }
}
