package import MachineModel

/// A machine whose geography is known by name: constants in address order, and the rules that memory decides by.
package protocol PlatformPreset: Sendable {
  /// The word that topologies and `layout.json` have for it.
  static var name: String { get }
  /// Those that there are such machines of.
  static var architectures: [Architecture] { get }

  /// What lies where.
  ///
  /// - Parameters:
  ///   - architecture: One of ``architectures``.
  ///   - memory: Bytes of all nodes.
  static func geography(of architecture: Architecture, memory: UInt64) -> Geography
}
