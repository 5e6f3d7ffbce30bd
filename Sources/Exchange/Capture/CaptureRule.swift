package import Diagnostics

/// The rules of hosts that are captured, and of guests in their shape.
package enum CaptureRule: String, CaseIterable, DiagnosticRule {
  /// A folder has none of a host's files.
  case noHost = "no-host"
  /// A file that describes a host is not there, or may not be read.
  case missingFact = "missing-host-fact"
  /// A file of a host is not what Linux writes.
  case malformedFile = "malformed-host-file"
  /// What is known of a host has no place in a topology.
  case unfitHost = "host-not-expressible"
  /// A host node that was asked for cannot give anything.
  case unusableNode = "guest-node-unusable"
  /// A host node that can give nothing is left out of a guest.
  case emptyNode = "host-node-left-out"
  /// A guest asks for more than its host has free.
  case tooLarge = "guest-too-large"
  /// A guest's memory is not of whole pages of its host.
  case uneven = "guest-memory-uneven"
  /// A guest's CPUs are no whole cores of its host.
  case cutCores = "guest-cores-cut"

  package var severity: Severity {
    switch self {
    case .noHost, .unusableNode, .tooLarge, .uneven: .error
    case .missingFact, .malformedFile, .unfitHost, .emptyNode, .cutCores: .warning
    }
  }

  package var summary: String {
    switch self {
    case .noHost: "a captured folder holds files of a host"
    case .missingFact: "the files that describe a host can be read"
    case .malformedFile: "the files that describe a host are what Linux writes"
    case .unfitHost: "what is known of a host has a place in a topology"
    case .unusableNode: "host nodes that a guest shall have memory or CPUs of can give some"
    case .emptyNode: "every host node can give a guest something"
    case .tooLarge: "a guest asks for no more than its host has free"
    case .uneven: "a guest's memory is of whole MiB, and of whole hugepages where it has them"
    case .cutCores: "a guest's CPUs are whole cores of its host"
    }
  }
}
