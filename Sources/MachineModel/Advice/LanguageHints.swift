import Diagnostics
import YAMLTree

/// What is probably meant by a key that its section does not have.
struct UnknownKey: Equatable {
  /// The key of the section that is meant; `nil` where it is none, or nobody can tell.
  var meant: String?
  /// What to write instead, as the end of a sentence.
  var suggestion: String
  /// The root's keys in whose sections the key stands, where it is a key of the language in the wrong place.
  var owners: [String] = []

  /// Whether nothing tells what is meant: it may be any key that is missed.
  var mayBeAny: Bool { meant == nil && owners.isEmpty }
}

extension LanguageSection {
  /// Guesses what is meant by a word that is no key here: the word of another tool for one, a key of another section,
  /// or a slip of the hand.
  func meaning(ofUnknown name: String) -> UnknownKey {
    if let space = UnusualSpace.name(in: name) {
      return UnknownKey(meant: nil, suggestion: "\(space) is no space to YAML; write a plain space")
    }
    if let word = KeySynonyms.word(name, in: self) { return word }
    if let other = misplaced(name) { return other }
    if let nearest = SpellingSuggestion.nearest(to: name, among: keys.map(\.name)) {
      return UnknownKey(meant: nearest, suggestion: "did you mean '\(nearest)'?")
    }
    return UnknownKey(
      meant: nil,
      suggestion: "\(title) \(isPlural ? "have" : "has") \(TopologyDecoder.list(keys.map(\.name)))")
  }

  /// A key of other sections, with where it stands.
  private func misplaced(_ name: String) -> UnknownKey? {
    let owners = Language.sections.filter { section in section.keys.contains { $0.name == name } }
    let places = owners.compactMap { Self.places[$0.title] }
    guard !places.isEmpty, places.count == owners.count, places.count <= 3 else { return nil }
    var phrases = places.map(\.phrase)
    let last = phrases.removeLast()
    let list = phrases.isEmpty ? last : phrases.joined(separator: ", ") + " or \(last)"
    return UnknownKey(meant: nil, suggestion: "it stands \(list)", owners: places.map(\.rootKey))
  }

  /// Where a section stands in a file, and below which key of the root. The root itself is below none.
  private static let places: [String: (phrase: String, rootKey: String)] = [
    Language.root.title: ("at the root", ""),
    Language.node.title: ("in a node", "nodes"),
    Language.memoryRange.title: ("in an entry of a node's 'ranges'", "nodes"),
    Language.memoryZone.title: ("in an entry of a node's 'zones'", "nodes"),
    Language.hotplug.title: ("in a node's 'hotplug'", "nodes"),
    Language.policy.title: ("in 'defaults'", "defaults"),
    Language.backing.title: ("in 'backing'", "defaults"),
    Language.cpus.title: ("in the root's 'cpus'", "cpus"),
    Language.distances.title: ("in 'distances'", "distances"),
    Language.pair.title: ("in an entry of 'pairs'", "distances"),
    Language.link.title: ("in an entry of 'links'", "distances"),
    Language.placement.title: ("in 'placement'", "placement"),
    Language.acpi.title: ("in 'acpi'", "acpi"),
    Language.localities.title: ("in the root's 'hmat'", "hmat"),
    Language.localityBases.title: ("in 'base' of the root's 'hmat'", "hmat"),
    Language.performance.title: ("in a node's 'hmat'", "nodes"),
    Language.memorySideCache.title: ("in a node's 'hmat.cache'", "nodes"),
    Language.slots.title: ("in 'slots'", "slots"),
    Language.visibility.title: ("in an entry of 'visibility'", "visibility"),
    Language.device.title: ("in an entry of 'devices'", "devices"),
    Language.initiator.title: ("in an entry of 'initiators'", "initiators"),
    Language.port.title: ("in an entry of 'ports'", "ports"),
    Language.acpiDevice.title: ("in 'acpi'", "initiators"),
    Language.cxlWindow.title: ("in a node's 'cxl'", "nodes"),
    Language.cxl.title: ("in the root's 'cxl'", "cxl"),
    Language.cxlBridge.title: ("in an entry of the root's 'cxl'", "cxl"),
    Language.vtl2.title: ("in 'vtl2'", "vtl2"),
    Language.alias.title: ("in an entry of 'aliases'", "aliases"),
    Language.platform.title: ("in 'platform'", "platform"),
    Language.gap.title: ("in an entry of 'gaps'", "platform"),
    Language.reserved.title: ("in an entry of 'reserved'", "platform"),
    Language.reservedReplacement.title: ("in 'reserved'", "platform"),
  ]
}
