/// An object of a JSON artifact: its members are described once, for writing and for reading.
public protocol JSONRecord: Sendable {
  /// Whether a file has each record of a list on a line of its own: right for records without lists of others.
  static var isLine: Bool { get }

  /// What a member means, for the schema; `nil` where its name says it.
  static func meaning(of member: String) -> String?

  /// What a member may be, for the schema, where that can be listed; `nil` where it cannot.
  static func values(of member: String) -> JSONMemberValues?

  /// A record with the values that absent members have.
  init()

  /// Names every member to a coder, in ascending order of the names, as files have them.
  mutating func describe(_ coder: inout some JSONFieldCoder)
}

extension JSONRecord {
  /// Most records are small.
  public static var isLine: Bool { true }
  /// Most names say what they mean.
  public static func meaning(of member: String) -> String? { nil }
  /// Most are numbers and names.
  public static func values(of member: String) -> JSONMemberValues? { nil }
}

/// The values that a member of a JSON artifact may have.
public enum JSONMemberValues: Equatable, Sendable {
  /// One of several words.
  case words([String])
  /// This number.
  case number(UInt64)
}

/// What a ``JSONRecord`` describes its members to. Members that are `nil` are absent.
public protocol JSONFieldCoder {
  /// An integer.
  mutating func field(_ name: String, _ value: inout UInt64)
  /// An integer that may be absent.
  mutating func field(_ name: String, _ value: inout UInt64?)
  /// A list of integers.
  mutating func field(_ name: String, _ value: inout [UInt64])
  /// `true` or `false`.
  mutating func field(_ name: String, _ value: inout Bool)
  /// A string.
  mutating func field(_ name: String, _ value: inout String)
  /// A string that may be absent.
  mutating func field(_ name: String, _ value: inout String?)
  /// An object.
  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout Record)
  /// A list of objects.
  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout [Record])
  /// An object that may be absent.
  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout Record?)
  /// A list of objects that may be absent.
  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout [Record]?)
}
