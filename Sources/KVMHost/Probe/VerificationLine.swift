package import Addresses
package import JSONCoding
package import MachineModel

/// What a guest found of one range, or of one table.
package struct VerificationLine: Hashable, Sendable {
  /// What was looked at.
  package enum Target: Hashable, Sendable {
    /// A registered slot, writable or read-only, or one that is not registered.
    case slot(UInt32)
    /// Addresses between slots, or just above them.
    case hole
    /// Where another partition has RAM of its own.
    case privilegedMemory
    /// Where another partition mirrors RAM.
    case alias
    /// Memory that was given back.
    case discarded
    /// The log of dirty pages.
    case dirtyLog
    /// The memory map in the zero page.
    case memoryMap
    /// An ACPI table by its signature.
    case table(String)
    /// The guest itself.
    case guest
  }

  /// How it came out.
  package enum Outcome: Hashable, Sendable {
    /// As it should be.
    case ok
    /// Something else: what was seen, with addresses and values.
    case mismatch(String)
    /// Not looked at, and why.
    case notProbed(String)
  }

  /// The partition in whose guest it was looked at; `nil` where the machine has one partition.
  package internal(set) var partition: String?
  /// The zone whose memory a slot is; `nil` where it is none's.
  package internal(set) var zone: BackedMemory?
  /// What was looked at.
  package let target: Target
  /// Guest physical addresses.
  package let range: AddressRange
  /// What should be seen there, in words.
  package let expectation: String
  /// How it came out.
  package let outcome: Outcome

  /// Whether it was found otherwise than it should be.
  package var isMismatch: Bool { if case .mismatch = outcome { true } else { false } }
}

extension VerificationLine: CustomStringConvertible {
  /// `0x0-0x1000 slot 0 is RAM, read-write: ok`, behind `vtl0: ` where there are several partitions, and
  /// with the zone where it is one's.
  package var description: String {
    (partition.map { "\($0): " } ?? "")
      + "\(range) \(targetText)\(zone.map { ", \($0)," } ?? "") \(expectation): \(outcomeText)"
  }

  fileprivate var targetText: String {
    switch target {
    case .slot(let number): "slot \(number)"
    case .hole: "hole"
    case .privilegedMemory: "VTL2's RAM"
    case .alias: "alias"
    case .discarded: "discarded memory"
    case .dirtyLog: "dirty log"
    case .memoryMap: "memory map"
    case .table(let signature): signature
    case .guest: "guest"
    }
  }

  private var outcomeText: String {
    switch outcome {
    case .ok: "ok"
    case .mismatch(let seen): seen
    case .notProbed(let why): "not probed: \(why)"
    }
  }
}

/// A line of a verification as JSON.
package struct VerificationEntry: JSONRecord {
  private var end: UInt64 = 0
  private var expectation = ""
  private var node: UInt64?
  private var outcome = ""
  private var partition: String?
  private var seen: String?
  private var start: UInt64 = 0
  private var target = ""
  private var zone: UInt64?

  package init() {}

  init(_ line: VerificationLine) {
    (start, end) = (line.range.start, line.range.end)
    expectation = line.expectation
    node = line.zone.map { UInt64($0.node) }
    partition = line.partition
    zone = line.zone?.zone.map { UInt64($0) }
    target = line.targetText
    switch line.outcome {
    case .ok: outcome = "ok"
    case .mismatch(let seen): (outcome, self.seen) = ("mismatch", seen)
    case .notProbed(let why): (outcome, seen) = ("not-probed", why)
    }
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("end", &end)
    coder.member("expectation", &expectation, "What should be seen there.")
    coder.member(
      "node", &node, "The node of a slot whose memory is a zone's, by its place in the topology; absent elsewhere.")
    coder.member("outcome", &outcome, values: .words(["ok", "mismatch", "not-probed"]))
    coder.member(
      "partition", &partition, "In whose guest it was looked at, where the machine has more than one partition.")
    coder.member("seen", &seen, "What was seen instead, or why it was not looked at.")
    coder.member("start", &start, "The first guest physical address.")
    coder.member(
      "target", &target, "What was looked at: slot and its number, hole, a table's signature and others.")
    coder.member("zone", &zone, "The zone, by its place among the node's.")
  }
}
