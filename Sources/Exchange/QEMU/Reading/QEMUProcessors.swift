import Diagnostics
import MachineModel

/// How many CPUs a machine has, and how they are grouped, with all that `-smp` leaves out.
struct QEMUProcessors {
  /// CPUs that there may be: the product of all levels.
  var most: UInt64 = 1
  /// CPUs that are there when the machine starts.
  var present: Located<UInt64> = Located(1)
  /// Sockets of the machine.
  var sockets: UInt64 = 1
  /// Dies of a socket.
  var dies: UInt64 = 1
  /// Clusters of a die, or modules: whichever the machine has between die and core.
  var groups: UInt64 = 1
  /// Cores of a group.
  var cores: UInt64 = 1
  /// Threads of a core.
  var threads: UInt64 = 1
  /// Whether more is said than how many CPUs there are.
  var isGrouped = false

  /// The CPUs of a socket.
  var ofSocket: UInt64 { dies * groups * cores * threads }

  /// The shape that topologies have for it: what lies between die and core is a last-level cache, and a die without that is
  /// one.
  var shape: CPUShape {
    var shape = CPUShape(
      packages: UInt32(clamping: sockets), llcs: UInt32(clamping: sockets * dies * groups),
      coresPerLLC: UInt32(clamping: cores), threadsPerCore: UInt32(clamping: threads))
    if dies > 1 { shape.dies = UInt32(clamping: sockets * dies) }
    return shape
  }
}

extension QEMUReader {
  /// The levels of `-smp`, the widest first.
  private static let levels = ["drawers", "books", "sockets", "dies", "clusters", "modules", "cores", "threads"]

  /// The CPUs that `-smp` says; where it makes no sense, after saying so, as many as it may be.
  mutating func readProcessors(_ machine: QEMUMachine) -> QEMUProcessors {
    let properties = statement.processors
    var stated: [String: Located<UInt64>] = [:]
    var isSound = true
    for key in Self.levels + ["cpus", "maxcpus"] {
      guard let property = properties[key] else { continue }
      stated[key] = number(property, "'\(key)'", in: 1...Self.mostCPUs)
      if stated[key] == nil { isSound = false }
    }
    for level in ["drawers", "books", "dies", "clusters", "modules"] where !machine.levels.contains(level) {
      guard let value = stated[level], value.value > 1 else { continue }
      isSound = false
      report(
        .malformedInput, at: value.origin,
        "this machine has no '\(level)'; CPUs are grouped by 'sockets', "
          + machine.levels.map { "'\($0)', " }.joined() + "'cores' and 'threads'")
    }
    let counted = stated["maxcpus"] ?? stated["cpus"]
    guard isSound else { return count(counted) }
    return complete(stated, machine, at: properties.range) ?? count(counted)
  }

  /// CPUs of which no more than their number is known.
  private func count(_ count: Located<UInt64>?) -> QEMUProcessors {
    var processors = QEMUProcessors()
    processors.cores = count?.value ?? 1
    processors.most = processors.cores
    processors.present = Located(processors.cores, at: count?.origin)
    return processors
  }

  /// What is left out follows from the rest (QEMU's hw/core/machine-smp.c, `machine_parse_smp_config`); `nil` where it does
  /// not come out, after saying so.
  private mutating func complete(
    _ stated: [String: Located<UInt64>], _ machine: QEMUMachine, at range: SourceRange
  ) -> QEMUProcessors? {
    func value(_ key: String) -> UInt64? { stated[key]?.value }
    var processors = QEMUProcessors()
    processors.dies = value("dies") ?? 1
    // A machine has one of both.
    processors.groups = max(value("clusters") ?? 1, value("modules") ?? 1)
    let between = processors.dies * processors.groups
    var (sockets, cores, threads) = (value("sockets"), value("cores"), value("threads"))
    let most = value("maxcpus") ?? value("cpus")
    if let most {
      if machine.prefersSockets ? sockets == nil : cores == nil {
        threads = threads ?? 1
        if machine.prefersSockets {
          cores = cores ?? 1
          sockets = most / Self.product([between, cores ?? 1, threads ?? 1])
        } else {
          sockets = sockets ?? 1
          cores = most / Self.product([between, sockets ?? 1, threads ?? 1])
        }
      } else if machine.prefersSockets ? cores == nil : sockets == nil {
        threads = threads ?? 1
        let other = most / Self.product([between, (machine.prefersSockets ? sockets : cores) ?? 1, threads ?? 1])
        if machine.prefersSockets { cores = other } else { sockets = other }
      }
      threads = threads ?? most / Self.product([between, sockets ?? 1, cores ?? 1])
    }
    (processors.sockets, processors.cores, processors.threads) = (
      max(sockets ?? 1, 1), max(cores ?? 1, 1), max(threads ?? 1, 1)
    )
    let product = Self.product([between, processors.sockets, processors.cores, processors.threads])
    processors.most = most ?? product
    let place = (stated["maxcpus"] ?? stated["cpus"])?.origin ?? range
    guard product == processors.most else {
      report(
        .malformedInput, at: place,
        "there may be \(processors.most) CPUs, but \(text(processors, machine)) \(product == 1 ? "is" : "are") \(product)",
        suggestion: "the product of all levels is 'maxcpus', or 'cpus' where that is not stated")
      return nil
    }
    guard product <= Self.mostCPUs else {
      report(.malformedInput, at: place, "there are more than \(Self.mostCPUs) CPUs, the most that are allowed")
      return nil
    }
    processors.present = stated["cpus"] ?? Located(processors.most)
    guard processors.present.value <= processors.most else {
      report(
        .malformedInput, at: processors.present.origin,
        "\(processors.present.value) CPUs are there, but there may be \(processors.most)",
        suggestion: "'maxcpus' counts those that are there, too")
      return nil
    }
    processors.isGrouped =
      processors.present.value != processors.most || Self.levels.contains { stated[$0] != nil }
    return processors
  }

  private func text(_ processors: QEMUProcessors, _ machine: QEMUMachine) -> String {
    var levels = [(processors.sockets, "socket")]
    if processors.dies > 1 { levels.append((processors.dies, "die")) }
    if processors.groups > 1 { levels.append((processors.groups, machine.kind == .virt ? "cluster" : "module")) }
    levels += [(processors.cores, "core"), (processors.threads, "thread")]
    return levels.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: " × ")
  }

  /// The product, at least 1; a number above all that are allowed where it is more than that.
  private static func product(_ factors: [UInt64]) -> UInt64 {
    factors.reduce(1) { min($0 * max($1, 1), mostCPUs + 1) }
  }

  private static let mostCPUs = Language.maximumCPUs
}
