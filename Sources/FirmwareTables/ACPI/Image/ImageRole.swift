/// What an ACPI image has of a format.
package enum ImageRole: Sendable {
  /// Nothing: maps, and what is made of the image.
  case none
  /// A table that RSDT and XSDT list.
  case listed
  /// A table that they list, with the address of another one: it is made once that is known, and as long as before.
  case linking
  /// A table that another one points at: the DSDT, the first of all.
  case linked

  /// Whether every image has the table: an operating system takes none without.
  var isNeeded: Bool { self == .linking || self == .linked }
}
