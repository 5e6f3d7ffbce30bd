import JSONCoding
import MachineModel

extension CloudHypervisorMachine {
  // MARK: Arguments

  /// A command line, an argument a line.
  var arguments: String {
    var lines = ["cloud-hypervisor"]
    func add(_ name: String, _ options: [String?]) {
      lines.append("  \(name) \(ShellQuoting.quoted(options.compactMap { $0 }.joined(separator: ",")))")
    }
    add(
      "--cpus",
      [
        cpus.boot.map { "boot=\($0.value)" }, cpus.max.map { "max=\($0.value)" },
        cpus.topology.map { topology in
          let groups = topology.value
          return
            "topology=\(groups.threadsPerCore):\(groups.coresPerDie):\(groups.diesPerPackage):\(groups.packages)"
        },
        cpus.physicalBits.map { "max_phys_bits=\($0.value)" },
      ])
    add("--memory", memory.options)
    for zone in zones ?? [] { add("--memory-zone", zone.options) }
    for node in nodes ?? [] { add("--numa", node.options) }
    return lines.joined(separator: " \\\n") + "\n"
  }

  /// A number of bytes in the largest unit that divides it.
  fileprivate static func size(_ bytes: UInt64) -> String {
    for (suffix, shift) in [("G", 30), ("M", 20), ("K", 10)] as [(String, UInt64)]
    where bytes > 0 && bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(suffix)"
    }
    return "\(bytes)"
  }

  /// A text in quotes where its characters mean something, or would be taken away at its ends.
  fileprivate static func quoted(_ text: String) -> String {
    guard text.contains(where: { "\",[]".contains($0) || $0.isWhitespace }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  // MARK: JSON

  /// The JSON of the API, but for what else a machine has.
  var json: [UInt8] {
    var json = JSONWriter(layout: .records)
    json.object { json in
      json.name("cpus")
      cpus.write(to: &json)
      json.name("memory")
      json.beginObject()
      memory.writeMembers(to: &json)
      if let zones {
        json.name("zones")
        json.array { json in
          for zone in zones {
            json.beginObject(isInline: true)
            zone.writeMembers(to: &json)
            json.endObject()
          }
        }
      }
      json.endObject()
      if let nodes {
        json.name("numa")
        json.array { json in for node in nodes { node.write(to: &json) } }
      }
    }
    json.endLine()
    return json.bytes
  }
}

extension CloudHypervisorMachine.CPUs {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      let boot = boot?.value ?? 1
      json.member("boot_vcpus", boot)
      json.member("max_vcpus", max?.value ?? boot)
      if let groups = topology?.value {
        json.name("topology")
        json.beginObject(isInline: true)
        json.member("threads_per_core", groups.threadsPerCore)
        json.member("cores_per_die", groups.coresPerDie)
        json.member("dies_per_package", groups.diesPerPackage)
        json.member("packages", groups.packages)
        json.endObject()
      }
      if let physicalBits { json.member("max_phys_bits", physicalBits.value) }
    }
  }
}

extension CloudHypervisorMachine.Memory {
  fileprivate var options: [String?] {
    [
      id.map { "id=\($0.value)" }, size.map { "size=\(CloudHypervisorMachine.size($0.value))" },
      file.map { "file=\(CloudHypervisorMachine.quoted($0.value))" }, Self.toggle("shared", isShared),
      Self.toggle("hugepages", hugepages),
      hugepageSize.map { "hugepage_size=\(CloudHypervisorMachine.size($0.value))" },
      hostNode.map { "host_numa_node=\($0.value)" }, Self.toggle("prefault", prefault),
      Self.toggle("reserve", reserve), Self.toggle("mergeable", mergeable),
      hotplugMethod.map { "hotplug_method=\($0.value == .acpi ? "acpi" : "virtio-mem")" },
      hotplugSize.map { "hotplug_size=\(CloudHypervisorMachine.size($0.value))" },
      Self.toggle("thp", transparentHugepages),
    ]
  }

  private static func toggle(_ name: String, _ value: Located<Bool>?) -> String? {
    value.map { "\(name)=\($0.value ? "on" : "off")" }
  }

  fileprivate func writeMembers(to json: inout JSONWriter) {
    if let id { json.member("id", id.value) }
    if let size { json.member("size", size.value) }
    if let file { json.member("file", file.value) }
    if let isShared { json.member("shared", isShared.value) }
    if let hugepages { json.member("hugepages", hugepages.value) }
    if let hugepageSize { json.member("hugepage_size", hugepageSize.value) }
    if let hostNode { json.member("host_numa_node", hostNode.value) }
    if let prefault { json.member("prefault", prefault.value) }
    if let reserve { json.member("reserve", reserve.value) }
    if let mergeable { json.member("mergeable", mergeable.value) }
    if let hotplugMethod { json.member("hotplug_method", hotplugMethod.value == .acpi ? "Acpi" : "VirtioMem") }
    if let hotplugSize { json.member("hotplug_size", hotplugSize.value) }
    if let transparentHugepages { json.member("thp", transparentHugepages.value) }
  }
}

extension CloudHypervisorMachine.Node {
  fileprivate var options: [String?] {
    [
      "guest_numa_id=\(id.value)",
      cpus.map { cpus in
        let runs = cpus.value.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        return "cpus=[\(runs.joined(separator: ","))]"
      },
      distances.isEmpty
        ? nil : "distances=[\(distances.map { "\($0.destination)@\($0.distance)" }.joined(separator: ","))]",
      zones.map { "memory_zones=[\($0.map(\.value).joined(separator: ","))]" },
    ]
  }

  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject(isInline: true)
    json.member("guest_numa_id", id.value)
    if let cpus {
      json.name("cpus")
      json.array { json in for run in cpus.value { for cpu in run { json.value(cpu) } } }
    }
    if !distances.isEmpty {
      json.name("distances")
      json.array { json in
        for distance in distances {
          json.object { json in
            json.member("destination", distance.destination)
            json.member("distance", distance.distance)
          }
        }
      }
    }
    if let zones {
      json.name("memory_zones")
      json.array { json in for zone in zones { json.value(zone.value) } }
    }
    json.endObject()
  }
}
