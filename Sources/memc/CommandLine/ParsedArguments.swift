import ArgumentParser

/// The words of a command by what they mean.
struct ParsedArguments {
  /// Words that are no options, in order.
  var operands: [String] = []
  /// Options in order, each with its value.
  var values: [(name: String, value: String?)] = []

  /// A value that its option does not take. The argument parser has the words for it.
  struct NotUnderstood: Error {}

  /// Whether an option is there.
  func has(_ name: String) -> Bool { values.contains { $0.name == name } }

  /// The value of an option; `nil` where the option is not there, or without a value.
  ///
  /// - Throws: ``NotUnderstood``.
  func value<Value: ExpressibleByArgument>(_ name: String, _ type: Value.Type = Value.self) throws -> Value? {
    try values.first { $0.name == name }?.value.map { try read($0) }
  }

  /// The values of an option that may be there several times.
  ///
  /// - Throws: ``NotUnderstood``.
  func all<Value: ExpressibleByArgument>(_ name: String, _ type: Value.Type = Value.self) throws -> [Value] {
    try values.compactMap { $0.name == name ? try $0.value.map { try read($0) } : nil }
  }

  private func read<Value: ExpressibleByArgument>(_ text: String) throws -> Value {
    guard let value = Value(argument: text) else { throw NotUnderstood() }
    return value
  }
}
