import Artifacts
import Diagnostics
import Exchange
import Foundation
import TestSupport
import Testing

/// What Cloud Hypervisor is told of machines, and what is said of the rest.
@Suite("Cloud Hypervisor, written") struct CloudHypervisorWritingTests {
  static let written: [(topology: String, arguments: String, json: String)] = [
    (
      """
      platform: cloud-hypervisor
      memory: 4GiB
      cpus: 4
      """,
      #"""
      cloud-hypervisor \
        --cpus boot=4 \
        --memory size=4G

      """#,
      #"""
      {
        "cpus": {
          "boot_vcpus": 4,
          "max_vcpus": 4
        },
        "memory": {
          "size": 4294967296
        }
      }

      """#
    ),
    (
      """
      platform: {base: cloud-hypervisor, phys_bits: 40}
      cpus: {packages: 2, llcs: 2, cores_per_llc: 2, threads_per_core: 2, present: 4}
      defaults: {thp: off, prefault: on}
      nodes:
        - {memory: 2GiB, llcs: 1, domain: 1, host_nodes: 0, hotplug: 2GiB}
        - {memory: 3GiB, llcs: 1, domain: 0, backing: {file: "/dev/shm/a,b"}, hotplug: 1GiB}
      distances: {asymmetric: on, matrix: [[10, 15], [17, 10]]}
      """,
      #"""
      cloud-hypervisor \
        --cpus boot=4,max=8,topology=2:2:1:2,max_phys_bits=40 \
        --memory size=0,hotplug_method=virtio-mem,thp=off \
        --memory-zone id=mem0,size=2G,host_numa_node=0,prefault=on,hotplug_size=2G \
        --memory-zone 'id=mem1,size=3G,file="/dev/shm/a,b",shared=on,prefault=on,hotplug_size=1G' \
        --numa 'guest_numa_id=0,cpus=[4-7],distances=[1@15],memory_zones=[mem1]' \
        --numa 'guest_numa_id=1,cpus=[0-3],distances=[0@17],memory_zones=[mem0]'

      """#,
      #"""
      {
        "cpus": {
          "boot_vcpus": 4,
          "max_vcpus": 8,
          "topology": {"threads_per_core": 2, "cores_per_die": 2, "dies_per_package": 1, "packages": 2},
          "max_phys_bits": 40
        },
        "memory": {
          "size": 0,
          "hotplug_method": "VirtioMem",
          "thp": false,
          "zones": [
            {"id": "mem0", "size": 2147483648, "host_numa_node": 0, "prefault": true, "hotplug_size": 2147483648},
            {"id": "mem1", "size": 3221225472, "file": "/dev/shm/a,b", "shared": true, "prefault": true, "hotplug_size": 1073741824}
          ]
        },
        "numa": [
          {"guest_numa_id": 0, "cpus": [4, 5, 6, 7], "distances": [{"destination": 1, "distance": 15}], "memory_zones": ["mem1"]},
          {"guest_numa_id": 1, "cpus": [0, 1, 2, 3], "distances": [{"destination": 0, "distance": 17}], "memory_zones": ["mem0"]}
        ]
      }

      """#
    ),
    (
      """
      platform: cloud-hypervisor
      nodes:
        - zones:
            - {name: fast, size: 1GiB, hugepages: 1GiB, backing: shared}
            - {name: "a b", size: 192MiB, mergeable: on}
          cpus: "0,2"
        - {memory: 0, cpus: 1}
        - {memory: 128MiB, reserve: on}
      """,
      #"""
      cloud-hypervisor \
        --cpus boot=3 \
        --memory size=0 \
        --memory-zone id=fast,size=1G,shared=on,hugepages=on,hugepage_size=1G \
        --memory-zone id=mem1,size=192M,mergeable=on \
        --memory-zone id=mem2,size=128M,reserve=on \
        --numa 'guest_numa_id=0,cpus=[0,2],memory_zones=[fast,mem1]' \
        --numa 'guest_numa_id=1,cpus=[1]' \
        --numa 'guest_numa_id=2,memory_zones=[mem2]'

      """#,
      #"""
      {
        "cpus": {
          "boot_vcpus": 3,
          "max_vcpus": 3
        },
        "memory": {
          "size": 0,
          "zones": [
            {"id": "fast", "size": 1073741824, "shared": true, "hugepages": true, "hugepage_size": 1073741824},
            {"id": "mem1", "size": 201326592, "mergeable": true},
            {"id": "mem2", "size": 134217728, "reserve": true}
          ]
        },
        "numa": [
          {"guest_numa_id": 0, "cpus": [0, 2], "memory_zones": ["fast", "mem1"]},
          {"guest_numa_id": 1, "cpus": [1]},
          {"guest_numa_id": 2, "memory_zones": ["mem2"]}
        ]
      }

      """#
    ),
    (
      """
      nodes: [{memory: 1GiB, thp: on, hotplug: 128MiB}]
      platform: cloud-hypervisor
      """,
      #"""
      cloud-hypervisor \
        --cpus boot=1 \
        --memory size=1G,hotplug_size=128M,thp=on

      """#,
      #"""
      {
        "cpus": {
          "boot_vcpus": 1,
          "max_vcpus": 1
        },
        "memory": {
          "size": 1073741824,
          "hotplug_size": 134217728,
          "thp": true
        }
      }

      """#
    ),
    (
      """
      platform: cloud-hypervisor
      nodes:
        - {ranges: [{start: 0, size: 1GiB}, {start: 2GiB, size: 1GiB}], cpus: 0}
        - {memory: 1GiB, cpus: 1}
      """,
      #"""
      cloud-hypervisor \
        --cpus boot=2 \
        --memory size=0 \
        --memory-zone id=mem0,size=1G \
        --memory-zone id=mem1,size=1G \
        --memory-zone id=mem2,size=1G \
        --numa 'guest_numa_id=0,cpus=[0],memory_zones=[mem0,mem2]' \
        --numa 'guest_numa_id=1,cpus=[1],memory_zones=[mem1]'

      """#,
      #"""
      {
        "cpus": {
          "boot_vcpus": 2,
          "max_vcpus": 2
        },
        "memory": {
          "size": 0,
          "zones": [
            {"id": "mem0", "size": 1073741824},
            {"id": "mem1", "size": 1073741824},
            {"id": "mem2", "size": 1073741824}
          ]
        },
        "numa": [
          {"guest_numa_id": 0, "cpus": [0], "memory_zones": ["mem0", "mem2"]},
          {"guest_numa_id": 1, "cpus": [1], "memory_zones": ["mem1"]}
        ]
      }

      """#
    ),
  ]

  @Test("What is written", arguments: written)
  func writes(_ topology: String, _ arguments: String, _ json: String) {
    for (form, text) in [("arguments", arguments), ("json", json)] {
      let trip = RoundTrip("memc: 1\n" + topology, CloudHypervisorFormat.self, form: form)
      #expect(trip.written == text)
      #expect(trip.told == "")
      #expect(trip.read.diagnostics == "")
      #expect(trip.differences == [], "\(trip.read.text)")
    }
  }

  static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/examples"))?
    .filter { $0.hasSuffix(".yaml") }.sorted() ?? []

  /// What Cloud Hypervisor can be told as it is.
  static let expressible: Set = [
    "asymmetric", "cloud-hypervisor", "cxl-node", "distance-links", "distance-matrix", "distance-pairs",
    "equal-nodes",
    "gap-exact", "gap-straddle", "hand-over", "image-above-1mib", "large-machine", "many-cpus", "memoryless-node",
    "one-node", "stated-ranges", "two-socket",
  ]

  @Test(
    "Every example on its platform is read back as it was, or something is told of it",
    arguments: try found(names, "examples"))
  func examples(_ name: String) throws {
    var text = try packageText("examples/\(name)")
    // The form of others than the host's architecture is the same.
    guard !text.contains("\narch: aarch64") else { return }
    if !text.contains("\nplatform:") { text += "platform: cloud-hypervisor\n" }
    text.replace("\nplatform: {phys_bits", with: "\nplatform: {base: cloud-hypervisor, phys_bits")
    for form in CloudHypervisorFormat.forms {
      let trip = RoundTrip(text, CloudHypervisorFormat.self, form: form)
      #expect(
        trip.told.contains("[not-expressible]") != Self.expressible.contains("\(name.dropLast(5))"), "\(trip.told)")
      guard trip.told.isEmpty else { continue }
      #expect(trip.differences == [], "\(trip.written)\(trip.read.text)")
    }
  }

  @Test("500 random machines are read back as they were, in either form", arguments: 0..<10)
  func machines(_ block: Int) throws {
    var (machines, ofZones, ofSpaces, ofDomains) = (0, 0, 0, 0)
    for index in 0..<50 {
      var random = SeededGenerator(seed: UInt64(block * 50 + index))
      let text = RandomHypervisorMachine(
        "cloud-hypervisor",
        [.nodes, .domains, .zones, .hotplug, .hostNodes, .shapes, .files, .advice, .absentCPUs, .asymmetry], &random
      ).text
      guard !Compilation(text).hasErrors else { continue }
      let trip = RoundTrip(text, CloudHypervisorFormat.self, form: index % 2 == 0 ? "json" : "arguments")
      // Nodes without anything are none there.
      guard !trip.told.contains("has neither") else { continue }
      machines += 1
      ofZones += text.contains("zones:") ? 1 : 0
      ofSpaces += text.contains("hotplug:") ? 1 : 0
      ofDomains += text.contains("domain:") ? 1 : 0
      try #require(trip.told == "", "seed \(block * 50 + index)\n\(text)")
      try #require(trip.differences == [], "seed \(block * 50 + index)\n\(text)\(trip.written)\(trip.read.text)")
    }
    #expect(machines > 30 && ofZones > 15 && ofSpaces > 10 && ofDomains > 5)
  }
}
