import Lowering
import MachineModel
import Synchronization

/// The slots and windows of a machine between two changes, with the memory that they need.
struct MachineSnapshot: Sendable {
  /// Slots of each partition, in ascending guest physical address. Slots that are not registered are among them as long
  /// as they have a number.
  var regions: [[Region]]
  /// The windows that are mapped, in the order in which they came.
  var windows: [RealizedWindow]
  /// What keeps the memory mapped: who asks the kernel about it does so within `withExtendedLifetime`, since nothing
  /// else uses this. Memory goes after its slots and comes before them.
  var memory: MachineMemory
}

/// What a machine and its partitions are now. A change is noted all at once: nobody sees a half of it.
final class CurrentState: Sendable {
  private let state: Mutex<MachineSnapshot>

  init(_ snapshot: MachineSnapshot) { state = Mutex(snapshot) }

  /// What is there now.
  var snapshot: MachineSnapshot { state.withLock { $0 } }

  /// Notes what is there; who asks meanwhile waits.
  func withLock<Result>(_ body: (inout MachineSnapshot) throws -> Result) rethrows -> Result {
    try state.withLock { try body(&$0) }
  }
}

extension RealizedWindow {
  /// The window as if the guest saw all of it.
  var whole: Region {
    region(of: MemorySlot(number: 0, range: window.range, source: .window(number), backingOffset: 0))
  }
}
