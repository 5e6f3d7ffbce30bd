/// Slots to delete and slots to register, which together take a partition from one state to another.
///
/// A slot whose place or flags change is deleted and registered anew: KVM moves slots, but changes neither their
/// memory nor KVM_MEM_READONLY in place.
struct SlotChange {
  /// Slots as they are, to be deleted.
  var deletions: [Region]
  /// Slots as they will be, to be registered.
  var additions: [Region]

  /// Whether there is nothing to do.
  var isEmpty: Bool { deletions.isEmpty && additions.isEmpty }

  /// What did not work.
  struct Failure: Error {
    /// Why.
    let error: HostError
    /// Slots that were deleted and could not be put back.
    let lost: [Region]
  }

  /// What was done, and how it is undone.
  private enum Done {
    case letGo(any MemoryObserver, Region)
    case deleted(Region)
    case registered(Region)
    case followed(any MemoryObserver, Region)
  }

  /// Makes the whole change, or puts back what was made of it.
  ///
  /// - Parameter observers: Who lets go of a slot before it is deleted, and follows one once it is registered.
  func apply(to machine: VirtualMachine, telling observers: [any MemoryObserver] = []) throws(Failure) {
    var done: [Done] = []
    do throws(HostError) {
      for region in deletions {
        // In the other order than they came, so that who came last, and may rest on the others, lets go first.
        for observer in observers.reversed() {
          try observer.willDelete(region)
          done.append(.letGo(observer, region))
        }
        try machine.delete(region)
        done.append(.deleted(region))
      }
      for region in additions {
        try machine.register(region)
        done.append(.registered(region))
        for observer in observers {
          try observer.didRegister(region)
          done.append(.followed(observer, region))
        }
      }
    } catch {
      let (lost, notes) = Self.undo(done, on: machine)
      throw Failure(
        error: notes.isEmpty ? error : HostError(copying: error, message: "\(error.message); \(notes)"), lost: lost)
    }
  }

  /// Undoes what was done, last things first.
  ///
  /// - Returns: Slots that could not be put back, and what else did not work.
  private static func undo(_ done: [Done], on machine: VirtualMachine) -> (lost: [Region], notes: String) {
    var lost: [Region] = []
    var notes: [String] = []
    for step in done.reversed() {
      switch step {
      case .followed(let observer, let region):
        do throws(HostError) { try observer.willDelete(region) } catch { notes.append(error.message) }
      case .registered(let region):
        // A slot that is there is always deleted.
        try? machine.delete(region)
      case .deleted(let region):
        do { try machine.register(region) } catch { lost.append(region) }
      case .letGo(let observer, let region):
        // Who let go of what is lost has nothing to follow any more.
        guard !lost.contains(region) else { continue }
        do throws(HostError) { try observer.didRegister(region) } catch { notes.append(error.message) }
      }
    }
    return (lost, notes.joined(separator: "; "))
  }
}
