import Topology

/// What a guest is to try, range by range, in ascending address.
struct ProbePlan {
  /// What is expected of a range.
  enum Expectation: Equatable {
    /// Values that the guest writes are read back, by it and by the host.
    case writable
    /// The guest reads what is there, and nothing is written.
    case readable
    /// Reads do not leave the guest, writes do and change nothing.
    case readOnly
    /// Every access leaves the guest.
    case absent
  }

  /// A range.
  struct Item {
    let target: VerificationLine.Target
    let range: Range<UInt64>
    let expectation: Expectation
    /// The region that the range is; `nil` for a hole.
    let region: Region?
    /// Addresses to try, ascending: eight bytes at each, or one byte where the range is absent.
    let addresses: [UInt64]
    /// Why it is not probed.
    var obstacle: String?
  }

  /// The ranges.
  let items: [Item]

  /// Plans the slots of a machine and the holes between them.
  ///
  /// - Parameters:
  ///   - regions: The slots in ascending address.
  ///   - writesFiles: Whether the contents of files may be touched, which are restored afterwards.
  ///   - addressLimit: The address just behind the highest that the guest's CPU has.
  init(_ regions: [Region], writesFiles: Bool, addressLimit: UInt64) {
    var items: [Item] = []
    var end: UInt64 = 0
    for region in regions {
      if region.guest.lowerBound > end { items.append(Self.hole(end..<region.guest.lowerBound)) }
      items.append(Self.slot(region, writesFiles: writesFiles))
      end = region.guest.upperBound
    }
    // Just past the top one byte tells that nothing is there.
    items.append(Self.hole(end..<end + 1))
    self.items = items.map { item in
      var item = item
      if let last = item.addresses.last, last >= addressLimit {
        item.obstacle = "the CPU's physical addresses end at \(Units.address(addressLimit))"
      }
      return item
    }
  }

  private static func hole(_ range: Range<UInt64>) -> Item {
    Item(
      target: .hole, range: range, expectation: .absent, region: nil,
      addresses: range.count == 1 ? [range.lowerBound] : [range.lowerBound, range.upperBound - 1])
  }

  private static func slot(_ region: Region, writesFiles: Bool) -> Item {
    let range = region.guest
    let mayWrite = writesFiles || !region.isPreexisting
    let expectation: Expectation =
      switch region.access {
      case .readWrite: mayWrite ? .writable : .readable
      case .readOnly: .readOnly
      case .unmapped: .absent
      }
    var addresses = [range.lowerBound]
    if region.access == .unmapped {
      addresses.append(range.upperBound - 1)
    } else {
      let gib: UInt64 = 1 << 30
      addresses += stride(from: (range.lowerBound / gib + 1) * gib, to: range.upperBound - 8, by: 1 << 30)
      addresses.append(range.upperBound - 8)
    }
    return Item(
      target: .slot(region.slot.number), range: range, expectation: expectation, region: region,
      addresses: addresses)
  }
}
