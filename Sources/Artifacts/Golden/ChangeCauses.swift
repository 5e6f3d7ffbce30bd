import Addresses
import FieldCoding
import FirmwareTables
import JSONCoding
import Lowering

/// What changed in a machine, for telling a cause from what follows from it: the memory and the CPUs of a proximity
/// domain are in SRAT, and stand in the map, in the slots and in `layout.json` once more.
struct ChangeCauses {
  /// Where memory affinities are others.
  private var memory: [AddressRange] = []
  /// The proximity domains whose memory that is.
  private var memoryDomains: Set<UInt64> = []
  /// The proximity domains whose CPUs are others.
  private var cpuDomains: Set<UInt64> = []
  /// Where entries of the map that are not usable are others.
  private var reserved: [AddressRange] = []
  /// What became usable, or is not any more, though neither memory nor what is reserved of it is another.
  private var unexplained: [AddressRange] = []
  /// The files that differ.
  private let files: Set<ArtifactKind>
  /// The first names of what differs in `layout.json` itself, lines and hashes left out.
  private var layoutSections: Set<String> = []
  /// Whether a partition's list of slots is of another length.
  private let hasOtherSlots: Bool
  /// Whether slots of the first partition differ.
  private let hasGuestSlots: Bool

  init(_ changed: [(old: [UInt8], new: Artifact)], _ json: [ArtifactKind: [JSONDifference]]) {
    files = Set(changed.map(\.new.kind))
    let slots = json[.memslots] ?? []
    hasOtherSlots = slots.contains { $0.surplus != nil }
    hasGuestSlots = slots.contains { $0.path.dropFirst().first == .element(0) }
    for difference in json[.layout] ?? [] {
      guard let section = difference.names.first, difference.names.last != "line", difference.names.last != "slots"
      else { continue }
      layoutSections.insert(section)
    }
    for (old, new) in changed where new.kind == ArtifactKind(SRAT.self) {
      readSRAT(SRAT.decode(old).value, SRAT.decode(new.bytes).value)
    }
    for (old, new) in changed where new.kind == ArtifactKind(E820Map.self) {
      readMap(E820Map.decode(old).value, E820Map.decode(new.bytes).value)
    }
  }

  private mutating func readSRAT(_ old: SRAT, _ new: SRAT) {
    for affinity in Set(old.memoryAffinities).symmetricDifference(new.memoryAffinities) {
      memory.append(AddressRange(affinity.base, affinity.end))
      memoryDomains.insert(UInt64(affinity.proximityDomain))
    }
    func cpus(_ table: SRAT) -> Set<SRAT.Affinity> { Set(table.affinities.filter { $0.subject == .cpu }) }
    for affinity in cpus(old).symmetricDifference(cpus(new)) {
      if let domain = affinity.proximityDomain { cpuDomains.insert(UInt64(domain)) }
    }
  }

  private mutating func readMap(_ old: E820Map, _ new: E820Map) {
    for entry in Set(old.entries).symmetricDifference(new.entries) where entry.type != .usable {
      reserved.append(AddressRange(entry.base, entry.end))
    }
    func usable(_ map: E820Map) -> AddressSet {
      AddressSet(map.entries.filter { $0.type == .usable }.map { AddressRange($0.base, $0.end) })
    }
    let (before, after) = (usable(old), usable(new))
    let changed = before.subtracting(after).ranges + after.subtracting(before).ranges
    unexplained = AddressSet(changed).subtracting(AddressSet(memory + reserved)).ranges
  }

  // MARK: Tables

  /// Whether a difference of a table follows from another one.
  ///
  /// - Parameter bytes: The table that has the difference's record.
  func isConsequence(_ difference: TableDifference, in bytes: [UInt8]) -> Bool {
    guard difference.record.kind == E820Entry.kind else { return false }
    let start = difference.record.offset
    let entry = E820Map.decode(Array(bytes[start..<start + difference.record.length])).value.entries[0]
    let range = AddressRange(entry.base, entry.end)
    return entry.type == .usable && !touches(unexplained, range)
  }

  // MARK: JSON

  /// Whether a difference of a JSON artifact follows from another one.
  func isConsequence(_ difference: JSONDifference, in kind: ArtifactKind) -> Bool {
    kind == .memslots ? isConsequenceInSlots(difference) : isConsequenceInLayout(difference)
  }

  private func isConsequenceInSlots(_ difference: JSONDifference) -> Bool {
    guard difference.names.first == "partitions" else { return false }
    if difference.path.count == 1 { return layoutSections.contains("vtl2") }
    guard difference.path.count > 2 else { return false }
    // The more privileged level sees what the guest has.
    if difference.path[1] != .element(0) {
      return hasGuestSlots || !layoutSections.isDisjoint(with: ["vtl2", "aliases"])
    }
    if !layoutSections.isDisjoint(with: ["devices"]), isOfDevice(difference) { return true }
    // Where a slot more is among them, each is compared with its neighbour; how many there are tells of all.
    if hasOtherSlots { return !memory.isEmpty || difference.surplus == nil }
    switch difference.names.last {
    case "guest_phys_addr", "memory_size", "backing_offset", "node", "slot": return isOfMemory(difference)
    case "visibility", "flags": return layoutSections.contains("visibility")
    case "page_size": return differs("hugepages", difference)
    case "backing_file": return differs("backing", difference)
    default: return false
    }
  }

  private func isConsequenceInLayout(_ difference: JSONDifference) -> Bool {
    let names = difference.names
    // A line is told for itself only where all else of its entry is the same.
    if names.last == "line" { return differsApartFromLine(difference) }
    switch names.first {
    case "artifacts": return files.count > 1
    case "e820": return files.contains(ArtifactKind(E820Map.self))
    case "memory_affinities": return files.contains(ArtifactKind(SRAT.self))
    case "initiators", "ports": return files.contains(ArtifactKind(SRAT.self))
    case "cxl_bridges": return files.contains(ArtifactKind(CEDT.self))
    case "acpi": return files.contains(ArtifactKind(ACPIImage.self))
    case "distances": return files.contains(ArtifactKind(SLIT.self))
    case "memory": return !memory.isEmpty
    case "nodes":
      switch names.last {
      case "memory", "persistent", "special_purpose", "hotplug": return isOf(memoryDomains, difference)
      case "size", "start": return isOfMemory(difference)
      case "slots": return files.contains(.memslots)
      case "cxl", "bridges", "granularity": return files.contains(ArtifactKind(CEDT.self))
      case "cpus", "apic_ids": return isOf(cpuDomains, difference)
      case "nodes": return !memoryDomains.isEmpty || !cpuDomains.isEmpty || files.contains(ArtifactKind(SLIT.self))
      default: return false
      }
    case "extents": return isOfMemory(difference)
    case "slots": return files.contains(.memslots) || isOfMemory(difference)
    case "devices": return names.last == "slots" && difference.names.count > 1 && files.contains(.memslots)
    case "platform":
      guard names.count > 1, names[1] == "reserved" || names[1] == "gaps", names.last != "name" else {
        return false
      }
      let changed = names[1] == "gaps" ? memory : reserved
      return ranges(of: difference).contains { touches(changed, $0) }
    default: return false
    }
  }

  private func isOf(_ domains: Set<UInt64>, _ difference: JSONDifference) -> Bool {
    [difference.objects.old, difference.objects.new].contains {
      if case .object(let members)? = $0, case .integer(let node)? = members["node"] {
        domains.contains(node)
      } else {
        false
      }
    }
  }

  /// Whether the objects around a difference differ in another member as well.
  private func differs(_ member: String, _ difference: JSONDifference) -> Bool {
    guard case .object(let old)? = difference.objects.old, case .object(let new)? = difference.objects.new else {
      return false
    }
    return old[member] != new[member]
  }

  private func differsApartFromLine(_ difference: JSONDifference) -> Bool {
    guard case .object(var old)? = difference.objects.old, case .object(var new)? = difference.objects.new else {
      return false
    }
    old["line"] = nil
    new["line"] = nil
    return old != new
  }

  private func isOfDevice(_ difference: JSONDifference) -> Bool {
    let values = difference.surplus?.map(Optional.some) ?? [difference.objects.old, difference.objects.new]
    return values.contains {
      if case .object(let members)? = $0, case .string("device")? = members["source"] { true } else { false }
    }
  }

  private func isOfMemory(_ difference: JSONDifference) -> Bool {
    ranges(of: difference).contains { touches(memory, $0) }
  }

  // MARK: Ranges

  /// The ranges of the objects that a difference is in, or of the elements that only one list has.
  private func ranges(of difference: JSONDifference) -> [AddressRange] {
    let values = difference.surplus?.map(Optional.some) ?? [difference.objects.old, difference.objects.new]
    return values.compactMap { value in
      guard case .object(let members)? = value else { return nil }
      func number(_ names: String...) -> UInt64? {
        for name in names { if case .integer(let number)? = members[name] { return number } }
        return nil
      }
      guard let start = number("start", "base", "guest_phys_addr") else { return nil }
      guard let size = number("size", "memory_size", "length") else {
        return number("end").map { AddressRange(start, $0) }
      }
      return AddressRange(start, start &+ size)
    }
  }

  private func touches(_ ranges: [AddressRange], _ range: AddressRange) -> Bool {
    ranges.contains { $0.start <= range.end && range.start <= $0.end }
  }
}
