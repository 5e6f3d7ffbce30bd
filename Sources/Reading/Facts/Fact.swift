package import Addresses
import Diagnostics
import FieldCoding

/// One thing that an input says of a machine.
package struct Fact: Hashable, Sendable {
  /// A detail of it.
  package struct Detail: Hashable, Sendable {
    /// What it is: `offset`.
    package let name: String
    /// What is said: `0x40000000`.
    package let text: String
  }

  /// What it is about.
  package let layer: FactLayer
  /// What people call it: `slot 2`, `SRAT memory affinity #3`.
  package let title: String
  /// The number by which questions know it: of a slot, of a node; `nil` for what has none.
  package var number: UInt64?
  /// The partition that it is of, where it is of one of several.
  package var partition: String?
  /// Guest physical addresses; `nil` for what has none.
  package var range: AddressRange?
  /// What it says, in a few words: `usable`, `proximity domain 1`.
  package var meaning: String
  /// The node, by its place in the topology; `nil` where it is of none, or that is not known.
  package var node: Int?
  /// The proximity domain; `nil` where it is of none.
  package var domain: UInt32?
  /// Where its memory begins in what backs it, in bytes; `nil` where nothing does, or that is not known.
  package var backingOffset: UInt64?
  /// Whether it is there when the machine starts, and may not only come.
  package var isThere = true
  /// What else is said of it.
  package var details: [Detail] = []
  /// The place in the topology that it comes from.
  package var origin: FactOrigin?
  /// Where the input says it.
  package var place: FactPlace?

  /// Creates a fact.
  init(
    _ layer: FactLayer, _ title: String, number: UInt64? = nil, range: AddressRange? = nil, meaning: String = "",
    node: Int? = nil, domain: UInt32? = nil, origin: FactOrigin? = nil, place: FactPlace? = nil
  ) {
    self.layer = layer
    self.title = title
    self.number = number
    self.range = range
    self.meaning = meaning
    self.node = node
    self.domain = domain
    self.origin = origin
    self.place = place
  }

  /// What is said of a detail; `nil` for nothing.
  subscript(detail name: String) -> String? { details.first { $0.name == name }?.text }

  /// Adds a detail.
  mutating func add(_ name: String, _ text: String) { details.append(Detail(name: name, text: text)) }

  /// Adds a detail where there is one.
  mutating func add(_ name: String, _ text: String?) {
    if let text { add(name, text) }
  }
}

/// A place in a topology, which may be known by its line only.
package struct FactOrigin: Hashable, Sendable {
  /// The line, from 1.
  package let line: UInt32
  /// The column, from 1; `nil` where only the line is known.
  package let column: UInt32?

  init(line: UInt32, column: UInt32? = nil) {
    self.line = line
    self.column = column
  }

  /// `nil` for what is stated nowhere.
  init?(_ range: SourceRange?) {
    guard let start = range?.start else { return nil }
    self.init(line: start.line, column: start.column)
  }

  /// `nil` for what is stated nowhere.
  init?(_ origin: RecordOrigin) {
    guard let line = origin.line else { return nil }
    self.init(line: line, column: origin.column)
  }

  /// `nil` for what is stated nowhere.
  init?(line: UInt64?) {
    guard let line, line > 0 else { return nil }
    self.init(line: UInt32(clamping: line))
  }
}

/// Where an input says something.
package enum FactPlace: Hashable, Sendable {
  /// Bytes of a table, which has the name of its file, or its signature.
  case bytes(table: String, offset: Int, length: Int)
  /// A line of a log.
  case line(Int, of: String)
}

extension FactPlace: CustomStringConvertible {
  /// `srat.bin+0x48`; `dmesg.txt:12`.
  package var description: String {
    switch self {
    case .bytes(let table, let offset, _): "\(table)+0x\(String(offset, radix: 16))"
    case .line(let line, let file): "\(file):\(line)"
    }
  }
}
