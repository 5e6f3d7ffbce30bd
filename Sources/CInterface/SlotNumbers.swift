import Addresses
import CMemc
import MachineModel

// What has a word in memslots.json has a number in memc.h.

extension Visibility {
  var number: UInt32 {
    switch self {
    case .readWrite: MEMC_VISIBILITY_READ_WRITE.rawValue
    case .readOnly: MEMC_VISIBILITY_READ_ONLY.rawValue
    case .unmapped: MEMC_VISIBILITY_UNMAPPED.rawValue
    }
  }
}

extension MemoryPolicy.Backing {
  var number: UInt32 {
    switch self {
    case .private: MEMC_BACKING_PRIVATE.rawValue
    case .shared: MEMC_BACKING_SHARED.rawValue
    case .file: MEMC_BACKING_FILE.rawValue
    case .existing: MEMC_BACKING_EXISTING.rawValue
    }
  }
}

extension MemoryPolicy.Hugepages {
  /// Whether there are large pages, and the bytes of a page.
  var numbers: (UInt32, UInt64) {
    switch self {
    case .off: (MEMC_HUGEPAGES_OFF.rawValue, Units.pageSize)
    case .size(let size): (MEMC_HUGEPAGES_ON.rawValue, size)
    case .auto: (MEMC_HUGEPAGES_AUTO.rawValue, Units.largePage)
    }
  }
}

extension MemoryPolicy.TransparentHugepages {
  var number: UInt32 {
    switch self {
    case .default: MEMC_THP_DEFAULT.rawValue
    case .on: MEMC_THP_ON.rawValue
    case .off: MEMC_THP_OFF.rawValue
    }
  }
}

extension MemoryPolicy.Mode {
  var number: UInt32 {
    switch self {
    case .bind: MEMC_POLICY_BIND.rawValue
    case .preferred: MEMC_POLICY_PREFERRED.rawValue
    case .interleave: MEMC_POLICY_INTERLEAVE.rawValue
    case .local: MEMC_POLICY_LOCAL.rawValue
    case .weightedInterleave: MEMC_POLICY_WEIGHTED_INTERLEAVE.rawValue
    }
  }
}
