/// Elements at an address that stays, for C to read: they live as long as this, nobody writes to them, and a zero lies
/// behind the last.
///
/// It is safe to share, as nothing of it changes once it is made. Whoever hands the address on sees to it that this lives as
/// long as it is promised.
@safe final class Lent<Element: BitwiseCopyable & FixedWidthInteger>: @unchecked Sendable {
  private let memory: UnsafeMutableBufferPointer<Element>

  /// Copies elements.
  init(_ elements: some Collection<Element>) {
    unsafe memory = .allocate(capacity: elements.count + 1)
    // One more than there are elements, so that none is left out, and the zero has its place.
    let end = unsafe memory.initialize(fromContentsOf: elements)
    unsafe memory[end] = 0
  }

  deinit { unsafe memory.deallocate() }

  /// How many there are, without the zero.
  var count: Int { unsafe memory.count - 1 }

  /// Where the first lies, for as long as this lives.
  @unsafe var start: UnsafePointer<Element>? { unsafe UnsafePointer(memory.baseAddress) }
}

extension Lent<CChar> {
  /// Copies a text. It has no zero in it that would end it early.
  convenience init(text: String) { self.init(text.utf8.lazy.map { CChar(bitPattern: $0) }) }
}
