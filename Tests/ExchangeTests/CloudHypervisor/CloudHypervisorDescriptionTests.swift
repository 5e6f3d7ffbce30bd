import Exchange
import JSONCoding
import TestSupport
import Testing

/// JSON for Cloud Hypervisor is what the published description of its API has.
@Suite("Cloud Hypervisor's API") struct CloudHypervisorDescriptionTests {
  /// vmm/src/api/openapi/cloud-hypervisor.yaml, without the payload, which every machine needs and none is without.
  static let description = APIDescription(objects: [
    "VmConfig": .init(members: [
      "cpus": .object("CpusConfig"), "memory": .object("MemoryConfig"), "numa": .list(.object("NumaConfig")),
    ]),
    "CpusConfig": .init(
      required: ["boot_vcpus", "max_vcpus"],
      members: [
        "boot_vcpus": .integer(1...8192), "max_vcpus": .integer(1...8192), "topology": .object("CpuTopology"),
        "max_phys_bits": .integer(),
      ]),
    "CpuTopology": .init(members: [
      "threads_per_core": .integer(), "cores_per_die": .integer(), "dies_per_package": .integer(),
      "packages": .integer(),
    ]),
    "MemoryConfig": .init(
      required: ["size"],
      members: [
        "size": .integer(), "hotplug_size": .integer(), "hotplugged_size": .integer(), "mergeable": .boolean,
        "hotplug_method": .string(), "shared": .boolean, "hugepages": .boolean, "hugepage_size": .integer(),
        "prefault": .boolean, "reserve": .boolean, "thp": .boolean, "zones": .list(.object("MemoryZoneConfig")),
      ]),
    "MemoryZoneConfig": .init(
      required: ["id", "size"],
      members: [
        "id": .string(), "size": .integer(), "file": .string(), "mergeable": .boolean, "shared": .boolean,
        "hugepages": .boolean, "hugepage_size": .integer(), "host_numa_node": .integer(0...0x7FFF_FFFF),
        "hotplug_size": .integer(), "hotplugged_size": .integer(), "prefault": .boolean, "reserve": .boolean,
      ]),
    "NumaConfig": .init(
      required: ["guest_numa_id"],
      members: [
        "guest_numa_id": .integer(0...0x7FFF_FFFF), "cpus": .list(.integer(0...0x7FFF_FFFF)),
        "distances": .list(.object("NumaDistance")), "memory_zones": .list(.string()),
        "pci_segments": .list(.integer(0...0x7FFF_FFFF)), "device_id": .string(),
      ]),
    "NumaDistance": .init(
      required: ["destination", "distance"],
      members: ["destination": .integer(0...0x7FFF_FFFF), "distance": .integer(0...0x7FFF_FFFF)]),
  ])

  @Test(
    "JSON is as the description of the API has it",
    arguments: try found(CloudHypervisorWritingTests.names, "examples"))
  func conforms(_ name: String) throws {
    let trip = RoundTrip(
      try packageText("examples/\(name)"), CloudHypervisorFormat.self, form: "json", isLenient: true)
    let value = try JSONValue(parsing: Array(trip.written.utf8))
    #expect(Self.description.problems(of: value, as: "VmConfig") == [])
  }
}
