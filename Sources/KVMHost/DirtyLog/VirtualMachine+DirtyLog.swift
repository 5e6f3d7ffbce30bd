import Addresses
import CLinux
import Lowering
import MachineModel
import Synchronization
import SystemPackage

/// A call about the log of dirty pages: tests count them, and have them fail on purpose.
enum DirtyLogCall: Equatable, Sendable {
  /// KVM_GET_DIRTY_LOG of a slot.
  case get(UInt32)
  /// KVM_CLEAR_DIRTY_LOG of pages of a slot.
  case clear(UInt32, first: UInt64, count: UInt64)
  /// KVM_RESET_DIRTY_RINGS.
  case resetRings
}

extension VirtualMachine {
  /// Whether KVM logs what a guest writes to a slot: not where it cannot write.
  func isLogged(_ region: Region) -> Bool {
    region.visibility == .readWrite && logScope.withLock { $0?.covers(region) ?? false }
  }

  /// Turns the log of a registered slot on or off, which KVM does in place; its guest may run.
  func setLogging(_ isOn: Bool, of region: Region) throws(HostError) {
    try setMemory(
      slot: region.slot.number, flags: isOn ? UInt32(KVM_MEM_LOG_DIRTY_PAGES) : 0, guest: region.guest,
      hostAddress: region.hostAddress, subject: region.subject)
  }

  /// KVM_GET_DIRTY_LOG: a bit a page of a slot.
  func dirtyLog(of region: Region) throws(HostError) -> [UInt64] {
    try willCall(.get(region.slot.number))
    var failure: Errno?
    let words = unsafe [UInt64](unsafeUninitializedCapacity: DirtyPages.wordCount(region.guest)) { buffer, count in
      do throws(Errno) {
        // KVM writes all words of the slot's pages, for which there is room.
        _ = try kernel {
          unsafe memc_kvm_get_dirty_log(owner.descriptor.rawValue, region.slot.number, buffer.baseAddress)
        }
        count = buffer.count
      } catch {
        failure = error
        count = 0
      }
    }
    if let failure { throw HostError(.getDirtyLog, failure, .any, region.subject) }
    return words
  }

  /// KVM_CLEAR_DIRTY_LOG: has KVM forget pages of a slot, and protect them again. No call where there are none.
  func clearDirtyLog(of region: Region, _ words: [UInt64]) throws(HostError) {
    guard let first = words.firstIndex(where: { $0 != 0 }), let last = words.lastIndex(where: { $0 != 0 }) else {
      return
    }
    // Whole words, but for the slot's end.
    let start = UInt64(first) * 64
    let count = min(UInt64(last + 1) * 64, region.guest.size / HostPages.own.size) - start
    try willCall(.clear(region.slot.number, first: start, count: count))
    do {
      _ = try kernel {
        // KVM reads the words of so many pages.
        unsafe words[first...].withUnsafeBufferPointer {
          unsafe memc_kvm_clear_dirty_log(
            owner.descriptor.rawValue, region.slot.number, start, UInt32(count), $0.baseAddress)
        }
      }
    } catch {
      throw HostError(.clearDirtyLog, error, .any, region.subject)
    }
  }

  /// KVM_RESET_DIRTY_RINGS: gives entries that were taken back to the rings.
  ///
  /// - Returns: How many those were.
  func resetDirtyRings() throws(HostError) -> Int {
    try willCall(.resetRings)
    do {
      return Int(try kernel { memc_ioctl(owner.descriptor.rawValue, MEMC_KVM_RESET_DIRTY_RINGS, 0) })
    } catch {
      throw HostError(.resetDirtyRings, error)
    }
  }

  private func willCall(_ call: DirtyLogCall) throws(HostError) {
    if let hook = beforeLogCall.withLock({ $0 }) { try hook(call) }
  }
}
