import Addresses
import Diagnostics
import MachineModel

// How values of elements and attributes are written.

/// A text of an element or an attribute, with its place.
struct XMLText {
  let text: String
  let range: SourceRange
}

extension LibvirtReader {
  /// The text of an element.
  func text(_ element: XMLElement) -> XMLText {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
    let bytes = source.bytes[element.content]
    guard let start = bytes.firstIndex(where: { !isSpace($0) }), let end = bytes.lastIndex(where: { !isSpace($0) })
    else { return XMLText(text: element.text, range: document.range(element.tag)) }
    return XMLText(text: element.text, range: document.range(start..<end + 1))
  }

  /// The value of an attribute; `nil` where there is none.
  func value(_ element: XMLElement?, _ name: String) -> XMLText? {
    element?[name].map { XMLText(text: $0.value, range: document.range($0.range)) }
  }

  /// Where an element begins.
  func place(_ element: XMLElement) -> SourceRange { document.range(element.tag) }

  /// The value of an attribute that an element needs; `nil` where it lacks it, after saying so.
  mutating func required(_ element: XMLElement, _ name: String) -> XMLText? {
    let value = value(element, name)
    if value == nil { report(.malformedInput, at: place(element), "<\(element.name)> has no '\(name)'") }
    return value
  }

  // MARK: Numbers

  /// A whole number, decimal.
  ///
  /// - Parameter role: What it is, as it stands in a sentence.
  mutating func number(_ text: XMLText?, _ role: String, in range: ClosedRange<UInt64> = 0...UInt64.max)
    -> Located<UInt64>?
  {
    guard let text else { return nil }
    let digits = text.text.utf8
    guard !digits.isEmpty, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
      report(.malformedInput, at: text.range, "\(role) is a whole number, not '\(text.text.excerpt)'")
      return nil
    }
    guard let number = UInt64(text.text), range.contains(number) else {
      let allowed =
        range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      report(
        .malformedInput, at: text.range,
        UInt64(text.text) == nil
          ? "\(role) is '\(text.text.excerpt)', which does not fit into 64 bits"
          : "\(role) is \(text.text.excerpt); it is \(allowed)")
      return nil
    }
    return Located(number, at: text.range)
  }

  /// A number of bytes that is written in a unit (libvirt's src/util/virutil.c, `virScaleInteger`).
  ///
  /// - Parameter plain: Bytes of one where no unit is stated.
  mutating func size(_ text: XMLText?, _ unit: XMLText?, _ role: String, plain: UInt64 = 1024) -> Located<UInt64>? {
    guard let number = number(text, role) else { return nil }
    guard let scale = unit.map({ Self.bytes(ofUnit: $0.text) }) ?? plain else {
      report(
        .malformedInput, at: unit?.range,
        "there is no unit '\(unit?.text.excerpt ?? "")'; units are 'b', and 'KiB', 'MiB', 'GiB', 'TiB' of 1024 or 'KB', 'MB', "
          + "'GB', 'TB' of 1000")
      return nil
    }
    let (bytes, isTooLarge) = number.value.multipliedReportingOverflow(by: scale)
    guard !isTooLarge else {
      report(.malformedInput, at: number.origin, "\(role) does not fit into 64 bits")
      return nil
    }
    return Located(bytes, at: number.origin)
  }

  /// The bytes of a unit; `nil` for what is none.
  static func bytes(ofUnit unit: String) -> UInt64? {
    let word = unit.lowercased()
    if word.isEmpty { return 1024 }
    if ["b", "byte", "bytes"].contains(word) { return 1 }
    guard let first = word.first, let power = Array("kmgtpe").firstIndex(of: first) else { return nil }
    switch word.dropFirst() {
    case "", "ib": return 1 << (10 * UInt64(power + 1))
    case "b": return (0...power).reduce(1) { product, _ in product * 1000 }
    default: return nil
    }
  }

  /// A size of memory, rounded up as libvirt does for QEMU.
  mutating func memory(_ text: XMLText?, _ unit: XMLText?, _ role: String) -> Located<UInt64>? {
    guard var size = size(text, unit, role) else { return nil }
    // What is more than there are addresses, rules tell of.
    if size.value <= Units.addressLimit { size.value = size.value.roundedUp(to: LibvirtFormat.memoryAlignment) }
    return size
  }

  // MARK: Words and lists

  /// One of several words.
  mutating func word<Value>(_ text: XMLText?, _ role: String, of words: [(String, Value)]) -> Value? {
    guard let text else { return nil }
    if let known = words.first(where: { $0.0 == text.text }) { return known.1 }
    let list = words.map { "'\($0.0)'" }
    report(
      .malformedInput, at: text.range,
      "\(role) is \(list.dropLast().joined(separator: ", ")) or \(list.last ?? ""), not '\(text.text.excerpt)'")
    return nil
  }

  /// Numbers as runs, ascending and disjoint: `0-3,^2,8` (libvirt's src/util/virbitmap.c, `virBitmapParse`).
  ///
  /// - Parameter limit: What all are below.
  mutating func set(_ text: XMLText?, _ role: String, below limit: UInt64) -> [ClosedRange<UInt64>]? {
    guard let text else { return nil }
    var runs: [ClosedRange<UInt64>] = []
    var excluded: [UInt64] = []
    for item in text.text.split(separator: ",", omittingEmptySubsequences: false) {
      let isExcluded = item.first == "^"
      let ends = item.drop { $0 == "^" || $0 == " " }.split(separator: "-", omittingEmptySubsequences: false).map {
        UInt64($0)
      }
      guard ends.count <= (isExcluded ? 1 : 2), let first = ends.first ?? nil, let last = ends.last ?? nil,
        first <= last
      else {
        report(
          .malformedInput, at: text.range,
          "\(role) has numbers and ranges such as '0-3,^2,8', and '\(item.excerpt)' is neither")
        return nil
      }
      guard last < limit else {
        report(.malformedInput, at: text.range, "\(role) names \(last), and all that it can name is below \(limit)")
        return nil
      }
      if isExcluded { excluded.append(first) } else { runs.append(first...last) }
    }
    return Self.merged(runs, without: excluded.sorted())
  }

  private static func merged(_ runs: [ClosedRange<UInt64>], without excluded: [UInt64]) -> [ClosedRange<UInt64>] {
    var merged: [ClosedRange<UInt64>] = []
    var next: UInt64 = 0
    var hole = 0
    for run in runs.sorted(by: { $0.lowerBound < $1.lowerBound }) where run.upperBound >= next {
      var start = max(run.lowerBound, next)
      next = run.upperBound + 1
      while hole < excluded.count, excluded[hole] < start { hole += 1 }
      while hole < excluded.count, excluded[hole] < next {
        if excluded[hole] > start { merged.append(start...excluded[hole] - 1) }
        start = max(start, excluded[hole] + 1)
        hole += 1
      }
      if start < next { merged.append(start...next - 1) }
    }
    return merged
  }
}
