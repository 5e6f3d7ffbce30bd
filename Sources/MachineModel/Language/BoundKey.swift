import Diagnostics

/// What keys of a section state parts of.
protocol KeyOwner: Sendable {
  /// What holds where no key is stated: it has the default of every key.
  static var unstated: Self { get }
}

/// A key of the language with the place of its value in what the section declares.
///
/// The one line that makes a key is what decoding, defaults, messages, the schema and the tests go by.
///
/// The class asks nothing of its owners: the runtime would look for each one's conformance when memc starts. Forms, key
/// paths and defaults are made where they are asked for, which for most keys is never; and where the compiler sees key paths
/// used, which it does as the initializers are inlined, none is made at all.
final class BoundKey<Owner>: Sendable {
  /// What is said of the key.
  let key: LanguageKey
  /// Reads what a mapping states of the key into its place, and gives where that is, or `nil` where nothing could be
  /// read; absent for what the decoder of the section reads by itself.
  let read: (@Sendable (inout TopologyDecoder, Fields, inout Owner) -> SourceRange?)?
  /// What the value breaks by itself, whoever made it.
  let breach: @Sendable (Owner) -> Breach?
  /// The value as a document has it that is written; `nil` where it is what holds where the key is absent.
  let written: @Sendable (Owner) -> DocumentValue?
  /// Makes the value what it is where the key is not stated.
  let reset: @Sendable (inout Owner) -> Void

  /// The key as written.
  var name: String { key.name }

  /// Creates a key that the decoder of the section reads by itself, as what it means depends on others.
  init(_ key: LanguageKey) {
    self.key = key
    read = nil
    breach = { _ in nil }
    written = { _ in nil }
    reset = { _ in }
  }

  /// Creates a key whose value has a place of any kind.
  ///
  /// - Parameters:
  ///   - name: The key as written.
  ///   - form: What its value may be.
  ///   - isRequired: Whether the key must be there.
  ///   - aspect: What a mistake in the value leaves unclear; `nil` for what one in the whole section does.
  ///   - examples: Values that editors show.
  ///   - summary: What the key means, in one or two sentences.
  ///   - get: The value with where it is stated, if that is known; `nil` where there is none.
  ///   - set: Puts a value into its place; `nil` is none, where `get` may give that.
  init<Value>(
    _ name: String, _ form: @autoclosure @escaping @Sendable () -> KeyForm<Value>, isRequired: Bool = false,
    unclear aspect: Topology.Aspects? = nil,
    examples: @autoclosure @escaping @Sendable () -> [LanguageExample] = [], _ summary: String,
    get: @escaping @Sendable (Owner) -> Located<Value>?,
    set: @escaping @Sendable (inout Owner, Located<Value>?) -> Void
  ) where Owner: KeyOwner {
    key = LanguageKey(
      name, form().form, default: isRequired ? nil : get(.unstated).flatMap { form().text($0.value) },
      isRequired: isRequired, examples: examples(), summary)
    read = { decoder, fields, owner in
      let read =
        aspect.map { decoder.judging($0) { form().read(&$0, fields, name) } } ?? form().read(&decoder, fields, name)
      guard let read else { return nil }
      set(&owner, read)
      return read.origin
    }
    breach = { owner in
      guard let value = get(owner), var breach = form().breach(value.value, name) else { return nil }
      breach.origin = breach.origin ?? value.origin
      return breach
    }
    written = { owner in
      let value = get(owner).flatMap { form().document($0.value) }
      return isRequired || value != get(.unstated).flatMap { form().document($0.value) } ? value : nil
    }
    reset = { set(&$0, get(.unstated)) }
  }

  /// Creates a key whose value stands alone.
  @inline(__always) convenience init<Value>(
    _ name: String, _ form: @autoclosure @escaping @Sendable () -> KeyForm<Value>,
    _ place: @autoclosure @escaping @Sendable () -> WritableKeyPath<Owner, Value> & Sendable,
    isRequired: Bool = false, unclear aspect: Topology.Aspects? = nil,
    examples: @autoclosure @escaping @Sendable () -> [LanguageExample] = [],
    _ summary: String
  ) where Owner: KeyOwner {
    self.init(
      name, form(), isRequired: isRequired, unclear: aspect, examples: examples(), summary,
      get: { Located($0[keyPath: place()]) }, set: { if let value = $1 { $0[keyPath: place()] = value.value } })
  }

  /// Creates a key without a default, whose value stands alone.
  @inline(__always) convenience init<Value>(
    _ name: String, _ form: @autoclosure @escaping @Sendable () -> KeyForm<Value>,
    _ place: @autoclosure @escaping @Sendable () -> WritableKeyPath<Owner, Value?> & Sendable,
    unclear aspect: Topology.Aspects? = nil,
    examples: @autoclosure @escaping @Sendable () -> [LanguageExample] = [],
    _ summary: String
  ) where Owner: KeyOwner {
    self.init(
      name, form(), unclear: aspect, examples: examples(), summary,
      get: { $0[keyPath: place()].map { Located($0) } }, set: { $0[keyPath: place()] = $1?.value })
  }

  /// Creates a key whose value is kept with the place that states it.
  @inline(__always) convenience init<Value>(
    _ name: String, _ form: @autoclosure @escaping @Sendable () -> KeyForm<Value>,
    _ place: @autoclosure @escaping @Sendable () -> WritableKeyPath<Owner, Located<Value>> & Sendable,
    unclear aspect: Topology.Aspects? = nil,
    examples: @autoclosure @escaping @Sendable () -> [LanguageExample] = [],
    _ summary: String
  ) where Owner: KeyOwner {
    self.init(
      name, form(), unclear: aspect, examples: examples(), summary, get: { $0[keyPath: place()] },
      set: { if let value = $1 { $0[keyPath: place()] = value } })
  }

  /// Creates a key without a default, whose value is kept with the place that states it.
  @inline(__always) convenience init<Value>(
    _ name: String, _ form: @autoclosure @escaping @Sendable () -> KeyForm<Value>,
    _ place: @autoclosure @escaping @Sendable () -> WritableKeyPath<Owner, Located<Value>?> & Sendable,
    unclear aspect: Topology.Aspects? = nil,
    examples: @autoclosure @escaping @Sendable () -> [LanguageExample] = [],
    _ summary: String
  ) where Owner: KeyOwner {
    self.init(
      name, form(), unclear: aspect, examples: examples(), summary, get: { $0[keyPath: place()] },
      set: { $0[keyPath: place()] = $1 })
  }
}

extension TopologyDecoder {
  /// Reads those keys that a mapping states.
  ///
  /// - Returns: The names of those keys of which nobody can tell what is meant, as they cannot be read, or may be what
  ///   is misspelled, or must be there and are not; of all that it was told.
  @discardableResult
  mutating func read<Owner>(_ keys: [BoundKey<Owner>], of fields: Fields, into owner: inout Owner) -> [String] {
    keys.filter { bound in
      guard let read = bound.read else { return false }
      return fields[bound.name] == nil
        ? bound.key.isRequired || !fields.lacks(bound.name) : read(&self, fields, &owner) == nil
    }.map(\.name)
  }
}
