package import MachineModel

/// A machine whose geography is known by name: constants in address order, and the rules that memory decides by.
package protocol PlatformPreset: Sendable {
  /// The word that topologies and `layout.json` have for it.
  static var name: String { get }
  /// Those that there are such machines of.
  static var architectures: [Architecture] { get }

  /// Those of the keys for some presets only (``Language/presetKeys``) that it knows.
  static var keys: [String] { get }

  /// Which nodes have hot-pluggable space.
  static var pluggableSpace: PluggableSpaceRule { get }

  /// How its tables are written.
  static var tables: TableStyle { get }

  /// What lies where.
  static func geography(of machine: MachineDeclaration) -> Geography
}

extension PlatformPreset {
  /// None.
  package static var keys: [String] { [] }

  /// Any node may have hot-pluggable space.
  package static var pluggableSpace: PluggableSpaceRule { .ofEachNode }

  /// memc's own way.
  package static var tables: TableStyle { TableStyle() }
}
