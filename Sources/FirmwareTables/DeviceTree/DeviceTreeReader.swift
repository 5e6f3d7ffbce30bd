import FieldCoding

/// Finds the parts of a flattened device tree (Devicetree Specification 0.4, chapter 5) in any bytes: nothing outside of
/// its block is looked at, and what is wrong is told once.
struct DeviceTreeReader {
  /// What begins each part of the structure block (section 5.4.1).
  enum Token {
    static let beginNode: UInt32 = 1
    static let endNode: UInt32 = 2
    static let property: UInt32 = 3
    static let nop: UInt32 = 4
    static let end: UInt32 = 9
  }

  /// A part of the structure block, with the places of what it says.
  enum Part {
    /// A node begins; its name without the byte that ends it.
    case node(name: Range<Int>)
    /// A property of the node that began last.
    case property(name: Range<Int>, value: Range<Int>)
    /// A node ends.
    case endOfNode
  }

  /// How deep nodes may lie in each other, as Linux has it.
  static let maximumDepth = 64

  let bytes: [UInt8]
  let header: DeviceTreeHeader
  /// Where the reservations lie, without the one that ends them.
  let reservations: Range<Int>
  /// Where the structure block lies.
  let structure: Range<Int>
  /// Where the strings block lies.
  let strings: Range<Int>

  /// Opens a tree.
  init(_ bytes: [UInt8], _ issues: inout IssueList) {
    self.bytes = bytes
    var decoder = ByteDecoder(bytes)
    header = decoder.read(DeviceTreeHeader.self)
    issues.append(decoder.issues)
    let size = DeviceTreeHeader.byteCount
    guard bytes.count >= size else {
      (reservations, structure, strings) = (0..<0, 0..<0, 0..<0)
      return
    }
    Self.judge(header, of: bytes.count, &issues)
    let end = min(Int(header.totalSize), bytes.count)
    func block(_ name: String, _ offset: UInt32, _ size: UInt32, at place: Int, _ issues: inout IssueList) -> Range<
      Int
    > {
      let start = Int(offset)
      guard start <= end, Int(size) <= end - start else {
        issues.append(
          "the \(name) block has \(size) bytes at 0x\(String(offset, radix: 16)), but the tree has \(end)",
          at: place)
        return 0..<0
      }
      return start..<start + Int(size)
    }
    structure = block("structure", header.structureOffset, header.structureSize, at: 8, &issues)
    strings = block("strings", header.stringsOffset, header.stringsSize, at: 12, &issues)
    let start = min(Int(header.reservationsOffset), end)
    decoder.move(to: start, length: end - start)
    var next = start
    var isEnded = false
    while !isEnded, end - next >= DeviceTreeReservation.byteCount {
      isEnded = decoder.read(DeviceTreeReservation.self).isEnd
      if !isEnded { next += DeviceTreeReservation.byteCount }
    }
    if !isEnded { issues.append("nothing ends the memory reservations", at: start) }
    reservations = start..<next
    if header.structureOffset % 4 != 0 { issues.append("the structure block does not begin on 4 bytes", at: 8) }
    if header.reservationsOffset % 8 != 0 {
      issues.append("the memory reservations do not begin on 8 bytes", at: 16)
    }
    judgeOrder(end: end, &issues)
  }

  private static func judge(_ header: DeviceTreeHeader, of count: Int, _ issues: inout IssueList) {
    let (current, compatible) = (DeviceTreeHeader.currentVersion, DeviceTreeHeader.compatibleVersion)
    if header.magic != DeviceTreeHeader.magic {
      issues.append("magic is \(Hexadecimal.padded(UInt64(header.magic), digits: 8)), should be 0xd00dfeed", at: 0)
    }
    if Int(header.totalSize) != count {
      issues.append("total size is \(header.totalSize), but the tree has \(count) bytes", at: 4)
    }
    if header.version < current || header.lastCompatibleVersion > current {
      issues.append(
        "version is \(header.version), compatible with \(header.lastCompatibleVersion); it should be one that a reader "
          + "of version \(current) knows", at: 20)
    } else if header.version != current || header.lastCompatibleVersion != compatible {
      issues.append(
        "version is \(header.version), compatible with \(header.lastCompatibleVersion); \(current) and \(compatible) "
          + "are usual", at: 20, isWarning: true)
    }
  }

  /// Whether the blocks lie in their usual order without anything between them: then what is read is written alike.
  private func judgeOrder(end: Int, _ issues: inout IssueList) {
    let behind = reservations.upperBound + DeviceTreeReservation.byteCount
    if reservations.lowerBound != DeviceTreeHeader.byteCount || structure.lowerBound != behind
      || strings.lowerBound != structure.upperBound || strings.upperBound != end
    {
      issues.append(
        "there is slack between the blocks, or they lie in another order than reservations, structure, strings",
        at: 8, isWarning: true)
    }
  }

  /// Gives the reservations one after the other.
  func forEachReservation<Failure: Error>(
    _ body: (DeviceTreeReservation, Int) throws(Failure) -> Void
  ) throws(Failure) {
    var decoder = ByteDecoder(bytes)
    for offset in stride(
      from: reservations.lowerBound, to: reservations.upperBound, by: DeviceTreeReservation.byteCount)
    {
      decoder.move(to: offset, length: DeviceTreeReservation.byteCount)
      try body(decoder.read(DeviceTreeReservation.self), offset)
    }
  }

  // MARK: Structure

  /// Gives the parts of the structure block one after the other with their places, and ends where one makes no sense.
  func forEachPart<Failure: Error>(
    _ issues: inout IssueList, _ body: (Part, Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    var walk = StructureWalk()
    var next = structure.lowerBound
    while next < structure.upperBound {
      let start = next
      guard let token = word(at: next) else { return issues.append("a token has 4 bytes", at: next) }
      next += 4
      switch token {
      case Token.beginNode:
        guard let name = text(from: next, to: structure.upperBound) else {
          return issues.append("nothing ends the name of a node", at: next)
        }
        let named = FixedText(bytes: Array(bytes[name].prefix(Self.longestName + 1)))
        guard walk.begin(named, at: start, &issues) else { return }
        next = aligned(name.upperBound + 1)
        try body(.node(name: name), start..<next)
      case Token.endNode:
        guard walk.end(at: start, &issues) else { return }
        try body(.endOfNode, start..<next)
      case Token.property:
        guard let length = word(at: next), let offset = word(at: next + 4) else {
          return issues.append("a property has a length and a name", at: next)
        }
        next += 8
        guard Int(length) <= structure.upperBound - next else {
          return issues.append(
            "a property has \(length) bytes, but \(structure.upperBound - next) are left", at: start + 4)
        }
        guard Int(offset) < strings.count,
          let name = text(from: strings.lowerBound + Int(offset), to: strings.upperBound)
        else { return issues.append("the name of a property is no text of the strings block", at: start + 8) }
        let named = FixedText(bytes: Array(bytes[name].prefix(Self.longestName + 1)))
        guard walk.property(named, at: start, &issues) else { return }
        let value = next..<next + Int(length)
        next = aligned(value.upperBound)
        try body(.property(name: name, value: value), start..<next)
      case Token.nop: break
      case Token.end:
        walk.finish(at: start, &issues)
        if next < structure.upperBound {
          issues.append("\(structure.upperBound - next) bytes follow the end of the structure", at: next)
        }
        return
      default: return issues.append("there is no token \(token)", at: start)
      }
    }
    issues.append("nothing ends the structure", at: structure.upperBound)
  }

  /// Names longer than this are told of: twice what the specification allows for a name without its unit address.
  fileprivate static let longestName = 62

  /// The next multiple of 4 from the beginning of the block on, but not behind its end.
  private func aligned(_ offset: Int) -> Int {
    min(structure.lowerBound + (offset - structure.lowerBound + 3) / 4 * 4, structure.upperBound)
  }

  private func word(at offset: Int) -> UInt32? {
    guard structure.upperBound - offset >= 4 else { return nil }
    return UInt32(truncatingIfNeeded: bytes[offset..<offset + 4].bigEndian)
  }

  /// Where a text lies that a zero ends.
  private func text(from start: Int, to end: Int) -> Range<Int>? {
    var index = start
    while index < end, bytes[index] != 0 { index += 1 }
    return index < end ? start..<index : nil
  }
}

/// Holds the parts of a structure block against each other.
private struct StructureWalk {
  /// A name within a node.
  private struct Named: Hashable {
    let node: Int
    let isProperty: Bool
    let name: FixedText
  }

  /// The nodes that have begun and not ended, by number, and whether one had a subnode.
  private var open: [(node: Int, hasNodes: Bool)] = []
  private var nodes = 0
  private var names: Set<Named> = []

  mutating func begin(_ name: FixedText, at offset: Int, _ issues: inout IssueList) -> Bool {
    guard open.count < DeviceTreeReader.maximumDepth else {
      issues.append("nodes lie more than \(DeviceTreeReader.maximumDepth) deep in each other", at: offset)
      return false
    }
    if let parent = open.last {
      judge(Named(node: parent.node, isProperty: false, name: name), "node", at: offset, &issues)
      open[open.count - 1].hasNodes = true
    } else if nodes > 0 {
      issues.append("there is a second root", at: offset)
      return false
    } else if !name.bytes.isEmpty {
      issues.append("the root has the name \"\(name)\", should have none", at: offset)
    }
    open.append((nodes, false))
    nodes += 1
    return true
  }

  mutating func end(at offset: Int, _ issues: inout IssueList) -> Bool {
    if open.popLast() != nil { return true }
    issues.append("a node ends, but none has begun", at: offset)
    return false
  }

  mutating func property(_ name: FixedText, at offset: Int, _ issues: inout IssueList) -> Bool {
    guard let node = open.last else {
      issues.append("a property is in no node", at: offset)
      return false
    }
    if node.hasNodes { issues.append("the property \"\(name)\" stands behind a node", at: offset) }
    judge(Named(node: node.node, isProperty: true, name: name), "property", at: offset, &issues)
    return true
  }

  private mutating func judge(_ named: Named, _ what: String, at offset: Int, _ issues: inout IssueList) {
    let length = named.name.bytes.count
    if length == 0 { issues.append("a \(what) has no name", at: offset) }
    let longest = DeviceTreeReader.longestName
    if length > longest { issues.append("the name of a \(what) has more than \(longest) bytes", at: offset) }
    if !names.insert(named).inserted, length <= longest {
      issues.append("there are two of the name \"\(named.name)\" in a node", at: offset)
    }
  }

  func finish(at offset: Int, _ issues: inout IssueList) {
    if !open.isEmpty { issues.append("the structure ends within a node", at: offset) }
    if nodes == 0 { issues.append("there is no node", at: offset) }
  }
}
