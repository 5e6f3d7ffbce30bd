import Addresses
import Synchronization

/// Whoever follows what memory a guest has: an IOMMU that lets devices reach it, a log of what is written to it.
///
/// It is told of slots of `vtl0` by whoever holds the lock of changes, and so never of two things at once. While it is told,
/// no vCPU of `vtl0` runs where slots change.
protocol MemoryObserver: AnyObject, Sendable {
  /// Why pages of a range must stay; `nil` where they may be given back.
  ///
  /// - Parameter range: Guest physical addresses.
  func objection(toGivingBack range: AddressRange) -> HostError?

  /// Pages were given back, and are zeros now.
  ///
  /// - Parameter ranges: Guest physical addresses, ascending.
  func hasGivenBack(_ ranges: [AddressRange])

  /// Lets go of a slot that will be deleted, whose memory may go right after. Where a later step of the change fails,
  /// ``didRegister(_:)`` follows.
  ///
  /// - Parameter region: The slot as it is; of one that is unmapped KVM knows nothing.
  /// - Throws: Why it cannot let go; then it has not, and the slot stays.
  func willDelete(_ region: Region) throws(HostError)

  /// Follows a slot that was registered, with memory behind it. Where a later step of the change fails,
  /// ``willDelete(_:)`` follows.
  ///
  /// - Parameter region: The slot as it is; of one that is unmapped KVM knows nothing.
  /// - Throws: Why it cannot follow it; then it does not, and the slot goes again.
  func didRegister(_ region: Region) throws(HostError)

  /// The machine ends, and its memory goes right after.
  func machineEnds()
}

extension MemoryObserver {
  func objection(toGivingBack range: AddressRange) -> HostError? { nil }
  func hasGivenBack(_ ranges: [AddressRange]) {}
  func machineEnds() {}
}

/// Who follows the memory of a machine. Who adds to it, or takes away, holds the lock of changes.
final class MemoryObservers: Sendable {
  private let list = Mutex<[any MemoryObserver]>([])

  /// All, in the order in which they came.
  var all: [any MemoryObserver] { list.withLock { $0 } }

  /// From now on, tells it of every change.
  func add(_ observer: any MemoryObserver) { list.withLock { $0.append(observer) } }

  /// Tells it of nothing more.
  func remove(_ observer: any MemoryObserver) { list.withLock { $0.removeAll { $0 === observer } } }

  /// The first objection to giving pages of a range back; `nil` where there is none.
  func objection(toGivingBack range: AddressRange) -> HostError? {
    for observer in all {
      if let error = observer.objection(toGivingBack: range) { return error }
    }
    return nil
  }
}
