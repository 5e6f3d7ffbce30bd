package import Lowering

/// What says once more, in a form of its own, what an ACPI image says.
package protocol ImageFormat: TableFormat {
  /// What a layout's image comes to; `nil` where the layout has no place for it.
  init?(_ layout: Layout, _ image: ACPIImage)
}

extension ImageFormat {
  package init?(_ layout: Layout) {
    guard let image = ACPIImage(layout) else { return nil }
    self.init(layout, image)
  }

  package static func make(of layout: Layout, _ tables: ImageTables?) -> Self? {
    guard let tables else { return Self(layout) }
    return Self(layout, ACPIImage(bytes: tables.image))
  }
}
