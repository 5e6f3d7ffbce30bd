package import FirmwareTables
import JSONCoding

/// What a file to be dumped is, where neither its signature nor its name tells.
package struct DumpFormat: Hashable, Sendable {
  package enum Reading {
    /// A table by its signature.
    case acpi
    /// A table or a map that nothing in its bytes tells.
    case table(any TableFormat.Type)
    /// The text in which Linux prints an e820 map.
    case linux
    /// The text in which acpidump prints tables.
    case acpidump
    /// An artifact that is JSON.
    case json(ArtifactKind)
  }

  /// What `--as` calls it.
  package let name: String
  /// How it is read.
  package let reading: Reading

  /// A table by its signature.
  package static let acpi = DumpFormat(name: "acpi", reading: .acpi)
  private static let linux = DumpFormat(name: "linux", reading: .linux)
  private static let acpidump = DumpFormat(name: "acpidump", reading: .acpidump)

  /// Every format that `--as` takes.
  package static let all: [DumpFormat] = {
    // Several tables behind each other are told from one, so that the image needs no other word than a table.
    let unsigned = tableFormats.filter { $0.signature == nil && $0.name != acpi.name }.map {
      DumpFormat(name: $0.name, reading: .table($0))
    }
    let json = ArtifactKind.all.filter { $0.json != nil }.map { DumpFormat(name: $0.name, reading: .json($0)) }
    return [acpi] + unsigned + [linux, acpidump] + json
  }()

  private init(name: String, reading: Reading) {
    self.name = name
    self.reading = reading
  }

  /// The format of a name, or `nil` for a name that is none.
  package init?(name: String) {
    guard let format = Self.all.first(where: { $0.name == name }) else { return nil }
    self = format
  }

  /// What a file is that may be a topology as well: `nil` for one, which may speak of a table in a comment.
  package init?(ofInput bytes: [UInt8], fileName: String) {
    if Self.isYAML(fileName), Self.isText(bytes) { return nil }
    self.init(of: bytes, name: fileName)
  }

  /// Whether a name is of YAML.
  package static func isYAML(_ fileName: String) -> Bool {
    fileName.hasSuffix(".yaml") || fileName.hasSuffix(".yml")
  }

  /// What a file is by its name or its bytes, or `nil` where neither tells.
  package init?(of bytes: [UInt8], name: String) {
    if let kind = ArtifactKind(fileName: name), let table = kind.table, table.signature == nil {
      self.init(name: kind.name, reading: .table(table))
    } else if !Self.isText(bytes) {
      guard TableKind(signatureOf: bytes) != nil else { return nil }
      self = .acpi
    } else if bytes.prefix(1 << 16).first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "{") {
      guard case .object(let members)? = try? JSONValue(parsing: bytes),
        let format = Self.all.first(where: {
          if case .json(let kind) = $0.reading, let file = kind.json {
            members[file.telltale] != nil
          } else {
            false
          }
        })
      else { return nil }
      self = format
    } else if AcpidumpText.isSuchText(bytes) {
      self = .acpidump
    } else if bytes.span.contains("BIOS-e820:") || bytes.starts(with: "BIOS-provided".utf8)
      || bytes.span.contains("[mem 0x")
    {
      // Before a signature: a log without times begins with letters that one could have.
      self = .linux
    } else {
      guard TableKind(signatureOf: bytes) != nil else { return nil }
      self = .acpi
    }
  }

  /// Whether a file could be text: in the header of a table there is a zero, as no length is that of all memory.
  package static func isText(_ bytes: [UInt8]) -> Bool { !bytes.prefix(36).contains(0) }

  /// By name.
  package static func == (left: DumpFormat, right: DumpFormat) -> Bool { left.name == right.name }

  /// Hashes the name.
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Span<UInt8> {
  /// Whether a text is in the bytes.
  fileprivate func contains(_ text: StaticString) -> Bool {
    let pattern = Array("\(text)".utf8)
    guard let first = pattern.first, count >= pattern.count else { return false }
    for start in 0...count - pattern.count where self[start] == first {
      var length = 1
      while length < pattern.count, self[start + length] == pattern[length] { length += 1 }
      if length == pattern.count { return true }
    }
    return false
  }
}
