import Addresses
import Diagnostics
import YAMLTree

/// What a key's value may be, with the type that it has once it is read.
struct KeyForm<Value: Sendable>: Sendable {
  /// What messages and schemas say of it.
  var form: ValueForm { taken() }
  // Made where it is asked for: nobody does who reads what is right.
  private let taken: @Sendable () -> ValueForm
  /// Reads what a mapping states; `nil` where it states nothing, or what cannot be read, after saying so.
  let read: @Sendable (inout TopologyDecoder, Fields, _ key: String) -> Located<Value>?
  /// A value as a file has it; `nil` where that is to leave the key out.
  let text: @Sendable (Value) -> String?
  /// A value as a document that is written has it; `nil` where that is to leave the key out.
  let document: @Sendable (Value) -> DocumentValue?
  /// What a value breaks, whoever made it.
  let breach: @Sendable (Value, _ key: String) -> Breach?

  /// Creates a form.
  ///
  /// - Parameters:
  ///   - form: What messages and schemas say of it.
  ///   - read: Reads what a mapping states.
  ///   - text: A value as a file has it.
  ///   - document: A value as a document has it that is written; where it is absent, the text.
  ///   - breach: What a value breaks; nothing where the type has no value that is wrong.
  init(
    _ form: @autoclosure @escaping @Sendable () -> ValueForm,
    read: @escaping @Sendable (inout TopologyDecoder, Fields, String) -> Located<Value>?,
    text: @escaping @Sendable (Value) -> String?, document: (@Sendable (Value) -> DocumentValue?)? = nil,
    breach: @escaping @Sendable (Value, String) -> Breach? = { _, _ in nil }
  ) {
    taken = form
    self.read = read
    self.text = text
    self.document = document ?? { text($0).map { .scalar($0) } }
    self.breach = breach
  }
}

extension KeyForm {
  /// What has a decoder of its own, which gives `nil` where nothing could be read.
  ///
  /// - Parameters:
  ///   - form: What messages and schemas say of it.
  ///   - text: What a file has for what holds where the key is absent.
  ///   - document: A value as a document has it that is written; `nil` where that is to leave the key out.
  ///   - read: Reads what a mapping states.
  static func decoded(
    _ form: @autoclosure @escaping @Sendable () -> ValueForm, absent text: String? = nil,
    writing document: @escaping @Sendable (Value) -> DocumentValue?,
    by read: @escaping @Sendable (inout TopologyDecoder, Fields) -> Value?
  ) -> Self {
    Self(
      form(),
      read: { decoder, fields, key in
        read(&decoder, fields).map { value in Located(value, at: fields[key].map { decoder.tree.range(of: $0) }) }
      }, text: { _ in text }, document: document)
  }
}

extension KeyForm where Value == Bool {
  /// `on off true false yes no`.
  static var toggle: Self { Self(.toggle, read: { $0.toggle($1, $2) }, text: { $0 ? "on" : "off" }) }
}

extension KeyForm where Value == String {
  /// A text that is not empty and stays what it is when it is printed.
  static var text: Self {
    Self(.text, read: { $0.text($1, $2) }, text: { $0 }, breach: { ValueRules.text($0, of: $1) })
  }
}

extension KeyForm where Value: CaseIterable & RawRepresentable<String> {
  /// One of the words that are the type's raw values.
  static var choice: Self { choice { _ in nil } }

  /// One of the words that are the type's raw values.
  ///
  /// - Parameter advice: What to write instead of another word; `nil` where nothing is known of it.
  static func choice(advice: @escaping @Sendable (String) -> WordAdvice?) -> Self {
    Self(
      .choice(Value.allCases.map(\.rawValue)),
      read: { decoder, fields, key in
        decoder.choice(fields, key, advice: advice).flatMap { word in
          Value(rawValue: word.value).map { Located($0, at: word.origin) }
        }
      }, text: { $0.rawValue })
  }
}

extension KeyForm where Value: FixedWidthInteger {
  /// A number in a range, all of which the type has.
  static func number(_ range: ClosedRange<UInt64>) -> Self {
    Self(
      .number(range),
      read: { decoder, fields, key in
        decoder.number(fields, key).map { Located(Value($0.value), at: $0.origin) }
      },
      text: { "\($0)" }, breach: { ValueRules.number(UInt64($0), named: "'\($1)'", in: range) })
  }
}

extension KeyForm where Value == UInt64 {
  /// A size of memory in bytes: a multiple of 4 KiB of at most 2^52.
  static var memorySize: Self {
    Self(
      .size, read: { $0.memorySize($1, $2) }, text: Units.literal,
      breach: { size, _ in ValueRules.memorySize(size) })
  }

  /// A guest physical address of at most 2^52, on a 4 KiB page.
  static var pageAddress: Self {
    Self(
      .address,
      read: { decoder, fields, key in
        decoder.address(fields, key, onPage: true).map { address in
          Located(address, at: fields[key].map { decoder.tree.range(of: $0) })
        }
      }, text: Units.address, document: { .address($0) },
      breach: { address, _ in ValueRules.address(address, onPage: true) })
  }
}

extension KeyForm where Value == [UInt32] {
  /// A list in cpulist form of numbers below a limit.
  static func cpuList(below limit: UInt32) -> Self {
    Self(
      .cpuList, read: { $0.cpuList($1, $2, limit: limit) }, text: { $0.isEmpty ? nil : CPUList.text($0) })
  }
}
