package import Diagnostics

/// What a topology says of the ACPI tables of its machine.
package struct ACPIOptions: Sendable {
  /// The maker of the machine, 6 characters; `nil` for the platform's.
  package var oemID: String?
  /// The maker's name for every table, 8 characters; `nil` for the platform's.
  package var oemTableID: String?
  /// The maker's revision of every table; `nil` for the platform's.
  package var oemRevision: UInt32?
  /// The tool that wrote the tables, 4 characters; `nil` for the platform's.
  package var creatorID: String?
  /// The tool's revision; `nil` for the platform's.
  package var creatorRevision: UInt32?
  /// The names of the tables that lie in the image besides those that every image has; `nil` for all of the machine.
  package var tables: [Located<String>]?
  /// Where the image lies, on a page; `nil` for where its machine's kind has it.
  package var address: Located<UInt64>?
  /// The serial port that the DSDT describes; `nil` for none.
  package var serial: Located<SerialPort>?
  /// Where the tables are spoken of.
  package var origin: SourceRange?

  /// What holds where nothing is said.
  package init() {}
}
