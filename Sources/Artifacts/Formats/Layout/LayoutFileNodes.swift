package import JSONCoding

extension LayoutFile {
  /// A node.
  package struct NodeEntry: JSONRecord, Equatable {
    /// What its extents begin at multiples of, in bytes; absent where it states nothing of its own, or its zones say it.
    package var align: UInt64?
    /// The local APIC IDs of its CPUs in cpulist form; on x86_64 only.
    package var apicIDs: String?
    /// Its CPUs in cpulist form.
    package var cpus = ""
    /// How its memory is reached where it is of CXL devices; absent where it is not.
    package var cxl: CXLWindowEntry?
    /// The proximity domain where it is another number than the node's place; absent where it is that.
    package var domain: UInt64?
    /// Where memory of the node may be plugged in; absent where it may not.
    package var hotplug: HotplugEntry?
    /// The line of the node.
    package var line: UInt64?
    /// Bytes.
    package var memory: UInt64 = 0
    /// Its name, if it states one.
    package var name: String?
    /// The node, by its place among the nodes.
    package var node: UInt64 = 0
    /// Whether its memory keeps its contents without power; absent where it does not.
    package var persistent: Bool?
    /// Whether Linux's zero page calls its memory soft reserved; absent where it does not.
    package var softReserved: Bool?
    /// Whether its memory is for a special purpose; absent where it is not.
    package var specialPurpose: Bool?
    /// Whether the topology says where its memory lies; absent where it does not.
    package var statesRanges: Bool?
    /// The zones that its memory is divided into; absent where one policy holds for all of it.
    package var zones: [ZoneEntry]?

    /// A node of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member(
        "align", &align, "What the node's extents begin at multiples of, in bytes, where it states that itself.")
      coder.member(
        "apic_ids", &apicIDs,
        "The local APIC IDs of the node's CPUs, in the order of their numbers; on x86_64 only.")
      coder.member(
        "cpus", &cpus,
        "The numbers of the node's CPUs: a CPU's number is its place among the CPU affinities of SRAT.")
      coder.member("cxl", &cxl)
      coder.member(
        "domain", &domain,
        "The node's proximity domain, where that is another number than its place in the topology.")
      coder.member("hotplug", &hotplug)
      coder.member("line", &line)
      coder.member("memory", &memory)
      coder.member("name", &name)
      coder.member("node", &node)
      coder.member("persistent", &persistent, "true where the memory keeps its contents without power.")
      coder.member("soft_reserved", &softReserved, "true where Linux's zero page calls the memory soft reserved.")
      coder.member("special_purpose", &specialPurpose, "true where the memory is for what asks for it only.")
      coder.member("states_ranges", &statesRanges, "true where the topology says where the memory lies.")
      coder.member(
        "zones", &zones, "What its memory is made of, in the order of addresses; absent where it has no zones.")
    }
  }
}
