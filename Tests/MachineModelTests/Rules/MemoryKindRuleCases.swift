import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let memoryKinds: [RuleCase<LanguageRule>] = [
    RuleCase(
      .kindWithoutMemory,
      """
      memc: 1
      memory: 1GiB
      nodes:
        - {cpus: "0"}
        - {memory: 0, cpus: "1", persistent: on}
      """,
      """
      topo.yaml:5:40: error: node 1 has no memory that could be 'persistent'; leave it out, or state 'memory' [kind-without-memory]
         5 |   - {memory: 0, cpus: "1", persistent: on}
           |                                        ^~
      topo.yaml:5:14: note: which is stated here
         5 |   - {memory: 0, cpus: "1", persistent: on}
           |              ^
      """),
    RuleCase(
      .kindWithoutMemory, "of special-purpose memory, whose node has space only",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, cpus: "0"}
        - memory: 0
          special_purpose: on
          hotplug: 1GiB
      """,
      """
      topo.yaml:5:22: error: node 1 has no memory that could be 'special_purpose'; leave it out, or state 'memory' [kind-without-memory]
         5 |     special_purpose: on
           |                      ^~
      topo.yaml:4:13: note: which is stated here
         4 |   - memory: 0
           |             ^
      """),
    RuleCase(
      .conflictingKeys, "of kinds of memory",
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - memory: 1GiB
          persistent: on
          special_purpose: on
      """,
      """
      topo.yaml:6:22: error: 'special_purpose' does not go with 'persistent': a guest is told of special-purpose memory as usable, of persistent memory as persistent [conflicting-keys]
         6 |     special_purpose: on
           |                      ^~
      topo.yaml:5:17: note: 'persistent' stands here
         5 |     persistent: on
           |                 ^~
      """),
    RuleCase(
      .softReservedNeedsPurpose,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, cpus: "0"}
        - memory: 1GiB
          soft_reserved: on
      """,
      """
      topo.yaml:5:20: error: only special-purpose memory is soft reserved; write 'special_purpose: on' beside it [soft-reserved-purpose]
         5 |     soft_reserved: on
           |                    ^~
      """),
    RuleCase(
      .noVolatileMemory,
      """
      memc: 1
      memory: 2GiB
      nodes:
        - {memory: 1GiB, persistent: on}
        - {persistent: yes}
      """,
      """
      topo.yaml:4:32: warning: all memory is persistent, so that a guest has none to run in [no-volatile-memory]
         4 |   - {memory: 1GiB, persistent: on}
           |                                ^~
      """),
    RuleCase(
      .emptyRange, "of hot-pluggable space",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: 0}
        - {memory: 1GiB, hotplug: {size: 0, start: 8GiB}}
      """,
      """
      topo.yaml:3:29: error: hot-pluggable space has no size; leave 'hotplug' out [empty-range]
         3 |   - {memory: 1GiB, hotplug: 0}
           |                             ^
      topo.yaml:4:36: error: hot-pluggable space has no size; leave 'hotplug' out [empty-range]
         4 |   - {memory: 1GiB, hotplug: {size: 0, start: 8GiB}}
           |                                    ^
      """),
    RuleCase(
      .unalignedSize, "of hot-pluggable space",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: 1000}
        - {memory: 1GiB, hotplug: {size: 8GiB, start: 0x200000800}}
      """,
      """
      topo.yaml:3:29: error: 1000 bytes is not a multiple of 4 KiB; a number without a unit counts bytes; for MiB write '1000MiB' [unaligned-size]
         3 |   - {memory: 1GiB, hotplug: 1000}
           |                             ^~~~
      topo.yaml:4:49: error: 0x200000800 is not on a 4 KiB page; write '0x200000000' [unaligned-address]
         4 |   - {memory: 1GiB, hotplug: {size: 8GiB, start: 0x200000800}}
           |                                                 ^~~~~~~~~~~
      """),
    RuleCase(
      .addressTooHigh, "of hot-pluggable space",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: 8192TiB}
        - {memory: 1GiB, hotplug: {size: 2TiB, start: 4095TiB}}
      """,
      """
      topo.yaml:3:29: error: 8192 TiB is more than 2^52 bytes, all that addresses reach [address-too-high]
         3 |   - {memory: 1GiB, hotplug: 8192TiB}
           |                             ^~~~~~~
      topo.yaml:4:29: error: the range reaches beyond 2^52, the highest address that KVM takes [address-too-high]
         4 |   - {memory: 1GiB, hotplug: {size: 2TiB, start: 4095TiB}}
           |                             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .missingKey, "the size of hot-pluggable space",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: {start: 8GiB}}
      """,
      """
      topo.yaml:3:29: error: hot-pluggable space needs 'size' [missing-key]
         3 |   - {memory: 1GiB, hotplug: {start: 8GiB}}
           |                             ^
      """),
    RuleCase(
      .unknownNode,
      """
      memc: 1
      nodes:
        - {name: dram, memory: 1GiB}
      initiators:
        - {node: 1, pci: "00:02.0"}
        - {node: drma, pci: "00:03.0"}
      ports:
        - {node: 7, acpi: {hid: ACPI0016, uid: 1}}
      """,
      """
      topo.yaml:5:12: error: there is no node 1: nodes are 0 [unknown-node]
         5 |   - {node: 1, pci: "00:02.0"}
           |            ^
      topo.yaml:6:12: error: there is no node 'drma': nodes are 0, by name 'dram'; did you mean 'dram'? [unknown-node]
         6 |   - {node: drma, pci: "00:03.0"}
           |            ^~~~
      topo.yaml:8:12: error: there is no node 7: nodes are 0 [unknown-node]
         8 |   - {node: 7, acpi: {hid: ACPI0016, uid: 1}}
           |            ^
      """),
    RuleCase(
      .invalidPCIAddress,
      """
      memc: 1
      memory: 1GiB
      initiators:
        - {node: 0, pci: "0:2"}
        - {node: 0, pci: 00000:00:02.0}
        - {node: 0, pci: "0000:00:20.0"}
        - {node: 0, pci: "00:1f.8"}
        - {node: 0, pci: "zz:00.0"}
      """,
      """
      topo.yaml:4:20: error: '0:2' is no PCI address: that is segment, bus, device and function in hexadecimal, such as '0000:00:02.0' [invalid-pci-address]
         4 |   - {node: 0, pci: "0:2"}
           |                    ^~~~~
      topo.yaml:5:20: error: '00000:00:02.0' is no PCI address: that is segment, bus, device and function in hexadecimal, such as '0000:00:02.0' [invalid-pci-address]
         5 |   - {node: 0, pci: 00000:00:02.0}
           |                    ^~~~~~~~~~~~~
      topo.yaml:6:20: error: PCI device 32 does not exist: a bus has devices 0 to 31 [invalid-pci-address]
         6 |   - {node: 0, pci: "0000:00:20.0"}
           |                    ^~~~~~~~~~~~~~
      topo.yaml:7:20: error: PCI function 8 does not exist: a device has functions 0 to 7 [invalid-pci-address]
         7 |   - {node: 0, pci: "00:1f.8"}
           |                    ^~~~~~~~~
      topo.yaml:8:20: error: 'zz:00.0' is no PCI address: that is segment, bus, device and function in hexadecimal, such as '0000:00:02.0' [invalid-pci-address]
         8 |   - {node: 0, pci: "zz:00.0"}
           |                    ^~~~~~~~~
      """),
    RuleCase(
      .invalidHardwareID,
      """
      memc: 1
      memory: 1GiB
      initiators:
        - {node: 0, acpi: {hid: acpi0016}}
        - {node: 0, acpi: {hid: PNP0A08, uid: 1}}
        - {node: 0, acpi: {hid: "ACPI 016", uid: 2}}
      """,
      """
      topo.yaml:4:27: error: 'acpi0016' is no hardware ID for SRAT: it is eight capital letters and digits; write 'ACPI0016' [invalid-hardware-id]
         4 |   - {node: 0, acpi: {hid: acpi0016}}
           |                           ^~~~~~~~
      topo.yaml:5:27: error: 'PNP0A08' is no hardware ID for SRAT: it has 7 characters, not eight [invalid-hardware-id]
         5 |   - {node: 0, acpi: {hid: PNP0A08, uid: 1}}
           |                           ^~~~~~~
      topo.yaml:6:27: error: 'ACPI 016' is no hardware ID for SRAT: it is eight capital letters and digits [invalid-hardware-id]
         6 |   - {node: 0, acpi: {hid: "ACPI 016", uid: 2}}
           |                           ^~~~~~~~~~
      """),
    RuleCase(
      .deviceTwice,
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      initiators:
        - {node: 0, pci: "0000:00:02.0"}
        - {node: 1, pci: "00:02.0"}
      ports:
        - {node: 0, acpi: {hid: ACPI0016, uid: 1}}
        - {node: 1, acpi: {hid: ACPI0016, uid: 1}}
      """,
      """
      topo.yaml:6:20: error: the initiator PCI 0000:00:02.0 stands twice [device-twice]
         6 |   - {node: 1, pci: "00:02.0"}
           |                    ^~~~~~~~~
      topo.yaml:5:20: note: it stands here first
         5 |   - {node: 0, pci: "0000:00:02.0"}
           |                    ^~~~~~~~~~~~~~
      topo.yaml:9:21: error: the port ACPI ACPI0016 UID 1 stands twice [device-twice]
         9 |   - {node: 1, acpi: {hid: ACPI0016, uid: 1}}
           |                     ^~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:8:21: note: it stands here first
         8 |   - {node: 0, acpi: {hid: ACPI0016, uid: 1}}
           |                     ^~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .portByPCI,
      """
      memc: 1
      memory: 1GiB
      ports:
        - {node: 0, pci: "0000:00:02.0"}
      """,
      """
      topo.yaml:4:20: warning: Linux ignores the port 0000:00:02.0: it knows ports by their ACPI handles; name its host bridge, for example by 'acpi: {hid: ACPI0016, uid: 1}' [port-by-pci]
         4 |   - {node: 0, pci: "0000:00:02.0"}
           |                    ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .missingKey, "what a device is known by",
      """
      memc: 1
      memory: 1GiB
      initiators:
        - {node: 0}
      """,
      """
      topo.yaml:4:5: error: a generic initiator needs 'pci' or 'acpi' [missing-key]
         4 |   - {node: 0}
           |     ^
      """),
    RuleCase(
      .conflictingKeys, "two ways to know a device",
      """
      memc: 1
      memory: 1GiB
      initiators:
        - {node: 0, pci: "00:02.0", acpi: {hid: ACPI0016}}
      """,
      """
      topo.yaml:4:31: error: a generic initiator has 'pci' or 'acpi', not both [conflicting-keys]
         4 |   - {node: 0, pci: "00:02.0", acpi: {hid: ACPI0016}}
           |                               ^~~~
      topo.yaml:4:15: note: 'pci' stands here
         4 |   - {node: 0, pci: "00:02.0", acpi: {hid: ACPI0016}}
           |               ^~~
      """),
    RuleCase(
      .emptyNode, "a node with an initiator, a port or space for memory is not empty",
      """
      memc: 1
      memory: 1GiB
      cpus: 1
      nodes:
        - {}
        - {name: accelerator, memory: 0}
        - {name: bridge, memory: 0}
        - {name: later, memory: 0, hotplug: 1GiB}
        - {name: nothing, memory: 0}
      initiators:
        - {node: accelerator, pci: "00:02.0"}
      ports:
        - {node: bridge, acpi: {hid: ACPI0016}}
      """,
      """
      topo.yaml:9:5: warning: node 4 has neither memory nor CPUs; Linux does not online it [empty-node]
         9 |   - {name: nothing, memory: 0}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
  ]
}
