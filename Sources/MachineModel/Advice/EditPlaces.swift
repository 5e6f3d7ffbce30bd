import Addresses
package import Diagnostics

/// A place in a mapping at which one more key can be written.
package struct KeyInsertion: Hashable, Sendable {
  /// How the mapping is written.
  package enum Form: Hashable, Sendable {
    /// A key a line.
    case block
    /// In braces.
    case flow
    /// In braces, without any key.
    case empty
  }

  /// Where the new key begins.
  package var position: SourcePosition
  /// How the mapping is written.
  package var form: Form

  /// Creates a place.
  package init(_ position: SourcePosition, _ form: Form) {
    self.position = position
    self.form = form
  }

  /// The fix that writes a key there.
  ///
  /// - Parameter entry: The key with its value, on one line.
  package func fix(_ entry: String) -> Fix {
    let end =
      switch form {
      case .block: "\n" + String(repeating: " ", count: Int(position.column) - 1)
      case .flow: ", "
      case .empty: ""
      }
    return Fix(inserting: entry + end, at: position)
  }
}

/// Where a file says, or could say, what a fix found after decoding has to change; all `nil` where there is no file.
package struct EditPlaces: Sendable {
  /// Where the root takes another key.
  package var root: KeyInsertion?
  /// Where `defaults` takes another key; `nil` where the file has no such section.
  package var defaults: KeyInsertion?
  /// The value of `placement`; `nil` where it is not stated.
  package var placement: SourceRange?
  /// The value of `align` in it; `nil` where it is not stated.
  package var alignment: SourceRange?
  /// The name of the platform's preset; `nil` where it is not stated.
  package var preset: SourceRange?
  /// Where the architecture is stated, or could be.
  package var architecture = ValuePlace()
  /// The fix that has the platform's reserved ranges replace those of the preset.
  package var reservedReplacement: Fix?

  /// Places that are nowhere.
  package init() {}
}

/// Where a key's value is stated, or else the key could be; nowhere where neither can be changed.
package struct ValuePlace: Hashable, Sendable {
  private let value: SourceRange?
  private let key: KeyInsertion?

  init(value: SourceRange? = nil, key: KeyInsertion? = nil) {
    self.value = value
    self.key = key
  }

  /// The fix that has the key say something.
  package func fix(_ key: String, _ value: String) -> Fix? {
    self.value.map { Fix(writing: value, at: $0) } ?? self.key?.fix("\(key): \(value)")
  }
}

extension Topology {
  /// The fix that states an alignment for every extent.
  ///
  /// - Parameter alignment: A power of two of at least 4 KiB.
  package func fix(aligningExtentsTo alignment: UInt64) -> Fix? {
    let text = Units.literal(alignment)
    if let range = places.alignment { return Fix(writing: text, at: range) }
    if let range = places.placement { return Fix(writing: "{align: \(text)}", at: range) }
    return places.root?.fix("placement: {align: \(text)}")
  }

  /// The fix that has a node's memory begin at multiples of its pages, or of a power of two of at least 4 KiB; `nil` for a
  /// node that takes no key of its own.
  package func fix(aligningNode node: Int, to alignment: NodeAlignment) -> Fix? {
    let text = if case .size(let size) = alignment { Units.literal(size) } else { "auto" }
    if let range = nodes[node].alignment?.origin { return Fix(writing: text, at: range) }
    return nodes[node].insertion?.fix("align: \(text)")
  }

  /// The fix that gives memory that one range of source states a backing.
  ///
  /// - Parameters:
  ///   - backing: A word of the language.
  ///   - memory: Nodes and zones, of which none states another backing than the first.
  package func fix(backing: String, of memory: [BackedMemory]) -> Fix? {
    guard let first = memory.first else { return nil }
    if let range = policy(of: first).backingOrigin { return Fix(writing: backing, at: range) }
    let insertion = first.zone.map { nodes[first.node].zones[$0].insertion } ?? nodes[first.node].insertion
    if let insertion { return insertion.fix("backing: \(backing)") }
    // Nodes that are only counted state nothing, so that what the defaults say is said of all of them.
    return places.defaults?.fix("backing: \(backing)") ?? places.root?.fix("defaults: {backing: \(backing)}")
  }

  /// The fix that has the first megabyte split.
  package var fixSplittingFirstMegabyte: Fix? {
    legacyX86.origin.map { Fix(writing: "on", at: $0) } ?? places.root?.fix("legacy_x86: on")
  }
}
