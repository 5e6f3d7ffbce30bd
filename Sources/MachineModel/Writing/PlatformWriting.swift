import Addresses

extension Platform {
  /// The root's `platform`; `nil` for the generic one.
  var document: DocumentValue? {
    let base = preset.value == Platform().preset.value ? nil : DocumentValue.scalar(preset.value)
    let changes =
      DocumentValue.mapping(stating: [
        ("dram_base", dramBase.map { .scalar(Units.address($0.value)) }),
        ("phys_bits", physicalBits.map { .number($0.value) }),
      ]).entries + DocumentValue(Language.presetKeys, of: self).entries
      + DocumentValue.mapping(stating: [
        ("gaps", gaps.map { .list($0.map(\.document)) }), ("reserved", reservedDocument),
      ]).entries
    guard !changes.isEmpty else { return base }
    return DocumentValue.mapping(stating: [("base", base)]).adding(changes)
  }

  private var reservedDocument: DocumentValue? {
    let list = DocumentValue.list(reserved.map(\.document))
    return replacesReserved ? .mapping(stating: [("replace", .scalar("on")), ("list", list)]) : list.unlessEmpty
  }
}

extension Gap {
  fileprivate var document: DocumentValue {
    .mapping(
      stating: [("name", name.map { .scalar($0) })] + DocumentValue.range(range) + [
        ("e820", report == .none ? nil : .scalar(report.rawValue))
      ])
  }
}

extension ReservedRange {
  fileprivate var document: DocumentValue {
    .mapping(
      stating: [("name", name.map { .scalar($0) })] + DocumentValue.range(range) + [
        ("type", kind == .reserved ? nil : .scalar(kind.name)), ("srat", isInSRAT ? nil : .scalar("off")),
      ])
  }
}
