import Diagnostics
import YAMLTree

extension Language {
  /// The section `acpi`.
  package static let acpi = LanguageSection("ACPI options", acpiKeys)

  static let acpiKeys: [BoundKey<ACPIOptions>] = [
    BoundKey(
      "oem_id", .identity(6), \.oemID, examples: ["EXAMPL"],
      """
      The maker of the machine in the header of every table, exactly 6 characters; where nothing is stated, the \
      platform's, or MEMC.
      """),
    BoundKey(
      "oem_table_id", .identity(8), \.oemTableID, examples: ["MACHINE1"],
      """
      The maker's name for every table, exactly 8 characters; where nothing is stated, the platform's, or each has MEMC with \
      its signature.
      """),
    BoundKey(
      "oem_revision", .number(0...UInt64(UInt32.max)), \.oemRevision, examples: [2],
      "The maker's revision of every table; where nothing is stated, the platform's, 1."),
    BoundKey(
      "creator_id", .identity(4), \.creatorID, examples: ["ACME"],
      """
      The tool that wrote the tables, exactly 4 characters; where nothing is stated, the platform's, or MEMC.
      """),
    BoundKey(
      "creator_revision", .number(0...UInt64(UInt32.max)), \.creatorRevision, examples: [3],
      "The revision of the tool that wrote the tables; where nothing is stated, the platform's, 1."),
    BoundKey(
      "tables", .tables, \.tables, examples: [["srat", "slit"]],
      """
      The tables in the ACPI image besides the FADT and the DSDT, which every image has, by the names that --emit takes; \
      all that the machine has where nothing is stated.
      """),
    BoundKey(
      "address", .pageAddress, \.address, examples: ["0x10000000"],
      """
      Where the ACPI image lies, in RAM; where nothing is stated, from 0xe0000 on while it fits below 1 MiB, and else at \
      the top of RAM below the first gap and 4 GiB.
      """),
    BoundKey(
      "serial", .choice, \.serial,
      "The serial port that the DSDT describes, so that an operating system has its interrupt; x86_64 only."),
  ]
}

extension ACPIOptions: KeyOwner {
  static var unstated: ACPIOptions { ACPIOptions() }
}

extension KeyForm<String> {
  /// A text of exactly so many characters of printable ASCII.
  fileprivate static func identity(_ width: Int) -> Self {
    Self(
      .text,
      read: { decoder, fields, key in
        guard let text = decoder.text(fields, key), let id = fields[key] else { return nil }
        guard let breach = ValueRules.identity(text.value, of: key, width: width) else { return text }
        if let filled = filled(text.value, to: width) {
          decoder.report(breach.rule, at: id, breach.message, writing: "\"\(filled)\"")
        } else {
          decoder.report(breach, at: id)
        }
        return nil
      }, text: { $0 }, breach: { ValueRules.identity($0, of: $1, width: width) })
  }

  /// A text that is too short with spaces behind it; `nil` for another one.
  private static func filled(_ text: String, to width: Int) -> String? {
    guard text.utf8.count < width, text.utf8.allSatisfy({ 0x20..<0x7f ~= $0 && $0 != 0x22 && $0 != 0x5c }) else {
      return nil
    }
    return text + String(repeating: " ", count: width - text.utf8.count)
  }
}

extension KeyForm<[Located<String>]> {
  /// A list of names of tables, which the list of tables is to judge.
  fileprivate static var tables: Self {
    .decoded(.list(.name), writing: { .list($0.map { .scalar($0.value) }) }) { decoder, fields in
      guard let id = fields["tables"] else { return nil }
      guard decoder.tree.kind(of: id) == .sequence else {
        decoder.reportNoList(id, wanted: "'tables' is a list such as [srat, slit]", item: "name")
        return nil
      }
      return decoder.tree.elements(of: id).compactMap { element in
        guard decoder.tree.hasText(element) else {
          decoder.reportWrongType(element, wanted: "an item of 'tables' is the name of a table")
          return nil
        }
        return Located(decoder.tree.string(of: element), at: decoder.tree.range(of: element))
      }
    }
  }
}
