import Addresses
import Lowering

// What a topology and a folder both say of their machine, in the words of both: a comparison finds no difference in words.

extension Fact {
  /// A node.
  ///
  /// - Parameters:
  ///   - number: Its place in the topology.
  ///   - unlikePlace: Its proximity domain where that is told, as another than its place.
  ///   - cpus: Its CPUs in cpulist form; empty for none.
  static func node(
    _ number: UInt64, memory: UInt64, _ traits: MemoryTraits, name: String?, domain: UInt32, unlikePlace: UInt64?,
    cpus: String, origin: FactOrigin?
  ) -> Fact {
    var fact = Fact(
      .node, "node \(number)", number: number, meaning: "\(Units.bytes(memory))\(traits)",
      node: Int(clamping: number),
      domain: domain, origin: origin)
    fact.add("name", name)
    fact.add("proximity domain", unlikePlace.map { "\($0)" })
    fact.add("CPUs", cpus.isEmpty ? "none" : cpus)
    return fact
  }

  /// Memory of a node, or of a zone of it.
  static func ram(of memory: String, _ range: AddressRange, node: Int, domain: UInt32?, origin: FactOrigin?) -> Fact
  {
    Fact(
      .ram, "RAM of \(memory)", range: range, meaning: Units.bytes(range.size), node: node, domain: domain,
      origin: origin)
  }

  /// A range without RAM.
  static func gap(_ name: String?, _ range: AddressRange, origin: FactOrigin?) -> Fact {
    Fact(.gap, name.map { "gap \($0)" } ?? "gap", range: range, meaning: "no RAM", origin: origin)
  }

  /// A range that is spoken for.
  static func reserved(_ name: String?, _ range: AddressRange, kind: String, origin: FactOrigin?) -> Fact {
    Fact(
      .reserved, name.map { "reserved range \($0)" } ?? "reserved range", range: range, meaning: kind,
      origin: origin)
  }

  /// Space for memory to come.
  ///
  /// - Parameter slots: The numbers that are kept free for it.
  static func hotplug(
    ofNode node: Int, _ range: AddressRange, domain: UInt32?, slots: [UInt32], origin: FactOrigin?
  ) -> Fact {
    var fact = Fact(
      .hotplug, "hot-pluggable space of node \(node)", range: range, meaning: Units.bytes(range.size), node: node,
      domain: domain, origin: origin)
    if !slots.isEmpty { fact.add("slots kept", CPUList.text(slots)) }
    return fact
  }

  /// A window of a device.
  static func device(
    _ name: String, _ range: AddressRange, priority: UInt64, file: String?, offset: UInt64?, origin: FactOrigin?
  ) -> Fact {
    var fact = Fact(
      .device, "device window \(name)", range: range, meaning: Units.bytes(range.size), origin: origin)
    fact.add("priority", "\(priority)")
    fact.add("file", file)
    fact.add("offset in the file", offset.map { Units.address($0) })
    return fact
  }
}
