import TestSupport
import Testing

/// Real firmware places and links the tables of examples, by the loader's commands alone.
@Suite(
  "SeaBIOS",
  .enabled(
    if: MemcProcess.path(of: "qemu-system-x86_64") != nil, "QEMU is not installed (apt qemu-system-x86)"))
struct SeaBIOSTests {
  /// A boot sector that ends the machine: out 0xf4, al; hlt.
  private static let bootSector: [UInt8] =
    [0xba, 0xf4, 0x00, 0xb0, 0x00, 0xee, 0xf4, 0xeb, 0xfd] + [UInt8](repeating: 0, count: 501) + [0x55, 0xaa]
  private static let memory = 64 << 20

  @Test(
    "finds room for the tables and links them, so that an operating system finds every one",
    arguments: ["gap-straddle", "acpi-identity", "image-above-1mib"])
  func links(example: String) throws {
    let folder = try TemporaryFolder()
    let compiled = try MemcProcess.run(
      [
        "compile", "\(packageRoot)/examples/\(example).yaml", "-o", "out", "--emit",
        "acpi,acpi-rsdp,acpi-loader,acpi-loader-tables,acpi-loader-rsdp",
      ], in: folder.path)
    #expect(compiled.status == 0)
    try folder.write(Self.bootSector, to: "boot.img")
    let qemu = try #require(MemcProcess.path(of: "qemu-system-x86_64"))
    let result = try MemcProcess.run(
      qemu,
      [
        "-nodefaults", "-display", "none", "-machine", "pc,acpi=off,memory-backend=ram", "-accel", "tcg",
        "-m", "64M", "-object", "memory-backend-file,id=ram,mem-path=ram.bin,size=64M,share=on",
        "-drive", "file=boot.img,format=raw,if=ide,readonly=off",
        "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
        "-fw_cfg", "name=etc/table-loader,file=out/acpi-loader.bin",
        "-fw_cfg", "name=etc/acpi/tables,file=out/acpi-loader-tables.bin",
        "-fw_cfg", "name=etc/acpi/rsdp,file=out/acpi-loader-rsdp.bin",
      ], in: folder.path)
    // isa-debug-exit says (al << 1) | 1.
    #expect(result.status == 1, "\(result.errors)")
    let ram = try folder.bytes("ram.bin")
    #expect(ram.count == Self.memory)
    let segment = 0xf0000..<0x100000
    let pointer = try #require(
      stride(from: segment.lowerBound, to: segment.upperBound, by: 16).first {
        ram[$0..<$0 + 8].elementsEqual("RSD PTR ".utf8)
      }, "no root pointer in the F segment")
    let reader = ImageReader(
      rootPointer: .init(start: UInt64(pointer), bytes: Array(ram[pointer..<pointer + 36])),
      tables: .init(start: 0, bytes: ram))
    #expect(reader.problems == [])
    // What SeaBIOS placed is, but for the addresses, what memc places itself.
    let own = try folder.bytes("out/acpi.bin")
    #expect(reader.tables.count >= 4)
    for table in reader.tables where table.signature != "FACP" {
      #expect(own.firstRange(of: table.bytes) != nil, "\(table.signature)")
    }
  }
}
