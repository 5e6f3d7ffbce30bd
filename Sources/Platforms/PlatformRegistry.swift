/// Every platform that a topology can name, a line each.
public enum PlatformRegistry {
  /// The presets, the language's default first.
  package static let presets: [any PlatformPreset.Type] = [
    GenericPlatform.self,
    QEMUPC.self,
    QEMUQ35.self,
    QEMUVirt.self,
    CloudHypervisor.self,
    Firecracker.self,
    Crosvm.self,
    OpenVMM.self,
  ]

  /// The names of the presets.
  public static let names = presets.map { $0.name }

  /// The preset of a name; `nil` where there is none.
  package static func preset(named name: String) -> (any PlatformPreset.Type)? {
    presets.first { $0.name == name }
  }
}
