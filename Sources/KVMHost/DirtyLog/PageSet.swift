import Addresses

/// Pages by their numbers: a bit each, in chunks that exist where pages do.
struct PageSet: Equatable, Sendable {
  private static let wordsPerChunk: UInt64 = 512
  private static let pagesPerChunk = wordsPerChunk * 64

  private var chunks: [UInt64: [UInt64]] = [:]

  /// Whether there is no page.
  var isEmpty: Bool { chunks.isEmpty }

  /// How many pages there are.
  var count: UInt64 {
    chunks.values.reduce(0) { $1.reduce($0) { $0 + UInt64($1.nonzeroBitCount) } }
  }

  /// Adds pages.
  mutating func insert(_ pages: Range<UInt64>) {
    var next = pages.lowerBound
    while next < pages.upperBound {
      let end = min(pages.upperBound, (next / 64 + 1) * 64)
      change(next / 64, adding: (~0 >> (64 - (end - next))) << (next % 64))
      next = end
    }
  }

  /// Adds the pages of a bitmap.
  ///
  /// - Parameter first: The page of the first word's lowest bit.
  mutating func formUnion(_ words: [UInt64], at first: UInt64) {
    for (index, word) in words.enumerated() where word != 0 {
      let page = first + UInt64(index) * 64
      change(page / 64, adding: word << (page % 64))
      guard page % 64 != 0, word >> (64 - page % 64) != 0 else { continue }
      change(page / 64 + 1, adding: word >> (64 - page % 64))
    }
  }

  /// Takes the pages of a bitmap away.
  mutating func subtract(_ words: [UInt64], at first: UInt64) {
    guard !chunks.isEmpty else { return }
    for (index, word) in words.enumerated() where word != 0 {
      let page = first + UInt64(index) * 64
      change(page / 64, removing: word << (page % 64))
      guard page % 64 != 0 else { continue }
      change(page / 64 + 1, removing: word >> (64 - page % 64))
    }
    chunks = chunks.filter { $0.value.contains { $0 != 0 } }
  }

  /// Adds those of some pages to a bitmap whose lowest bit is the first of them.
  ///
  /// - Precondition: The bitmap has a bit for each of the pages.
  func add(to words: inout [UInt64], _ pages: Range<UInt64>) {
    guard !chunks.isEmpty, !pages.isEmpty else { return }
    let (first, last) = (pages.lowerBound, pages.upperBound - 1)
    for number in first / Self.pagesPerChunk...last / Self.pagesPerChunk {
      guard let chunk = chunks[number] else { continue }
      let firstWord = number * Self.wordsPerChunk
      let (start, end) = (max(first / 64, firstWord), min(last / 64, firstWord + Self.wordsPerChunk - 1))
      for index in start...end {
        var word = chunk[Int(index - firstWord)]
        guard word != 0 else { continue }
        if index == last / 64 { word &= ~0 >> (63 - last % 64) }
        guard index * 64 >= first else {
          words[0] |= word >> (first - index * 64)
          continue
        }
        let bit = index * 64 - first
        words[Int(bit / 64)] |= word << (bit % 64)
        guard bit % 64 != 0, word >> (64 - bit % 64) != 0 else { continue }
        words[Int(bit / 64) + 1] |= word >> (64 - bit % 64)
      }
    }
  }

  private mutating func change(_ word: UInt64, adding bits: UInt64) {
    let index = Int(word % Self.wordsPerChunk)
    chunks[word / Self.wordsPerChunk, default: [UInt64](repeating: 0, count: Int(Self.wordsPerChunk))][index] |=
      bits
  }

  private mutating func change(_ word: UInt64, removing bits: UInt64) {
    chunks[word / Self.wordsPerChunk]?[Int(word % Self.wordsPerChunk)] &= ~bits
  }
}
