import Addresses

/// How many cores share each last-level cache of a machine whose caches differ in that.
package struct CoresOfCaches: Hashable, Sendable {
  /// The cores of each cache, in the order of the caches.
  package let counts: [UInt32]
  /// The most cores that a cache has; 0 where there is no cache.
  package let most: UInt32
  /// The first core of each cache, counted over the whole machine, and behind them how many cores there are; all bits set
  /// from where they are more than can be counted.
  private let firstCores: [UInt32]

  /// Creates a list.
  ///
  /// - Parameter counts: The cores of each cache, in the order of the caches.
  package init(_ counts: [UInt32]) {
    self.counts = counts
    most = counts.max() ?? 0
    var firstCores: [UInt32] = [0]
    firstCores.reserveCapacity(counts.count + 1)
    var next: UInt32 = 0
    for count in counts {
      let (sum, isTooLarge) = next.addingReportingOverflow(count)
      next = isTooLarge ? .max : sum
      firstCores.append(next)
    }
    self.firstCores = firstCores
  }

  /// Cores of the whole machine.
  var cores: UInt32 { firstCores[counts.count] }

  /// The first core of a cache; behind the last cache, how many cores there are.
  func firstCore(ofLLC llc: UInt32) -> UInt32 { firstCores[min(Int(llc), counts.count)] }

  /// The cache of a core; the number of caches where none has it.
  func llc(ofCore core: UInt32) -> UInt32 { UInt32(clamping: firstCores.firstIndexOfSorted { $0 > core }) &- 1 }
}
