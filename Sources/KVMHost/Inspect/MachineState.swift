package import Addresses
import Lowering
package import MachineModel

/// What a machine is at one moment: partitions with their slots, windows with who wins where, backings and pages.
///
/// Guests may run and slots may change while it is taken; what it says of slots and windows is of one moment between
/// two changes, what it says of pages is of about that moment.
package struct MachineState: Sendable {
  /// A window that is mapped.
  package struct Window: Equatable, Sendable {
    /// A part of a window's addresses.
    package struct Part: Hashable, Sendable {
      /// What the guest sees there.
      package enum Winner: Hashable, Sendable {
        /// The window, in a slot of this number.
        case slot(UInt32)
        /// RAM.
        case ram
        /// The window of this name, of higher priority.
        case window(String)
      }

      /// Guest physical addresses.
      package let range: AddressRange
      /// What the guest sees.
      package let winner: Winner
    }

    /// What was asked for.
    package let window: DeviceWindow
    /// The window in ascending address: what is seen of it, and what hides the rest. That is all of it, unless a change
    /// failed and KVM did not take back what was there: where nothing is registered, there is no part.
    package let parts: [Part]
    /// Bytes of the memory that have a page, hidden ones too; `nil` where the kernel does not tell.
    package let resident: UInt64?
    /// Pages of 4 KiB on each host node.
    package let pagesOfNode: HostNodeValues<UInt64>
  }

  /// What the memory of a node, or of one of its zones, is on this host.
  package struct Backing: Hashable, Sendable {
    /// The node, or the zone.
    package let memory: BackedMemory
    /// The word for it: `private`, `shared`, `file`, `existing`.
    package let backing: String
    /// Bytes.
    package let size: UInt64
    /// Bytes of a page of its pool, or 4 KiB.
    package let pageSize: UInt64
    /// Host nodes that it comes from; empty where any will do.
    package let hostNodes: [UInt32]
    /// Whether it is locked.
    package let isLocked: Bool
  }

  /// Slots with their pages, times and warnings.
  package let report: MachineReport
  /// The windows, in the order in which they were mapped.
  package let windows: [Window]
  /// The backings, by node and zone.
  package let backings: [Backing]
  /// The log of dirty pages; `nil` where the machine was made without one.
  package let dirtyLog: DirtyLogState?
  /// What was given back of its memory.
  let discarded: MachineDiscards.Total
  /// What devices reach.
  let dma: [DMAReach]

  init(_ machine: RealizedMachine) {
    let snapshot = machine.current.snapshot
    report = MachineReport(machine, snapshot)
    discarded = machine.discards.total
    dirtyLog = DirtyLogState(machine, snapshot)
    dma = machine.attachments.map { DMAReach($0) }
    windows = withExtendedLifetime(snapshot.memory) { Self.windows(of: snapshot) }
    backings = machine.host.backings.all.map { backing in
      Backing(
        memory: backing.memory, backing: backing.word, size: backing.size, pageSize: backing.pageSize,
        hostNodes: backing.policy.hostNodes, isLocked: backing.policy.pin)
    }
  }

  private static func windows(of snapshot: MachineSnapshot) -> [Window] {
    guard !snapshot.windows.isEmpty else { return [] }
    let wholes = snapshot.windows.map(\.whole)
    let found = MachineReport.mappings(of: wholes)
    let regions = snapshot.regions[0]
    let names = SlotNames(snapshot.windows)
    return zip(snapshot.windows, found).map { window, mapping in
      Window(
        window: window.window, parts: parts(of: window, regions, names), resident: mapping?.resident,
        pagesOfNode: mapping?.pagesOfNode ?? HostNodeValues())
    }
  }

  /// What a window does not show is hidden by memory, so all of it is in some slot that is or was registered.
  private static func parts(of window: RealizedWindow, _ regions: [Region], _ names: SlotNames) -> [Window.Part] {
    let whole = window.window.range
    let touched = regions[regions.firstIndexOfSorted { $0.guest.end > whole.start }...].prefix {
      $0.guest.start < whole.end
    }
    return touched.compactMap { region in
      guard let range = region.guest.intersection(whole) else { return nil }
      switch region.slot.source {
      case .window(window.number): return Window.Part(range: range, winner: .slot(region.slot.number))
      case .window: return Window.Part(range: range, winner: .window(names.window(of: region.slot) ?? ""))
      case .node, .vtl2: return Window.Part(range: range, winner: .ram)
      }
    }
  }
}

extension RealizedMachine {
  /// What the machine is now.
  package func state() -> MachineState { MachineState(self) }
}
