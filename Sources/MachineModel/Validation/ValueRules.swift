import Addresses
import Diagnostics

/// What single numbers, sizes, addresses, ranges and texts must be.
enum ValueRules {
  /// A number within the range of its key.
  ///
  /// - Parameter name: The number as it stands in a sentence.
  static func number(_ value: UInt64, named name: String, in range: ClosedRange<UInt64>) -> Breach? {
    range.contains(value)
      ? nil : Breach(.numberOutOfRange, "\(name) is \(value); it is \(range.lowerBound) to \(range.upperBound)")
  }

  /// A number in a list in cpulist form.
  static func listed(_ value: UInt64, limit: UInt32) -> Breach? {
    value < limit
      ? nil : Breach(.numberOutOfRange, "\(value) is too high: numbers in this list are below \(limit)")
  }

  /// A number that stands in a list already.
  static func listedTwice(_ value: UInt32) -> Breach { Breach(.cpuTwice, "\(value) stands twice in this list") }

  /// Whether a text is one, and has no control characters, which would change what stands around it.
  static func text(_ text: String, of key: String) -> Breach? {
    if text.isEmpty { return Breach(.emptyValue, "there is no value: '\(key)' is a text") }
    guard let control = text.unicodeScalars.first(where: { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) })
    else { return nil }
    let digits = String(control.value, radix: 16, uppercase: true)
    return Breach(
      .unprintableText,
      "'\(key)' has the control character U+\(String(repeating: "0", count: 4 - digits.count))\(digits)")
  }

  /// An identity in the headers of ACPI tables, which fills its field.
  static func identity(_ text: String, of key: String, width: Int) -> Breach? {
    let count = text.utf8.count
    guard text.utf8.allSatisfy({ 0x20..<0x7f ~= $0 }) else {
      return Breach(.acpiIdentity, "'\(key)' is '\(text.excerpt)'; it is \(width) characters of printable ASCII")
    }
    return count == width
      ? nil
      : Breach(
        .acpiIdentity,
        "'\(key)' is '\(text.excerpt)', \(count) character\(count == 1 ? "" : "s"); it is exactly \(width)")
  }

  // MARK: Sizes

  /// How much RAM lies below 4 GiB at most: a size of memory from 1 MiB to that.
  static func mostRAMBelow4GiB(_ size: UInt64) -> Breach? {
    wholePages(size)
      ?? (1 << 20...1 << 32 ~= size
        ? nil
        : Breach(
          .numberOutOfRange, "'max_ram_below_4g' is \(Units.bytes(size)); it is 1 MiB to 4 GiB"))
  }

  /// A size of memory: a multiple of 4 KiB of at most 2^52 bytes.
  static func memorySize(_ size: UInt64) -> Breach? {
    // Judged first: near the top there is no multiple to suggest.
    guard size <= Units.addressLimit else {
      return Breach(.addressTooHigh, "\(Units.bytes(size)) is more than 2^52 bytes, all that addresses reach")
    }
    return wholePages(size)
  }

  /// The size of hot-pluggable space: a size of memory that is not 0.
  static func hotplugSize(_ size: UInt64) -> Breach? {
    size == 0
      ? Breach(.emptyRange, "hot-pluggable space has no size", suggestion: "leave 'hotplug' out")
      : memorySize(size)
  }

  /// What every extent is aligned to.
  static func alignment(_ alignment: UInt64) -> Breach? {
    isPowerOfTwo(alignment, from: Units.pageSize)
      ? nil
      : Breach(
        .notPowerOfTwo, "'align' is \(Units.bytes(alignment)); it is a power of two from 4 KiB to 2^52 bytes")
  }

  /// The pages of the hugetlb pool.
  static func hugepageSize(_ size: UInt64) -> Breach? {
    isPowerOfTwo(size, from: Units.pageSize + 1)
      ? nil
      : Breach(
        .hugepageSize, "hugepage size \(Units.bytes(size)) is not a power of two above the host page size, 4 KiB")
  }

  /// The longest slot, a size of memory.
  static func slotSize(_ size: UInt64) -> Breach? {
    (Units.pageSize...Language.longestSlot).contains(size)
      ? nil
      : Breach(.numberOutOfRange, "'max_size' is \(Units.bytes(size)); KVM takes slots from 4 KiB to 8 TiB - 4 KiB")
  }

  private static func wholePages(_ size: UInt64) -> Breach? {
    size % Units.pageSize == 0
      ? nil : Breach(.unalignedSize, "\(Units.bytes(size)) is not a multiple of 4 KiB")
  }

  private static func isPowerOfTwo(_ number: UInt64, from least: UInt64) -> Bool {
    number >= least && number <= Units.addressLimit && number.nonzeroBitCount == 1
  }

  // MARK: Addresses and ranges

  /// A guest physical address of at most 2^52.
  static func address(_ address: UInt64, onPage: Bool) -> Breach? {
    guard address <= Units.addressLimit else {
      return Breach(
        .addressTooHigh,
        "\(Units.address(address)) is above 2^52, the highest guest physical address that KVM takes")
    }
    return onPage && address % Units.pageSize != 0
      ? Breach(.unalignedAddress, "\(Units.address(address)) is not on a 4 KiB page") : nil
  }

  /// The length of a range, which is never 0.
  static func rangeSize(_ size: UInt64, onPages: Bool) -> Breach? {
    if size == 0 { return Breach(.emptyRange, "the range has no size") }
    if size > Units.addressLimit { return beyondLimit }
    return onPages ? wholePages(size) : nil
  }

  /// The ends of a range, which are no mistakes by themselves.
  static func range(from start: UInt64, to end: UInt64) -> Breach? {
    start < end
      ? nil
      : Breach(.emptyRange, "the range ends at \(Units.address(end)), not above its start, \(Units.address(start))")
  }

  /// The start and the length of a range, which are no mistakes by themselves.
  static func range(from start: UInt64, size: UInt64) -> Breach? {
    size <= Units.addressLimit - min(start, Units.addressLimit) ? nil : beyondLimit
  }

  /// A range that was given by its ends.
  static func ends(of range: AddressRange, onPages: Bool) -> [Breach] {
    let ends = [range.start, range.statedEnd].compactMap { address($0, onPage: onPages) }
    return ends.isEmpty ? self.range(from: range.start, to: range.statedEnd).map { [$0] } ?? [] : ends
  }

  /// A range that was given by its start and length, on pages.
  ///
  /// - Parameter isLeftOpen: Whether it was given by its length alone.
  static func place(_ range: AddressRange, isLeftOpen: Bool) -> [Breach] {
    if isLeftOpen { return rangeSize(range.size, onPages: true).map { [$0] } ?? [] }
    let values = [address(range.start, onPage: true), rangeSize(range.size, onPages: true)].compactMap { $0 }
    return values.isEmpty ? self.range(from: range.start, size: range.size).map { [$0] } ?? [] : values
  }

  private static let beyondLimit = Breach(
    .addressTooHigh, "the range reaches beyond 2^52, the highest address that KVM takes")
}
