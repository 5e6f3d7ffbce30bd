import JSONCoding

/// A detail of a fact, as answers and pictures have it in JSON.
struct DetailEntry: JSONRecord, Equatable {
  private var name = ""
  private var text = ""

  init() {}

  init(_ detail: Fact.Detail) {
    (name, text) = (detail.name, detail.text)
  }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("name", &name)
    coder.member("text", &text)
  }
}
