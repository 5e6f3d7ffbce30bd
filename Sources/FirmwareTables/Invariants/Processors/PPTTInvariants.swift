import Addresses
import FieldCoding

extension PPTT {
  /// Whatever a structure names begins before it and is of the right type, and the leaves are the CPUs of MADT.
  package static func check(_ pptt: PPTT, in set: TableSet, _ violations: inout ViolationList) {
    // Where processors and caches begin, ascending.
    var processors: [UInt32] = []
    var caches: [UInt32] = []
    var leaves: [UInt32] = []
    var offset = UInt32(ACPIHeader.byteCount)
    for node in pptt.nodes {
      switch node {
      case .processor(let processor):
        if processor.parent != 0, !processors.has(processor.parent) {
          tell(offset, "names a parent", processor.parent, "no processor node begins", &violations)
        }
        for resource in processor.resources where !caches.has(resource) {
          tell(offset, "names a private resource", resource, "no cache begins", &violations)
        }
        processors.append(offset)
        if processor.flags.isSuperset(of: [.hasUID, .leaf]) { leaves.append(processor.processorUID) }
      case .cache(let cache): add(cache, at: offset, to: &caches, &violations)
      case .cacheWithID(let cache): add(cache.cache, at: offset, to: &caches, &violations)
      case .other: break
      }
      offset &+= UInt32(clamping: node.byteCount)
    }
    guard let madt = set.table(MADT.self) else { return }
    let cpus = madt.entries.compactMap { $0.cpu?.uid }
    if let (uids, ending) = MADT.numbers(MADT.missing(leaves, in: cpus)) {
      violations.tell("PPTT has leaves of ACPI processor UID\(ending) \(uids) that MADT has no CPU of")
    }
    if let (uids, ending) = MADT.numbers(MADT.missing(cpus, in: leaves)) {
      violations.tell("MADT has CPUs of ACPI processor UID\(ending) \(uids) that PPTT has no leaf of")
    }
  }

  private static func add(
    _ cache: Cache, at offset: UInt32, to caches: inout [UInt32], _ violations: inout ViolationList
  ) {
    if cache.nextLevel != 0, !caches.has(cache.nextLevel) {
      tell(offset, "names a next level", cache.nextLevel, "no cache begins", &violations)
    }
    caches.append(offset)
  }

  private static func tell(
    _ offset: UInt32, _ what: String, _ place: UInt32, _ lack: String, _ violations: inout ViolationList
  ) {
    violations.tell(
      "PPTT structure at 0x\(String(offset, radix: 16)) \(what) at 0x\(String(place, radix: 16)), but \(lack) there before it"
    )
  }
}

extension [UInt32] {
  /// Whether an ascending list has a number.
  fileprivate func has(_ number: UInt32) -> Bool {
    let index = firstIndexOfSorted { $0 >= number }
    return index < count && self[index] == number
  }
}
