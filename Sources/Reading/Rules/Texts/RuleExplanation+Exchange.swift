extension RuleExplanation {
  /// Formats of others.
  static let ofExchange: [RuleExplanation] = [
    RuleExplanation(
      "malformed-input",
      """
      A text is read as what a command is told that it is, or what its first bytes tell: a command line, a domain, a table, a \
      kernel's log. Where nobody can tell what it means, as where a quote does not end, or says nothing of memory, no topology \
      is made of it.
      """,
      breaks: RuleExample(
        .decompiling,
        "[    0.000000] ACPI: SRAT 0x000000003FFE23AC 0000A0 (v01 BOCHS  BXPC     00000001 BXPC 00000001)"),
      cure: RuleExample(
        .decompiling,
        """
        [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000003fffffff] usable
        [    0.000000] ACPI: SRAT 0x000000003FFE23AC 0000A0 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
        """)),
    RuleExplanation(
      "not-imported",
      """
      What an input says of memory, CPUs or NUMA and a topology cannot is lost on the way, and a machine that is built of the \
      topology differs from the one that the input is of. So it is told, with what comes of it.

      Here the firmware's map has 1 GiB more than SRAT gives to any node. In a topology all memory is a node's.
      """,
      breaks: RuleExample(
        .decompiling,
        """
        [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000003fffffff] usable
        [    0.000000] BIOS-e820: [mem 0x0000000100000000-0x000000013fffffff] usable
        [    0.010000] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x3fffffff]
        """),
      cure: RuleExample(
        .decompiling,
        """
        [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000003fffffff] usable
        [    0.000000] BIOS-e820: [mem 0x0000000100000000-0x000000013fffffff] usable
        [    0.010000] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x3fffffff]
        [    0.010000] ACPI: SRAT: Node 0 PXM 0 [mem 0x100000000-0x13fffffff]
        """)),
    RuleExplanation(
      "not-expressible",
      """
      Hypervisors differ in what can be said to them: Firecracker's guests know of no nodes, others have no distances, or no \
      gaps but their own. What a topology says and the format cannot would be lost without a word, so that the guest is not the \
      machine that is described. It is an error at the topology's line; as a warning, it is left out.
      """,
      breaks: RuleExample(
        .exporting("qemu"),
        """
        memc: 1
        memory: 2GiB
        cpus: {packages: 2, llcs: 2, cores_per_llc: 2, first_uid: 1}
        """),
      cure: RuleExample(
        .exporting("qemu"),
        """
        memc: 1
        memory: 2GiB
        cpus: {packages: 2, llcs: 2, cores_per_llc: 2}
        """)),
  ]
}
