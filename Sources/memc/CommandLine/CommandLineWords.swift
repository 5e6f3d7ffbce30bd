import Glibc

/// The words of the command line as text that keeps their bytes.
///
/// Linux asks no encoding of a name, and the argument parser reads text. So every byte that belongs to no UTF-8 is one
/// of the last 128 code points of Unicode, which nobody uses: of a plane for private use. Where a word has such a code
/// point itself, its bytes are taken for bytes of no UTF-8 as well, so that no two words are the same text.
enum CommandLineWords {
  /// U+10FF80 for the byte 0x80.
  private static let base: UInt32 = 0x10FF00
  private static let escapes: ClosedRange<UInt32> = base + 0x80...base + 0xFF

  /// The command line without the name of the program.
  static let all: [String] = {
    // The arguments are the process's, as long as it runs, and nobody changes them.
    let words = unsafe UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    return unsafe words.dropFirst().map { unsafe text(of: $0) }
  }()

  /// The name that the program was started by; empty where there is none.
  static var program: String {
    // There is an element behind the last argument, so there is a first one.
    unsafe text(of: CommandLine.unsafeArgv[0])
  }

  private static func text(of word: UnsafeMutablePointer<CChar>?) -> String {
    unsafe word.map { unsafe text(ofBytes: Array(UnsafeRawBufferPointer(start: $0, count: strlen($0)))) } ?? ""
  }

  /// Text for bytes.
  static func text(ofBytes bytes: [UInt8]) -> String {
    // Nearly all words are ASCII, of which the runtime need not be asked what it is.
    if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
    if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isEscape) {
      return text
    }
    var text = String.UnicodeScalarView()
    var rest = bytes[...]
    while let byte = rest.first {
      // A code point has four bytes at the most, and no shorter beginning of it is one.
      let scalar = (1...4).lazy.compactMap { String(validating: rest.prefix($0), as: UTF8.self) }.first?
        .unicodeScalars.first
      if let scalar, !isEscape(scalar) {
        text.append(scalar)
        rest = rest.dropFirst(UTF8.width(scalar))
      } else if let escape = Unicode.Scalar(base + UInt32(byte)) {
        text.append(escape)
        rest = rest.dropFirst()
      }
    }
    return String(text)
  }

  /// The bytes that text stands for.
  static func bytes(ofText text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
      isEscape(scalar) ? [UInt8(scalar.value - base)] : Array(String(scalar).utf8)
    }
  }

  /// Text as a person reads it: what is no UTF-8 is U+FFFD.
  static func shown(_ text: String) -> String { String(decoding: bytes(ofText: text), as: UTF8.self) }

  private static func isEscape(_ scalar: Unicode.Scalar) -> Bool { escapes.contains(scalar.value) }
}
