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

  /// The ACPI processor UID of the first CPU where a topology says nothing of it.
  static var firstUID: UInt32 { get }

  /// Where ACPI's root pointer lies on a PC where that is free, and the tables behind it where there is room up to 1 MiB.
  static var rootPointer: UInt64 { get }

  /// What hot-pluggable space is aligned to at the least where it says nothing of its place: a power of two.
  static var hotplugAlignment: UInt64 { get }

  /// Whether VGA memory has its place below 1 MiB, so that a guest must not take it for RAM.
  static var hasVGA: Bool { get }

  /// What the ranges of a node with so many bytes begin at multiples of where a topology says nothing of alignment; `nil`
  /// for a page.
  static func alignment(ofNodeOf size: UInt64) -> UInt64?

  /// What lies where.
  static func geography(of machine: MachineDeclaration) -> Geography
}

extension PlatformPreset {
  /// None.
  package static var keys: [String] { [] }

  /// Any node may have hot-pluggable space.
  package static var pluggableSpace: PluggableSpaceRule { .ofEachNode }

  /// 0.
  package static var firstUID: UInt32 { 0 }

  /// Where every operating system begins to search for it.
  package static var rootPointer: UInt64 { PCMap.rootPointerSearch }

  /// 1 GiB, the largest page of most CPUs.
  package static var hotplugAlignment: UInt64 { 1 << 30 }

  /// It has, as on every PC.
  package static var hasVGA: Bool { true }

  /// A page, whatever the size is.
  package static func alignment(ofNodeOf _: UInt64) -> UInt64? { nil }

  /// memc's own way.
  package static var tables: TableStyle { TableStyle() }
}
