import CMemc

/// A structure of memc.h: its first member is its size as the caller knows it.
protocol SizedStructure {
  /// The bytes that the first version of the library had of it: no caller has fewer.
  static var firstSize: Int { get }
  /// The size that the caller states.
  var size: Int { get set }
}

extension memc_options: SizedStructure {
  static let firstSize = 24
}

extension memc_artifact: SizedStructure {
  static let firstSize = 40
}

extension memc_machine: SizedStructure {
  static let firstSize = 16
}

extension memc_partition: SizedStructure {
  static let firstSize = 32
}

extension memc_slot: SizedStructure {
  static let firstSize = 152
}

extension memc_pluggable_slot: SizedStructure {
  static let firstSize = 48
}

/// No structure ever has more bytes: what states more was never set.
private let largestSize = 4096

extension SizedStructure {
  /// The size that is stated at a place, or `nil` where that is none's: it is the first member, and all that is certain to be
  /// there.
  private static func size(at place: UnsafeRawPointer) -> Int? {
    let size = unsafe place.loadUnaligned(as: Int.self)
    return size >= firstSize && size <= largestSize ? size : nil
  }

  /// Hands the structure to a caller: as much of it as there is room for, and zeros for what the caller knows beyond it.
  ///
  /// - Parameter place: Where it is put, with its size stated.
  func hand(to place: UnsafeMutablePointer<Self>?) -> memc_status {
    guard let place = UnsafeMutableRawPointer(place), let size = unsafe Self.size(at: place) else {
      return MEMC_INVALID_ARGUMENT
    }
    var source = self
    source.size = size
    unsafe withUnsafeBytes(of: source) { bytes in
      // The caller has as many bytes as it states, and neither part goes beyond them.
      let known = min(bytes.count, size)
      let target = unsafe UnsafeMutableRawBufferPointer(start: place, count: size)
      unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<known]))
      for index in known..<size { unsafe target[index] = 0 }
    }
    return MEMC_OK
  }

  /// Takes a structure from a caller: what the caller has of it, and zeros for what it does not know.
  ///
  /// - Returns: `nil` where its size is none's, or where it says something that is not known here: it would go unheard.
  static func take(from place: UnsafePointer<Self>, zero: Self) -> Self? {
    guard let size = unsafe size(at: place) else { return nil }
    let source = unsafe UnsafeRawBufferPointer(start: place, count: size)
    let known = min(MemoryLayout<Self>.size, size)
    guard unsafe source[known...].allSatisfy({ $0 == 0 }) else { return nil }
    var structure = zero
    unsafe withUnsafeMutableBytes(of: &structure) { unsafe $0.copyMemory(from: .init(rebasing: source[..<known])) }
    return structure
  }
}

extension Array where Element: SizedStructure {
  /// Hands out the structure of an index.
  func hand(_ index: Int, to place: UnsafeMutablePointer<Element>?) -> memc_status {
    // More than fits into a number with a sign is no index, either.
    indices.contains(index) ? unsafe self[index].hand(to: place) : MEMC_END
  }
}
