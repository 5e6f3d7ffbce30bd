public import JSONCoding
import Lowering
import MachineModel

// What members of a layout may be where that can be listed, and what is not plain from their names.

extension LayoutFile {
  /// The architectures, and the version that this memc writes.
  public static func values(of member: String) -> JSONMemberValues? {
    switch member {
    case "arch": .words(Architecture.allCases.map(\.rawValue))
    case "version": .number(currentVersion)
    default: nil
    }
  }
}

extension LayoutFile.ArtifactEntry {
  /// The artifacts that another one can tell of.
  public static func values(of member: String) -> JSONMemberValues? {
    member == "file" ? .words(ArtifactKind.all.filter { $0 != .layout }.map(\.fileName)) : nil
  }
}

extension LayoutFile.MapEntry {
  /// The kinds of entries.
  public static func values(of member: String) -> JSONMemberValues? {
    guard member == "kind" else { return nil }
    let kinds = [.usable] + ReservedRange.Kind.allCases.filter { $0 != .hole }.map(MemoryMapEntry.Kind.reserved)
    return .words(kinds.map(\.name))
  }
}

extension LayoutFile.RangeEntry {
  /// The kinds of reserved ranges.
  public static func values(of member: String) -> JSONMemberValues? {
    member == "type" ? .words(ReservedRange.Kind.allCases.map(\.name)) : nil
  }
}

extension LayoutFile.VisibilityEntry {
  /// What is told of: slots that the guest may not write, or not see.
  public static func values(of member: String) -> JSONMemberValues? {
    member == "mode" ? .words(Visibility.allCases.filter { $0 != .readWrite }.map(\.rawValue)) : nil
  }
}

extension LayoutFile.NodeEntry {
  /// What is not plain from the name.
  public static func meaning(of member: String) -> String? {
    switch member {
    case "apic_ids": "The local APIC IDs of the node's CPUs, in the order of their numbers; on x86_64 only."
    case "cpus": "The numbers of the node's CPUs: a CPU's number is its place among the CPU affinities of SRAT."
    default: nil
    }
  }
}
