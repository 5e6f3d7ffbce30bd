import Platforms

/// Who is told of a machine, as far as it decides what can be said.
struct ExportTarget {
  /// Its name as it stands in a sentence.
  let name: String
  /// Its machines.
  let preset: any PlatformPreset.Type
  /// How many CPUs its machines have at the most.
  let mostCPUs: UInt64
  /// What it can be told besides how much memory and how many CPUs there are.
  let abilities: Abilities

  /// What machines have that only some can be told of.
  struct Abilities: OptionSet {
    let rawValue: UInt8

    /// Several nodes, and how far they are from each other.
    static let nodes = Abilities(rawValue: 1 << 0)
    /// Numbers of nodes that are not their places.
    static let domains = Abilities(rawValue: 1 << 1)
    /// Zones of nodes.
    static let zones = Abilities(rawValue: 1 << 2)
    /// Space that memory may be plugged into.
    static let hotplug = Abilities(rawValue: 1 << 3)
    /// By how many slots memory may be plugged in.
    static let hotplugSlots = Abilities(rawValue: 1 << 4)
    /// How many bits addresses have.
    static let physicalBits = Abilities(rawValue: 1 << 5)
    /// CPUs that are not there from the start.
    static let absentCPUs = Abilities(rawValue: 1 << 6)
    /// How fast memory is, and what caches are in front of it.
    static let localities = Abilities(rawValue: 1 << 7)
  }

  /// Whether it can be told something.
  func can(_ ability: Abilities) -> Bool { abilities.contains(ability) }
}
