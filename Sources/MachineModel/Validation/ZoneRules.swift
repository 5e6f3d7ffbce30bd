import Addresses
import Diagnostics

/// The memory of nodes that is provided zone by zone: each has a size and a name of its own, and the node says nothing that
/// zones say.
enum ZoneRules {
  /// The size of a zone: a size of memory that is not 0.
  static func size(_ size: UInt64) -> Breach? {
    size == 0
      ? Breach(.emptyRange, "the zone has no memory", suggestion: "leave it out") : ValueRules.memorySize(size)
  }

  /// A name that another zone of the node has. Zones of other nodes may have it: whoever speaks of a zone says of which
  /// node it is, and equal nodes can be one anchor of YAML.
  ///
  /// - Parameter first: Where the other one has it.
  static func nameTwice(_ name: String, at origin: SourceRange?, first: SourceRange?) -> Breach {
    Breach(
      .zoneNameTwice, at: origin, "another zone of the node is called '\(name.excerpt)' as well",
      notes: .init("which stands here", at: first))
  }

  /// A key of a node that has zones.
  static func beside(_ key: String) -> Breach {
    switch key {
    case "memory":
      Breach(.conflictingKeys, "'memory' does not go with 'zones', whose sizes add up to the node's memory")
    case "ranges":
      Breach(.conflictingKeys, "'ranges' do not go with 'zones', which are placed one behind the other")
    default:
      Breach(
        .conflictingKeys, "'\(key)' does not go with 'zones', each of which states its own",
        suggestion: "state it in the zones, or in 'defaults'")
    }
  }

  /// The zones of a node, each by itself and all together.
  static func zones(of node: MemoryNode) -> [Breach] {
    guard !node.zones.isEmpty else { return [] }
    var breaches: [Breach] = []
    var names: [String: SourceRange?] = [:]
    for zone in node.zones {
      var own = [size(zone.size.value)].compactMap { $0 }
      if let name = zone.name {
        own += ValueRules.text(name, of: "name").map { [$0] } ?? []
        if let first = names[name] { own.append(nameTwice(name, at: zone.origin, first: first)) }
        names[name] = zone.origin
      }
      own += PolicyRules.values(zone.policy) + PolicyRules.together(PolicyDeclaration(zone.policy))
      if case .size(let size) = zone.policy.hugepages.value {
        own += ValueRules.hugepageSize(size).map { [$0] } ?? []
      }
      breaches += own.map { breach in
        var breach = breach
        breach.origin = breach.origin ?? zone.size.origin ?? zone.origin
        return breach
      }
    }
    if !node.ranges.isEmpty { breaches.append(beside("ranges")) }
    if node.policy != MemoryPolicy() { breaches.append(beside("policy")) }
    return breaches
  }
}

extension MemoryNode {
  /// Has the node's memory be as much as its zones have.
  mutating func sumUpZones(at origin: SourceRange?) {
    guard !zones.isEmpty else { return }
    memory = Located(Units.sum(of: zones.lazy.map(\.size.value)), at: origin)
  }
}
