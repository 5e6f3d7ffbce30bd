import Lowering
import Topology

/// What people call the memory of slots.
struct SlotNames {
  private let windows: [Int: String]

  init(_ windows: [RealizedWindow]) {
    self.windows = Dictionary(uniqueKeysWithValues: windows.map { ($0.number, $0.window.name) })
  }

  /// `RAM`, `window 'vga'`, `VTL2's RAM`, `RAM of 0x0-0x1000` where it is mirrored.
  func memory(of slot: PartitionSlot) -> String {
    switch slot.source {
    case .node:
      guard let offset = slot.aliasOffset else { return "RAM" }
      return "RAM of \(Units.range(slot.guestPhysicalAddress - offset, slot.end - offset))"
    case .window(let number): return "window '\(windows[number] ?? "")'"
    case .vtl2: return "VTL2's RAM"
    }
  }

  /// The name of the window whose memory a slot is; `nil` where it is none's.
  func window(of slot: PartitionSlot) -> String? {
    if case .window(let number) = slot.source { windows[number] ?? "" } else { nil }
  }
}

extension MemorySource {
  /// The word for it in JSON, which is that of `memslots.json`.
  var word: String {
    switch self {
    case .node: "node"
    case .window: "device"
    case .vtl2: "vtl2"
    }
  }
}

extension PartitionSlot {
  /// Whether it is a node's RAM at its own address.
  var isRAM: Bool { node != nil && aliasOffset == nil }
}
