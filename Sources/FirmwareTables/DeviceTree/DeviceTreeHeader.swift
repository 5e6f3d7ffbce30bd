package import FieldCoding

/// What a flattened device tree begins with (Devicetree Specification 0.4, section 5.2): 40 bytes, as all of it big endian.
package struct DeviceTreeHeader: ByteRecord, Hashable, Sendable {
  /// What the first four bytes are.
  package static let magic: UInt32 = 0xd00d_feed
  /// The version that memc writes and reads.
  static let currentVersion: UInt32 = 17
  /// The oldest version that a reader may know for that.
  static let compatibleVersion: UInt32 = 16

  var magic = Self.magic
  /// Bytes of everything.
  var totalSize: UInt32 = 0
  /// Where the structure block begins.
  var structureOffset: UInt32 = 0
  /// Where the strings block begins.
  var stringsOffset: UInt32 = 0
  /// Where the memory reservation block begins.
  var reservationsOffset: UInt32 = 0
  var version = Self.currentVersion
  var lastCompatibleVersion = Self.compatibleVersion
  /// The CPU that boots, by what `reg` of its node says.
  var bootCPU: UInt32 = 0
  /// Bytes of the strings block.
  var stringsSize: UInt32 = 0
  /// Bytes of the structure block.
  var structureSize: UInt32 = 0

  /// The header of nothing.
  package init() {}

  /// Names every field.
  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.bigEndian("magic", &magic, as: .hexadecimal)
    coder.bigEndian("total size", &totalSize)
    coder.bigEndian("structure block", &structureOffset, as: .hexadecimal)
    coder.bigEndian("strings block", &stringsOffset, as: .hexadecimal)
    coder.bigEndian("memory reservations", &reservationsOffset, as: .hexadecimal)
    coder.bigEndian("version", &version)
    coder.bigEndian("compatible with version", &lastCompatibleVersion)
    coder.bigEndian("boot CPU", &bootCPU, as: .hexadecimal)
    coder.bigEndian("bytes of strings", &stringsSize)
    coder.bigEndian("bytes of structure", &structureSize)
  }
}

/// An entry of the memory reservation block (Devicetree Specification 0.4, section 5.3): 16 bytes.
package struct DeviceTreeReservation: ByteRecord, Hashable, Sendable {
  /// The first address.
  package var address: UInt64 = 0
  /// Bytes.
  package var size: UInt64 = 0

  /// What ends the block.
  package init() {}

  /// Whether this is what ends the block.
  var isEnd: Bool { address == 0 && size == 0 }

  /// Names every field.
  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.bigEndian("address", &address, as: .address)
    coder.bigEndian("size", &size, as: .bytes)
  }
}

extension FieldCoder {
  /// A number as wide as its type, its highest byte first.
  fileprivate mutating func bigEndian<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, as style: FieldStyle = .decimal
  ) {
    var swapped = value.byteSwapped
    let width = Value.bitWidth
    field(
      name, &swapped,
      as: .named { stored in
        var text = ListingText()
        text.append(stored.byteSwapped >> UInt64(UInt64.bitWidth - width), style, width: width / 8)
        return text.string
      })
    value = swapped.byteSwapped
  }
}
