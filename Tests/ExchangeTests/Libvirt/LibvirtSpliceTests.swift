import Artifacts
import Diagnostics
import Exchange
import TestSupport
import Testing

/// `--into`: a machine is put into a domain that is there.
@Suite("Machines in domains of libvirt's")
struct LibvirtSpliceTests {
  static let domains: [(String, String, String, String)] = [
    (
      "what says nothing of it",
      """
      memory: 1GiB
      cpus: 2
      """,
      """
      <domain type='kvm'>
        <name>guest</name>
      </domain>

      """,
      """
      <domain type='kvm'>
        <name>guest</name>
        <memory unit='GiB'>1</memory>
        <vcpu>2</vcpu>
        <features>
          <acpi/>
        </features>
        <cpu>
          <topology sockets='1' dies='1' cores='2' threads='1'/>
          <numa>
            <cell id='0' cpus='0-1' memory='1' unit='GiB'/>
          </numa>
        </cpu>
      </domain>

      """
    ),
    (
      "all on a line",
      """
      platform: qemu-pc
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: 1}]
      """,
      """
      <domain type='kvm'><name>guest</name><memory>1048576</memory><vcpu>1</vcpu><os><type machine='pc'>hvm</type></os><cpu mode='host-model'/></domain>
      """,
      """
      <domain type='kvm'><name>guest</name><memory unit='GiB'>2</memory><vcpu>2</vcpu><os><type machine='pc'>hvm</type></os><features><acpi/></features><cpu mode='host-model'>
          <topology sockets='1' dies='1' cores='2' threads='1'/>
          <numa>
            <cell id='0' cpus='0' memory='1' unit='GiB'/>
            <cell id='1' cpus='1' memory='1' unit='GiB'/>
          </numa>
        </cpu></domain>
      """
    ),
    (
      "what a person wrote, with comments, in an order of its own",
      """
      platform: qemu-q35
      cpus: {packages: 2, llcs: 2, cores_per_llc: 2, present: 2}
      nodes:
        - {memory: 2GiB, llcs: 1, hugepages: 2MiB, host_nodes: 0}
        - {memory: 2GiB, llcs: 1, hugepages: 2MiB, host_nodes: 1, hotplug: 4GiB}
      distances: {remote: 21}
      """,
      """
      <?xml version="1.0"?>
      <!-- Of the team's; ask before you change it. -->
      <domain type="kvm">
          <name>database</name>
          <!-- 8 GiB should do. -->
          <memory unit="GiB">8</memory>
          <currentMemory unit="GiB">8</currentMemory>
          <memoryBacking>
              <nosharepages/>
              <hugepages/>
          </memoryBacking>
          <vcpu placement="static" cpuset="0-7" current="4">8</vcpu>
          <cputune>
              <vcpupin vcpu="0" cpuset="0"/>
          </cputune>
          <numatune>
              <memory mode="strict" nodeset="0"/>
          </numatune>
          <os firmware='efi'>
              <type arch="x86_64" machine="pc-q35-7.2">hvm</type>
          </os>
          <features><apic/></features>
          <cpu mode="host-passthrough">
              <topology sockets="1" cores="8" threads="1"/>
              <cache mode="passthrough"/>
          </cpu>
          <devices>
              <emulator>/usr/bin/qemu-system-x86_64</emulator>
              <memory model="dimm">
                  <target><size unit="GiB">1</size></target>
              </memory>
              <disk type="file" device="disk">
                  <source file="/srv/&quot;db&quot;.img"/>
                  <target dev="vda"/>
              </disk>
          </devices>
      </domain>

      """,
      """
      <?xml version="1.0"?>
      <!-- Of the team's; ask before you change it. -->
      <domain type="kvm">
          <name>database</name>
          <!-- 8 GiB should do. -->
          <memory unit='GiB'>4</memory>
          <maxMemory slots='1' unit='GiB'>8</maxMemory>
          <numatune>
              <memnode cellid='0' mode='strict' nodeset='0'/>
              <memnode cellid='1' mode='strict' nodeset='1'/>
          </numatune>
          <memoryBacking>
              <hugepages>
                  <page size='2' unit='MiB' nodeset='0-1'/>
              </hugepages>
              <source type='memfd'/>
              <nosharepages/>
          </memoryBacking>
          <vcpu placement='static' cpuset='0-7' current='2'>4</vcpu>
          <cputune>
              <vcpupin vcpu="0" cpuset="0"/>
          </cputune>
          <os firmware='efi'>
              <type arch="x86_64" machine="pc-q35-7.2">hvm</type>
          </os>
          <features><acpi/><apic/></features>
          <cpu mode="host-passthrough">
              <cache mode="passthrough"/>
              <topology sockets='2' dies='1' cores='2' threads='1'/>
              <numa>
                  <cell id='0' cpus='0-1' memory='2' unit='GiB' memAccess='private'>
                      <distances>
                          <sibling id='0' value='10'/>
                          <sibling id='1' value='21'/>
                      </distances>
                  </cell>
                  <cell id='1' cpus='2-3' memory='2' unit='GiB' memAccess='private'>
                      <distances>
                          <sibling id='0' value='21'/>
                          <sibling id='1' value='10'/>
                      </distances>
                  </cell>
              </numa>
          </cpu>
          <devices>
              <emulator>/usr/bin/qemu-system-x86_64</emulator>
              <disk type="file" device="disk">
                  <source file="/srv/&quot;db&quot;.img"/>
                  <target dev="vda"/>
              </disk>
          </devices>
      </domain>

      """
    ),
  ]

  @Test("take the place of what these say of one, and all else stays", arguments: domains)
  func spliced(_ name: String, _ topology: String, _ domain: String, _ expected: String) throws {
    let compilation = Compilation("memc: 1\n\(topology)\n")
    let layout = try #require(compilation.lowered)
    let host = SourceFile(name: "domain.xml", text: domain)
    let exported = Exported(layout, compilation.source, LibvirtFormat.self, into: host)
    #expect(exported.told == "")
    #expect(exported.text == expected)
    let imported = Imported(exported.text, LibvirtFormat.self, name: "domain.xml")
    #expect(LayoutFacts(try #require(imported.layout, "\(imported.text)"), []) == LayoutFacts(layout, []))
    // What is put in twice stands there once.
    let again = Exported(
      layout, compilation.source, LibvirtFormat.self, into: SourceFile(name: "domain.xml", text: exported.text))
    #expect(again.text == exported.text)
  }

  static let refused: [(String, String, String, String)] = [
    (
      "no XML",
      """
      memory: 1GiB
      """,
      """
      <domain>
      <name>
      """,
      """
      topo.yaml: error: host.xml:2:7: this is no XML: no element found [malformed-input]
      """
    ),
    (
      "another element",
      """
      memory: 1GiB
      """,
      """
      <network/>
      """,
      """
      topo.yaml: error: host.xml: the outermost element is <network>, and that of a domain <domain> [malformed-input]
      """
    ),
    (
      "another architecture",
      """
      memory: 1GiB
      """,
      """
      <domain><os><type arch='aarch64' machine='virt'>hvm</type></os></domain>
      """,
      """
      topo.yaml:1:1: error: the domain 'host.xml' is of aarch64, and the topology of x86_64 [not-expressible]
         1 | memc: 1
           | ^
      """
    ),
    (
      "a machine that is none",
      """
      memory: 1GiB
      """,
      """
      <domain><os><type arch='riscv64' machine='virt'>hvm</type></os></domain>
      """,
      """
      topo.yaml: error: host.xml: 'riscv64' is another architecture than those of topologies, x86_64 and aarch64 [malformed-input]
      """
    ),
    (
      "a machine of unknown geography",
      """
      memory: 1GiB
      """,
      """
      <domain><os><type arch='x86_64' machine='microvm'>hvm</type></os></domain>
      """,
      """
      topo.yaml:1:1: error: where RAM lies on the machine 'microvm' of 'host.xml' is not known [not-expressible]
         1 | memc: 1
           | ^
      """
    ),
    (
      "another machine of QEMU's",
      """
      platform: qemu-q35
      memory: 3GiB
      """,
      """
      <domain><os><type machine='pc-i440fx-7.2'>hvm</type></os></domain>
      """,
      """
      topo.yaml:2:11: error: platform 'qemu-q35': QEMU's machine 'pc' has RAM elsewhere [not-expressible]
         2 | platform: qemu-q35
           |           ^~~~~~~~
      """
    ),
  ]

  @Test("are not put into what has no room for them", arguments: refused)
  func refusals(_ name: String, _ topology: String, _ domain: String, _ told: String) throws {
    let compilation = Compilation("memc: 1\n\(topology)\n")
    let host = SourceFile(name: "host.xml", text: domain)
    let exported = Exported(
      try #require(compilation.lowered), compilation.source, LibvirtFormat.self, into: host)
    #expect(exported.told == told + "\n")
  }
}
