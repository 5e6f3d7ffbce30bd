import Addresses
import Synchronization

/// What a machine has given back since it began.
final class MachineDiscards: Sendable {
  /// How much that was.
  struct Total: Hashable, Sendable {
    /// Requests of which at least one page was given back.
    var requests: UInt64 = 0
    /// Bytes in all of them; what was given back twice counts twice.
    var bytes: UInt64 = 0
  }

  private let sum = Mutex(Total())

  /// Told of every part before it is given back: tests have it fail on purpose.
  let beforeCall = Mutex<(@Sendable (DiscardPart) throws(HostError) -> Void)?>(nil)

  /// How much it was until now.
  var total: Total { sum.withLock { $0 } }

  /// Gives back what was planned.
  ///
  /// - Parameter observers: Told of what was given back, also where the kernel refuses the rest.
  func make(_ plan: DiscardPlan, telling observers: [any MemoryObserver] = []) throws(HostError) -> DiscardedMemory
  {
    var result = DiscardedMemory()
    result.kept = plan.kept
    defer {
      note(result.bytes)
      if !result.ranges.isEmpty {
        for observer in observers { observer.hasGivenBack(AddressSet(result.ranges).ranges) }
      }
    }
    let hook = beforeCall.withLock { $0 }
    for part in plan.parts {
      do throws(HostError) {
        try hook?(part)
        try part.discard()
      } catch {
        guard !result.ranges.isEmpty else { throw error }
        let ranges = AddressSet(result.ranges).ranges.map(\.description).joined(separator: ", ")
        throw HostError(
          copying: error,
          message: "\(error.message); \(Units.bytes(result.bytes)) were given back before, which are zeros now: "
            + ranges)
      }
      result.ranges.append(part.guest)
    }
    result.ranges = AddressSet(result.ranges).ranges
    return result
  }

  private func note(_ bytes: UInt64) {
    guard bytes > 0 else { return }
    sum.withLock {
      $0.requests += 1
      $0.bytes += bytes
    }
  }
}
