extension RuleExplanation {
  /// Device windows, and devices that have a proximity domain.
  static let ofDevices: [RuleExplanation] = [
    RuleExplanation(
      "device-name-twice",
      """
      No two device windows have one name. Reports, the state of a running machine and a program that moves a window all \
      know it by its name.

      Number windows of one kind: `bar0`, `bar1`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        devices:
          - {name: bar, start: 0xc0000000, size: 16MiB}
          - {name: bar, start: 0xd0000000, size: 16MiB}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        devices:
          - {name: bar0, start: 0xc0000000, size: 16MiB}
          - {name: bar1, start: 0xd0000000, size: 16MiB}
        """),
    RuleExplanation(
      "device-no-room",
      """
      A window of `place: low` lies in a gap below 4 GiB, and no gap has room for it.

      It begins at a multiple of its size rounded up to a power of two, as a PCI BAR does: 1 GiB has one place in the gap \
      from 3 to 4 GiB, and interrupt controllers are in that. Windows are placed in the order of the file, so that small \
      ones before a large one can take its place.

      Write `place: high` for what may lie above 4 GiB, make the gap larger, or state `start`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        devices: [{name: accelerator, place: low, size: 1GiB}]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        devices: [{name: accelerator, place: high, size: 1GiB}]
        """),
    RuleExplanation(
      "device-over-apic",
      """
      On a PC the IOAPIC answers at 0xfec00000, and each CPU's local APIC at 0xfee00000. A window over one of them has a \
      memslot at the same addresses.

      KVM asks its IOAPIC only for accesses that no memslot takes (arch/x86/kvm/ioapic.c: `kvm_ioapic_init` puts it on the \
      bus for MMIO; arch/x86/kvm/mmu/mmu.c: `kvm_handle_noslot_fault`): the guest reads and writes the window, and the \
      IOAPIC hears nothing of it.

      At 0xfee00000 KVM wants a memslot of its own where the CPU virtualizes accesses to the local APIC \
      (arch/x86/kvm/lapic.c: `kvm_alloc_apic_access_page`). Memslots do not overlap, so that it refuses the CPUs or the \
      window's memslot, whichever comes last (virt/kvm/kvm_main.c: `kvm_check_memslot_overlap`). Elsewhere the window takes \
      the accesses, but for those whose instruction KVM emulates (arch/x86/kvm/x86.c: `vcpu_is_mmio_gpa`); x2APIC, which \
      has no memory, goes on.

      Place the window elsewhere in the gap; `place: low` keeps clear of both.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        devices: [{name: bar0, start: 0xfec00000, size: 4MiB}]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        devices: [{name: bar0, start: 0xfe000000, size: 4MiB}]
        """),
    RuleExplanation(
      "device-overlap",
      """
      Where two windows overlap, the guest sees the one of the higher `priority`. Of two with the same priority, nobody \
      could say which.

      A memslot may not overlap another one: KVM refuses it with EEXIST (virt/kvm/kvm_main.c: `kvm_check_memslot_overlap`). \
      So memc cuts windows into what is seen of each, and needs an order for that. The priority of a window that states \
      none is 0.

      Give the one that is to be seen a higher priority, or move one away.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        devices:
          - {name: bar0, start: 0xc0000000, size: 16MiB}
          - {name: frame-buffer, start: 0xc0800000, size: 16MiB}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        devices:
          - {name: bar0, start: 0xc0000000, size: 16MiB}
          - {name: frame-buffer, start: 0xc0800000, size: 16MiB, priority: 1}
        """),
    RuleExplanation(
      "device-twice",
      """
      A device stands once among the `initiators`, and once among the `ports`. `00:02.0` and `0000:00:02.0` are the same \
      PCI address.

      SRAT has a structure for each entry, which says of which proximity domain the device is (ACPI 6.5, sections 5.2.16.6 \
      and 5.2.16.7). A second one for the same device would say of it that it is elsewhere too.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 2
        initiators:
          - {node: 0, pci: "0000:00:02.0"}
          - {node: 1, pci: "00:02.0"}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 2
        initiators:
          - {node: 0, pci: "0000:00:02.0"}
          - {node: 1, pci: "00:03.0"}
        """),
    RuleExplanation(
      "device-under-ram",
      """
      A part of a window, or all of it, lies where RAM is. The guest sees RAM before all windows, whatever their priority, \
      so that the part is never seen.

      An address has one memslot, and RAM does not come and go as windows do. Place the window in a gap, or state a gap in \
      `platform` where it shall lie: RAM then moves out of its way.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        devices: [{name: bar0, start: 512MiB, size: 16MiB}]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        devices: [{name: bar0, start: 3GiB, size: 16MiB}]
        """),
  ]

  /// CXL host bridges and the windows behind which they have memory.
  static let ofCXL: [RuleExplanation] = [
    RuleExplanation(
      "cxl-bridge-twice",
      """
      No two CXL host bridges have one `uid`, and no window has a bridge twice.

      Linux looks a bridge up in CEDT by the `_UID` that it has in the ACPI namespace, and keeps the first structure of \
      that (drivers/cxl/acpi.c: `cxl_get_chbs_iter`). In a window each bridge has one turn in a round.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cxl:
          bridges:
            - {uid: 1, registers: 0xc0000000}
            - {uid: 1, registers: 0xc0010000}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cxl:
          bridges:
            - {uid: 1, registers: 0xc0000000}
            - {uid: 2, registers: 0xc0010000}
        """),
    RuleExplanation(
      "cxl-granularity",
      """
      `granularity` is how many bytes are of one host bridge before the next one's turn: a power of two from 256 bytes to \
      16 KiB.

      A window has it as a code, from 0 for 256 bytes to 6 for 16 KiB (CXL 3.1, section 9.18.1.3). Linux does without a \
      window that has another (drivers/cxl/cxl.h: `eig_to_granularity`).
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, cxl: {bridges: [1], granularity: 32KiB}}
        cxl: {bridges: [{uid: 1, registers: 0xc0000000}]}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, cxl: {bridges: [1], granularity: 16KiB}}
        cxl: {bridges: [{uid: 1, registers: 0xc0000000}]}
        """),
    RuleExplanation(
      "cxl-registers",
      """
      The component registers of a CXL host bridge are 64 KiB at a multiple of 64 KiB, and not at 0.

      CEDT has their address and their length for each bridge (CXL 3.1, section 9.18.1.2). Linux takes an address of 0 for \
      none, and then has no such bridge (drivers/cxl/acpi.c: `cxl_get_chbs_iter`, `add_host_bridge_dport`).
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cxl: {bridges: [{uid: 1, registers: 0xc0001000}]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cxl: {bridges: [{uid: 1, registers: 0xc0000000}]}
        """),
    RuleExplanation(
      "cxl-registers-over-memory",
      """
      The registers of a CXL host bridge, 64 KiB, lie where nothing else is: no RAM, no hot-pluggable space, no other \
      bridge's registers, no interrupt controller.

      A guest reads registers by MMIO. Where a memslot is, KVM has it read memory instead, and whoever emulates the bridge \
      never hears of it. A gap below 4 GiB is a good place, from its beginning on; interrupt controllers are near its end.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cxl: {bridges: [{uid: 1, registers: 0x10000000}]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cxl: {bridges: [{uid: 1, registers: 0xc0000000}]}
        """),
    RuleExplanation(
      "cxl-unknown-bridge",
      """
      A window names its host bridges by `uid`, and the root's `cxl` states each of them.

      CEDT has a structure for each bridge besides the windows (CXL 3.1, section 9.18.1.2). Linux makes no port of a host \
      bridge that has none (drivers/cxl/acpi.c: `add_host_bridge_dport`), so that nothing could be behind the window.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, cxl: {bridges: [2]}}
        cxl: {bridges: [{uid: 1, registers: 0xc0000000}]}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, cxl: {bridges: [1]}}
        cxl: {bridges: [{uid: 1, registers: 0xc0000000}]}
        """),
    RuleExplanation(
      "cxl-ways",
      """
      The host bridges of a window take turns, and there are 1, 2, 3, 4, 6, 8, 12 or 16 of them.

      A window has their number as a code that knows no other (CXL 3.1, section 9.18.1.3; Linux, drivers/cxl/cxl.h: \
      `eiw_to_ways`): decoders can divide addresses by powers of two and by three. Split five bridges into windows of four \
      and of one, with a node for each.
      """,
      breaks: """
        memc: 1
        nodes: [{memory: 1GiB}, {memory: 1GiB, cxl: {bridges: [1, 2, 3, 4, 5]}}]
        cxl:
          bridges:
            - {uid: 1, registers: 0xc0000000}
            - {uid: 2, registers: 0xc0010000}
            - {uid: 3, registers: 0xc0020000}
            - {uid: 4, registers: 0xc0030000}
            - {uid: 5, registers: 0xc0040000}
        """,
      cure: """
        memc: 1
        nodes: [{memory: 1GiB}, {memory: 1GiB, cxl: {bridges: [1, 2, 3, 4]}}]
        cxl:
          bridges:
            - {uid: 1, registers: 0xc0000000}
            - {uid: 2, registers: 0xc0010000}
            - {uid: 3, registers: 0xc0020000}
            - {uid: 4, registers: 0xc0030000}
            - {uid: 5, registers: 0xc0040000}
        """),
    RuleExplanation(
      "cxl-window-unaligned",
      """
      Each extent of a node with `cxl`, and its hot-pluggable space, is a CXL window, which begins and ends at multiples of \
      256 MiB.

      The decoders of CXL know no smaller unit. Linux does without a window that begins or ends elsewhere \
      (drivers/cxl/acpi.c: `cxl_acpi_cfmws_verify`), while its memory stays where e820 has it.

      Write `align: 256MiB` in the node, and sizes that are multiples of it. A gap cuts a node in two windows; with the \
      alignment both fit.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1000MiB}
          - {memory: 1GiB, cxl: {bridges: [1]}}
        cxl: {bridges: [{uid: 1, registers: 0xc0000000}]}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1000MiB}
          - {memory: 1GiB, align: 256MiB, cxl: {bridges: [1]}}
        cxl: {bridges: [{uid: 1, registers: 0xc0000000}]}
        """),
    RuleExplanation(
      "cxl-window-uneven",
      """
      A window of several host bridges has as many times 256 MiB for each of them.

      The specification asks for a size that is a multiple of 256 MiB times the number of bridges (CXL 3.1, section \
      9.18.1.3). Linux looks for multiples of 256 MiB alone (drivers/cxl/acpi.c: `cxl_acpi_cfmws_verify`), so that this is \
      a warning: the window is taken, but its rest cannot be divided evenly among devices.
      """,
      breaks: """
        memc: 1
        nodes: [{memory: 1GiB}, {memory: 768MiB, cxl: {bridges: [1, 2]}}]
        cxl:
          bridges:
            - {uid: 1, registers: 0xc0000000}
            - {uid: 2, registers: 0xc0010000}
        """,
      cure: """
        memc: 1
        nodes: [{memory: 1GiB}, {memory: 1GiB, cxl: {bridges: [1, 2]}}]
        cxl:
          bridges:
            - {uid: 1, registers: 0xc0000000}
            - {uid: 2, registers: 0xc0010000}
        """),
  ]

  /// Space for memory that is plugged in later.
  static let ofHotplug: [RuleExplanation] = [
    RuleExplanation(
      "hotplug-below-dram",
      """
      Hot-pluggable space does not begin below `dram_base`, the lowest address that memory may have. On aarch64 that is 1 \
      GiB in most platforms, and what lies below are devices.

      Leave `start` out: the space then begins above all RAM. Or state an address above RAM.
      """,
      breaks: """
        memc: 1
        arch: aarch64
        nodes:
          - {memory: 1GiB, hotplug: {size: 512MiB, start: 0}}
        """,
      cure: """
        memc: 1
        arch: aarch64
        nodes:
          - {memory: 1GiB, hotplug: {size: 512MiB, start: 2GiB}}
        """),
    RuleExplanation(
      "hotplug-not-last",
      """
      On QEMU's platforms hot-pluggable space is of the last node.

      QEMU has one space for all memory that is plugged in. Its SRAT has one memory affinity for that, of the highest \
      proximity domain (hw/i386/acpi-build.c, hw/arm/virt-acpi-build.c: `build_srat`), whatever node a DIMM is plugged into \
      later. A space of another node would be a table that QEMU does not make.
      """,
      breaks: """
        memc: 1
        platform: qemu-pc
        nodes:
          - {memory: 1GiB, hotplug: 4GiB}
          - {memory: 1GiB}
        """,
      cure: """
        memc: 1
        platform: qemu-pc
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, hotplug: 4GiB}
        """),
    RuleExplanation(
      "hotplug-overlap",
      """
      Hot-pluggable space lies where nothing else is: no RAM, no gap, no device window, no reserved range, no other such \
      space.

      SRAT tells the guest that memory may appear there, and of which node it is. What lies there already would be in the \
      way of a memslot when it does: KVM takes no two that overlap (virt/kvm/kvm_main.c: `kvm_check_memslot_overlap`).

      Leave `start` out, and memc takes the first place above RAM and the gap below 4 GiB; or take the address that the \
      message names.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 4GiB, hotplug: {size: 4GiB, start: 4GiB}}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 4GiB, hotplug: {size: 4GiB, start: 8GiB}}
        """),
    RuleExplanation(
      "hotplug-slots",
      """
      The slots of hot-pluggable space are equal parts of it. Each is a multiple of 128 MiB and of the node's pages, and so \
      is where the space begins.

      Linux adds memory by whole blocks, of at least 128 MiB on x86_64, and refuses a range that begins or ends elsewhere \
      (mm/memory_hotplug.c: `check_hotplug_memory_range`). The message has the nearest sizes that can be divided. Without \
      `slots` no slot number is kept, and the size may be any.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, hotplug: {size: 1000MiB, slots: 2}}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, hotplug: {size: 1GiB, slots: 2}}
        """),
  ]
}
