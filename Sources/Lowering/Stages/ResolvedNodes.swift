import Addresses
import MachineModel
public import Platforms

/// What stands after ``PlatformResolution``: the machine's geography is known.
public struct ResolvedNodes: Sendable {
  /// What each node has.
  public let sized: SizedNodes
  /// What lies where besides RAM.
  public let geography: Geography

  /// Creates the stage.
  public init(sized: SizedNodes, geography: Geography) {
    self.sized = sized
    self.geography = geography
  }
}

extension ResolvedNodes: CustomStringConvertible {
  /// A line with the platform and where RAM begins, then a line a gap, then a line a reserved range.
  public var description: String {
    "platform \(geography.name): RAM from \(Units.address(geography.dramBase))\n"
      + geography.gaps.map { "gap \($0.range)\n" }.joined()
      + geography.reserved.map { "reserved \($0.range) \($0.kind.name)\n" }.joined()
  }
}
