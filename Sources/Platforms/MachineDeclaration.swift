package import MachineModel

/// What a preset decides by where things lie.
package struct MachineDeclaration: Sendable {
  /// One of those that the preset has.
  package var architecture: Architecture
  /// Bytes of RAM of all nodes, but for what is plugged into hot-pluggable space.
  package var memory: UInt64
  /// Bytes of hot-pluggable space, with what is plugged into it; 0 where there is none.
  package var pluggable: UInt64
  /// What is said of the platform.
  package var platform: Platform

  /// Creates a declaration.
  package init(
    _ architecture: Architecture, memory: UInt64, pluggable: UInt64 = 0, platform: Platform = Platform()
  ) {
    self.architecture = architecture
    self.memory = memory
    self.pluggable = pluggable
    self.platform = platform
  }
}
