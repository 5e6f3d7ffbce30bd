extension RandomAccessCollection where Index == Int {
  /// The place of the first element of which something holds, where it holds of all behind that; the end where it holds
  /// of none.
  @inlinable package func firstIndexOfSorted(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension RandomAccessCollection where Index == Int, Element: Comparable {
  /// Whether an element is there, of elements that ascend.
  @inlinable package func containsSorted(_ element: Element) -> Bool {
    let index = firstIndexOfSorted { $0 >= element }
    return index < endIndex && self[index] == element
  }
}
