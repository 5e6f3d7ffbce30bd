/// What HMAT tells of memory between an initiator and a target, in the order of its data types, and as the language
/// calls it.
package enum LocalityAttribute: String, CaseIterable, Sendable {
  case accessLatency = "latency"
  case readLatency = "read_latency"
  case writeLatency = "write_latency"
  case accessBandwidth = "bandwidth"
  case readBandwidth = "read_bandwidth"
  case writeBandwidth = "write_bandwidth"

  /// What it is counted in.
  package var quantity: Quantity {
    switch self {
    case .accessLatency, .readLatency, .writeLatency: .latency
    case .accessBandwidth, .readBandwidth, .writeBandwidth: .bandwidth
    }
  }

  /// The attribute as it stands in a sentence: `read latency`.
  package var words: String {
    switch self {
    case .accessLatency: "latency"
    case .readLatency: "read latency"
    case .writeLatency: "write latency"
    case .accessBandwidth: "bandwidth"
    case .readBandwidth: "read bandwidth"
    case .writeBandwidth: "write bandwidth"
    }
  }

  /// Where its values are among those of all attributes.
  var index: Int {
    switch self {
    case .accessLatency: 0
    case .readLatency: 1
    case .writeLatency: 2
    case .accessBandwidth: 3
    case .readBandwidth: 4
    case .writeBandwidth: 5
    }
  }
}

/// What memory is measured by.
package enum Quantity: String, Sendable {
  /// In picoseconds.
  case latency
  /// In MB/s, of 10^6 bytes.
  case bandwidth

  /// The most of it that an operating system reads: Linux has 32 bits for picoseconds and for MB/s.
  package static let maximum = UInt64(UInt32.max)

  /// A value as a file has it: `100ns`, `1500ps`, `20480MB/s`.
  package func text(_ value: UInt64) -> String {
    switch self {
    case .latency: value % 1000 == 0 ? "\(value / 1000)ns" : "\(value)ps"
    case .bandwidth: "\(value)MB/s"
    }
  }

  /// A value in the largest unit that it is a whole number of: `50GB/s`.
  func writtenText(_ value: UInt64) -> String {
    self == .bandwidth && value % 1000 == 0 && value > 0 ? "\(value / 1000)GB/s" : text(value)
  }
}
