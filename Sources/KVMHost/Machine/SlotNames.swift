import Addresses
import Lowering
import MachineModel

/// What people call the memory of slots.
struct SlotNames {
  private let windows: [Int: String]

  init(_ windows: [RealizedWindow]) {
    self.windows = Dictionary(uniqueKeysWithValues: windows.map { ($0.number, $0.window.name) })
  }

  /// `RAM`, `window 'vga'`, `VTL2's RAM`, `RAM of 0x0-0x1000` where it is mirrored.
  func memory(of slot: MemorySlot) -> String {
    switch slot.source {
    case .node:
      guard let offset = slot.aliasOffset else { return "RAM" }
      return "RAM of \(Units.range(slot.guestPhysicalAddress - offset, slot.end - offset))"
    case .window(let number): return "window '\(windows[number] ?? "")'"
    case .vtl2: return "VTL2's RAM"
    }
  }

  /// The name of the window whose memory a slot is; `nil` where it is none's.
  func window(of slot: MemorySlot) -> String? {
    if case .window(let number) = slot.source { windows[number] ?? "" } else { nil }
  }
}

extension MemorySlot {
  /// Whether it is a node's RAM at its own address.
  var isRAM: Bool { node != nil && aliasOffset == nil }
}
