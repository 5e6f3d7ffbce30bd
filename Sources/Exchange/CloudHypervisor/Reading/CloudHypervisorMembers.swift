import Diagnostics
import MachineModel

/// What states some members of a ``CloudHypervisorMachine``, by the names that the API has for them; what is there and is not
/// what it should be is told of, and `nil`.
protocol CloudHypervisorMembers {
  /// Where all of them are written.
  var range: SourceRange { get }
  /// Where a member's value is written; `nil` where it has none.
  func place(of name: String) -> SourceRange?
  func number(_ name: String, upTo most: UInt64, _ sink: inout DiagnosticSink) -> Located<UInt64>?
  /// A number of bytes.
  func size(_ name: String, _ sink: inout DiagnosticSink) -> Located<UInt64>?
  func toggle(_ name: String, _ sink: inout DiagnosticSink) -> Located<Bool>?
  func text(_ name: String, _ sink: inout DiagnosticSink) -> Located<String>?
  func texts(_ name: String, _ sink: inout DiagnosticSink) -> [Located<String>]?
  /// Numbers of a list, as they are written: there may be more of them than anybody has memory for.
  func numbers(_ name: String, _ sink: inout DiagnosticSink) -> Located<[ClosedRange<UInt64>]>?
  func hotplugMethod(_ sink: inout DiagnosticSink) -> Located<CloudHypervisorMachine.HotplugMethod>?
  func cpuTopology(_ sink: inout DiagnosticSink) -> Located<CloudHypervisorMachine.CPUTopology>?
  func distances(_ sink: inout DiagnosticSink) -> [CloudHypervisorMachine.Distance]
}

extension CloudHypervisorMachine.CPUs {
  /// Reads what is stated of CPUs. What they can do, as `features` say, is nothing of how many there are.
  init(_ members: some CloudHypervisorMembers, _ sink: inout DiagnosticSink) {
    boot = members.number("boot_vcpus", upTo: .max, &sink)
    max = members.number("max_vcpus", upTo: .max, &sink)
    topology = members.cpuTopology(&sink)
    physicalBits = members.number("max_phys_bits", upTo: UInt64(UInt8.max), &sink)
    affinity = members.place(of: "affinity")
    range = members.range
  }
}

extension CloudHypervisorMachine.Memory {
  /// Reads what is stated of all memory, or of a zone.
  init(_ members: some CloudHypervisorMembers, isZone: Bool, _ sink: inout DiagnosticSink) {
    size = members.size("size", &sink)
    isShared = members.toggle("shared", &sink)
    hugepages = members.toggle("hugepages", &sink)
    hugepageSize = members.size("hugepage_size", &sink)
    prefault = members.toggle("prefault", &sink)
    reserve = members.toggle("reserve", &sink)
    mergeable = members.toggle("mergeable", &sink)
    hotplugSize = members.size("hotplug_size", &sink)
    hotpluggedSize = members.size("hotplugged_size", &sink)
    range = members.range
    if isZone {
      id = members.text("id", &sink)
      isIDUnclear = id == nil && members.place(of: "id") != nil
      file = members.text("file", &sink)
      hostNode = members.number("host_numa_node", upTo: UInt64(UInt32.max), &sink)
    } else {
      hotplugMethod = members.hotplugMethod(&sink)
      transparentHugepages = members.toggle("thp", &sink)
    }
  }
}

extension CloudHypervisorMachine.Node {
  /// Reads what is stated of a node; `nil` where it is not said which one, after saying so.
  init?(_ members: some CloudHypervisorMembers, _ sink: inout DiagnosticSink) {
    guard let id = members.number("guest_numa_id", upTo: UInt64(UInt32.max), &sink) else {
      if members.place(of: "guest_numa_id") == nil {
        sink.report(ExchangeRule.malformedInput, at: members.range, "the node has no 'guest_numa_id'")
      }
      return nil
    }
    self.id = id
    range = members.range
    cpus = members.numbers("cpus", &sink)
    distances = members.distances(&sink)
    zones = members.texts("memory_zones", &sink)
    pciSegments = members.place(of: "pci_segments")
    device = members.place(of: "device_id")
    sgx = members.place(of: "sgx_epc_sections")
  }
}
