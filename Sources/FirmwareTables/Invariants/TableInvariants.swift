public import Addresses
import FieldCoding
import Lowering
import MachineModel

/// What holds between the bytes of the tables that memc makes and the RAM slots that make them true, checked
/// from the bytes alone.
public enum TableInvariants {
  /// A slot of RAM.
  public struct RAMSlot: AddressRanged, Hashable, Sendable {
    /// Guest physical addresses.
    public let range: AddressRange
    /// The proximity domain whose memory it is.
    public let node: Int

    /// Creates a slot.
    public init(start: UInt64, end: UInt64, node: Int) {
      range = AddressRange(start, end)
      self.node = node
    }
  }

  /// The most violations that are told.
  public static let limit = 100

  /// What does not hold, each as a sentence with the numbers; none for what memc made.
  ///
  /// - Parameters:
  ///   - e820: The map of addresses, or `nil` where the architecture knows none.
  ///   - srat: The table of affinities.
  ///   - slit: The table of distances.
  ///   - slots: The slots of RAM, in any order, without those of devices and of other partitions.
  ///   - gaps: Where no RAM may be.
  ///   - nodes: How many proximity domains there are; `nil` where that is not known: a domain may have neither
  ///     CPUs nor memory, so that no other table speaks of it.
  public static func violations(
    e820: [UInt8]?, srat: [UInt8], slit: [UInt8], slots: [RAMSlot], gaps: [AddressRange] = [],
    nodes: Int? = nil
  ) -> [String] {
    var check = TableCheck(slots: slots)
    check.checkSlots(gaps: gaps)
    let usable = e820.map { check.checkMap($0) }
    let domains = check.checkSRAT(srat, usable: usable)
    check.checkSLIT(slit, domains: domains, nodes: nodes)
    return check.told
  }
}

/// The state of a check.
private struct TableCheck {
  private(set) var violations: [String] = []
  private var omitted = 0
  private let slots: [TableInvariants.RAMSlot]
  private let ram: AddressSet

  init(slots: [TableInvariants.RAMSlot]) {
    self.slots = slots.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    ram = AddressSet(of: slots)
  }

  /// The violations, with a last line for those that would not be read anyway.
  var told: [String] {
    omitted == 0 ? violations : violations + ["\(omitted) more of the tables' invariants do not hold"]
  }

  private mutating func tell(_ violation: @autoclosure () -> String) {
    if violations.count < TableInvariants.limit { violations.append(violation()) } else { omitted += 1 }
  }

  // MARK: Slots

  mutating func checkSlots(gaps: [AddressRange]) {
    for (lower, upper) in zip(slots, slots.dropFirst()) where lower.end > upper.start {
      tell("RAM slots overlap at \(Units.address(upper.start))")
    }
    let outside = ram.subtracting(AddressSet(gaps))
    for piece in ram.subtracting(outside).ranges { tell("RAM at \(piece) lies in a gap") }
  }

  // MARK: e820

  /// Checks the map, and returns what it says is usable.
  mutating func checkMap(_ bytes: [UInt8]) -> AddressSet {
    let decoded = E820Map.decode(bytes)
    tell(decoded.issues, of: "e820")
    let entries = decoded.value.entries
    for (index, entry) in entries.enumerated() {
      if entry.length == 0 { tell("e820 entry #\(index + 1) is empty") }
      guard index > 0 else { continue }
      let previous = entries[index - 1]
      if entry.base < previous.end {
        tell(
          "e820 entry #\(index + 1) begins at \(Units.address(entry.base)), but the one before it ends at "
            + Units.address(previous.end))
      } else if entry.base == previous.end, entry.type == previous.type {
        tell("e820 entries #\(index) and #\(index + 1) touch and are both \(entry.type.name), but are not merged")
      }
    }
    let usable = AddressSet(of: entries.filter { $0.type == .usable })
    for piece in usable.subtracting(ram).ranges {
      tell("e820 calls \(piece) usable, but no RAM slot is there")
    }
    checkEncoding(bytes, decoded.value.encoded(), decoded.issues, of: "e820")
    return usable
  }

  // MARK: SRAT

  /// Checks the table, and returns one more than the highest proximity domain that it, or a slot, speaks of.
  mutating func checkSRAT(_ bytes: [UInt8], usable: AddressSet?) -> Int {
    let decoded = SRAT.decode(bytes)
    tell(decoded.issues, of: "SRAT")
    checkEncoding(bytes, decoded.value.encoded(), decoded.issues, of: "SRAT")
    let memory = decoded.value.memoryAffinities.enumerated().filter { $0.element.flags.contains(.enabled) }
    checkOrder(memory)
    let covered = AddressSet(of: memory.map(\.element))
    for piece in (usable ?? AddressSet([])).subtracting(covered).ranges {
      tell("usable memory at \(piece) lies in no enabled memory affinity")
    }
    checkPlaces(memory.map(\.element))
    let ofSlots = slots.reduce(0) { max($0, $1.node < .max ? $1.node + 1 : .max) }
    return decoded.value.affinities.reduce(ofSlots) { max($0, $1.enabledDomain.map { Int($0) + 1 } ?? 0) }
  }

  /// Memory affinities ascend, are not empty and do not overlap.
  private mutating func checkOrder(_ memory: [(offset: Int, element: SRAT.MemoryAffinity)]) {
    for (number, affinity) in memory {
      if affinity.length == 0 { tell("SRAT memory affinity #\(number + 1) is enabled, but empty") }
      if affinity.length != 0, affinity.base > .max - (affinity.length - 1) {
        tell("SRAT memory affinity #\(number + 1) ends above 2^64")
      }
    }
    for (lower, upper) in zip(memory, memory.dropFirst()) where lower.element.base > upper.element.base {
      tell(
        "SRAT memory affinity #\(upper.offset + 1) begins at \(Units.address(upper.element.base)), below "
          + "the one before it")
    }
    let sorted = memory.filter { $0.element.length != 0 }.sorted { $0.element.base < $1.element.base }
    guard var highest = sorted.first else { return }
    for affinity in sorted.dropFirst() {
      if affinity.element.base < highest.element.end {
        tell(
          "SRAT memory affinities #\(min(highest.offset, affinity.offset) + 1) and "
            + "#\(max(highest.offset, affinity.offset) + 1) overlap at \(Units.address(affinity.element.base))")
      }
      if affinity.element.end > highest.element.end { highest = affinity }
    }
  }

  /// Memory that is there lies in slots of its own node, hot-pluggable memory in none.
  private mutating func checkPlaces(_ memory: [SRAT.MemoryAffinity]) {
    var slotsOfNode: [Int: [AddressRange]] = [:]
    for slot in slots { slotsOfNode[slot.node, default: []].append(slot.range) }
    var affinitiesOfNode: [Int: [AddressRange]] = [:]
    var pluggable: [AddressRange] = []
    for affinity in memory {
      if affinity.flags.contains(.hotPluggable) {
        pluggable.append(affinity.range)
      } else {
        affinitiesOfNode[Int(affinity.proximityDomain), default: []].append(affinity.range)
      }
    }
    for (node, pieces) in affinitiesOfNode.sorted(by: { $0.key < $1.key }) {
      for piece in AddressSet(pieces).subtracting(AddressSet(slotsOfNode[node] ?? [])).ranges {
        tell("SRAT gives \(piece) to proximity domain \(node), but no RAM slot of node \(node) is there")
      }
    }
    let plugged = AddressSet(pluggable)
    for piece in plugged.subtracting(plugged.subtracting(ram)).ranges {
      tell("SRAT calls \(piece) hot-pluggable, but a RAM slot is there")
    }
  }

  // MARK: SLIT

  mutating func checkSLIT(_ bytes: [UInt8], domains: Int, nodes: Int?) {
    let decoded = SLIT.decode(bytes)
    tell(decoded.issues, of: "SLIT")
    checkEncoding(bytes, decoded.value.encoded(), decoded.issues, of: "SLIT")
    let localities = decoded.value.localities
    if let nodes, UInt64(clamping: nodes) != localities {
      tell("SLIT's number of localities is \(localities), but that of proximity domains is \(nodes)")
    } else if UInt64(clamping: domains) > localities {
      tell("SLIT's number of localities is \(localities), but that of proximity domains is at least \(domains)")
    }
    let distances = decoded.value.distances
    guard let count = Int(exactly: localities), count > 0, distances.count / count == count else { return }
    for from in 0..<count {
      let start = from * count
      if distances[start + from] != DistanceMatrix.local {
        tell("the distance of node \(from) to itself is \(distances[start + from]), not \(DistanceMatrix.local)")
      }
      for to in 0..<count where to != from && distances[start + to] <= DistanceMatrix.local {
        tell("the distance from node \(from) to node \(to) is \(distances[start + to]), not 11 to 255")
      }
    }
  }

  // MARK: Bytes

  private mutating func tell(_ issues: [DecodingIssue], of table: String) {
    for issue in issues { tell("\(table): \(issue)") }
  }

  /// A well-formed table is what its contents encode to: what memc writes has zeros where bytes are reserved.
  private mutating func checkEncoding(
    _ bytes: [UInt8], _ encoded: [UInt8], _ issues: [DecodingIssue], of table: String
  ) {
    guard issues.isEmpty, bytes != encoded else { return }
    let offset = zip(bytes, encoded).enumerated().first { $0.element.0 != $0.element.1 && $0.offset != 9 }?.offset
    let place = offset.map { " at byte 0x\(String($0, radix: 16))" } ?? ""
    tell("\(table) differs from what its contents encode to\(place)")
  }
}

extension SRAT.Affinity {
  /// The proximity domain of a structure that counts and whose contents are known.
  fileprivate var enabledDomain: UInt32? {
    switch self {
    case .processor(let cpu): cpu.flags.contains(.enabled) ? cpu.proximityDomain : nil
    case .memory(let memory): memory.flags.contains(.enabled) ? memory.proximityDomain : nil
    case .x2APIC(let cpu): cpu.flags.contains(.enabled) ? cpu.proximityDomain : nil
    case .gicc(let cpu): cpu.flags.contains(.enabled) ? cpu.proximityDomain : nil
    case .other: nil
    }
  }
}
