import FieldCoding
import Addresses
import Lowering
import MachineModel

/// What a guest is to try, range by range, in ascending address.
struct ProbePlan {
  /// What is expected of a range.
  enum Expectation: Equatable {
    /// Values that the guest writes are read back, by it and by the host.
    case writable
    /// The guest reads what is there, and nothing is written.
    case readable
    /// Reads do not leave the guest; writes, where the memory may be written, do and change nothing.
    case readOnly
    /// The guest reads zeros, and so does the host; nothing is written.
    case zeros
    /// Every access leaves the guest.
    case absent
  }

  /// A range.
  struct Item {
    let target: VerificationLine.Target
    let range: AddressRange
    let expectation: Expectation
    /// The expectation in words.
    let text: String
    /// The region that the range is; `nil` for a hole.
    let region: Region?
    /// Whether its memory may be written, which is restored afterwards.
    let mayWrite: Bool
    /// Addresses to try, ascending: eight bytes at each, or one byte where the range is absent.
    let addresses: [UInt64]
    /// Why it is not probed.
    var obstacle: String?

    /// What was added to the addresses of the memory that the range mirrors; 0 where it mirrors none.
    var aliasOffset: UInt64 { region?.slot.aliasOffset ?? 0 }

    /// Where an address of the range, or of the memory that it mirrors, lies in this process; `nil` in a hole.
    func hostAddress(of address: UInt64) -> UInt64? {
      guard let region else { return nil }
      let offset = region.guest.contains(address) ? 0 : aliasOffset
      return region.hostAddress + (address + offset - region.guest.start)
    }

    /// The word that this process has at an address of it.
    func value(at host: UInt64, _ memory: MachineMemory) -> UInt64 {
      guard let region else { return 0 }
      return UInt64(littleEndianBytes: memory[region.slot.source].read(8, at: host))
    }
  }

  /// A range in which another partition has memory that must not be seen here.
  struct Forbidden {
    let target: VerificationLine.Target
    let range: AddressRange
  }

  /// The ranges.
  let items: [Item]

  /// Plans the slots of a partition and the holes between them.
  ///
  /// - Parameters:
  ///   - regions: The slots in ascending address.
  ///   - forbidden: What must not be seen, in ascending address.
  ///   - names: What slots are called.
  ///   - zeros: What must be zeros: whole pages of slots.
  ///   - writesFiles: Whether the contents of files may be touched, which are restored afterwards.
  ///   - addressLimit: The address just behind the highest that the guest's CPU has.
  init(
    _ regions: [Region], forbidden: [Forbidden], names: SlotNames, zeros: [AddressRange] = [], writesFiles: Bool,
    addressLimit: UInt64
  ) {
    var items = regions.map { Self.slot($0, names, writesFiles: writesFiles) }
    if !forbidden.isEmpty {
      // Were a slot there, it would be told of as such.
      items += forbidden.filter { part in
        let next = regions.firstIndexOfSorted { $0.guest.end > part.range.start }
        return next == regions.count || regions[next].guest.start >= part.range.end
      }.map { Self.absent($0.target, $0.range) }
      items.sort { $0.range.start < $1.range.start }
    }
    self.items = (Self.withHoles(items) + zeros.flatMap { Self.zeros($0, in: regions) }).map { item in
      var item = item
      if let last = item.addresses.last, last >= addressLimit {
        item.obstacle = "the CPU's physical addresses end at \(Units.address(addressLimit))"
      }
      return item
    }
  }

  private static func withHoles(_ ranges: [Item]) -> [Item] {
    var items: [Item] = []
    items.reserveCapacity(ranges.count + 1)
    var end: UInt64 = 0
    for item in ranges {
      if item.range.start > end { items.append(absent(.hole, AddressRange(end, item.range.start))) }
      items.append(item)
      end = item.range.end
    }
    // Just past the top one byte tells that nothing is there.
    return items + [absent(.hole, AddressRange(start: end, size: 1))]
  }

  private static func absent(_ target: VerificationLine.Target, _ range: AddressRange) -> Item {
    Item(
      target: target, range: range, expectation: .absent, text: "is nothing", region: nil, mayWrite: false,
      addresses: range.size == 1 ? [range.start] : [range.start, range.end - 1])
  }

  private static func slot(_ region: Region, _ names: SlotNames, writesFiles: Bool) -> Item {
    let mayWrite = writesFiles || !region.isPreexisting
    let expectation: Expectation =
      switch region.visibility {
      case .readWrite: mayWrite ? .writable : .readable
      case .readOnly: .readOnly
      case .unmapped: .absent
      }
    let name = names.memory(of: region.slot)
    let text =
      switch expectation {
      case .writable: "is \(name), read-write"
      case .readable: "is \(name), only read"
      case .readOnly:
        "is \(name), read-only" + (region.isCopyOfFile ? ", as in its file" : mayWrite ? "" : " (only read)")
      case .absent, .zeros: "is nothing" + (mayWrite ? "" : " (only read)")
      }
    return Item(
      target: .slot(region.slot.number), range: region.guest, expectation: expectation, text: text, region: region,
      mayWrite: mayWrite, addresses: addresses(in: region))
  }

  /// What must be zeros, slot by slot.
  private static func zeros(_ range: AddressRange, in regions: [Region]) -> [Item] {
    regions.compactMap { region in
      guard let part = region.guest.intersection(range) else { return nil }
      var item = Item(
        target: .discarded, range: part, expectation: .zeros, text: "is zeros", region: region, mayWrite: false,
        addresses: middles(of: part))
      if region.visibility == .unmapped { item.obstacle = "the slot is unmapped" }
      return item
    }
  }

  /// The middle of up to 16 pages, the first and the last among them: whoever tries a slot writes to the ends of pages.
  private static func middles(of range: AddressRange) -> [UInt64] {
    let pages = range.size / Units.pageSize
    let count = min(16, pages)
    return (0..<count).map { number in
      let page = count == 1 ? 0 : number * ((pages - 1) / (count - 1))
      return range.start + (number == count - 1 ? pages - 1 : page) * Units.pageSize + Units.pageSize / 2
    }
  }

  /// Both ends of a slot and a page in every GiB between; of an alias, where the memory has them that it mirrors.
  private static func addresses(in region: Region) -> [UInt64] {
    let range = region.guest
    var addresses = [range.start]
    if region.visibility == .unmapped {
      addresses.append(range.end - 1)
    } else {
      let gib: UInt64 = 1 << 30
      let offset = region.slot.aliasOffset ?? 0
      let next = ((range.start - offset) / gib + 1) * gib + offset
      addresses += stride(from: next, to: range.end - 8, by: 1 << 30)
      addresses.append(range.end - 8)
    }
    return addresses
  }
}
