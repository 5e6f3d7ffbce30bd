import MachineModel

/// ACPI Machine Language, byte by byte (ACPI 6.5, section 20.2): the little of it that a machine without firmware needs.
///
/// A package length of one byte, as all are here, holds up to 63 and counts itself and all that follows in the package.
enum AML {
  /// The device of a serial port.
  static func device(of port: SerialPort) -> [UInt8] {
    switch port {
    case .com1: com1
    }
  }

  /// What `iasl` disassembles to
  ///
  /// ```
  /// Device (\_SB.COM1)
  /// {
  ///     Name (_HID, EisaId ("PNP0501") /* 16550A-compatible COM Serial Port */)  // _HID: Hardware ID
  ///     Name (_UID, Zero)  // _UID: Unique ID
  ///     Name (_CRS, ResourceTemplate ()  // _CRS: Current Resource Settings
  ///     {
  ///         IO (Decode16, 0x03F8, 0x03F8, 0x00, 0x08, )
  ///         Interrupt (ResourceConsumer, Edge, ActiveHigh, Exclusive, ,, )
  ///         {
  ///             0x00000004,
  ///         }
  ///     })
  /// }
  /// ```
  // swift-format-ignore
  private static let com1: [UInt8] = [
    0x5B, 0x82,                    // ExtOpPrefix DeviceOp
    55,                            //   package length: all but the opcode
    0x5C, 0x2E,                    //   RootChar, DualNamePrefix: two names follow
    0x5F, 0x53, 0x42, 0x5F,        //   _SB_, where devices are
    0x43, 0x4F, 0x4D, 0x31,        //   COM1
    0x08, 0x5F, 0x48, 0x49, 0x44,  // NameOp _HID
    0x0C, 0x41, 0xD0, 0x05, 0x01,  //   DWordPrefix, PNP0501 as EISA packs it: three letters of 5 bits, four digits
    0x08, 0x5F, 0x55, 0x49, 0x44,  // NameOp _UID
    0x00,                          //   ZeroOp
    0x08, 0x5F, 0x43, 0x52, 0x53,  // NameOp _CRS
    0x11,                          //   BufferOp
    22,                            //   package length
    0x0A, 19,                      //   BytePrefix, bytes of the buffer
    0x47,                          //   I/O port descriptor, 7 bytes (section 6.4.2.5)
    0x01,                          //     all 16 bits of an address are decoded
    0xF8, 0x03, 0xF8, 0x03,        //     the lowest and the highest base: 0x3f8
    0x00,                          //     alignment: there is one base only
    0x08,                          //     ports
    0x89, 0x06, 0x00,              //   extended interrupt descriptor, 6 bytes (section 6.4.3.6)
    0x03,                          //     consumer, edge-triggered, active high, exclusive
    0x01,                          //     interrupts
    0x04, 0x00, 0x00, 0x00,        //     interrupt 4
    0x79, 0x00,                    //   end tag, without a checksum
  ]
}
