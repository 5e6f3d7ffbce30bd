public import Addresses

/// Which pages of a slot are dirty: a bit each.
public struct DirtyPages: Sendable {
  /// The slot's number.
  public let slot: UInt32
  /// Guest physical addresses of the slot.
  public let guest: AddressRange
  /// Bytes of a page: those of the host's smallest, also where larger ones back the memory.
  public let pageSize: UInt64
  /// Bit `n % 64` of word `n / 64` is set where page `n` of the slot is dirty; bits behind its last page are 0.
  public let words: [UInt64]

  /// What memc itself knows of the memory.
  let log: DirtyPageLog
  /// Where the slot begins in this process.
  let hostAddress: UInt64

  /// How many pages are dirty.
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
  /// Whether none is.
  public var isEmpty: Bool { !words.contains { $0 != 0 } }
  /// Guest physical addresses of the dirty pages, ascending, neighbours as one range.
  public var ranges: [AddressRange] { Self.ranges(words, at: guest.start, pageSize: pageSize) }

  /// Whether the page at a guest physical address is dirty; `false` outside of the slot.
  public func contains(_ address: UInt64) -> Bool {
    guard guest.contains(address) else { return false }
    let page = (address - guest.start) / pageSize
    return words[Int(page / 64)] >> (page % 64) & 1 != 0
  }

  /// Words that have a bit for each page of a slot.
  static func wordCount(_ guest: AddressRange) -> Int {
    Int((guest.size / HostPages.own.size + 63) / 64)
  }

  /// The pages of a bitmap as ranges.
  static func ranges(_ words: [UInt64], at start: UInt64, pageSize: UInt64) -> [AddressRange] {
    var ranges: [AddressRange] = []
    for (index, word) in words.enumerated() where word != 0 {
      var rest = word
      while rest != 0 {
        let bit = rest.trailingZeroBitCount
        let length = (~(rest >> bit)).trailingZeroBitCount
        let address = start + UInt64(index * 64 + bit) * pageSize
        if let last = ranges.last, last.end == address {
          ranges[ranges.count - 1] = AddressRange(last.start, address + UInt64(length) * pageSize)
        } else {
          ranges.append(AddressRange(start: address, size: UInt64(length) * pageSize))
        }
        rest = bit + length == 64 ? 0 : rest & (~0 << (bit + length))
      }
    }
    return ranges
  }
}
