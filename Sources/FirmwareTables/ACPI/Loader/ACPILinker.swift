import FieldCoding

/// Firmware that runs ``ACPILoader``'s commands, as SeaBIOS and OVMF do: for who checks that they lead to what memc
/// would have placed itself.
struct ACPILinker {
  /// The files by name, each with its address.
  private(set) var files: [String: (bytes: [UInt8], address: UInt64)] = [:]
  /// What a command could not do.
  private(set) var problems: [String] = []

  /// Gives files their addresses.
  init(_ files: [String: (bytes: [UInt8], address: UInt64)]) {
    self.files = files
  }

  /// Runs commands in their order.
  mutating func run(_ commands: [LoaderCommand]) {
    for (index, command) in commands.enumerated() {
      guard let problem = run(command) else { continue }
      problems.append("loader command #\(index + 1) \(problem)")
    }
  }

  /// Runs a command.
  ///
  /// - Returns: Why it cannot be run.
  private mutating func run(_ command: LoaderCommand) -> String? {
    switch command.action {
    case .allocate(let name, let alignment, _):
      guard let file = files[name] else { return "is of a file '\(name)', which is not there" }
      guard alignment.nonzeroBitCount == 1 else { return "aligns '\(name)' to \(alignment), no power of two" }
      return file.address % 16 == 0 ? nil : "has '\(name)' at an odd address"
    case .addPointer(let name, let source, let offset, let size):
      guard let target = files[source] else { return "points into a file '\(source)', which is not there" }
      let place = Int(offset)..<Int(offset) + Int(size)
      guard let file = files[name], [1, 2, 4, 8].contains(size), place.upperBound <= file.bytes.count else {
        return "has no \(size) bytes at \(offset) of '\(name)' to change"
      }
      let value = UInt64(littleEndianBytes: file.bytes[place])
      guard value < UInt64(target.bytes.count) else { return "points behind the end of '\(source)'" }
      files[name]?.bytes.replaceSubrange(
        place, with: (value &+ target.address).littleEndianBytes.prefix(Int(size)))
      return nil
    case .addChecksum(let name, let offset, let start, let length):
      let (place, end) = (Int(offset), Int(start) + Int(length))
      guard let file = files[name], place < file.bytes.count, Int(start) < end, end <= file.bytes.count else {
        return "has no \(length) bytes at \(start) of '\(name)' to sum"
      }
      // OVMF sums what is there, the checksum too, so that this must be 0.
      files[name]?.bytes[place] = 0 &- ACPIEnvelope.sum(file.bytes[Int(start)..<end])
      return nil
    case .other(let number, _):
      return number == 0 ? nil : "has the number \(number), which is none of placing and linking"
    }
  }
}
