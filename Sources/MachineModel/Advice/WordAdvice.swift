import Diagnostics

/// What to write instead of a word that its key does not know.
struct WordAdvice {
  /// The end of the sentence.
  let words: String
  /// The value to write; `nil` where the words do not say one.
  let value: String?

  /// Words that only a person can follow.
  init(words: String) {
    self.words = words
    value = nil
  }

  /// Another value of the key.
  init(writing value: String, for key: String, because reason: String? = nil) {
    words = "write '\(key): \(value.excerpt)'" + (reason.map { ", \($0)" } ?? "")
    self.value = value
  }
}
