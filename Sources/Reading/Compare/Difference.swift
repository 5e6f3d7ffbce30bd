package import Addresses

/// One thing in which two inputs differ, by meaning.
package struct Difference: Hashable, Sendable {
  /// What it is about.
  package let layer: FactLayer?
  /// What people call it: `node 1`, `slot 2`, `e820`.
  package let title: String
  /// What became of it: `4 GiB → 6 GiB`.
  package let change: String
  /// The proximity domain that it is of; `nil` where it is of none, or of several.
  package var domain: UInt32?
  /// Addresses that it is about, of either input.
  package var range: AddressRange?
  /// Where the second input states it, or the first what the second has not.
  package var origin: FactOrigin?
  /// Whether the origin is in the first input.
  package var isOld = false

  init(_ layer: FactLayer?, _ title: String, _ change: String) {
    self.layer = layer
    self.title = title
    self.change = change
  }

  /// The same under another name.
  func called(_ title: String) -> Difference {
    var difference = Difference(layer, title, change)
    (difference.domain, difference.range) = (domain, range)
    (difference.origin, difference.isOld) = (origin, isOld)
    return difference
  }

  /// Takes domain, addresses and origin from a fact.
  func of(_ fact: Fact, isOld: Bool = false) -> Difference {
    var difference = self
    difference.domain = fact.domain
    difference.range = fact.range
    difference.origin = fact.origin
    difference.isOld = isOld
    return difference
  }
}

/// A difference with those that follow from it.
package struct DifferenceGroup: Sendable {
  /// The cause; `nil` for differences of which the inputs do not tell why.
  package let cause: Difference?
  /// What follows from it.
  package internal(set) var consequences: [Difference] = []
}
