import Artifacts
import Diagnostics
import Exchange
import Lowering
import MachineModel
import TestSupport
import Testing

/// A domain as people have it, and the topology that it is.
struct DomainCase: Sendable, CustomStringConvertible {
  let description: String
  let domain: String
  let topology: String
  /// Everything that is told.
  let told: String

  init(_ name: String, _ domain: String, _ topology: String, told: String = "") {
    (description, self.domain, self.topology, self.told) = (name, domain, topology, told)
  }
}

@Suite("Machines from libvirt's domains")
struct LibvirtImportTests {
  static let people: [DomainCase] = [
    DomainCase(
      "a desktop, as virt-install makes it, with folders of the host's",
      """
      <domain type="kvm">
        <name>fedora</name>
        <uuid>2d8b6c4c-4f0b-4c8e-9a5c-5a8a36ad8a11</uuid>
        <metadata>
          <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
            <libosinfo:os id="http://fedoraproject.org/fedora/38"/>
          </libosinfo:libosinfo>
        </metadata>
        <memory unit="KiB">4194304</memory>
        <currentMemory unit="KiB">4194304</currentMemory>
        <memoryBacking>
          <source type="memfd"/>
          <access mode="shared"/>
        </memoryBacking>
        <vcpu placement="static">4</vcpu>
        <os firmware="efi">
          <type arch="x86_64" machine="pc-q35-7.2">hvm</type>
          <loader secure="no" type="rom"/>
          <boot dev="hd"/>
        </os>
        <features>
          <acpi/>
          <apic/>
          <vmport state="off"/>
        </features>
        <cpu mode="host-passthrough" check="none" migratable="on"/>
        <clock offset="utc"><timer name="rtc" tickpolicy="catchup"/></clock>
        <on_poweroff>destroy</on_poweroff>
        <devices>
          <emulator>/usr/bin/qemu-system-x86_64</emulator>
          <filesystem type="mount" accessmode="passthrough">
            <driver type="virtiofs"/>
            <source dir="/srv/it's &amp; yours"/>
            <target dir="shared"/>
          </filesystem>
          <memballoon model="virtio"/>
        </devices>
      </domain>
      """,
      """
      platform: qemu-q35
      memory: 4GiB
      cpus: {packages: 4, llcs: 4}
      defaults: {backing: shared}
      """),
    DomainCase(
      "libvirt's notes on guests for real-time work",
      """
      <?xml version='1.0' encoding='UTF-8'?>
      <!-- Hugepages of the host's second node, locked; each CPU has one of the host's. -->
      <domain type='kvm'>
        <name>realtime</name>
        <memory unit='GiB'>16</memory>
        <memoryBacking>
          <hugepages>
            <page size="1" unit="G"/>
          </hugepages>
          <locked/>
          <nosharepages/>
        </memoryBacking>
        <vcpu placement='static'>4</vcpu>
        <cputune>
          <emulatorpin cpuset="8-9"/>
          <vcpupin vcpu="0" cpuset="12"/>
          <vcpusched vcpus='0-4' scheduler='fifo' priority='1'/>
        </cputune>
        <numatune>
          <memory mode='strict' nodeset='1'/>
        </numatune>
        <os><type arch='x86_64' machine='pc'>hvm</type></os>
        <cpu mode='host-passthrough'>
          <topology sockets='1' dies='1' cores='4' threads='1'/>
          <feature policy='require' name='tsc-deadline'/>
        </cpu>
        <features><pmu state='off'/></features>
        <devices>
          <controller type="usb" model="none"/>
          <memballoon model="none"/>
        </devices>
      </domain>
      """,
      """
      platform: qemu-pc
      cpus: {cores_per_llc: 4}
      nodes: [{memory: 16GiB, hugepages: 1GiB, host_nodes: 1, pin: on, prefault: on}]
      """),
    DomainCase(
      "what OpenStack's compute service makes of a flavor with two nodes and hugepages",
      """
      <domain type="kvm">
        <name>instance-0000002a</name>
        <metadata>
          <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
            <nova:flavor name="numa"><nova:memory>8192</nova:memory><nova:vcpus>8</nova:vcpus></nova:flavor>
          </nova:instance>
        </metadata>
        <memory>8388608</memory>
        <memoryBacking>
          <hugepages>
            <page size="2048" nodeset="0" unit="KiB"/>
            <page size="1048576" nodeset="1" unit="KiB"/>
          </hugepages>
        </memoryBacking>
        <numatune>
          <memory mode="strict" nodeset="0-1"/>
          <memnode cellid="0" mode="strict" nodeset="0"/>
          <memnode cellid="1" mode="strict" nodeset="1"/>
        </numatune>
        <vcpu>8</vcpu>
        <cputune>
          <shares>8192</shares>
          <vcpupin vcpu="0" cpuset="2"/>
        </cputune>
        <os>
          <type machine="q35">hvm</type>
          <smbios mode="sysinfo"/>
        </os>
        <features><acpi/><apic/></features>
        <cpu mode="custom" match="exact">
          <model>EPYC-Milan</model>
          <topology sockets="2" cores="2" threads="2"/>
          <numa>
            <cell id="0" cpus="0-3" memory="4194304" memAccess="shared"/>
            <cell id="1" cpus="4-7" memory="4194304" memAccess="shared"/>
          </numa>
        </cpu>
      </domain>
      """,
      """
      platform: {base: qemu-q35, cpu_vendor: amd}
      cpus: {packages: 2, llcs: 2, cores_per_llc: 2, threads_per_core: 2}
      defaults: {backing: shared, prefault: on}
      nodes:
        - {memory: 4GiB, llcs: 1, hugepages: 2MiB, host_nodes: 0}
        - {memory: 4GiB, llcs: 1, hugepages: 1GiB, host_nodes: 1}
      """),
    DomainCase(
      "libvirt's manual, of distances, caches in front of memory, latencies and bandwidths",
      """
      <domain type='qemu'>
        <memory unit='MiB'>3072</memory>
        <vcpu placement='static'>8</vcpu>
        <os><type arch='x86_64' machine='pc-q35-6.2'>hvm</type></os>
        <cpu>
          <numa>
            <cell id='0' cpus='0-3' memory='1048576' unit='KiB' discard='yes'>
              <distances>
                <sibling id='0' value='10'/>
                <sibling id='1' value='21'/>
                <sibling id='2' value='31'/>
              </distances>
              <cache level='1' associativity='direct' policy='writeback'>
                <size value='10' unit='KiB'/>
                <line value='8' unit='B'/>
              </cache>
            </cell>
            <cell id='1' cpus='4-7' memory='1' unit='GiB'>
              <distances>
                <sibling id='2' value='41'/>
              </distances>
            </cell>
            <cell id='2' memory='1048576'/>
            <interconnects>
              <latency initiator='0' target='0' type='access' value='5'/>
              <latency initiator='0' target='1' type='access' value='10'/>
              <latency initiator='0' target='2' type='access' value='30'/>
              <latency initiator='1' target='2' type='access' value='20'/>
              <bandwidth initiator='0' target='0' type='access' value='204800' unit='KiB'/>
            </interconnects>
          </numa>
        </cpu>
      </domain>
      """,
      """
      platform: qemu-q35
      cpus: {packages: 8, llcs: 8}
      nodes:
        - {memory: 1GiB, llcs: 4, hmat: {cache: {size: 10KiB, line: 8}}}
        - {memory: 1GiB, llcs: 4}
        - {memory: 1GiB, hmat: {initiator: 1}}
      distances: [[10, 21, 31], [21, 10, 41], [31, 41, 10]]
      hmat:
        latency: [[5ns, 10ns, 30ns], [none, none, 20ns]]
        bandwidth: [[200MB/s, none, none], [none, none, none]]
      """),
    DomainCase(
      "libvirt's notes on memory devices: an NVDIMM with a label, and space for more",
      """
      <domain type='kvm'>
        <name>persistent</name>
        <maxMemory slots='16' unit='GiB'>32</maxMemory>
        <memory unit='KiB'>3145728</memory>
        <vcpu current='2'>4</vcpu>
        <os><type machine='pc'>hvm</type></os>
        <cpu>
          <numa>
            <cell cpus='0-3' memory='2097152'/>
            <cell memory='0'/>
          </numa>
        </cpu>
        <devices>
          <memory model='nvdimm' access='shared'>
            <uuid>9066901e-c90a-46ad-8b55-c18868cf92ae</uuid>
            <source>
              <path>/var/lib/nvdimm</path>
              <alignsize unit='KiB'>2048</alignsize>
            </source>
            <target>
              <size unit='KiB'>1048576</size>
              <node>1</node>
              <label><size unit='KiB'>128</size></label>
            </target>
            <address type='dimm' slot='0'/>
          </memory>
        </devices>
      </domain>
      """,
      """
      platform: qemu-pc
      cpus: {packages: 4, llcs: 4, present: 2}
      nodes:
        - {memory: 2GiB, llcs: 4}
        - memory: 1022MiB
          persistent: on
          backing: {file: /var/lib/nvdimm}
          prefault: on
          hotplug: {size: 29698MiB, slots: 15}
      """),
    DomainCase(
      "Arm, with clusters and nothing of cells",
      """
      <domain type='kvm'>
        <memory unit='M'>2048</memory>
        <vcpu>8</vcpu>
        <os>
          <type arch='aarch64' machine='virt-8.0'>hvm</type>
          <loader readonly='yes' type='pflash'>/usr/share/AAVMF/AAVMF_CODE.fd</loader>
        </os>
        <features><acpi/><gic version='3'/></features>
        <cpu mode='host-passthrough'><topology sockets='1' clusters='2' cores='4' threads='1'/></cpu>
      </domain>
      """,
      """
      arch: aarch64
      platform: qemu-virt
      memory: 2GiB
      cpus: {llcs: 2, cores_per_llc: 4}
      """),
    DomainCase(
      "as little as there can be", "<domain type='kvm'><memory>500000</memory></domain>",
      """
      platform: qemu-pc
      memory: 489MiB
      """),
  ]

  @Test("that people have", arguments: people)
  func asWritten(_ machine: DomainCase) throws {
    let imported = Imported(machine.domain, LibvirtFormat.self, name: "domain.xml")
    #expect(imported.text == machine.told)
    let compilation = Compilation("memc: 1\n\(machine.topology)\n")
    #expect(!compilation.hasErrors, "\(compilation.text)")
    let expected = try #require(compilation.lowered)
    let layout = try #require(imported.layout)
    #expect(LayoutFacts(layout) == LayoutFacts(expected))
    #expect(
      layout.backedMemory.map { StatedPolicy(layout.policy(of: $0)) }
        == expected.backedMemory.map { StatedPolicy(expected.policy(of: $0)) })
    #expect(layout.topology.cpuShape == expected.topology.cpuShape)
  }
}
