import Artifacts
import Diagnostics
import Exchange
import Lowering
import MachineModel
import TestSupport
import Testing

@Suite("Machines as libvirt's domains")
struct LibvirtExportTests {
  @Test("of any example are read back, or say what is lost", arguments: QEMUExportTests.examples)
  func all(_ path: String) throws {
    let compilation = Compilation(try packageText(path), name: path)
    let layout = try #require(compilation.lowered)
    let exported = Exported(layout, compilation.source, LibvirtFormat.self)
    #expect(exported.identifiers.allSatisfy { $0 == "not-expressible" })
    let imported = Imported(exported.text, LibvirtFormat.self, name: "domain.xml")
    // A machine of hundreds of TiB has more than there are addresses on the machine of QEMU's that has the memory elsewhere.
    guard exported.told.isEmpty, !exported.text.contains("RAM lies elsewhere") else { return }
    let again = try #require(imported.layout, "\(exported.text)\(imported.text)")
    #expect(again.extents == layout.extents)
    #expect(again.topology.cpus == layout.topology.cpus)
    #expect(again.topology.distances.values == layout.topology.distances.values)
    #expect(LayoutFacts(again, []) == LayoutFacts(layout, []))
  }

  @Test("drawn at random are read back as the same machine, with what the host is to do")
  func random() throws {
    var random = SeededGenerator(seed: 1204)
    var count = 0
    for _ in 0..<400 {
      let machine = RandomQEMUMachine(&random, isOfLibvirt: true)
      guard let compilation = machine.compilation(&random), let layout = compilation.lowered else { continue }
      let exported = Exported(layout, compilation.source, LibvirtFormat.self)
      let text = String(decoding: compilation.source.bytes, as: UTF8.self) + exported.text
      let imported = Imported(exported.text, LibvirtFormat.self, name: "domain.xml")
      try #require(exported.identifiers.allSatisfy { $0 == "not-expressible" })
      let again = try #require(imported.layout, "\(text)\(imported.text)")
      // What libvirt does in a way of its own is lost; a cell without RAM is written, though it cannot start QEMU with it.
      let told = exported.told.split(separator: "\n").filter {
        $0.contains(": error: ") && !$0.contains("takes none of 0 bytes")
      }
      guard told.isEmpty else {
        try #require(
          told.allSatisfy { line in Self.ways.contains { line.contains($0) } }, "\(text)\(exported.told)")
        continue
      }
      count += 1
      let names = LayoutFacts.tables + ["madt"]
      try #require(LayoutFacts(again, names) == LayoutFacts(layout, names), "\(text)")
      for memory in layout.backedMemory {
        #expect(Self.said(layout, memory) == Self.said(again, memory), "\(text)")
      }
    }
    #expect(count > 100)
  }

  /// What libvirt chooses by itself.
  private static let ways = ["reaches it soonest", "only where latencies", "in one direction", "all are 20"]

  /// What a domain says of memory: whether it is merged and accounted, it leaves to QEMU, and hugepages and NVDIMMs are populated
  /// in any case.
  private static func said(_ layout: Layout, _ memory: BackedMemory) -> StatedPolicy {
    var policy = StatedPolicy(layout.policy(of: memory))
    (policy.policy.mergeable, policy.policy.reserve) = (false, false)
    if policy.policy.hugepages.value != .off || layout.topology.nodes[memory.node].isPersistent.value {
      policy.policy.prefault = true
    }
    return policy
  }

  static let lines: [(String, String, String)] = [
    (
      "one node",
      """
      memory: 1GiB
      """,
      """
      <!-- Platform 'generic' is none of QEMU's; RAM lies on its 'q35' as there. -->
      <domain type='kvm'>
        <name>guest</name>
        <memory unit='GiB'>1</memory>
        <vcpu>1</vcpu>
        <os>
          <type arch='x86_64' machine='q35'>hvm</type>
        </os>
        <features>
          <acpi/>
        </features>
        <cpu>
          <topology sockets='1' dies='1' cores='1' threads='1'/>
          <numa>
            <cell id='0' cpus='0' memory='1' unit='GiB'/>
          </numa>
        </cpu>
      </domain>
      """
    ),
    (
      "all that the host is to do",
      """
      platform: {base: qemu-q35, phys_bits: 46}
      name: "two & more"
      cpus: {packages: 2, llcs: 4, cores_per_llc: 2, present: 6}
      defaults: {pin: on}
      nodes:
        - {memory: 2GiB, llcs: 2, hugepages: 1GiB, backing: shared, host_nodes: [0]}
        - {memory: 1GiB, llcs: 2, host_nodes: [0, 1, 3], policy: interleave, prefault: on}
        - {memory: 1GiB, llcs: 0, prefault: on, hotplug: {size: 4GiB, slots: 2}}
      distances: {remote: 21}
      """,
      """
      <domain type='kvm'>
        <name>two &amp; more</name>
        <maxMemory slots='2' unit='GiB'>8</maxMemory>
        <memory unit='GiB'>4</memory>
        <memoryBacking>
          <hugepages>
            <page size='1' unit='GiB' nodeset='0'/>
          </hugepages>
          <locked/>
          <source type='memfd'/>
          <allocation mode='immediate'/>
        </memoryBacking>
        <vcpu current='6'>8</vcpu>
        <numatune>
          <memnode cellid='0' mode='strict' nodeset='0'/>
          <memnode cellid='1' mode='interleave' nodeset='0-1,3'/>
        </numatune>
        <os>
          <type arch='x86_64' machine='q35'>hvm</type>
        </os>
        <features>
          <acpi/>
        </features>
        <cpu>
          <topology sockets='2' dies='2' cores='2' threads='1'/>
          <maxphysaddr mode='emulate' bits='46'/>
          <numa>
            <cell id='0' cpus='0-3' memory='2' unit='GiB' memAccess='shared'>
              <distances>
                <sibling id='0' value='10'/>
                <sibling id='1' value='21'/>
                <sibling id='2' value='21'/>
              </distances>
            </cell>
            <cell id='1' cpus='4-7' memory='1' unit='GiB' memAccess='private'>
              <distances>
                <sibling id='0' value='21'/>
                <sibling id='1' value='10'/>
                <sibling id='2' value='21'/>
              </distances>
            </cell>
            <cell id='2' memory='1' unit='GiB' memAccess='private'>
              <distances>
                <sibling id='0' value='21'/>
                <sibling id='1' value='21'/>
                <sibling id='2' value='10'/>
              </distances>
            </cell>
          </numa>
        </cpu>
      </domain>
      """
    ),
    (
      "latencies, bandwidths and caches",
      """
      platform: qemu-pc
      nodes:
        - {memory: 2GiB, cpus: "0-1", prefault: on}
        - {memory: 1GiB, cpus: "2-3", prefault: on, hmat: {cache: {size: 1MiB}}}
        - {memory: 1GiB, prefault: on, host_nodes: 0, hmat: {initiator: 1}}
      hmat:
        latency: [[10ns, 20ns, 40ns], [none, 10ns, 30ns]]
        bandwidth: [[1000MB/s, 500MB/s, 100MB/s], [none, 1000MB/s, 200MB/s]]
      defaults: {pin: on}
      """,
      """
      <domain type='kvm'>
        <name>guest</name>
        <memory unit='GiB'>4</memory>
        <memoryBacking>
          <locked/>
          <allocation mode='immediate'/>
        </memoryBacking>
        <vcpu>4</vcpu>
        <numatune>
          <memnode cellid='2' mode='strict' nodeset='0'/>
        </numatune>
        <os>
          <type arch='x86_64' machine='pc'>hvm</type>
        </os>
        <features>
          <acpi/>
        </features>
        <cpu>
          <topology sockets='1' dies='1' cores='4' threads='1'/>
          <numa>
            <cell id='0' cpus='0-1' memory='2' unit='GiB'/>
            <cell id='1' cpus='2-3' memory='1' unit='GiB'>
              <cache level='1' associativity='direct' policy='writeback'>
                <size value='1024' unit='KiB'/>
                <line value='64' unit='B'/>
              </cache>
            </cell>
            <cell id='2' memory='1' unit='GiB'/>
            <interconnects>
              <latency initiator='0' target='0' type='access' value='10'/>
              <latency initiator='0' target='1' type='access' value='20'/>
              <latency initiator='0' target='2' type='access' value='40'/>
              <latency initiator='1' target='1' type='access' value='10'/>
              <latency initiator='1' target='2' type='access' value='30'/>
              <bandwidth initiator='0' target='0' type='access' value='1000' unit='MiB'/>
              <bandwidth initiator='0' target='1' type='access' value='500' unit='MiB'/>
              <bandwidth initiator='0' target='2' type='access' value='100' unit='MiB'/>
              <bandwidth initiator='1' target='1' type='access' value='1000' unit='MiB'/>
              <bandwidth initiator='1' target='2' type='access' value='200' unit='MiB'/>
            </interconnects>
          </numa>
        </cpu>
      </domain>
      """
    ),
    (
      "a machine of Arm with HMAT, and directions that differ",
      """
      arch: aarch64
      platform: qemu-virt
      cpus: {llcs: 2, cores_per_llc: 2}
      nodes:
        - {memory: 1GiB, llcs: 2, hmat: {read_latency: 80ns, bandwidth: 40GB/s, cache: [{size: 1MiB}, {size: 2MiB}]}}
        - {memory: 1GiB, hmat: {initiator: 0, read_latency: 120ns, bandwidth: 10GB/s}}
      distances: {asymmetric: on, matrix: [[10, 15], [25, 10]]}
      """,
      """
      <!-- 'clusters' of CPUs are known to libvirt from 10.1 on. -->
      <domain type='kvm'>
        <name>guest</name>
        <memory unit='GiB'>2</memory>
        <vcpu>4</vcpu>
        <os>
          <type arch='aarch64' machine='virt'>hvm</type>
        </os>
        <features>
          <acpi/>
          <gic version='3'/>
        </features>
        <cpu mode='host-passthrough'>
          <topology sockets='1' dies='1' clusters='2' cores='2' threads='1'/>
          <numa>
            <cell id='0' cpus='0-3' memory='1' unit='GiB'>
              <distances>
                <sibling id='0' value='10'/>
                <sibling id='1' value='15'/>
              </distances>
              <cache level='1' associativity='direct' policy='writeback'>
                <size value='1024' unit='KiB'/>
                <line value='64' unit='B'/>
              </cache>
              <cache level='2' associativity='direct' policy='writeback'>
                <size value='2048' unit='KiB'/>
                <line value='64' unit='B'/>
              </cache>
            </cell>
            <cell id='1' memory='1' unit='GiB'>
              <distances>
                <sibling id='0' value='25'/>
                <sibling id='1' value='10'/>
              </distances>
            </cell>
            <interconnects>
              <latency initiator='0' target='0' type='read' value='80'/>
              <latency initiator='0' target='1' type='read' value='180'/>
              <bandwidth initiator='0' target='0' type='access' value='40000' unit='MiB'/>
              <bandwidth initiator='0' target='1' type='access' value='6667' unit='MiB'/>
            </interconnects>
          </numa>
        </cpu>
      </domain>
      """
    ),
  ]

  @Test("are these", arguments: lines)
  func written(_ name: String, _ topology: String, _ expected: String) throws {
    let compilation = Compilation("memc: 1\n\(topology)\n")
    let exported = Exported(try #require(compilation.lowered), compilation.source, LibvirtFormat.self)
    #expect(exported.told == "")
    #expect(exported.text == expected + "\n")
  }
}
