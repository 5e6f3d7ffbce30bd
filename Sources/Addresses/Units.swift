/// How numbers of bytes and guest physical addresses are written for people.
public enum Units {
  /// One page of guest or host memory, in bytes: what sizes and slots are multiples of.
  public static let pageSize: UInt64 = 4096
  /// The large page, 2 MiB: the least that a host maps at once beyond a page, where guest and host addresses agree in the
  /// bits below it.
  package static let largePage: UInt64 = 2 << 20
  /// The highest guest physical address that KVM takes on any host, exclusive: 2^52.
  package static let addressLimit: UInt64 = 1 << 52

  /// What sizes add up to, or a page more than all addresses: what somebody states, or ranges that overlap hold, can be more
  /// bytes than 64 bits count, and rules tell of it.
  package static func sum(of sizes: some Sequence<UInt64>) -> UInt64 {
    sizes.reduce(0) { min($0 + min($1, addressLimit), addressLimit + pageSize) }
  }

  /// A number of bytes in the largest binary unit that divides it: `6 GiB`, `1536 MiB`, `100 bytes`.
  package static func bytes(_ count: UInt64) -> String {
    for (unit, shift) in [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)] as [(String, UInt64)]
    where count != 0 && count % (1 << shift) == 0 {
      return "\(count >> shift) \(unit)"
    }
    return count == 1 ? "1 byte" : "\(count) bytes"
  }

  /// A number of bytes as the language writes it: `2MiB`.
  package static func literal(_ count: UInt64) -> String {
    count != 0 && count % 1024 == 0 ? String(bytes(count).filter { $0 != " " }) : "\(count)"
  }

  /// An address in hexadecimal: `0x100000000`.
  package static func address(_ address: UInt64) -> String {
    var digits = InlineArray<16, UInt8>(repeating: 0)
    var (rest, start) = (address, 16)
    // The standard library would ask the runtime what a number is before it writes the first one.
    repeat {
      let digit = UInt8(truncatingIfNeeded: rest & 0xf)
      start -= 1
      digits[start] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      rest >>= 4
    } while rest != 0
    var text = "0x"
    for index in start..<16 { text.unicodeScalars.append(Unicode.Scalar(digits[index])) }
    return text
  }

  /// A range of addresses with its exclusive end: `0x0-0x100000`.
  package static func range(_ start: UInt64, _ end: UInt64) -> String {
    "\(address(start))-\(address(end))"
  }
}
