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

  /// Makes the whole change, or puts back what was made of it.
  func apply(to machine: VirtualMachine) throws(Failure) {
    var deleted: [Region] = []
    var added: [Region] = []
    do throws(HostError) {
      for region in deletions {
        try machine.delete(region)
        deleted.append(region)
      }
      for region in additions {
        try machine.register(region)
        added.append(region)
      }
    } catch {
      for region in added.reversed() {
        // A slot that is there is always deleted.
        try? machine.delete(region)
      }
      var lost: [Region] = []
      for region in deleted.reversed() {
        do { try machine.register(region) } catch { lost.append(region) }
      }
      throw Failure(error: error, lost: lost)
    }
  }
}
