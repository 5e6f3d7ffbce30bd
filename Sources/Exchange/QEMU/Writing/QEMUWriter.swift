import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

/// Writes a layout as options, one kind of them a file: this one puts them together.
struct QEMUWriter {
  let layout: Layout
  let topology: Topology
  let placement: QEMUPlacement
  var sink: DiagnosticSink
  /// What stands above the command line.
  var comments: [String] = []
  /// The options with their values, in their order.
  var options: [(name: String, value: String)] = []

  init(_ layout: Layout, _ placement: QEMUPlacement, _ sink: DiagnosticSink) {
    self.layout = layout
    self.placement = placement
    self.sink = sink
    topology = layout.topology
  }

  /// The command line.
  mutating func text() -> String {
    reportPlacement()
    reportManagement()
    reportNodes()
    let plugged = memoryThatIsPlugged
    writeMachine(hasNVDIMM: !plugged.isEmpty)
    writeMemory(plugged)
    writeProcessors()
    writeNodes()
    writeDistances()
    writeLocalities()
    for node in plugged { writeNVDIMM(node) }
    writeInitiators()
    writeLocking()
    let program = topology.architecture == .aarch64 ? "qemu-system-aarch64" : "qemu-system-x86_64"
    let lines = [program] + options.map { "  -\($0.name) \(ShellQuoting.quoted($0.value))" }
    return comments.map { "# \($0)\n" }.joined() + lines.joined(separator: " \\\n") + "\n"
  }

  // MARK: The machine

  /// The nodes of memory that QEMU plugs into hot-pluggable space, by ascending number.
  var memoryThatIsPlugged: [Int] {
    placement.order.filter { topology.nodes[$0].isPersistent.value && layout.sizes[$0] > 0 }
  }

  private mutating func writeMachine(hasNVDIMM: Bool) {
    var machine = placement.machine
    if machine == "virt" { machine += ",gic-version=3" }
    if let limit = placement.mostRAMBelow4GiB { machine += ",max-ram-below-4g=\(Self.size(limit))" }
    if hasNVDIMM { machine += ",nvdimm=on" }
    if topology.speaksOfLocalities { machine += ",hmat=on" }
    if let id = topology.acpi?.oemID { machine += ",x-oem-id=\(Self.escaped(id))" }
    if let id = topology.acpi?.oemTableID { machine += ",x-oem-table-id=\(Self.escaped(id))" }
    options.append(("machine", machine))
    var cpu = ""
    switch topology.platform.cpuVendor?.value {
    case .amd: cpu += ",vendor=AuthenticAMD"
    case .intel: cpu += ",vendor=GenuineIntel"
    case nil: break
    }
    if let bits = topology.platform.physicalBits {
      if topology.architecture == .x8664, bits.value <= 52 {
        cpu += ",phys-bits=\(bits.value)"
      } else {
        report(
          at: bits.origin,
          topology.architecture == .x8664
            ? "QEMU's CPUs have up to 52 physical address bits, not \(bits.value)"
            : "QEMU's CPUs of Arm have no 'phys-bits' to be set")
      }
    }
    // Arm's machine has a CPU of 32 bits unless another one is named.
    if !cpu.isEmpty || topology.architecture == .aarch64 { options.append(("cpu", "max" + cpu)) }
  }

  private mutating func writeMemory(_ plugged: [Int]) {
    let (ram, space) = amounts(plugged)
    if ram % QEMUFormat.ramAlignment != 0 {
      report(
        at: topology.memory?.origin ?? topology.nodes.first?.memory?.origin ?? topology.origin,
        "QEMU's machines have whole multiples of 8 KiB of RAM, not \(Units.bytes(ram))")
    }
    options.append(
      ("m", Self.size(ram) + (space.map { ",slots=\($0.slots),maxmem=\(Self.size($0.most))" } ?? "")))
  }

  /// How much RAM there is, and how much memory there may come to be by how many slots; `nil` where nothing can be plugged in.
  mutating func amounts(_ plugged: [Int]) -> (ram: UInt64, space: (slots: Int, most: UInt64)?) {
    let ram = layout.memory - plugged.reduce(0) { $0 + layout.sizes[$1] }
    let space = topology.nodes.compactMap(\.hotplug).last
    let slots = plugged.count + (space.map { Int($0.slots?.value ?? 1) } ?? 0)
    guard slots > 0 else { return (ram, nil) }
    if slots > QEMUFormat.mostSlots {
      report(
        at: space?.slots?.origin ?? space?.origin ?? topology.origin,
        "QEMU has up to \(QEMUFormat.mostSlots) slots, and this takes \(slots)")
    }
    let most = plugged.reduce(ram + (space?.size ?? 0)) { most, node in
      most + layout.sizes[node].roundedUp(to: alignment(ofPlugged: node))
    }
    return (ram, (slots, most))
  }

  /// What a node that is plugged in begins at a multiple of.
  func alignment(ofPlugged node: Int) -> UInt64 {
    max(PluggableSpaceRule.pluggedAlignment, topology.alignment(ofNode: node))
  }

  // MARK: Words

  /// A number of bytes in the largest unit that divides it.
  static func size(_ bytes: UInt64) -> String {
    for (suffix, shift) in [("G", 30), ("M", 20), ("K", 10)] as [(String, UInt64)]
    where bytes > 0 && bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(suffix)"
    }
    return "\(bytes)"
  }

  /// A value in which commas are no ends.
  static func escaped(_ value: String) -> String {
    value.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
  }

  /// Numbers as so many properties of one name: `,cpus=0-3,cpus=8`.
  static func properties(_ name: String, _ numbers: CPUList) -> String {
    numbers.text.split(separator: ",").map { ",\(name)=\($0)" }.joined()
  }

  /// Tells of what QEMU cannot be told.
  mutating func report(
    at origin: SourceRange?, _ message: String, suggestion: String? = nil, notes: [Diagnostic.Note] = []
  ) {
    sink.report(
      ExchangeRule.notExpressible, at: origin ?? topology.origin, message, suggestion: suggestion, notes: notes)
  }
}
