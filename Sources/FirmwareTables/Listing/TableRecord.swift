/// A field of a record: where it lies and what it says.
public struct TableField: Hashable, Sendable {
  /// What it is called.
  public let name: String
  /// Where it begins, from the beginning of the table.
  public let offset: Int
  /// Bytes.
  public let length: Int
  /// What it says: sizes in the largest unit that divides them, addresses in hexadecimal.
  public let text: String
  /// The same said exactly, where ``text`` is an abbreviation.
  public let detail: String?
}

/// A record of a table: a header, or one of the structures behind it.
public struct TableRecord: Hashable, Sendable {
  /// What a record is.
  public enum Kind: Hashable, Sendable {
    /// The header of an ACPI table with the fields that stand alone behind it; all the fields of FACS.
    case header
    /// An entry of an e820 map.
    case e820Entry
    /// SRAT's processor local APIC/SAPIC affinity structure.
    case processorAffinity
    /// SRAT's memory affinity structure.
    case memoryAffinity
    /// SRAT's processor local x2APIC affinity structure.
    case x2APICAffinity
    /// SRAT's GICC affinity structure.
    case giccAffinity
    /// A structure of SRAT that is kept as raw bytes; the number is its type.
    case otherAffinity(type: UInt8)
    /// A row of SLIT.
    case distances
    /// Bytes whose contents are not decoded.
    case raw
    /// Bytes behind all that the table's fields speak of.
    case slack
  }

  /// What it is.
  public let kind: Kind
  /// How many records of its kind stand before it.
  public let index: Int
  /// How many records of any kind but ``Kind/header`` stand before it.
  public let position: Int
  /// Where it begins, from the beginning of the table.
  public let offset: Int
  /// Bytes.
  public let length: Int
}
