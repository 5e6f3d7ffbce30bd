import Addresses
import MachineModel
package import Platforms

/// What stands after ``PlatformResolution``: the machine's geography is known.
package struct ResolvedNodes: Sendable {
  /// What each node has.
  package let sized: SizedNodes
  /// What lies where besides RAM.
  package let geography: Geography

  /// Creates the stage.
  package init(sized: SizedNodes, geography: Geography) {
    self.sized = sized
    self.geography = geography
  }
}

extension ResolvedNodes: CustomStringConvertible {
  /// A line with the platform and where RAM begins, then a line a gap, then a line a reserved range.
  package var description: String {
    "platform \(geography.name): RAM from \(Units.address(geography.dramBase))\n"
      + geography.gaps.map { "gap \($0.range)\n" }.joined()
      + geography.reserved.map { "reserved \($0.range) \($0.kind.name)\n" }.joined()
  }
}
