import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// A node's key `zones`, each with the policy that it states over that of the defaults; none where not all of it could be
  /// read.
  mutating func memoryZones(_ node: Fields, over defaults: PolicyDeclaration) -> [MemoryZone] {
    guard let id = node["zones"] else { return [] }
    guard tree.kind(of: id) == .sequence else {
      reportNoList(id, wanted: "'zones' is a list such as [{size: 1GiB}]", item: "zone")
      return []
    }
    guard tree.count(of: id) > 0 else {
      report(
        .emptyValue, at: id, "'zones' has no zone", suggestion: "a node without memory has 'memory: 0' instead")
      return []
    }
    var zones: [MemoryZone] = []
    var names: [String: SourceRange] = [:]
    for element in tree.elements(of: id) {
      guard let fields = fields(of: element, Language.memoryZone) else { continue }
      var zone = MemoryZone.unstated
      zone.origin = tree.range(of: element)
      zone.insertion = insertion(in: element)
      let unread = read(Language.zoneKeys, of: fields, into: &zone)
      // What is wrong with what says nothing of sizes changes no place of memory.
      zone.policy = judging(nil) { $0.resolve($0.policy(fields, over: defaults)) }
      if let name = zone.name, let place = fields["name"].map({ tree.range(of: $0) }) {
        if let first = names[name] {
          judging(nil) { $0.report(ZoneRules.nameTwice(name, at: place, first: first), at: id) }
        } else {
          names[name] = place
        }
      }
      if !unread.contains("size") { zones.append(zone) }
    }
    return zones.count == tree.count(of: id) ? zones : []
  }

  /// The size of a zone, which has memory.
  mutating func zoneSize(_ fields: Fields, _ key: String) -> Located<UInt64>? {
    guard let id = fields[key], let size = memorySize(fields, key) else { return nil }
    return isSound(ZoneRules.size(size.value), at: id) ? size : nil
  }

  /// The memory of a node that is divided into zones, with what does not go with that.
  mutating func settleZones(
    of declaration: inout NodeDeclaration, _ fields: Fields, over defaults: PolicyDeclaration
  ) {
    guard let zones = fields.entry("zones") else { return }
    for key in ["memory", "ranges"] + Language.policyKeys.map(\.name) {
      guard let other = fields.entry(key) else { continue }
      let breach = ZoneRules.beside(key)
      report(
        breach.rule, at: other.key, breach.message, suggestion: breach.suggestion,
        notes: [.init("'zones' stand here", at: tree.range(of: zones.key))])
    }
    declaration.node.ranges = []
    declaration.node.zones = judging(.memory) { $0.memoryZones(fields, over: defaults) }
    declaration.node.sumUpZones(at: tree.range(of: zones.value))
  }
}
