package import FieldCoding

/// A command of QEMU's loader for tables, by which firmware places and links them: 128 bytes (QEMU,
/// hw/acpi/bios-linker-loader.c, `BiosLinkerLoaderEntry`).
package struct LoaderCommand: Hashable, Sendable {
  /// What is to be done, with names of files as fw_cfg has them.
  package enum Action: Hashable, Sendable {
    /// Finds room for a file, on a multiple of `alignment` bytes, and copies it there.
    case allocate(file: String, alignment: UInt32, zone: Zone)
    /// Adds the address of a file to the number of `size` bytes at `offset` of another one, which is an offset in the
    /// former before.
    case addPointer(file: String, source: String, offset: UInt32, size: UInt8)
    /// Sets the byte at `offset` so that `length` bytes from `start` on sum to 0.
    case addChecksum(file: String, offset: UInt32, start: UInt32, length: UInt32)
    /// Any other command, and what it says: 124 bytes.
    case other(UInt32, FixedText)
  }

  /// Where room is to be found.
  package struct Zone: RawRepresentable, Hashable, Sendable {
    /// The number in the command.
    package let rawValue: UInt8

    /// Takes any number.
    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// Anywhere below 4 GiB.
    package static let high = Zone(rawValue: 1)
    /// Where operating systems look for the root pointer: 0xf0000–0xfffff.
    package static let fSegment = Zone(rawValue: 2)

    /// The number with its word.
    var listing: String {
      switch self {
      case .high: "1 (high memory)"
      case .fSegment: "2 (F segment)"
      default: "\(rawValue)"
      }
    }
  }

  /// What is to be done.
  package var action: Action

  /// Creates a command.
  package init(_ action: Action) {
    self.action = action
  }

  /// Bytes of a name, with at least one zero at its end.
  static let nameWidth = 56
  /// Bytes behind a command's number.
  private static let operandCount = 124
}

extension LoaderCommand: PackedEntry {
  /// What its records are called.
  package static let kind = RecordKind("loader command", Self.self) { $1.append($0.description) }

  @usableFromInline package init() {
    self.init(.other(0, FixedText(bytes: [UInt8](repeating: 0, count: Self.operandCount))))
  }

  private var number: UInt32 {
    switch action {
    case .allocate: 1
    case .addPointer: 2
    case .addChecksum: 3
    case .other(let number, _): number
    }
  }

  @usableFromInline package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    var number = number
    coder.field("command", &number, as: .named(Self.listing))
    // Who reads learns the command here, who writes has the action.
    switch number {
    case 1: describeAllocate(&coder)
    case 2: describeAddPointer(&coder)
    case 3: describeAddChecksum(&coder)
    default:
      var operands = FixedText(bytes: [UInt8](repeating: 0, count: Self.operandCount))
      if case .other(_, let stated) = action { operands = stated }
      coder.text("operands", &operands)
      action = .other(number, operands)
    }
  }

  private mutating func describeAllocate<Coder: FieldCoder>(_ coder: inout Coder) {
    var (file, alignment, zone) = ("", UInt32(0), Zone(rawValue: 0))
    if case .allocate(let a, let b, let c) = action { (file, alignment, zone) = (a, b, c) }
    Self.name("file", &file, &coder)
    coder.field("alignment", &alignment, as: .bytes)
    var number = zone.rawValue
    coder.field("zone", &number, as: .named { Zone(rawValue: UInt8(truncatingIfNeeded: $0)).listing })
    coder.reserved(Self.operandCount - Self.nameWidth - 5)
    action = .allocate(file: file, alignment: alignment, zone: Zone(rawValue: number))
  }

  private mutating func describeAddPointer<Coder: FieldCoder>(_ coder: inout Coder) {
    var (file, source, offset, size) = ("", "", UInt32(0), UInt8(0))
    if case .addPointer(let a, let b, let c, let d) = action { (file, source, offset, size) = (a, b, c, d) }
    Self.name("file", &file, &coder)
    Self.name("points into", &source, &coder)
    coder.field("offset", &offset, as: .hexadecimal)
    coder.field("size", &size)
    coder.reserved(Self.operandCount - 2 * Self.nameWidth - 5)
    action = .addPointer(file: file, source: source, offset: offset, size: size)
  }

  private mutating func describeAddChecksum<Coder: FieldCoder>(_ coder: inout Coder) {
    var (file, offset, start, length) = ("", UInt32(0), UInt32(0), UInt32(0))
    if case .addChecksum(let a, let b, let c, let d) = action { (file, offset, start, length) = (a, b, c, d) }
    Self.name("file", &file, &coder)
    coder.field("offset", &offset, as: .hexadecimal)
    coder.field("start", &start, as: .hexadecimal)
    coder.field("length", &length)
    coder.reserved(Self.operandCount - Self.nameWidth - 12)
    action = .addChecksum(file: file, offset: offset, start: start, length: length)
  }

  /// A name, filled up with zeros; what stands behind the first of them is nothing.
  private static func name<Coder: FieldCoder>(_ field: StaticString, _ name: inout String, _ coder: inout Coder) {
    let bytes = name.utf8.prefix(nameWidth - 1)
    var text = FixedText(bytes: Array(bytes) + [UInt8](repeating: 0, count: nameWidth - bytes.count))
    coder.text(field, &text)
    name = String(decoding: text.bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func listing(_ number: UInt64) -> String {
    switch number {
    case 1: "1 (allocate)"
    case 2: "2 (add pointer)"
    case 3: "3 (add checksum)"
    case 4: "4 (write pointer)"
    default: "\(number)"
    }
  }
}

extension LoaderCommand: CustomStringConvertible {
  /// What it does, in one line: `allocate etc/acpi/tables on 64`.
  package var description: String {
    func hexadecimal(_ number: UInt32) -> String { "0x" + String(number, radix: 16) }
    switch action {
    case .allocate(let file, let alignment, let zone):
      return "allocate \(file) on \(alignment)" + (zone == .fSegment ? " in the F segment" : "")
    case .addPointer(let file, let source, let offset, let size):
      return "add the address of \(source) to \(size) bytes at \(hexadecimal(offset)) of \(file)"
    case .addChecksum(let file, let offset, let start, let length):
      return "sum \(length) bytes from \(hexadecimal(start)) on at \(hexadecimal(offset)) of \(file)"
    case .other(let number, _): return number == 0 ? "nothing" : "command \(number)"
    }
  }
}
