import Diagnostics
import MachineModel

extension CloudHypervisorMachine {
  /// Reads the JSON of the API, that of a machine or of what is known of one (`VmInfo`); `nil` where it is none, after saying
  /// why. Members that it does not know Cloud Hypervisor takes no notice of.
  init?(json source: SourceFile, reportingTo sink: inout DiagnosticSink) {
    guard let root = JSONFields(source, "the machine", reportingTo: &sink) else { return nil }
    let machine = root.place(of: "config") == nil ? root : root.fields("config", &sink)
    guard let machine else { return nil }
    guard ["cpus", "memory", "numa"].contains(where: { machine.place(of: $0) != nil }) else {
      sink.report(
        ExchangeRule.malformedInput, at: machine.range,
        "nothing says what the machine has: there is no 'cpus', 'memory' or 'numa'",
        suggestion:
          "where Cloud Hypervisor is to choose, it has one CPU and 512 MiB: write '\"memory\": {\"size\": 536870912}'"
      )
      return nil
    }
    if let cpus = machine.fields("cpus", &sink) {
      for name in ["boot_vcpus", "max_vcpus"] where cpus.place(of: name) == nil { cpus.reportMissing(name, &sink) }
      self.cpus = CPUs(cpus, &sink)
    }
    if let memory = machine.fields("memory", &sink) { take(memory, &sink) }
    nodes = machine.list("numa", &sink)?.compactMap { Node($0, &sink) }
  }

  private mutating func take(_ memory: JSONFields, _ sink: inout DiagnosticSink) {
    if memory.place(of: "size") == nil { memory.reportMissing("size", &sink) }
    self.memory = Memory(memory, isZone: false, &sink)
    zones = memory.list("zones", &sink)?.map { zone in
      if zone.place(of: "size") == nil { zone.reportMissing("size", &sink) }
      return Memory(zone, isZone: true, &sink)
    }
  }
}

extension JSONFields: CloudHypervisorMembers {
  func number(_ name: String, upTo most: UInt64, _ sink: inout DiagnosticSink) -> Located<UInt64>? {
    number(name, in: 0...most, &sink)
  }

  func size(_ name: String, _ sink: inout DiagnosticSink) -> Located<UInt64>? { number(name, &sink) }

  func numbers(_ name: String, _ sink: inout DiagnosticSink) -> Located<[ClosedRange<UInt64>]>? {
    numbers(name, in: 0...UInt64(UInt32.max), &sink).map { numbers in
      Located(numbers.map { $0.value...$0.value }, at: place(of: name))
    }
  }

  func hotplugMethod(_ sink: inout DiagnosticSink) -> Located<CloudHypervisorMachine.HotplugMethod>? {
    choice("hotplug_method", ["Acpi": .acpi, "VirtioMem": .virtioMem], &sink)
  }

  func cpuTopology(_ sink: inout DiagnosticSink) -> Located<CloudHypervisorMachine.CPUTopology>? {
    guard let topology = fields("topology", &sink) else { return nil }
    let numbers = ["threads_per_core", "cores_per_die", "dies_per_package", "packages"].compactMap { name in
      if topology.place(of: name) == nil { topology.reportMissing(name, &sink) }
      return topology.number(name, in: 0...UInt64(UInt16.max), &sink)?.value
    }
    guard numbers.count == 4 else { return nil }
    return Located(
      .init(
        threadsPerCore: numbers[0], coresPerDie: numbers[1], diesPerPackage: numbers[2], packages: numbers[3]),
      at: topology.range)
  }

  func distances(_ sink: inout DiagnosticSink) -> [CloudHypervisorMachine.Distance] {
    (list("distances", &sink) ?? []).map { pair in
      .init(
        destination: pair.number("destination", in: 0...UInt64(UInt32.max), &sink)?.value ?? 0,
        distance: pair.number("distance", in: 0...UInt64(UInt8.max), &sink)?.value ?? 0, range: pair.range)
    }
  }
}
