import FirmwareTables

@testable import Artifacts

extension ArtifactKind {
  static let e820 = ArtifactKind(E820Map.self)
  static let dsdt = ArtifactKind(DSDT.self)
  static let fadt = ArtifactKind(FADT.self)
  static let rsdp = ArtifactKind(RSDP.self)
  static let image = ArtifactKind(ACPIImage.self)
  static let madt = ArtifactKind(MADT.self)
  static let pptt = ArtifactKind(PPTT.self)
  static let gtdt = ArtifactKind(GTDT.self)
  static let srat = ArtifactKind(SRAT.self)
  static let slit = ArtifactKind(SLIT.self)
  static let zeroPage = ArtifactKind(ZeroPage.self)
  static let efiMemoryMap = ArtifactKind(EFIMemoryMap.self)
  static let pvhMemoryMap = ArtifactKind(PVHMemoryMap.self)
  static let deviceTree = ArtifactKind(DeviceTree.self)
}
