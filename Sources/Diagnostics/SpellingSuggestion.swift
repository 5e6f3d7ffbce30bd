/// Finds what a user may have meant by a word that is not known.
package enum SpellingSuggestion {
  /// The candidate nearest to a word, or `nil` where none is near enough to be a slip of the hand.
  ///
  /// Near is an edit distance, transpositions counted as one, of at most a third of the word's length.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let letters = Array(word.utf8)
    guard !letters.isEmpty, letters.count <= 64 else { return nil }
    let limit = max(1, letters.count / 3)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = editDistance(letters, Array(candidate.utf8))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// Whether a word is so near to one candidate that nothing else can be meant: no other is nearly as near, and what differs
  /// is no digit, which tells names of a row apart.
  package static func isCertain(_ candidate: String, for word: String, among candidates: [String]) -> Bool {
    let letters = Array(word.utf8)
    guard nearest(to: word, among: candidates) == candidate, digits(of: candidate) == digits(of: word) else {
      return false
    }
    let distance = editDistance(letters, Array(candidate.utf8))
    return candidates.allSatisfy { $0 == candidate || editDistance(letters, Array($0.utf8)) > distance + 1 }
  }

  private static func digits(of word: String) -> [UInt8] {
    word.utf8.filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  /// The optimal string alignment distance: insertions, deletions, substitutions, adjacent transpositions.
  private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in 0..<left.count {
      var row = [i + 1]
      row.reserveCapacity(right.count + 1)
      for j in 0..<right.count {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[right.count]
  }
}
