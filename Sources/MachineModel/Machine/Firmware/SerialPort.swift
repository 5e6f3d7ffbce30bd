/// A serial port at the addresses that every PC has it at.
package enum SerialPort: String, CaseIterable, Sendable {
  /// I/O ports 0x3f8 to 0x3ff, interrupt 4.
  case com1
}
