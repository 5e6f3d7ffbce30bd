import Addresses
import Synchronization
import Lowering
import MachineModel

/// The slots and windows of a machine between two changes, with the memory that they need.
struct MachineSnapshot: Sendable {
  /// Slots of each partition, in ascending guest physical address.
  let regions: [[Region]]
  /// The windows that are mapped, in the order in which they came.
  let windows: [RealizedWindow]
  /// What keeps the memory mapped: who asks the kernel about it does so within `withExtendedLifetime`, since nothing
  /// else uses this.
  let memory: MachineMemory
}

extension RealizedMachine {
  /// What is there now.
  func snapshot() -> MachineSnapshot {
    // A change is noted under the same lock, all of it at once.
    holdings.withLock { holdings in
      MachineSnapshot(regions: partitions.map(\.regions), windows: holdings.windows, memory: holdings.memory)
    }
  }
}

extension RealizedWindow {
  /// The window as if the guest saw all of it.
  var whole: Region {
    region(
      of: PartitionSlot(
        number: 0, guestPhysicalAddress: window.start, size: window.size, source: .window(number), offset: 0))
  }
}
