import Addresses

extension ACPILoader {
  /// What the commands make of the loader's files, at the addresses that memc has for its own, is the ACPI image.
  package static func check(_ loader: ACPILoader, in set: TableSet, _ violations: inout ViolationList) {
    guard let tables = set.table(LoaderTables.self), let pointer = set.table(LoaderRootPointer.self),
      let image = set.table(ACPIImage.self), let root = set.table(RSDP.self),
      let xsdt = ImageLinks(image).xsdt
    else { return }
    let address = root.xsdt &- UInt64(xsdt)
    // Nothing points at the root pointer, so that any address is one for it.
    var linker = ACPILinker([
      tablesFile: (tables.bytes, address), rootPointerFile: (pointer.bytes, 0),
    ])
    linker.run(loader.entries)
    for problem in linker.problems { violations.tell(problem) }
    guard linker.problems.isEmpty else { return }
    for (name, expected) in [(tablesFile, image.bytes), (rootPointerFile, root.encodedBytes())] {
      let linked = linker.files[name]?.bytes ?? []
      guard
        let place = zip(linked, expected).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset
          ?? (linked.count == expected.count ? nil : min(linked.count, expected.count))
      else { continue }
      violations.tell(
        "the loader's commands make of \(name) another table than the ACPI image has, from byte \(place) on")
    }
  }
}
