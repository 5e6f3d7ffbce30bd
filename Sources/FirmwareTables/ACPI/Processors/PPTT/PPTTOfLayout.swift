import FieldCoding
package import Lowering
import MachineModel

extension PPTT {
  /// The table of a layout: packages with what is in them, in the order of caches and cores.
  ///
  /// CPUs with a shape are grouped as it says: packages, dies where a package has several, last-level caches where a die
  /// has several, cores, threads where a core has several. CPUs without one are cores, and those of a node are a
  /// package, which is what Linux makes of a machine without the table; of their caches nothing is known.
  package init(_ layout: Layout) {
    var builder = PPTTBuilder(layout.topology)
    if let shape = layout.topology.cpuShape, shape.cpuCount == layout.topology.cpus.count {
      builder.add(shape)
    } else {
      builder.addNodes(layout.topology)
    }
    self.init(
      identity: ACPIIdentity(layout), nodes: builder.nodes, origins: RecordOrigins(builder.origins))
  }
}

/// Puts structures behind each other, each of which knows where those lie that it names.
private struct PPTTBuilder {
  private(set) var nodes: [PPTT.Node] = []
  private(set) var origins: [RecordOrigin] = []
  private let cpus: [CPU]
  private let firstUID: UInt32
  private let nodeOrigins: [RecordOrigin]
  /// Where the next structure begins.
  private var next = UInt32(ACPIHeader.byteCount)

  init(_ topology: Topology) {
    cpus = topology.cpus
    firstUID = topology.uid(ofCPU: 0)
    nodeOrigins = topology.nodeOrigins
    nodes.reserveCapacity(2 * cpus.count)
    origins.reserveCapacity(2 * cpus.count)
  }

  /// Adds the CPUs of a shape.
  mutating func add(_ shape: CPUShape) {
    let (dies, llcs) = (shape.diesPerPackage, shape.llcsPerDie)
    var cache: UInt32 = 0
    var core: UInt32 = 0
    for _ in 0..<shape.packages {
      // The cache belongs to whatever is the lowest that has no other one.
      let package = group(.package, under: 0, hasCache: dies == 1 && llcs == 1, firstCPU: shape.cpu(ofCore: core))
      for _ in 0..<dies {
        let die =
          dies == 1 ? package : group([], under: package, hasCache: llcs == 1, firstCPU: shape.cpu(ofCore: core))
        for _ in 0..<llcs {
          let llc = llcs == 1 ? die : group([], under: die, hasCache: true, firstCPU: shape.cpu(ofCore: core))
          for own in shape.cores(ofLLC: cache) { add(core: own, of: shape, under: llc) }
          cache += 1
          core = shape.cores(ofLLC: cache).lowerBound
        }
      }
    }
  }

  private mutating func add(core: UInt32, of shape: CPUShape, under parent: UInt32) {
    let first = shape.cpu(ofCore: core)
    guard shape.threadsPerCore > 1 else { return leaf(first, under: parent) }
    let group = group([], under: parent, hasCache: false, firstCPU: first)
    for thread in 0..<shape.threadsPerCore { leaf(shape.cpu(ofCore: core, thread: thread), under: group, .thread) }
  }

  /// Adds the CPUs of nodes, by ascending proximity domain.
  mutating func addNodes(_ topology: Topology) {
    var numbers = [[UInt32]](repeating: [], count: topology.nodes.count)
    for number in cpus.indices { numbers[Int(cpus[number].node)].append(UInt32(clamping: number)) }
    for node in topology.proximityDomains.ascending {
      let list = numbers[node]
      guard let first = list.first else { continue }
      let package = group(.package, under: 0, hasCache: false, firstCPU: first)
      for number in list { leaf(number, under: package) }
    }
  }

  /// Adds a group of CPUs, which are all alike, behind the cache that they share; gives where the group begins.
  private mutating func group(
    _ flags: PPTT.Processor.Flags, under parent: UInt32, hasCache: Bool, firstCPU: UInt32
  ) -> UInt32 {
    var resources: [UInt32] = []
    if hasCache {
      resources.append(next)
      add(.cache(.unified), length: PPTTBuilder.cacheLength, ofCPU: firstCPU)
    }
    let start = next
    add(
      .processor(PPTT.Processor(flags: flags.union(.identical), parent: parent, resources: resources)),
      length: PPTTBuilder.processorLength + UInt32(4 * resources.count), ofCPU: firstCPU)
    return start
  }

  private mutating func leaf(_ number: UInt32, under parent: UInt32, _ flags: PPTT.Processor.Flags = []) {
    let flags = flags.union([.hasUID, .leaf])
    add(
      .processor(PPTT.Processor(flags: flags, parent: parent, processorUID: number + firstUID)),
      length: PPTTBuilder.processorLength, ofCPU: number)
  }

  private mutating func add(_ node: PPTT.Node, length: UInt32, ofCPU number: UInt32) {
    nodes.append(node)
    origins.append(nodeOrigins[Int(cpus[Int(number)].node)])
    next += length
  }

  private static let cacheLength = UInt32(PPTT.Cache.byteCount)
  private static let processorLength = UInt32(PPTT.Processor.byteCount)
}
