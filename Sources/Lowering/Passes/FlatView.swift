package import Addresses
package import MachineModel

/// What a guest sees of windows that overlap: the one of the highest priority at every address, RAM before all.
///
/// A pure function of windows and RAM, so that the compiler and a machine whose windows come and go agree on it.
package struct FlatView: Equatable, Sendable {
  /// A window as far as it matters who wins.
  package struct Window: AddressRanged, Hashable, Sendable {
    /// Whose window it is, for the caller.
    package var id: Int
    /// Guest physical addresses.
    package var range: AddressRange
    /// Higher wins. Windows of one priority must not overlap.
    package var priority: UInt8

    /// Creates a window.
    package init(id: Int, start: UInt64, end: UInt64, priority: UInt8) {
      self.id = id
      range = AddressRange(start, end)
      self.priority = priority
    }

    /// A device's window.
    package init(id: Int, _ window: DeviceWindow) {
      self.init(id: id, start: window.start, end: window.end, priority: window.priority)
    }
  }

  /// Addresses at which one window is seen.
  package struct VisibleRange: AddressRanged, Hashable, Sendable {
    /// Whose window it is.
    package var id: Int
    /// Guest physical addresses.
    package var range: AddressRange

    /// Creates a range.
    package init(id: Int, range: AddressRange) {
      self.id = id
      self.range = range
    }
  }

  /// What is seen, in ascending address; no two overlap, and neighbours of one window are one.
  package let ranges: [VisibleRange]

  /// Flattens windows.
  ///
  /// - Parameters:
  ///   - windows: The windows, in any order.
  ///   - ram: RAM, which hides every window.
  package init(_ windows: [Window], under ram: AddressSet) {
    var openings = windows.filter { $0.start < $0.end }.sorted { $0.start < $1.start }[...]
    var visible: [VisibleRange] = []
    // Windows that have begun, the winner at the end; those that have ended are taken away when they would win.
    var begun: [Window] = []
    var address: UInt64 = 0
    while !openings.isEmpty || !begun.isEmpty {
      if begun.isEmpty, let first = openings.first { address = max(address, first.start) }
      while let next = openings.first, next.start <= address {
        openings.removeFirst()
        Self.insert(next, into: &begun)
      }
      while let last = begun.last, last.end <= address { begun.removeLast() }
      guard let winner = begun.last else { continue }
      let end = min(winner.end, openings.first?.start ?? .max)
      if let last = visible.last, last.id == winner.id, last.end == address {
        visible[visible.count - 1].range = AddressRange(last.start, end)
      } else {
        visible.append(VisibleRange(id: winner.id, range: AddressRange(address, end)))
      }
      address = end
    }
    ranges = visible.flatMap { seen in ram.gaps(in: seen.range).map { VisibleRange(id: seen.id, range: $0) } }
  }

  /// Keeps the winner last; the windows that overlap at one address are at most as many as there are priorities.
  private static func insert(_ window: Window, into begun: inout [Window]) {
    begun.removeAll { $0.end <= window.start }
    let place = begun.firstIndex { $0.priority > window.priority } ?? begun.endIndex
    begun.insert(window, at: place)
  }
}
