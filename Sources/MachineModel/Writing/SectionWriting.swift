import Addresses

// Lists and sections as documents have them that are written.

extension [MemoryRange] {
  /// A node's `ranges`.
  var document: DocumentValue? {
    DocumentValue.list(map { .mapping(stating: DocumentValue.range($0.range)) }).unlessEmpty
  }
}

extension [VisibilityRange] {
  /// The root's `visibility`.
  var document: DocumentValue? {
    DocumentValue.list(
      map { range in
        .mapping(stating: DocumentValue.range(range.range))
          .adding(DocumentValue(Language.visibilityKeys, of: range).entries)
      }
    ).unlessEmpty
  }
}

extension [DeviceWindow] {
  /// The root's `devices`.
  var document: DocumentValue? { DocumentValue.list(map(\.document)).unlessEmpty }
}

extension DeviceWindow {
  fileprivate var document: DocumentValue {
    let start: DocumentValue? = place == nil ? .address(range.start) : nil
    let entries = DocumentValue(Language.deviceKeys, of: self).entries
    let extent = DocumentValue.mapping(stating: [("start", start), ("size", .scalar(Units.literal(range.size)))])
    return .mapping(Array(entries.prefix(1)) + extent.entries + entries.dropFirst())
  }
}

extension [CXLHostBridge] {
  /// The root's `cxl`.
  var document: DocumentValue? {
    isEmpty
      ? nil
      : .mapping(stating: [("bridges", .list(map { DocumentValue(Language.cxlBridgeKeys, of: $0) }))])
  }
}

extension PrivilegedMemory {
  /// The root's `vtl2`.
  var document: DocumentValue {
    .mapping(stating: [
      ("start", isLeftOpen ? nil : .address(range.start)), ("size", .scalar(Units.literal(range.size))),
    ])
  }
}

extension [MemoryAlias] {
  /// The root's `aliases`.
  var document: DocumentValue? {
    DocumentValue.list(map { DocumentValue(Language.aliasKeys, of: $0) }).unlessEmpty
  }
}

extension GenericDevice {
  /// An entry of `initiators` or `ports`.
  ///
  /// - Parameter domains: By which the document names nodes.
  func document(_ domains: ProximityDomains) -> DocumentValue {
    switch handle {
    case .pci(let address):
      .mapping(stating: [("node", .number(domains[node])), ("pci", .scalar("\(address)"))])
    case .acpi(let name):
      .mapping(stating: [
        ("node", .number(domains[node])), ("acpi", DocumentValue(Language.acpiDeviceKeys, of: name)),
      ])
    }
  }
}

// MARK: HMAT

extension LocalityOptions {
  /// The root's `hmat`.
  var document: DocumentValue? {
    var entries = DocumentValue(Language.localityKeys, of: self).entries
    let bases = DocumentValue(Language.localityBaseKeys, of: self)
    if !bases.isEmpty { entries.append(.init("base", bases)) }
    let isDerivedOnly = areDerived && entries.count == 1
    return isDerivedOnly ? .scalar("derive") : .mapping(entries)
  }
}

extension StatedLocalities {
  /// A matrix of the root's `hmat`.
  func document(of attribute: LocalityAttribute) -> DocumentValue {
    var first = 0
    return .list(
      rows.map { row in
        defer { first += row.count }
        return .list(
          values[min(first, values.count)..<min(first + row.count, values.count)].map { value in
            switch value {
            case StatedLocalities.notStated: .scalar("none")
            case StatedLocalities.unreachable: .scalar("unreachable")
            default: .scalar(attribute.quantity.writtenText(value))
            }
          })
      })
  }
}

extension [MemorySideCache] {
  /// A node's `hmat.cache`.
  var document: DocumentValue? {
    let caches = map { DocumentValue(Language.memorySideCacheKeys, of: $0) }
    return caches.count > 1 ? .list(caches) : caches.first
  }
}
