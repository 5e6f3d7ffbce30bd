package import Platforms

extension Layout {
  /// How the machine's tables are written.
  package var tableStyle: TableStyle { PlatformRegistry.preset(named: geography.name)?.tables ?? TableStyle() }
}
