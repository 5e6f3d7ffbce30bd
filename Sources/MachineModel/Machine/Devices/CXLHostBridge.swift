package import Addresses
package import Diagnostics

/// A CXL host bridge: the root of devices whose memory a window of addresses reaches.
package struct CXLHostBridge: Sendable {
  /// Bytes of the component registers of a bridge of CXL 2.0 and later.
  package static let registersSize: UInt64 = 64 << 10

  /// Its `_UID` in the ACPI namespace, where its `_HID` is `ACPI0016`.
  package var uniqueID: UInt32
  /// Guest physical address of its component registers, a multiple of ``registersSize``; never 0.
  package var registers: UInt64
  /// Guest physical addresses of its component registers.
  package var registersRange: AddressRange { AddressRange(start: registers, size: Self.registersSize) }

  /// Where the bridge is stated.
  package var origin: SourceRange?

  /// Creates a bridge.
  package init(uniqueID: UInt32, registers: UInt64, origin: SourceRange? = nil) {
    self.uniqueID = uniqueID
    self.registers = registers
    self.origin = origin
  }
}
