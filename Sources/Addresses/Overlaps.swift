extension Sequence {
  /// Gives each element that begins below the end of one before it, with the one before it that reaches highest.
  ///
  /// - Parameters:
  ///   - range: The addresses of an element, whose start is not below that of the element before it.
  ///   - body: What is to be done with the two.
  @inlinable package func forEachOverlap(
    of range: (Element) -> AddressRange, _ body: (_ lower: Element, _ upper: Element) -> Void
  ) {
    var highest: Element?
    for upper in self {
      guard let lower = highest else {
        highest = upper
        continue
      }
      if range(lower).end > range(upper).start { body(lower, upper) }
      if range(upper).end > range(lower).end { highest = upper }
    }
  }
}

extension Sequence where Element: AddressRanged {
  /// Gives each element that begins below the end of one before it, with the one before it that reaches highest; the
  /// elements ascend.
  @inlinable package func forEachOverlap(_ body: (_ lower: Element, _ upper: Element) -> Void) {
    forEachOverlap(of: \.range, body)
  }
}

/// Ranges that may overlap each other, searched for what lies at addresses.
package struct RangeSearch<Element: AddressRanged> {
  /// By their starts, then by their ends.
  private let elements: [Element]
  /// How far up any element up to this one reaches.
  private let ends: [UInt64]

  /// Takes ranges in any order.
  package init(_ elements: [Element]) {
    self.elements = elements.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    var end: UInt64 = 0
    ends = self.elements.map { element in
      end = max(end, element.end)
      return end
    }
  }

  /// Where the highest range ends; 0 where there is none.
  package var end: UInt64 { ends.last ?? 0 }

  /// The lowest range that another one overlaps.
  package func lowest(overlapping range: AddressRange) -> Element? {
    for element in elements[ends.firstIndexOfSorted { $0 > range.start }...] {
      guard element.start < range.end else { return nil }
      if element.range.overlaps(range) { return element }
    }
    return nil
  }

  /// Whether a range begins below an address and ends above it.
  package func reaches(across address: UInt64) -> Bool {
    let below = elements.firstIndexOfSorted { $0.start >= address }
    return below > 0 && ends[below - 1] > address
  }
}
