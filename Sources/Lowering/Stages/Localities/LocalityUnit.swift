import Addresses
import MachineModel
package import Platforms

/// What an entry of 1 stands for in a matrix of HMAT, whose entries have 16 bits.
package struct LocalityUnit: Equatable, Sendable {
  /// The highest entry that is a value.
  package static let highestEntry: UInt64 = 0xFFFE

  /// In picoseconds or in MB/s.
  package let size: UInt64
  /// A value that no entry is exactly; `nil` where all are exact.
  package let rounded: UInt64?
  /// A value that is more than entries can hold; `nil` where there is none.
  package let tooLarge: UInt64?

  /// Chooses a unit.
  ///
  /// - Parameters:
  ///   - values: What is to be counted.
  ///   - stated: The unit that the topology states; `nil` for the best one.
  ///   - rule: How the machine chooses one.
  package init(of values: LocalityValues, stated: UInt64?, _ rule: LocalityBaseRule) {
    var (divisor, highest): (UInt64, UInt64) = (0, 0)
    for value in values.known {
      highest = max(highest, value)
      if divisor != 1, divisor == 0 || value % divisor != 0 { divisor = Self.divisor(value, divisor) }
    }
    let size =
      stated.map { max($0, 1) }
      ?? Self.size(divisor: max(divisor, 1), highest: highest, values.attribute.quantity, rule)
    self.size = size
    tooLarge = highest.dividedRoundingHalfUp(by: size) > Self.highestEntry ? highest : nil
    rounded = divisor % size == 0 ? nil : values.known.first { $0 % size != 0 }
  }

  private static func size(
    divisor: UInt64, highest: UInt64, _ quantity: Quantity, _ rule: LocalityBaseRule
  ) -> UInt64 {
    if rule == .ofQEMU, let size = ofQEMU(divisor, quantity), highest / size <= highestEntry { return size }
    return highest / divisor <= highestEntry ? divisor : (highest + highestEntry - 1) / highestEntry
  }

  /// QEMU counts latencies in whole nanoseconds; `nil` for what it could not be told (its hw/core/numa.c,
  /// `parse_numa_hmat_lb`).
  private static func ofQEMU(_ divisor: UInt64, _ quantity: Quantity) -> UInt64? {
    switch quantity {
    case .bandwidth: return 1 << UInt64(divisor.trailingZeroBitCount)
    case .latency:
      guard divisor % 1000 == 0 else { return nil }
      var size: UInt64 = 1000
      while divisor % (size * 10) == 0 { size *= 10 }
      return size
    }
  }

  private static func divisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }
}
