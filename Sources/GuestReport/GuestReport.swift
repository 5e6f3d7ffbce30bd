/// What a guest's first process tells of the machine that it runs on: the kernel's own files, as they were read.
///
/// Nothing is interpreted in the guest: whoever runs it has the layout, and judges.
package struct GuestReport: Equatable, Sendable {
  /// A file of the guest's.
  package struct File: Equatable, Sendable {
    /// Its path, or ``kernelLog``.
    package let path: String
    /// What is in it.
    package let bytes: [UInt8]

    /// Creates a file.
    package init(path: String, bytes: [UInt8]) {
      (self.path, self.bytes) = (path, bytes)
    }
  }

  /// A page of a node's memory, by the guest's own word.
  package struct NodePage: Hashable, Sendable {
    /// The node as Linux numbers it, which is not its proximity domain.
    package let node: UInt32
    /// The guest physical address of the page.
    package let address: UInt64

    /// Creates a page.
    package init(node: UInt32, address: UInt64) {
      (self.node, self.address) = (node, address)
    }
  }

  /// The path under which the kernel's messages are, which are no file.
  package static let kernelLog = "dmesg"
  /// Bytes of the longest report that is believed.
  package static let limit = 64 << 20

  /// The files, in the order in which they were read.
  package var files: [File]
  /// A page of each node that could give one.
  package var pages: [NodePage]

  /// Creates a report.
  package init(files: [File] = [], pages: [NodePage] = []) {
    (self.files, self.pages) = (files, pages)
  }

  /// The bytes of a file; `nil` where the guest has none of that path.
  package func bytes(_ path: String) -> [UInt8]? { files.first { $0.path == path }?.bytes }

  /// The text of a file; `nil` where the guest has none of that path.
  package func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }
}

extension GuestReport {
  /// Eight bytes before every report.
  private static let mark: UInt64 = 0x3130_434d_454d_4753

  /// The report as bytes: the mark, pages with their nodes, and files, each behind its length; numbers are little-endian.
  package var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(files.reduce(64) { $0 + $1.bytes.count + $1.path.utf8.count + 16 })
    Self.append(Self.mark, to: &bytes)
    Self.append(UInt64(pages.count), to: &bytes)
    for page in pages {
      Self.append(UInt64(page.node), to: &bytes)
      Self.append(page.address, to: &bytes)
    }
    Self.append(UInt64(files.count), to: &bytes)
    for file in files {
      Self.append(UInt64(file.path.utf8.count), to: &bytes)
      bytes += file.path.utf8
      Self.append(UInt64(file.bytes.count), to: &bytes)
      bytes += file.bytes
    }
    return bytes
  }

  /// The report that bytes are; `nil` where they are none: a guest may write whatever it likes.
  package init?(decoding bytes: [UInt8]) {
    var reader = Reader(bytes: bytes)
    guard reader.number() == Self.mark, let pageCount = reader.count(each: 16) else { return nil }
    pages = []
    for _ in 0..<pageCount {
      guard let node = reader.number(), let node = UInt32(exactly: node), let address = reader.number() else {
        return nil
      }
      pages.append(NodePage(node: node, address: address))
    }
    guard let fileCount = reader.count(each: 16) else { return nil }
    files = []
    for _ in 0..<fileCount {
      guard let path = reader.run(), let contents = reader.run(), let path = String(validating: path, as: UTF8.self)
      else { return nil }
      files.append(File(path: path, bytes: Array(contents)))
    }
    guard reader.isAtEnd else { return nil }
  }

  private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
  }

  /// Takes bytes apart that anybody may have written.
  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    var isAtEnd: Bool { place == bytes.count }

    mutating func number() -> UInt64? {
      guard bytes.count - place >= 8 else { return nil }
      defer { place += 8 }
      return bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// How many things follow that have so many bytes at least.
    mutating func count(each size: Int) -> Int? {
      guard let number = number(), number <= UInt64((bytes.count - place) / size) else { return nil }
      return Int(number)
    }

    mutating func run() -> ArraySlice<UInt8>? {
      guard let length = count(each: 1) else { return nil }
      defer { place += length }
      return bytes[place..<place + length]
    }
  }
}
