/// Reads an ACPI image as an operating system does: from the root pointer on, by what lies in memory alone. It has nothing
/// of the encoder's, so that both must have the same idea of ACPI.
package struct ImageReader {
  /// A range of memory with its bytes.
  package struct Memory {
    let start: UInt64
    let bytes: [UInt8]

    /// Keeps bytes.
    package init(start: UInt64, bytes: [UInt8]) {
      self.start = start
      self.bytes = bytes
    }
  }

  /// What was found at an address.
  package struct Table: Equatable {
    package let address: UInt64
    package let signature: String
    package let bytes: [UInt8]
  }

  let memory: [Memory]
  /// What an operating system would object to.
  package private(set) var problems: [String] = []
  /// The tables that the root tables list, and the DSDT.
  package private(set) var tables: [Table] = []

  /// Reads everything that a root pointer leads to.
  package init(rootPointer: Memory, tables: Memory) {
    memory = [rootPointer, tables]
    readRoot(at: rootPointer.start)
  }

  private mutating func bytes(_ count: Int, at address: UInt64) -> [UInt8]? {
    for part in memory where address >= part.start && address - part.start < UInt64(part.bytes.count) {
      let offset = Int(address - part.start)
      guard offset + count <= part.bytes.count else { continue }
      return Array(part.bytes[offset..<offset + count])
    }
    problems.append("\(count) bytes at \(String(address, radix: 16)) are not in the image")
    return nil
  }

  private func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<count { value += UInt64(bytes[offset + index]) << UInt64(8 * index) }
    return value
  }

  private func sum(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { ($0 + Int($1)) % 256 } }

  private mutating func readRoot(at address: UInt64) {
    guard let root = bytes(36, at: address) else { return }
    if String(decoding: root.prefix(8), as: UTF8.self) != "RSD PTR " { problems.append("no root pointer") }
    if address % 16 != 0 { problems.append("the root pointer is not on 16 bytes") }
    if sum(root.prefix(20)) != 0 || sum(root) != 0 { problems.append("the root pointer has a wrong checksum") }
    if root[15] != 2 || number(root, 20, 4) != 36 { problems.append("the root pointer is not of revision 2") }
    let extended = readEntries(of: "XSDT", at: number(root, 24, 8), width: 8)
    let short = number(root, 16, 4)
    if short != 0, readEntries(of: "RSDT", at: short, width: 4) != extended {
      problems.append("RSDT and XSDT lead to different tables")
    }
    for entry in extended {
      guard let table = readTable(at: entry) else { continue }
      tables.append(table)
      if table.signature == "FACP", table.bytes.count >= 148 {
        let dsdt = number(table.bytes, 140, 8)
        if number(table.bytes, 40, 4) != 0 { problems.append("FADT has two DSDTs") }
        if let table = readTable(at: dsdt) { tables.append(table) }
      }
    }
  }

  private mutating func readTable(at address: UInt64) -> Table? {
    guard let header = bytes(36, at: address), let bytes = bytes(Int(number(header, 4, 4)), at: address) else {
      return nil
    }
    let signature = String(decoding: header.prefix(4), as: UTF8.self)
    if address % 16 != 0 { problems.append("\(signature) is not on 16 bytes") }
    if sum(bytes) != 0 { problems.append("\(signature) has a wrong checksum") }
    return Table(address: address, signature: signature, bytes: bytes)
  }

  private mutating func readEntries(of name: String, at address: UInt64, width: Int) -> [UInt64] {
    guard let table = readTable(at: address) else { return [] }
    if table.signature != name { problems.append("\(name) is \(table.signature)") }
    if (table.bytes.count - 36) % width != 0 { problems.append("\(name) has a part of an entry") }
    return stride(from: 36, to: table.bytes.count, by: width).map { number(table.bytes, $0, width) }
  }
}
