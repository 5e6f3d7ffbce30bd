package import FieldCoding
package import Lowering
import MachineModel

/// The Generic Timer Description Table, which tells of the interrupts of Arm's timers (ACPI 6.5, section 5.2.25). A machine
/// of x86_64 has none.
package struct GTDT: Equatable, Sendable {
  /// A timer's interrupt.
  package struct Timer: Hashable, Sendable {
    /// How the interrupt comes (ACPI 6.5, table 5.121).
    package struct Flags: OptionSet, Hashable, Sendable {
      /// The bits.
      package let rawValue: UInt32

      /// Takes any bits.
      package init(rawValue: UInt32) {
        self.rawValue = rawValue
      }

      /// By edges, not by level.
      package static let edge = Flags(rawValue: 1)
      /// While the line is low.
      package static let activeLow = Flags(rawValue: 2)
      /// The timer goes on while its CPU sleeps.
      package static let alwaysOn = Flags(rawValue: 4)
    }

    /// The interrupt; 0 where there is no such timer.
    package var interrupt: UInt32
    /// How it comes.
    package var flags: Flags

    /// Creates a timer; none unless said otherwise.
    package init(interrupt: UInt32 = 0, flags: Flags = []) {
      self.interrupt = interrupt
      self.flags = flags
    }
  }

  /// The revision of the format: 3, from which on there is ``virtualEL2``.
  package var revision: UInt8
  /// Who made the table.
  package var identity: ACPIIdentity
  /// The counter's control registers, a guest physical address; all bits set where nobody may have them.
  package var controlBase: UInt64
  /// The timer of secure EL1, which Linux does not use but counts.
  package var secureEL1: Timer
  /// The timer of EL1.
  package var nonSecureEL1: Timer
  /// The virtual timer of EL1, by which guests go.
  package var virtualEL1: Timer
  /// The timer of EL2.
  package var el2: Timer
  /// The counter's registers for reading, a guest physical address; all bits set where there are none.
  package var readBase: UInt64
  /// How many platform timers there are.
  package var platformTimerCount: UInt32
  /// Where in the table they begin; 0 where there are none.
  package var platformTimerOffset: UInt32
  /// The virtual timer of EL2.
  package var virtualEL2: Timer
  /// What stands behind, as it is: platform timers.
  package var rest: [UInt8] = []
}

extension GTDT {
  /// The table of a layout; `nil` on x86_64. The interrupts are those that Arm's Base System Architecture recommends and that
  /// KVM has for its vCPUs: level, and the timers go on while a vCPU sleeps.
  package init?(_ layout: Layout) {
    guard layout.topology.architecture == .aarch64 else { return nil }
    self.init(
      revision: 3, identity: ACPIIdentity(layout).named(for: Self.title), controlBase: .max,
      secureEL1: .secureEL1, nonSecureEL1: .nonSecureEL1, virtualEL1: .virtualEL1, el2: .el2, readBase: .max,
      platformTimerCount: 0, platformTimerOffset: 0, virtualEL2: .none)
  }
}

extension GTDT.Timer {
  /// The timer of secure EL1.
  static let secureEL1 = Self(interrupt: 29, flags: .alwaysOn)
  /// The timer of EL1.
  static let nonSecureEL1 = Self(interrupt: 30, flags: .alwaysOn)
  /// The virtual timer of EL1.
  static let virtualEL1 = Self(interrupt: 27, flags: .alwaysOn)
  /// The timer of EL2.
  static let el2 = Self(interrupt: 26, flags: .alwaysOn)
  /// No timer.
  static let none = Self()
}

extension GTDT: TableFormat {
  package static let name = "gtdt"
  package static let title = "GTDT"
  package static let specification = "ACPI 6.5, section 5.2.25"
  package static let signature: FixedText? = FixedText(title, width: 4)

  private static let head = RecordKind.head("GTDT", GTDTHead.self)
  private static let timers = RecordKind("GTDT platform timers", tail: .bytes(from: 0))

  package static func absence(in layout: Layout) -> String? {
    layout.topology.architecture == .x8664 ? "x86_64 has no generic timers, which GTDT is of" : nil
  }

  package func encode(to encoder: inout RecordEncoder) {
    let head = fields
    ACPIEnvelope.seal(head, bodyCount: head.byteCount - GTDTHead.byteCount + rest.count, to: &encoder) {
      if !rest.isEmpty { $0.append(contentsOf: rest) }
    }
  }

  private var fields: GTDTHead {
    var head = GTDTHead(header: ACPIHeader(Self.title, revision: revision, identity: identity))
    head.table = self
    return head
  }

  /// Where in the table what stands behind its fields begins: platform timers, if there are any.
  var restOffset: Int { fields.byteCount }

  /// Reads a table of any revision.
  package static func decode(_ bytes: [UInt8]) -> Decoded<GTDT> {
    var issues = IssueList()
    let (head, end) = ACPIEnvelope.open(GTDTHead.self, signature: signature, in: bytes, &issues)
    var table = head.table
    table.revision = head.header.revision
    table.identity = ACPIIdentity(head.header)
    let start = min(head.byteCount, end)
    table.rest = Array(bytes[start..<end])
    return Decoded(table, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (head, end) = ACPIEnvelope.open(GTDTHead.self, signature: signature, in: bytes, &issues)
    let start = min(head.byteCount, end)
    try body(TableRecord(kind: self.head, index: 0, offset: 0, length: start))
    guard start < end else { return }
    try body(TableRecord(kind: timers, index: 0, offset: start, length: end - start))
  }
}

/// GTDT before its platform timers.
private struct GTDTHead: ACPIHead {
  var header: ACPIHeader
  var table = GTDT(
    revision: 0, identity: ACPIIdentity(), controlBase: 0, secureEL1: GTDT.Timer(), nonSecureEL1: GTDT.Timer(),
    virtualEL1: GTDT.Timer(), el2: GTDT.Timer(), readBase: 0, platformTimerCount: 0, platformTimerOffset: 0,
    virtualEL2: GTDT.Timer())

  init(header: ACPIHeader) {
    self.header = header
  }

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    header.describe(&coder)
    coder.field("counter control base", &table.controlBase, as: .address)
    coder.reserved(4)
    coder.field("secure EL1 interrupt", &table.secureEL1.interrupt)
    coder.flags("secure EL1 flags", &table.secureEL1.flags)
    coder.field("non-secure EL1 interrupt", &table.nonSecureEL1.interrupt)
    coder.flags("non-secure EL1 flags", &table.nonSecureEL1.flags)
    coder.field("virtual EL1 interrupt", &table.virtualEL1.interrupt)
    coder.flags("virtual EL1 flags", &table.virtualEL1.flags)
    coder.field("EL2 interrupt", &table.el2.interrupt)
    coder.flags("EL2 flags", &table.el2.flags)
    coder.field("counter read base", &table.readBase, as: .address)
    coder.field("platform timers", &table.platformTimerCount)
    coder.field("platform timer offset", &table.platformTimerOffset)
    guard header.revision >= 3 else { return }
    coder.field("virtual EL2 interrupt", &table.virtualEL2.interrupt)
    coder.flags("virtual EL2 flags", &table.virtualEL2.flags)
  }
}

extension GTDT.Timer.Flags: FlagSet {
  package static let names: [(flag: Self, name: String)] = [
    (.edge, "edge"), (.activeLow, "active low"), (.alwaysOn, "always on"),
  ]
}
