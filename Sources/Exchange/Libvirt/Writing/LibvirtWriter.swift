import Addresses
import Diagnostics
import Lowering
import MachineModel

/// Writes a layout as elements of a domain, one kind of them a file: this one has the domain.
///
/// libvirt starts QEMU: what QEMU cannot be told, libvirt cannot.
struct LibvirtWriter {
  /// What QEMU can be told, and where its findings go.
  var qemu: QEMUWriter
  /// Nodes of memory that is plugged in, by ascending number.
  let plugged: [Int]
  /// How many spaces stand before the elements of a domain, and how many more before those in them.
  private let step: Int

  var layout: Layout { qemu.layout }
  var topology: Topology { qemu.topology }
  /// The number of each node.
  var ids: [Int] { qemu.placement.ids }
  /// The nodes by ascending number.
  var order: [Int] { qemu.placement.order }

  init(_ qemu: QEMUWriter, step: Int = 2) {
    self.qemu = qemu
    self.step = step
    plugged = qemu.memoryThatIsPlugged
  }

  /// Elements of a domain, each as a text of lines.
  struct Elements {
    /// `<maxMemory>`; `nil` where nothing can be plugged in.
    var maxMemory: String?
    var memory = ""
    /// What is in `<memoryBacking>`; empty for nothing.
    var memoryBacking = ""
    var vcpu = ""
    /// `<numatune>`; `nil` where no host nodes are named.
    var numatune: String?
    /// What is in `<cpu>`: `<topology>`, `<maxphysaddr>` and `<numa>`.
    var cpu = ""
    /// The NVDIMMs.
    var devices = ""
  }

  /// The elements that say the layout; what none says is told.
  ///
  /// - Parameter vendor: Who made the CPUs, where the domain says that.
  mutating func elements(vendor: CPUVendor?) -> Elements {
    qemu.reportPlacement()
    qemu.reportManagement()
    qemu.reportNodes()
    reportWhatLibvirtLacks(vendor)
    var elements = Elements()
    writeAmounts(&elements)
    elements.memoryBacking = memoryBacking()
    elements.numatune = numatune()
    elements.cpu = cpu()
    elements.vcpu = written(1) { $0.element("vcpu", vcpuAttributes, text: "\(topology.cpus.count)") }
    elements.devices = devices()
    return elements
  }

  /// The attributes of `<vcpu>`.
  var vcpuAttributes: [(String, String)] {
    let present = topology.processors.present.map { Int($0.value) } ?? topology.cpus.count
    return present < topology.cpus.count ? [("current", "\(present)")] : []
  }

  /// Writes elements that are in so many others.
  func written(_ level: Int, _ body: (inout XMLWriter) -> Void) -> String {
    var writer = XMLWriter(level: level, step: step)
    body(&writer)
    return writer.text
  }

  // MARK: A domain of its own

  /// A domain that has nothing else.
  mutating func domain() -> String {
    let elements = elements(vendor: nil)
    let isOfArm = topology.architecture == .aarch64
    var text = qemu.comments.map { comment in written(0) { $0.comment(comment) } }.joined()
    text += "<domain type='kvm'>\n"
    // libvirt's names are those of files.
    let name = topology.name.map { String($0.map { $0 == "/" || $0.isNewline ? "-" : $0 }) } ?? ""
    text += written(1) { $0.element("name", text: name.isEmpty ? "guest" : name) }
    text += (elements.maxMemory ?? "") + elements.memory
    if !elements.memoryBacking.isEmpty {
      text += "  <memoryBacking>\n\(elements.memoryBacking)  </memoryBacking>\n"
    }
    text += elements.vcpu + (elements.numatune ?? "")
    text += written(1) { writer in
      let machine = [("arch", topology.architecture.rawValue), ("machine", qemu.placement.machine)]
      writer.element("os") { $0.element("type", machine, text: "hvm") }
      writer.element("features") { features in
        features.element("acpi")
        if isOfArm { features.element("gic", [("version", "3")]) }
      }
    }
    // Arm's machine has a CPU of 32 bits unless another one is asked for.
    text += "  <cpu\(isOfArm ? " mode='host-passthrough'" : "")>\n\(elements.cpu)  </cpu>\n"
    if !elements.devices.isEmpty { text += "  <devices>\n\(elements.devices)  </devices>\n" }
    return text + "</domain>\n"
  }

  // MARK: Amounts

  /// A number of bytes, with its unit.
  static func amount(_ bytes: UInt64) -> (unit: String, text: String) {
    for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] as [(String, UInt64)]
    where bytes > 0 && bytes % (1 << shift) == 0 {
      return (unit, "\(bytes >> shift)")
    }
    return bytes == 0 ? ("KiB", "0") : ("b", "\(bytes)")
  }

  private mutating func writeAmounts(_ elements: inout Elements) {
    for node in order where layout.sizes[node] % LibvirtFormat.memoryAlignment != 0 {
      qemu.report(
        at: topology.nodes[node].memory?.origin ?? topology.memory?.origin ?? topology.nodes[node].origin,
        "libvirt rounds memory up to whole MiB, and node \(node) has \(Units.bytes(layout.sizes[node]))")
    }
    let (ram, space) = qemu.amounts(plugged)
    let all = Self.amount(plugged.reduce(ram) { $0 + layout.sizes[$1] })
    elements.memory = written(1) { $0.element("memory", [("unit", all.unit)], text: all.text) }
    elements.maxMemory = space.map { space in
      let most = Self.amount(space.most)
      return written(1) {
        $0.element("maxMemory", [("slots", "\(space.slots)"), ("unit", most.unit)], text: most.text)
      }
    }
  }
}
