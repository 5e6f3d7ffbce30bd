/// What an ACPI image has of a format.
package enum ImageRole: Sendable {
  /// Nothing: maps.
  case none
  /// Nothing, as it shows where tables of the image lie, or those tables once more.
  case derived
  /// A table that RSDT and XSDT list.
  case listed
  /// A table that they list, with the address of another one: it is made once that is known, and as long as before.
  case linking
  /// A table that another one points at: the DSDT, the first of all.
  case linked

  /// Whether the format is of a table that lies in images.
  package var isTable: Bool { self != .none && self != .derived }

  /// Whether every image has the table: an operating system takes none without.
  package var isNeeded: Bool { self == .linking || self == .linked }
}
