import Addresses
import Diagnostics
import MachineModel
import Platforms

/// Makes a topology of what OpenVMM is started with.
struct OpenVMMReader: FormatReader {
  let options: OpenVMMOptions
  var sink: DiagnosticSink

  init(_ options: OpenVMMOptions, _ sink: DiagnosticSink) {
    self.options = options
    self.sink = sink
  }

  /// A node as it is stated.
  struct Node {
    let range: SourceRange
    var memory: MemoryNode
    /// The CPUs; `nil` where sockets decide.
    var cpus: [ClosedRange<UInt64>]?
  }

  private static let ofMemory = ["size", "shared", "prefetch", "thp", "hugepages", "hugepage_size", "file"]
  private static let flags: Set = ["shared", "prefetch", "thp", "hugepages"]
  private static let memory = OptionFields.Grammar(names: ofMemory, first: "size", flags: flags)
  private static let node = OptionFields.Grammar(
    names: ofMemory.dropLast() + ["host_numa_node", "vps"], flags: flags)

  mutating func topology() -> Topology? {
    tellLost()
    if let first = options.nodes.first, let memory = options.memory {
      report(
        .malformedInput, at: memory.range, "'--memory' stands beside '--numa', which says what memory there is",
        notes: .init("which stands here first", at: first.range))
      return nil
    }
    guard let nodes = nodes(), let count = count() else { return nil }
    guard nodes.count <= Language.maximumNodes else {
      report(
        .malformedInput, at: options.nodes[Language.maximumNodes].range,
        "there are \(nodes.count) nodes, and a topology has at most \(Language.maximumNodes)")
      return nil
    }
    var topology = Topology(nodes: nodes.map(\.memory))
    topology.platform.preset = Located(OpenVMM.name, at: nodes[0].range)
    topology.origin = .beginning
    let sockets = sockets(count)
    topology.cpuShape = sockets?.shape
    topology.cpus = owners(nodes, count, sockets?.size).enumerated().map { number, node in
      CPU(apicID: sockets?.shape.apicID(ofCPU: UInt32(number)) ?? UInt32(number), node: UInt32(node))
    }
    if let x2apic = options["--x2apic"]?.values.first { checkX2APIC(x2apic) }
    setDistances(of: &topology, nodes.count)
    return topology
  }

  private mutating func tellLost() {
    let lost: KeyValuePairs = [
      "--vtl2": "memory for VTL2 is left out: how much there is, and where, is decided by what is loaded there",
      "--restore-snapshot": "memory of a snapshot has no place in a topology",
      "--pcie-generic-initiator":
        "the device of a node is lost: a topology knows devices by their PCI addresses, which OpenVMM chooses",
    ]
    for (name, message) in lost {
      if let option = options[name] { report(.notImported, at: option.range, message) }
    }
    if let offset = options["--apic-id-offset"]?.values.first, offset.number != 0 {
      report(.notImported, at: offset.range, "that APIC IDs begin elsewhere than at 0 has no place in a topology")
    }
  }

  // MARK: Nodes

  /// The nodes, or the one of all memory; `nil` where one cannot be read, after saying so.
  private mutating func nodes() -> [Node]? {
    guard !options.nodes.isEmpty else {
      if let distance = options.distances.first {
        report(.malformedInput, at: distance.range, "there are distances, and no '--numa' for nodes to have them")
        return nil
      }
      let range = options.memory?.range ?? options.processors?.range ?? .beginning
      guard let value = options.memory?.values.first else {
        return [Node(range: range, memory: memory(nil, range))]
      }
      guard let fields = OptionFields(value, "--memory", Self.memory, reportingTo: &sink) else { return nil }
      return [Node(range: value.range, memory: memory(fields, value.range))]
    }
    var nodes: [Node] = []
    for value in options.nodes {
      guard let fields = OptionFields(value, "--numa", Self.node, reportingTo: &sink) else { continue }
      if fields["size"] == nil {
        report(
          .malformedInput, at: value.range, "the node has no 'size'",
          suggestion: "write 'size=0' for one without memory")
      }
      var node = Node(range: value.range, memory: memory(fields, value.range))
      if node.memory.memory?.value == 0 {
        // How nothing is provided is nothing.
        node.memory.policy = MemoryPolicy()
      } else if let host = fields.number("host_numa_node", in: 0...UInt64(UInt32.max), &sink) {
        node.memory.policy.hostNodes = [UInt32(host.value)]
        node.memory.policy.mode = .bind
      }
      if let cpus = fields["vps"] { node.cpus = list(cpus) ?? [] }
      nodes.append(node)
    }
    return nodes.count == options.nodes.count ? nodes : nil
  }

  /// The memory that fields state, with what OpenVMM has where they say nothing.
  private mutating func memory(_ fields: OptionFields?, _ place: SourceRange) -> MemoryNode {
    var node = MemoryNode(origin: place)
    node.memory = fields?["size"].flatMap { size($0) } ?? Located(OpenVMMFormat.memory, at: place)
    let shared = fields?.toggle("shared", &sink)
    let isPrivate = shared?.value == false || options["--private-memory"] != nil
    node.policy.backing = isPrivate ? .private : .shared
    node.policy.backingOrigin = shared?.origin ?? options["--private-memory"]?.range
    node.policy.prefault = fields?.toggle("prefetch", &sink)?.value == true || options["--prefetch"] != nil
    let hugepages = fields?.toggle("hugepages", &sink)
    let pageSize = fields?["hugepage_size"].flatMap { size($0) }
    let thp = fields?.toggle("thp", &sink)
    if hugepages?.value == true {
      node.policy.hugepages = Located(
        .size(pageSize?.value ?? Units.largePage), at: pageSize?.origin ?? hugepages?.origin)
      if isPrivate {
        report(.malformedInput, at: node.policy.backingOrigin ?? place, "hugepages are shared memory always")
      }
    } else {
      if let pageSize {
        report(
          .malformedInput, at: pageSize.origin, "a size of hugepages needs hugepages",
          suggestion: "write 'hugepages=on'")
      }
      if thp?.value ?? true || options["--thp"] != nil { node.policy.transparentHugepages = .on }
    }
    if let file = fields?["file"] ?? options["--memory-backing-file"]?.values.first {
      setFile(of: &node.policy, file, isPrivate)
    }
    return node
  }

  private mutating func setFile(of policy: inout MemoryPolicy, _ file: OptionValue, _ isPrivate: Bool) {
    guard file.isText else {
      let _: String? = file.refuse("UTF-8", &sink)
      return
    }
    if isPrivate || policy.hugepages.value != .off {
      report(
        .malformedInput, at: file.range,
        "memory of a file is neither private nor has it hugepages",
        notes: .init("as is stated here", at: policy.backingOrigin ?? policy.hugepages.origin))
    }
    policy.backing = .file(path: file.text)
    policy.backingOrigin = file.range
  }

  /// A number of bytes, or one with K, M, G or T behind it, and B behind that (vmm_core/vmm_cli/src/lib.rs, `MemorySize`).
  private mutating func size(_ value: OptionValue) -> Located<UInt64>? {
    let number = value.bytes.last == UInt8(ascii: "B") ? value.dropLast() : value
    let shifts: KeyValuePairs = ["K": 10, "M": 20, "G": 30, "T": 40]
    let shift = shifts.first { number.bytes.last == $0.key.utf8.first }?.value ?? 0
    guard let count = (shift > 0 ? number.dropLast() : number).number, count <= UInt64.max >> UInt64(shift) else {
      return value.refuse("a size: a number of bytes, or one with K, M, G or T behind it", &sink)
    }
    return Located(count << UInt64(shift), at: value.range)
  }

  /// Numbers and ranges of them between brackets (`BracketRangeList`); `nil` where it is no such list, after saying so.
  private mutating func list(_ value: OptionValue) -> [ClosedRange<UInt64>]? {
    guard value.bytes.first == UInt8(ascii: "["), value.bytes.last == UInt8(ascii: "]"), value.bytes.count > 1
    else {
      return value.refuse("a list such as '[0,2-3]'", &sink)
    }
    let inner = value.dropFirst().dropLast()
    guard !inner.isEmpty else { return [] }
    var runs: [ClosedRange<UInt64>] = []
    for part in inner.split(",") {
      let (first, last) = part.trimmed.cut(at: "-")
      guard let lower = first.trimmed.number, let upper = (last ?? first).trimmed.number, lower <= upper else {
        return part.refuse("a number, or a range such as '0-3'", &sink)
      }
      runs.append(lower...upper)
    }
    return runs
  }

  // MARK: Distances

  /// Distances hold one way; others are 20 (vmm_core/src/acpi_builder.rs, `build_slit_matrix`).
  private mutating func setDistances(of topology: inout Topology, _ count: Int) {
    guard !options.distances.isEmpty else { return }
    var matrix = DistanceMatrix(count: count)
    matrix.origin = options.distances[0].range
    for value in options.distances {
      let numbers = value.split(":").compactMap(\.number)
      guard numbers.count == 3, value.split(":").count == 3, numbers[2] <= UInt8.max else {
        let _: UInt8? = value.refuse("two nodes and a distance such as '0:1:20', which is at most 255", &sink)
        continue
      }
      if let wrong = numbers.prefix(2).first(where: { $0 >= count }) {
        report(
          .malformedInput, at: value.range,
          "there is no node \(wrong), nor so a distance to it or from it; nodes are \(CPUList.text(0..<UInt32(count)))"
        )
        continue
      }
      let (from, to) = (Int(numbers[0]), Int(numbers[1]))
      guard from != to else {
        if numbers[2] != DistanceMatrix.local {
          report(.malformedInput, at: value.range, "a node's distance to itself is 10, not \(numbers[2])")
        }
        continue
      }
      matrix[from, to] = UInt8(numbers[2])
      // What is wrong with one is told there.
      if numbers[2] <= DistanceMatrix.local { matrix.origin = value.range }
    }
    topology.distances = matrix
  }
}
