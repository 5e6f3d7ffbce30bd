package import MachineModel

/// A machine whose geography is known by name: constants in address order, and the rules that memory decides by.
package protocol PlatformPreset: Sendable {
  /// The word that topologies and `layout.json` have for it.
  static var name: String { get }
  /// Those that there are such machines of.
  static var architectures: [Architecture] { get }

  /// Whether its tables have one hot-pluggable space, which is of the last node.
  static var plugsIntoLastNodeOnly: Bool { get }

  /// How its HMAT chooses what an entry of 1 stands for.
  static var localityBases: LocalityBaseRule { get }

  /// What lies where.
  ///
  /// - Parameters:
  ///   - architecture: One of ``architectures``.
  ///   - memory: Bytes of all nodes.
  static func geography(of architecture: Architecture, memory: UInt64) -> Geography
}

extension PlatformPreset {
  /// Any node may have hot-pluggable space.
  package static var plugsIntoLastNodeOnly: Bool { false }

  /// The largest unit in which all is exact.
  package static var localityBases: LocalityBaseRule { .greatest }
}
