import Addresses
import ArgumentParser

/// A range of addresses on the command line, with its exclusive end, as reports show it: `0x100000-0x300000`.
struct AddressRangeArgument: ExpressibleByArgument {
  /// The addresses.
  let range: AddressRange

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let start = Self.address(ends[0]), let end = Self.address(ends[1]), start < end else {
      return nil
    }
    range = AddressRange(start, end)
  }

  /// `0x10_0000` or `1048576`.
  private static func address(_ text: Substring) -> UInt64? {
    let isHexadecimal = text.hasPrefix("0x")
    let digits = (isHexadecimal ? text.dropFirst(2) : text).filter { $0 != "_" }
    guard digits.first?.isHexDigit == true else { return nil }
    return UInt64(digits, radix: isHexadecimal ? 16 : 10)
  }
}
