import Addresses
import CLinux
import MachineModel
import SystemPackage

/// Which host nodes memory comes from, as mbind(2) takes it.
struct HostBinding {
  /// What becomes of pages that are there already.
  enum Moving {
    /// They stay.
    case nothing
    /// Those move that this process alone has mapped.
    case own
    /// All move, which takes CAP_SYS_NICE.
    case all
  }

  private let mode: CInt
  private let mask: [UInt64]

  /// The binding of a policy; `nil` where it has none.
  init?(_ policy: MemoryPolicy) {
    switch policy.mode {
    case nil: return nil
    case .local: mode = CInt(MPOL_LOCAL)
    case .bind: mode = CInt(MPOL_BIND)
    case .preferred: mode = CInt(policy.hostNodes.count > 1 ? MPOL_PREFERRED_MANY : MPOL_PREFERRED)
    case .interleave: mode = CInt(MPOL_INTERLEAVE)
    case .weightedInterleave: mode = MEMC_MPOL_WEIGHTED_INTERLEAVE
    }
    // The policy `local` names no node, and the kernel takes no mask with it.
    let nodes = policy.mode == .local ? [] : policy.hostNodes
    var mask = [UInt64](repeating: 0, count: nodes.max().map { Int($0 / 64) + 1 } ?? 0)
    for node in nodes { mask[Int(node / 64)] |= 1 << UInt64(node % 64) }
    self.mask = mask
  }

  /// mbind(2) of addresses in this process.
  func apply(to range: AddressRange, moving: Moving = .nothing) throws(Errno) {
    let flags: UInt32 =
      switch moving {
      case .nothing: 0
      case .own: MEMC_MOVE_OWN
      case .all: MEMC_MOVE_ALL
      }
    _ = try kernel {
      // The kernel reads one bit less than it is told of. Contents stay wherever their pages go.
      unsafe memc_mbind(range.start, range.size, mode, mask, UInt64(mask.count) * 64 + 1, flags)
    }
  }
}
