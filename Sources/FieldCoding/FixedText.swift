/// Text of a fixed number of bytes, such as the signature or the OEM ID of a table.
///
/// Any bytes are kept as they are, so that what is decoded can be encoded again.
public struct FixedText: Hashable, Sendable {
  /// Nearly all are of at most eight bytes, and a table has half a dozen: those need no memory of their own.
  @usableFromInline enum Storage: Hashable, Sendable {
    /// The first byte lowest, zeros above the last.
    case word(UInt64, count: Int)
    /// More than eight.
    case array([UInt8])
  }

  @usableFromInline let storage: Storage

  /// Takes bytes as they are.
  public init(bytes: [UInt8]) {
    self.init(bytes[...])
  }

  /// Takes bytes as they are.
  @usableFromInline package init(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count <= 8 else {
      storage = .array(Array(bytes))
      return
    }
    var word: UInt64 = 0
    for byte in bytes.reversed() { word = word << 8 | UInt64(byte) }
    storage = .word(word, count: bytes.count)
  }

  /// Creates a text, filled up with spaces or cut to `width` bytes.
  ///
  /// - Parameter ending: What stands behind the text, as far as there is room for it.
  package init(_ text: String, followedBy ending: String = "", width: Int) {
    guard width <= 8 else {
      let bytes = (text + ending).utf8.prefix(width)
      storage = .array(bytes + [UInt8](repeating: Self.padding, count: width - bytes.count))
      return
    }
    var (word, count): (UInt64, Int) = (0, 0)
    // A slice of a text would take longer to make than all of this.
    for byte in text.utf8 where count < width { Self.add(byte, to: &word, &count) }
    for byte in ending.utf8 where count < width { Self.add(byte, to: &word, &count) }
    while count < width { Self.add(Self.padding, to: &word, &count) }
    storage = .word(word, count: width)
  }

  private static func add(_ byte: UInt8, to word: inout UInt64, _ count: inout Int) {
    word |= UInt64(byte) << (8 * UInt64(count))
    count += 1
  }

  private static let padding = UInt8(ascii: " ")

  /// A text of zeros.
  @usableFromInline package init(zeros count: Int) {
    storage = count <= 8 ? .word(0, count: count) : .array([UInt8](repeating: 0, count: count))
  }

  /// How many bytes there are, padding included.
  @inlinable package var count: Int {
    switch storage {
    case .word(_, let count): count
    case .array(let bytes): bytes.count
    }
  }

  /// The bytes of a text of at most eight, the first one lowest; `nil` for a longer one.
  package var word: UInt64? {
    switch storage {
    case .word(let word, _): word
    case .array: nil
    }
  }

  /// The bytes, padding included.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  /// Appends the bytes to others.
  @inlinable package func append(to bytes: inout [UInt8]) {
    switch storage {
    case .word(var word, let count):
      for _ in 0..<count {
        bytes.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
      }
    case .array(let contents): bytes.append(contentsOf: contents)
    }
  }
}

extension FixedText: CustomStringConvertible {
  /// The text; bytes that are not printable ASCII as `\xNN`.
  public var description: String {
    var text = ""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\\"): text += "\\\\"
      case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "\\x" + Hexadecimal.digits(UInt64(byte), count: 2)
      }
    }
    return text
  }
}
