import Foundation
import TestSupport
import Testing

extension QEMUCase {
  /// Compiles the topology, and compares its tables with those of QEMU.
  func check(_ program: String) throws {
    let machine = QEMUMachine(
      program: program,
      arguments: arguments.split(whereSeparator: \.isWhitespace).map(String.init))
    let theirs = try machine.tables()
    let folder = try TemporaryFolder()
    try folder.write("memc: 1\n" + topology, to: "topo.yaml")
    let compiled = try MemcProcess.run(["compile", "topo.yaml", "-o", "out"], in: folder.path)
    #expect(compiled.status == 0, "\(compiled.errors)")
    let names = try folder.names(in: "out")
    #expect(theirs["srat"] != nil)
    for name in ["srat", "slit", "hmat"] {
      let own = names.contains("\(name).bin") ? try folder.bytes("out/\(name).bin") : nil
      #expect(own.map(Self.lines) == theirs[name].map(Self.lines), "\(name)")
    }
    let checked = try MemcProcess.run(["check", "out"], in: folder.path)
    #expect(checked.status == 0, "\(checked.errors)")
  }

  private static func lines(_ bytes: [UInt8]) -> String {
    stride(from: 0, to: bytes.count, by: 16).map { start in
      bytes[start..<min(start + 16, bytes.count)].map { String(format: "%02x", $0) }.joined(separator: " ")
    }.joined(separator: "\n")
  }
}

@Suite(
  "Tables that QEMU makes",
  .enabled(if: installedPath(of: "qemu-system-x86_64") != nil, "QEMU is not installed (apt qemu-system-x86)"))
struct QEMUTableTests {
  @Test("are those of memc, byte for byte", arguments: QEMUCase.x86)
  func tables(_ machine: QEMUCase) throws {
    try machine.check("qemu-system-x86_64")
  }

  @Test(
    "name CPUs from APIC ID 255 on as memc does",
    .enabled(
      if: FileManager.default.isWritableFile(atPath: "/dev/kvm"),
      "QEMU has more than 255 CPUs with KVM's interrupt controllers only, and there is no /dev/kvm"))
  func manyCPUs() throws {
    try QEMUCase.manyCPUs.check("qemu-system-x86_64")
  }

  /// QEMU knows initiators since 9.0, and has had their addresses right since 9.1.
  private static let knowsInitiators: Bool = {
    guard let program = installedPath(of: "qemu-system-x86_64"),
      let version = try? MemcProcess.run(program, ["-version"]).text.firstMatch(of: #/version (\d+)/#)
    else { return false }
    return Int(version.1) ?? 0 >= 10
  }()

  @Test(
    "have generic initiators as memc has them",
    .enabled(if: knowsInitiators, "QEMU is older than 10, whose tables have generic initiators"))
  func initiators() throws {
    try QEMUCase.initiator.check("qemu-system-x86_64")
  }
}

@Suite(
  "Tables that QEMU makes for Arm",
  .enabled(if: installedPath(of: "qemu-system-aarch64") != nil, "QEMU is not installed (apt qemu-system-arm)"))
struct QEMUArmTableTests {
  @Test("are those of memc, byte for byte", arguments: QEMUCase.arm)
  func tables(_ machine: QEMUCase) throws {
    try machine.check("qemu-system-aarch64")
  }
}
