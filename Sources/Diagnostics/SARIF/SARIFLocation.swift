import JSONCoding

/// A place that a result is about, or that explains it.
struct SARIFLocation: JSONRecord {
  /// A file, and where in it.
  struct Physical: JSONRecord {
    fileprivate var artifactLocation = SARIFArtifactLocation()
    fileprivate var region: SARIFRegion?

    mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("artifactLocation", &artifactLocation)
      coder.member("region", &region)
    }
  }

  private var message: SARIFMessage?
  private var physicalLocation: Physical?

  init() {}

  /// - Parameters:
  ///   - file: The file's name; `nil` where the place is in none.
  ///   - range: Where in it; `nil` for the whole.
  ///   - message: What is to be seen there.
  init(file: String?, _ range: SourceRange?, _ message: String? = nil) {
    self.message = message.map { SARIFMessage($0) }
    guard let file else { return }
    physicalLocation = Physical()
    physicalLocation?.artifactLocation = SARIFArtifactLocation(file)
    physicalLocation?.region = range.map { SARIFRegion($0) }
  }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("message", &message)
    coder.member("physicalLocation", &physicalLocation)
  }
}

/// A file.
struct SARIFArtifactLocation: JSONRecord {
  private var uri = ""

  init() {}

  /// - Parameter name: Its path; a relative one is a relative reference, from where the tool was started.
  init(_ name: String) {
    uri = name.hasPrefix("/") ? "file://" : ""
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      default: uri += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
  }

  mutating func describe(_ coder: inout some JSONCoder) { coder.member("uri", &uri) }
}

/// A range of a text: lines and columns from 1, the end just behind it.
struct SARIFRegion: JSONRecord {
  private var endColumn: UInt64 = 0
  private var endLine: UInt64 = 0
  private var startColumn: UInt64 = 0
  private var startLine: UInt64 = 0

  init() {}

  init(_ range: SourceRange) {
    (endColumn, endLine) = (UInt64(range.end.column), UInt64(range.end.line))
    (startColumn, startLine) = (UInt64(range.start.column), UInt64(range.start.line))
  }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("endColumn", &endColumn)
    coder.member("endLine", &endLine)
    coder.member("startColumn", &startColumn)
    coder.member("startLine", &startLine)
  }
}
