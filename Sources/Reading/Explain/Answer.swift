package import Addresses
package import Lowering

/// What there is to say to a question.
package struct Answer: Sendable {
  /// The answer in a line.
  package let title: String
  /// What it is made of.
  package private(set) var items: [AnswerItem]
  /// What is not there though others have it, and what does not go together.
  package private(set) var remarks: [String] = []

  init(_ title: String, _ items: [AnswerItem] = [], remarks: [String] = []) {
    self.title = title
    self.items = items
    self.remarks = remarks
  }
}

/// A thing that an answer speaks of.
package struct AnswerItem: Sendable {
  /// What people call it.
  package let title: String
  /// What it is, in a few words; empty where the title says all.
  package let meaning: String
  /// Guest physical addresses; `nil` for what has none.
  package let range: AddressRange?
  /// What else is said of it.
  package private(set) var details: [Fact.Detail]
  /// Where in the topology it comes from.
  package let origin: FactOrigin?
  /// Where the input says it.
  package let place: FactPlace?
  /// The pass that put it there.
  package let pass: Pass?

  /// A fact.
  ///
  /// - Parameters:
  ///   - address: What in it is asked for; `nil` for all of it.
  ///   - hasPasses: Whether passes made it.
  init(_ fact: Fact, at address: UInt64? = nil, hasPasses: Bool) {
    title = fact.title + (fact.partition.map { " of \($0)" } ?? "")
    meaning = fact.meaning
    range = fact.range
    details = []
    origin = fact.origin
    place = fact.place
    pass = hasPasses ? fact.layer.pass : nil
    let start = address.flatMap { address in fact.range.map { address - $0.start } }
    if let start { add("offset in it", Units.address(start)) }
    if let offset = fact.backingOffset { add("offset in its backing", Units.address(offset &+ (start ?? 0))) }
    details += fact.details
  }

  init(
    _ title: String, meaning: String = "", details: [Fact.Detail] = [], origin: FactOrigin? = nil,
    place: FactPlace? = nil
  ) {
    self.title = title
    self.meaning = meaning
    range = nil
    self.details = details
    self.origin = origin
    self.place = place
    pass = nil
  }

  /// Adds a detail.
  mutating func add(_ name: String, _ text: String) { details.append(Fact.Detail(name: name, text: text)) }
}

/// Why a question has no answer.
package struct Unanswerable: Error, Sendable {
  /// The reason, as a sentence without a full stop.
  package let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
