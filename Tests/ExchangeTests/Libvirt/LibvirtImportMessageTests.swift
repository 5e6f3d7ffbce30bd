import Exchange
import Testing

/// What is told of a domain.
struct DomainMessages: Sendable, CustomStringConvertible {
  let description: String
  let domain: String
  let told: String

  init(_ name: String, _ domain: String, _ told: String) {
    (description, self.domain, self.told) = (name, domain, told)
  }
}

@Suite("What is told of libvirt's domains")
struct LibvirtImportMessageTests {
  static let domains: [DomainMessages] = [
    DomainMessages(
      "nothing at all",
      """

      """,
      """
      domain.xml:1:1: error: this is no XML: no element found [malformed-input]
         1 |
           | ^
      """),
    DomainMessages(
      "no XML",
      """
      this is no domain
      """,
      """
      domain.xml:1:1: error: this is no XML: syntax error [malformed-input]
         1 | this is no domain
           | ^
      """),
    DomainMessages(
      "an element that another one ends",
      """
      <domain>
        <memory>1</vcpu>
      </domain>
      """,
      """
      domain.xml:2:14: error: this is no XML: mismatched tag [malformed-input]
         2 |   <memory>1</vcpu>
           |              ^
      """),
    DomainMessages(
      "an element that does not end",
      """
      <domain>
        <memory>1</memory>
      """,
      """
      domain.xml:2:21: error: this is no XML: no element found [malformed-input]
         2 |   <memory>1</memory>
           |                     ^
      """),
    DomainMessages(
      "bytes that are left over",
      """
      <domain/>
      <domain/>
      """,
      """
      domain.xml:2:1: error: this is no XML: junk after document element [malformed-input]
         2 | <domain/>
           | ^
      """),
    DomainMessages(
      "an entity",
      """
      <!DOCTYPE domain [
        <!ENTITY size "1048576">
      ]>
      <domain><memory>&size;</memory></domain>
      """,
      """
      domain.xml:2:3: error: an entity is declared, and entities are not expanded here; write out what it stands for [malformed-input]
         2 |   <!ENTITY size "1048576">
           |   ^
      """),
    DomainMessages(
      "another tool's element",
      """
      <network>
        <name>default</name>
      </network>
      """,
      """
      domain.xml:1:1: error: the outermost element is <network>, and that of a domain <domain> [malformed-input]
         1 | <network>
           | ^~~~~~~~~
      """),
    DomainMessages(
      "another architecture",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <os><type arch="s390x" machine="s390-ccw-virtio">hvm</type></os>
      </domain>
      """,
      """
      domain.xml:3:19: error: 's390x' is another architecture than those of topologies, x86_64 and aarch64 [malformed-input]
         3 |   <os><type arch="s390x" machine="s390-ccw-virtio">hvm</type></os>
           |                   ^~~~~
      """),
    DomainMessages(
      "a machine of another architecture",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <os><type arch="aarch64" machine="q35">hvm</type></os>
      </domain>
      """,
      """
      domain.xml:3:37: error: there is no machine 'q35' for aarch64; write 'virt' [malformed-input]
         3 |   <os><type arch="aarch64" machine="q35">hvm</type></os>
           |                                     ^~~
      """),
    DomainMessages(
      "another hypervisor's domain",
      """
      <domain type="xen">
        <memory unit="GiB">1</memory>
      </domain>
      """,
      """
      domain.xml:1:15: warning: where RAM lies in a domain of type 'xen' is not known; here it lies as QEMU's machine 'pc' has it; domains of QEMU are of type 'kvm' or 'qemu' [not-imported]
         1 | <domain type="xen">
           |               ^~~
      """),
    DomainMessages(
      "a machine of unknown geography",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <os><type arch="x86_64" machine="microvm">hvm</type></os>
      </domain>
      """,
      """
      domain.xml:3:36: warning: where RAM lies on the machine 'microvm' is not known; here it lies as on platform 'generic'; machines of known geography are 'pc', 'q35' and 'virt' [not-imported]
         3 |   <os><type arch="x86_64" machine="microvm">hvm</type></os>
           |                                    ^~~~~~~
      """),
    DomainMessages(
      "options for QEMU as they are",
      """
      <domain type="kvm" xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0">
        <memory unit="GiB">1</memory>
        <qemu:commandline>
          <qemu:arg value="-object"/>
          <qemu:arg value="memory-backend-ram,id=m0,size=1G"/>
          <qemu:arg value="-numa"/>
          <qemu:arg value="node,memdev=m0"/>
          <qemu:arg value="-device"/>
          <qemu:arg value="edu"/>
        </qemu:commandline>
      </domain>
      """,
      """
      domain.xml:5:22: warning: options that are handed to QEMU as they are, here 'memory-backend-ram,id=m0,size=1G', are not read; say it in the domain's own elements, or read QEMU's command line [not-imported]
         5 |     <qemu:arg value="memory-backend-ram,id=m0,size=1G"/>
           |                      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:6:22: warning: options that are handed to QEMU as they are, here '-numa', are not read; say it in the domain's own elements, or read QEMU's command line [not-imported]
         6 |     <qemu:arg value="-numa"/>
           |                      ^~~~~
      """),
    DomainMessages(
      "no memory",
      """
      <domain type="kvm">
        <vcpu>2</vcpu>
      </domain>
      """,
      """
      domain.xml:1:1: error: the domain has no <memory>, which says how much the machine has [malformed-input]
         1 | <domain type="kvm">
           | ^~~~~~~~~~~~~~~~~~~
      """),
    DomainMessages(
      "no number",
      """
      <domain type="kvm">
        <memory>1 GiB</memory>
      </domain>
      """,
      """
      domain.xml:2:11: error: <memory> is a whole number, not '1 GiB' [malformed-input]
         2 |   <memory>1 GiB</memory>
           |           ^~~~~
      """),
    DomainMessages(
      "a number of more than 64 bits",
      """
      <domain type="kvm">
        <memory>99999999999999999999</memory>
        <maxMemory unit="EiB">99</maxMemory>
      </domain>
      """,
      """
      domain.xml:2:11: error: <memory> is '99999999999999999999', which does not fit into 64 bits [malformed-input]
         2 |   <memory>99999999999999999999</memory>
           |           ^~~~~~~~~~~~~~~~~~~~
      domain.xml:3:25: error: <maxMemory> does not fit into 64 bits [malformed-input]
         3 |   <maxMemory unit="EiB">99</maxMemory>
           |                         ^~
      """),
    DomainMessages(
      "a unit that is none",
      """
      <domain type="kvm">
        <memory unit="gigs">1</memory>
      </domain>
      """,
      """
      domain.xml:2:17: error: there is no unit 'gigs'; units are 'b', and 'KiB', 'MiB', 'GiB', 'TiB' of 1024 or 'KB', 'MB', 'GB', 'TB' of 1000 [malformed-input]
         2 |   <memory unit="gigs">1</memory>
           |                 ^~~~
      """),
    DomainMessages(
      "no CPUs",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>0</vcpu>
      </domain>
      """,
      """
      domain.xml:3:9: error: <vcpu> is 0; it is 1 to 1048576 [malformed-input]
         3 |   <vcpu>0</vcpu>
           |         ^
      """),
    DomainMessages(
      "more CPUs from the start than there are",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu current="4">2</vcpu>
      </domain>
      """,
      """
      domain.xml:3:18: error: 'current' is 4; it is 1 to 2 [malformed-input]
         3 |   <vcpu current="4">2</vcpu>
           |                  ^
      """),
    DomainMessages(
      "levels that do not come out",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>8</vcpu>
        <cpu><topology sockets="2" cores="2" threads="1"/></cpu>
      </domain>
      """,
      """
      domain.xml:4:8: error: the levels of CPUs come to 4, but <vcpu> is 8 [malformed-input]
         4 |   <cpu><topology sockets="2" cores="2" threads="1"/></cpu>
           |        ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:3:9: note: which is stated here
         3 |   <vcpu>8</vcpu>
           |         ^
      """),
    DomainMessages(
      "levels that are too many",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>8</vcpu>
        <cpu><topology sockets="1048576" cores="1048576" threads="1048576"/></cpu>
      </domain>
      """,
      """
      domain.xml:4:8: error: the levels of CPUs come to more than 1048576, but <vcpu> is 8 [malformed-input]
         4 |   <cpu><topology sockets="1048576" cores="1048576" threads="1048576"/></cpu>
           |        ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:3:9: note: which is stated here
         3 |   <vcpu>8</vcpu>
           |         ^
      """),
    DomainMessages(
      "a level that the machine does not have",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>8</vcpu>
        <cpu><topology sockets="2" clusters="2" cores="2" threads="1"/></cpu>
      </domain>
      """,
      """
      domain.xml:4:40: error: this machine has no 'clusters' of CPUs [malformed-input]
         4 |   <cpu><topology sockets="2" clusters="2" cores="2" threads="1"/></cpu>
           |                                        ^
      """),
    DomainMessages(
      "dies on Arm",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>4</vcpu>
        <os><type arch="aarch64" machine="virt">hvm</type></os>
        <cpu><topology sockets="1" dies="2" cores="2" threads="1"/></cpu>
      </domain>
      """,
      """
      domain.xml:5:36: error: this machine has no 'dies' of CPUs [malformed-input]
         5 |   <cpu><topology sockets="1" dies="2" cores="2" threads="1"/></cpu>
           |                                    ^
      """),
    DomainMessages(
      "CPUs that are not there in between",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu current="3">4</vcpu>
        <vcpus>
          <vcpu id="0" enabled="yes" hotpluggable="no"/>
          <vcpu id="1" enabled="no" hotpluggable="yes"/>
          <vcpu id="2" enabled="yes" hotpluggable="yes"/>
          <vcpu id="3" enabled="yes" hotpluggable="yes"/>
        </vcpus>
      </domain>
      """,
      """
      domain.xml:4:3: warning: the CPUs that are there from the start are the first ones in a topology, and here others are [not-imported]
         4 |   <vcpus>
           |   ^~~~~~~
      """),
    DomainMessages(
      "CPUs of the host",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu placement="static" cpuset="1-4,^3">2</vcpu>
      </domain>
      """,
      """
      domain.xml:3:36: warning: which CPUs of the host run those of the guest has no place in a topology [not-imported]
         3 |   <vcpu placement="static" cpuset="1-4,^3">2</vcpu>
           |                                    ^~~~~~
      """),
    DomainMessages(
      "cells that cannot be told apart",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell id="0" cpus="0" memory="524288"/>
            <cell id="0" cpus="1" memory="524288"/>
            <cell id="7" memory="1"/>
          </numa>
        </cpu>
      </domain>
      """,
      """
      domain.xml:7:17: error: cell 0 is stated twice [malformed-input]
         7 |       <cell id="0" cpus="1" memory="524288"/>
           |                 ^
      domain.xml:6:7: note: it stands here first
         6 |       <cell id="0" cpus="0" memory="524288"/>
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:8:17: error: cell 7 is too high: 3 cells are 0 to 2 [malformed-input]
         8 |       <cell id="7" memory="1"/>
           |                 ^
      """),
    DomainMessages(
      "a cell that does not say how much memory it has",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0-1"/>
          </numa>
        </cpu>
      </domain>
      """,
      """
      domain.xml:6:7: error: <cell> has no 'memory' [malformed-input]
         6 |       <cell cpus="0-1"/>
           |       ^~~~~~~~~~~~~~~~~~
      """),
    DomainMessages(
      "CPUs that there are not, or that have a cell",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0-1" memory="524288"/>
            <cell cpus="1,9" memory="524288"/>
            <cell cpus="2-9" memory="1024"/>
          </numa>
        </cpu>
      </domain>
      """,
      """
      domain.xml:7:19: error: CPU 1 cannot be cell 1's: it is cell 0's already [malformed-input]
         7 |       <cell cpus="1,9" memory="524288"/>
           |                   ^~~
      domain.xml:6:19: note: which is stated here
         6 |       <cell cpus="0-1" memory="524288"/>
           |                   ^~~
      domain.xml:8:19: error: there is no CPU 9: CPUs are 0-1; <vcpu> counts them [malformed-input]
         8 |       <cell cpus="2-9" memory="1024"/>
           |                   ^~~
      """),
    DomainMessages(
      "CPUs that are no numbers",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0-1" memory="524288"/>
            <cell cpus="two" memory="524288"/>
          </numa>
        </cpu>
      </domain>
      """,
      """
      domain.xml:7:19: error: 'cpus' has numbers and ranges such as '0-3,^2,8', and 'two' is neither [malformed-input]
         7 |       <cell cpus="two" memory="524288"/>
           |                   ^~~
      """),
    DomainMessages(
      "distances",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0" memory="524288">
              <distances>
                <sibling id="0" value="11"/>
                <sibling id="1" value="10"/>
                <sibling id="2" value="20"/>
                <sibling id="1" value="256"/>
                <sibling id="1"/>
              </distances>
            </cell>
            <cell cpus="1" memory="524288"/>
          </numa>
        </cpu>
      </domain>
      """,
      """
      domain.xml:8:34: error: cell 0's distance to itself is 10, not 11 [malformed-input]
         8 |           <sibling id="0" value="11"/>
           |                                  ^~
      domain.xml:9:34: error: distance 10 is too short: 10 is a cell's distance to itself, others are 11 to 255 [malformed-input]
         9 |           <sibling id="1" value="10"/>
           |                                  ^~
      domain.xml:10:24: error: there is no cell 2: cells are 0-1 [malformed-input]
        10 |           <sibling id="2" value="20"/>
           |                        ^
      domain.xml:11:34: error: 'value' is 256; it is 10 to 255 [malformed-input]
        11 |           <sibling id="1" value="256"/>
           |                                  ^~~
      domain.xml:12:11: error: <sibling> has no 'value' [malformed-input]
        12 |           <sibling id="1"/>
           |           ^~~~~~~~~~~~~~~~~
      """),
    DomainMessages(
      "hugepages of which no size is stated",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <memoryBacking>
          <hugepages/>
        </memoryBacking>
      </domain>
      """,
      """
      domain.xml:4:5: warning: the size of hugepages is the host's to say where none is stated; here it is 2 MiB; write '<page size='2' unit='M'/>' in it [not-imported]
         4 |     <hugepages/>
           |     ^~~~~~~~~~~~
      """),
    DomainMessages(
      "hugepages of cells that there are not",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <memoryBacking>
          <hugepages><page size="1" unit="G" nodeset="1"/></hugepages>
        </memoryBacking>
      </domain>
      """,
      """
      domain.xml:4:49: error: 'nodeset' names 1, and all that it can name is below 1 [malformed-input]
         4 |     <hugepages><page size="1" unit="G" nodeset="1"/></hugepages>
           |                                                 ^
      """),
    DomainMessages(
      "access that is none",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <memoryBacking>
          <access mode="public"/>
          <source type="disk"/>
          <allocation mode="later"/>
        </memoryBacking>
      </domain>
      """,
      """
      domain.xml:4:19: error: 'mode' is 'shared' or 'private', not 'public' [malformed-input]
         4 |     <access mode="public"/>
           |                   ^~~~~~
      domain.xml:5:19: error: 'type' is 'anonymous', 'file' or 'memfd', not 'disk' [malformed-input]
         5 |     <source type="disk"/>
           |                   ^~~~
      domain.xml:6:23: error: 'mode' is 'immediate' or 'ondemand', not 'later' [malformed-input]
         6 |     <allocation mode="later"/>
           |                       ^~~~~
      """),
    DomainMessages(
      "nodes of the host",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>2</vcpu>
        <numatune>
          <memory mode="strictly" placement="auto"/>
          <memnode cellid="0" mode="strict" nodeset="0-"/>
          <memnode cellid="0" mode="strict" nodeset="4096"/>
          <memnode cellid="1" mode="strict" nodeset="1"/>
          <memnode cellid="1" mode="preferred" nodeset="0"/>
          <memnode cellid="2" mode="strict" nodeset="0"/>
          <memnode mode="strict" nodeset="0"/>
        </numatune>
        <cpu>
          <numa>
            <cell cpus="0" memory="524288"/>
            <cell cpus="1" memory="524288"/>
          </numa>
        </cpu>
      </domain>
      """,
      """
      domain.xml:5:19: error: 'mode' is 'strict', 'preferred', 'interleave' or 'restrictive', not 'strictly' [malformed-input]
         5 |     <memory mode="strictly" placement="auto"/>
           |                   ^~~~~~~~
      domain.xml:5:40: warning: which nodes of the host numad would choose is not known; state a 'nodeset' [not-imported]
         5 |     <memory mode="strictly" placement="auto"/>
           |                                        ^~~~
      domain.xml:6:48: error: 'nodeset' has numbers and ranges such as '0-3,^2,8', and '0-' is neither [malformed-input]
         6 |     <memnode cellid="0" mode="strict" nodeset="0-"/>
           |                                                ^~
      domain.xml:7:48: error: 'nodeset' names 4096, and all that it can name is below 1024 [malformed-input]
         7 |     <memnode cellid="0" mode="strict" nodeset="4096"/>
           |                                                ^~~~
      domain.xml:9:5: error: <memnode> speaks of cell 1 a second time [malformed-input]
         9 |     <memnode cellid="1" mode="preferred" nodeset="0"/>
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:10:22: error: there is no cell 2: cells are 0-1 [malformed-input]
        10 |     <memnode cellid="2" mode="strict" nodeset="0"/>
           |                      ^
      domain.xml:11:5: error: <memnode> has no 'cellid' [malformed-input]
        11 |     <memnode mode="strict" nodeset="0"/>
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    DomainMessages(
      "latencies and bandwidths",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0-1" memory="1048576"/>
            <cell memory="0"/>
            <interconnects>
              <latency initiator="0" target="0" type="access" value="5"/>
              <latency initiator="0" target="0" cache="1" type="access" value="3"/>
              <latency initiator="0" target="0" type="access" value="6"/>
              <latency initiator="1" target="0" type="access" value="5"/>
              <latency initiator="0" target="1" type="access" value="5"/>
              <latency initiator="0" target="2" type="access" value="5"/>
              <latency initiator="0" target="0" type="fast" value="5"/>
              <bandwidth initiator="0" target="0" type="access" value="1000" unit="KiB"/>
              <bandwidth initiator="0" target="0" type="read"/>
            </interconnects>
          </numa>
        </cpu>
      </domain>
      """,
      """
      domain.xml:7:7: warning: node 1 has neither memory nor CPUs; Linux does not online it [empty-node]
         7 |       <cell memory="0"/>
           |       ^~~~~~~~~~~~~~~~~~
      domain.xml:10:50: warning: how fast a cache in front of memory is has no place in a topology, which says that of memory [not-imported]
        10 |         <latency initiator="0" target="0" cache="1" type="access" value="3"/>
           |                                                  ^
      domain.xml:11:9: error: the latency from cell 0 to cell 0 is stated twice [malformed-input]
        11 |         <latency initiator="0" target="0" type="access" value="6"/>
           |         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:9:9: note: it stands here first
         9 |         <latency initiator="0" target="0" type="access" value="5"/>
           |         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:12:9: error: cell 1 has no CPUs that could reach memory; 'initiator' is a cell with CPUs [malformed-input]
        12 |         <latency initiator="1" target="0" type="access" value="5"/>
           |         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:13:9: warning: cell 1 has no memory that anything could be said of [not-imported]
        13 |         <latency initiator="0" target="1" type="access" value="5"/>
           |         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:14:40: error: there is no cell 2: cells are 0-1 [malformed-input]
        14 |         <latency initiator="0" target="2" type="access" value="5"/>
           |                                        ^
      domain.xml:15:49: error: 'type' is 'access', 'read' or 'write', not 'fast' [malformed-input]
        15 |         <latency initiator="0" target="0" type="fast" value="5"/>
           |                                                 ^~~~
      domain.xml:16:66: error: a bandwidth is whole MiB a second, as QEMU takes no other [malformed-input]
        16 |         <bandwidth initiator="0" target="0" type="access" value="1000" unit="KiB"/>
           |                                                                  ^~~~
      domain.xml:17:9: error: <bandwidth> has no 'value' [malformed-input]
        17 |         <bandwidth initiator="0" target="0" type="read"/>
           |         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    DomainMessages(
      "caches in front of memory",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0-1" memory="1048576">
              <cache level="9" associativity="direct" policy="writeback"><size value="1"/><line value="64" unit="B"/></cache>
              <cache level="1" associativity="4-way" policy="writeback"><size value="1"/><line value="64" unit="B"/></cache>
              <cache level="1" associativity="direct" policy="writeback"><line value="64" unit="B"/></cache>
              <cache level="1" associativity="direct" policy="writeback"><size value="1"/><line value="64"/></cache>
            </cell>
            <interconnects/>
          </numa>
        </cpu>
      </domain>
      """,
      """
      domain.xml:7:23: error: 'level' is 9; it is 1 to 3 [malformed-input]
         7 |         <cache level="9" associativity="direct" policy="writeback"><size value="1"/><line value="64" unit="B"/></cache>
           |                       ^
      domain.xml:8:41: error: 'associativity' is 'none', 'direct' or 'full', not '4-way' [malformed-input]
         8 |         <cache level="1" associativity="4-way" policy="writeback"><size value="1"/><line value="64" unit="B"/></cache>
           |                                         ^~~~~
      domain.xml:9:9: error: <cache> has no <size> [malformed-input]
         9 |         <cache level="1" associativity="direct" policy="writeback"><line value="64" unit="B"/></cache>
           |         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:10:98: error: a line of a cache has up to 65535 bytes, not 65536 [malformed-input]
        10 | vel="1" associativity="direct" policy="writeback"><size value="1"/><line value="64"/></cache>
           |                                                                                 ^~
      """),
    DomainMessages(
      "memory that is plugged in",
      """
      <domain type="kvm">
        <maxMemory slots="4" unit="GiB">8</maxMemory>
        <memory unit="GiB">2</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0-1" memory="1" unit="GiB"/>
            <cell memory="0"/>
          </numa>
        </cpu>
        <devices>
          <memory model="dimm">
            <target>
              <size unit="MiB">512</size>
              <node>1</node>
            </target>
          </memory>
          <memory model="virtio-mem">
            <target>
              <size unit="MiB">512</size>
              <node>1</node>
              <block unit="MiB">2</block>
              <requested unit="MiB">0</requested>
            </target>
          </memory>
        </devices>
      </domain>
      """,
      """
      domain.xml:12:5: warning: memory that is plugged in from the start has no place in a topology, which has space for it only [not-imported]
        12 |     <memory model="dimm">
           |     ^~~~~~~~~~~~~~~~~~~~~
      domain.xml:18:5: warning: memory that is plugged in from the start has no place in a topology, which has space for it only [not-imported]
        18 |     <memory model="virtio-mem">
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    DomainMessages(
      "an NVDIMM that is a copy of its file",
      """
      <domain type="kvm">
        <maxMemory slots="4" unit="GiB">8</maxMemory>
        <memory unit="GiB">2</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0-1" memory="1" unit="GiB"/>
            <cell memory="0"/>
          </numa>
        </cpu>
        <devices>
          <memory model="nvdimm">
            <source><path>/var/lib/nvdimm</path></source>
            <target>
              <size unit="GiB">1</size>
              <node>1</node>
            </target>
          </memory>
        </devices>
      </domain>
      """,
      """
      domain.xml:13:21: warning: what '/var/lib/nvdimm' holds is lost: memory of a file is shared with it in a topology, and this is a copy; write access='shared' if it is to be the file's own [not-imported]
        13 |       <source><path>/var/lib/nvdimm</path></source>
           |                     ^~~~~~~~~~~~~~~
      """),
    DomainMessages(
      "an NVDIMM beside other memory",
      """
      <domain type="kvm">
        <maxMemory slots="4" unit="GiB">8</maxMemory>
        <memory unit="GiB">2</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0-1" memory="1" unit="GiB"/>
            <cell memory="0"/>
          </numa>
        </cpu>
        <devices>
          <memory model="nvdimm" access="shared">
            <source><path>/var/lib/nvdimm</path></source>
            <target>
              <size unit="GiB">1</size>
              <node>0</node>
            </target>
          </memory>
        </devices>
      </domain>
      """,
      """
      domain.xml:12:5: warning: cell 0 has other memory already, and a topology's node is an NVDIMM as a whole or not at all [not-imported]
        12 |     <memory model="nvdimm" access="shared">
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    DomainMessages(
      "an NVDIMM that is all label, and one at an address",
      """
      <domain type="kvm">
        <maxMemory slots="4" unit="GiB">8</maxMemory>
        <memory unit="GiB">2</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0-1" memory="1" unit="GiB"/>
            <cell memory="0"/>
            <cell memory="0"/>
          </numa>
        </cpu>
        <devices>
          <memory model="nvdimm" access="shared">
            <source><path>/var/lib/nvdimm</path></source>
            <target>
              <size unit="MiB">512</size>
              <node>1</node>
              <label><size unit="MiB">512</size></label>
            </target>
          </memory>
          <memory model="nvdimm" access="shared">
            <source><path>/var/lib/another</path></source>
            <target>
              <size unit="MiB">512</size>
              <node>2</node>
            </target>
            <address type="dimm" slot="1" base="0x100000000"/>
          </memory>
        </devices>
      </domain>
      """,
      """
      domain.xml:8:7: warning: node 1 has neither memory nor CPUs; Linux does not online it [empty-node]
         8 |       <cell memory="0"/>
           |       ^~~~~~~~~~~~~~~~~~
      domain.xml:13:5: error: this NVDIMM has no memory that could be plugged in [malformed-input]
        13 |     <memory model="nvdimm" access="shared">
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      domain.xml:21:5: warning: that this NVDIMM lies at an address of its own has no place in a topology [not-imported]
        21 |     <memory model="nvdimm" access="shared">
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    DomainMessages(
      "more that is plugged in than there are slots",
      """
      <domain type="kvm">
        <maxMemory slots="0" unit="GiB">8</maxMemory>
        <memory unit="GiB">2</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0-1" memory="1" unit="GiB"/>
            <cell memory="0"/>
          </numa>
        </cpu>
        <devices>
          <memory model="nvdimm" access="shared">
            <source><path>/var/lib/nvdimm</path></source>
            <target>
              <size unit="GiB">1</size>
              <node>1</node>
            </target>
          </memory>
        </devices>
      </domain>
      """,
      """
      domain.xml:2:21: error: 1 NVDIMM is plugged in, but there are 0 slots [malformed-input]
         2 |   <maxMemory slots="0" unit="GiB">8</maxMemory>
           |                     ^
      """),
    DomainMessages(
      "space that no topology says",
      """
      <domain type="kvm">
        <maxMemory unit="MiB">1536</maxMemory>
        <memory unit="GiB">1</memory>
      </domain>
      """,
      """
      domain.xml:2:25: warning: space for memory of 512 MiB with 0 slots has no place in a topology, whose space has a size and a slot [not-imported]
         2 |   <maxMemory unit="MiB">1536</maxMemory>
           |                         ^~~~
      """),
    DomainMessages(
      "less than there is already",
      """
      <domain type="kvm">
        <maxMemory slots="2" unit="MiB">512</maxMemory>
        <memory unit="GiB">1</memory>
      </domain>
      """,
      """
      domain.xml:2:35: error: <maxMemory> is 512 MiB, less than the machine has, 1 GiB [malformed-input]
         2 |   <maxMemory slots="2" unit="MiB">512</maxMemory>
           |                                   ^~~
      """),
    DomainMessages(
      "a balloon",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <currentMemory unit="MiB">512</currentMemory>
      </domain>
      """,
      """
      domain.xml:3:29: warning: that a balloon leaves the guest 512 MiB of its memory has no place in a topology [not-imported]
         3 |   <currentMemory unit="MiB">512</currentMemory>
           |                             ^~~
      """),
    DomainMessages(
      "memory that is all plugged in",
      """
      <domain type="kvm">
        <maxMemory slots="2" unit="GiB">4</maxMemory>
        <memory unit="GiB">1</memory>
        <devices>
          <memory model="dimm">
            <target><size unit="GiB">1</size><node>0</node></target>
          </memory>
        </devices>
      </domain>
      """,
      """
      domain.xml:3:22: error: <memory> is all that the machine has, 1 GiB that are plugged in among it: nothing is left [malformed-input]
         3 |   <memory unit="GiB">1</memory>
           |                      ^
      domain.xml:5:5: warning: memory that is plugged in from the start has no place in a topology, which has space for it only [not-imported]
         5 |     <memory model="dimm">
           |     ^~~~~~~~~~~~~~~~~~~~~
      """),
    DomainMessages(
      "rules of topologies, at the domain's own lines",
      """
      <domain type="kvm">
        <memory unit="GiB">1</memory>
        <vcpu>2</vcpu>
        <cpu>
          <numa>
            <cell cpus="0" memory="4"  unit="EiB"/>
            <cell cpus="1" memory="8" unit="EiB"/>
          </numa>
        </cpu>
      </domain>
      """,
      """
      domain.xml:6:30: error: 4194304 TiB is more than 2^52 bytes, all that addresses reach [address-too-high]
         6 |       <cell cpus="0" memory="4"  unit="EiB"/>
           |                              ^
      domain.xml:7:30: error: 8388608 TiB is more than 2^52 bytes, all that addresses reach [address-too-high]
         7 |       <cell cpus="1" memory="8" unit="EiB"/>
           |                              ^
      """),
  ]

  @Test("stands where the domain says it", arguments: domains)
  func told(_ domain: DomainMessages) {
    let imported = Imported(domain.domain, LibvirtFormat.self, name: "domain.xml")
    #expect(imported.text == domain.told + "\n")
  }
}
