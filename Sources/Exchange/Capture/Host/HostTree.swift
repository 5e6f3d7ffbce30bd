package import HostFiles
package import MachineModel

/// What the files of a host say of its memory, its CPUs and its nodes: those that Linux has in /proc and /sys, or a copy of
/// them.
package struct HostTree: Sendable {
  /// The architecture; `nil` where nothing tells.
  package internal(set) var architecture: Architecture?
  /// Physical address bits of its CPUs; `nil` where nothing tells.
  package internal(set) var physicalBits: UInt8?
  /// Whether the kernel knows of nodes; where it does not, there is one node, which has no number.
  package internal(set) var isNUMA = true
  /// The nodes that are online, ascending.
  package internal(set) var nodes: [HostNode] = []
  /// The CPUs that are online, ascending.
  package internal(set) var cpus: [HostCPU] = []
  /// The CPUs that are there and not online, ascending.
  package internal(set) var offline: [UInt32] = []
  /// What the firmware, or else the kernel, calls its addresses, in any order; empty where nobody tells.
  package internal(set) var memoryMap: [HostRange] = []
  /// Bytes of a block of memory, by which the kernel says which node's some is; `nil` where it does not.
  package internal(set) var blockSize: UInt64?
  /// Memory of the whole host; `nil` where it is not known.
  package internal(set) var memory: NodeMemory?
  /// Hugepages of every size, ascending.
  package internal(set) var pools: [HugepagePool] = []
  /// The firmware's tables that tell of memory and CPUs.
  package internal(set) var tables: [HostTable] = []
  /// What this process may have of the host; `nil` of a copy, which is nobody's to have.
  package internal(set) var allowance: HostAllowance?
  /// What could not be read, with what is lost by it.
  package internal(set) var missing: [MissingFact] = []
  /// What stands before the paths of its files, as its reader knows them; empty for this host.
  package internal(set) var folder = ""
}

/// A table of the firmware.
package struct HostTable: Sendable {
  /// What its file is called: its signature.
  package let name: String
  /// Its bytes.
  package let bytes: [UInt8]
}

/// What a process may have of its host.
package struct HostAllowance: Sendable {
  /// The nodes that it may have memory of, ascending; `nil` for all.
  let nodes: [UInt32]?
  /// What control groups leave it of memory.
  let memory: [GroupLimit]
  /// What control groups leave it of hugepages, by bytes of a page.
  let hugepages: [UInt64: [GroupLimit]]
}

/// Something about a host that cannot be known.
package struct MissingFact: Sendable {
  /// What it is of use for.
  package enum Purpose: Sendable {
    /// For the addresses of the host's own topology.
    case addresses
    /// For the host's own topology only.
    case machine
    /// For a guest as well.
    case guest
  }

  /// The file or the folder that would tell.
  let path: String
  /// What is lost, as a sentence without a full stop.
  let loss: String
  /// How to get it, as the end of the sentence.
  let remedy: String?
  /// What it is of use for.
  let purpose: Purpose

  init(_ path: String, _ loss: String, remedy: String? = nil, for purpose: Purpose = .guest) {
    self.path = path
    self.loss = loss
    self.remedy = remedy
    self.purpose = purpose
  }
}
