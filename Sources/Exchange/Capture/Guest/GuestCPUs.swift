import Addresses
import MachineModel

/// How a guest's CPUs are dealt out to host nodes: in proportion to the cores of each, core by core, and on each node one
/// last-level cache after the other.
struct GuestCPUs {
  /// How they are grouped; numbered core by core, as hypervisors number theirs.
  let shape: CPUShape
  /// How many last-level caches each of the supply's nodes has.
  let caches: [Int]

  /// A last-level cache of the guest.
  private struct Cache {
    let node: Int
    let cores: UInt32
    let die: DieIdentity
  }

  /// Deals CPUs out; `nil` where they cannot be had, after saying how many can.
  init?(
    _ request: GuestRequest, of supply: GuestSupply, _ host: [HostCPU], reportingTo findings: inout CaptureFindings
  ) {
    let counts = supply.nodes.map { $0.cores.reduce(0) { $0 + $1.count } }
    let most = counts.reduce(0, +)
    guard most > 0 else {
      findings.report(.tooLarge, "no host node that is left has CPUs", suggestion: "choose one that has some")
      return nil
    }
    guard request.cpus <= most else {
      findings.report(
        .tooLarge,
        "\(request.cpus) CPU\(request.cpus == 1 ? " is" : "s are") more than \(Self.words(supply, counts))",
        suggestion: "up to \(most) \(most == 1 ? "is" : "are") possible")
      return nil
    }
    let threads = Self.threads(request, supply, &findings)
    // A guest's core is one of the host's, or a thread of one.
    let cores = supply.nodes.map { node in threads > 1 ? node.cores.map { [$0[0]] } : node.cores.map { $0 } }
      .map { $0.flatMap { $0 } }
    let shares = Apportionment.shares(of: UInt64(request.cpus / threads), cores.map { UInt64($0.count) })
    var found: [Cache] = []
    for (node, share) in shares.enumerated() {
      var left = Int(share)
      // Those that a cache has in common, in the order of the CPUs.
      for group in Self.groups(cores[node], host) where left > 0 {
        let taken = min(left, group.count)
        found.append(Cache(node: node, cores: UInt32(taken), die: DieIdentity(host[group[0]])))
        left -= taken
      }
    }
    caches = supply.nodes.indices.map { node in found.count { $0.node == node } }
    var shape = CPUShape(threadsPerCore: UInt32(threads))
    shape.setCores(found.map(\.cores))
    let packages = Self.evenCount(found.map(\.die.package))
    shape.packages = UInt32(packages)
    let dies = Self.evenCount(found.map(\.die))
    if dies > packages, dies % packages == 0 { shape.dies = UInt32(dies) }
    self.shape = shape
  }

  /// Threads of a core: the host's where all cores have as many and the CPUs are whole cores, or else one.
  private static func threads(
    _ request: GuestRequest, _ supply: GuestSupply, _ findings: inout CaptureFindings
  ) -> Int {
    let threads = Set(supply.nodes.flatMap { $0.cores.map(\.count) })
    guard threads.count == 1, let count = threads.first else { return 1 }
    guard request.cpus % count != 0 else { return count }
    let below = request.cpus / count * count
    let cores = supply.nodes.reduce(0) { $0 + $1.cores.count }
    let near = [below, below + count].filter { $0 > 0 && $0 <= cores * count }.map { "\($0)" }
    findings.report(
      .cutCores,
      "\(request.cpus) CPU\(request.cpus == 1 ? " is" : "s are") no whole number of cores, which have \(count) threads here: "
        + "each is a core of its own",
      suggestion: near.isEmpty ? nil : "\(near.joined(separator: " or ")) would be whole cores")
    return 1
  }

  /// CPUs by the last-level cache that they have, in the order of the first of each.
  private static func groups(_ cpus: [Int], _ host: [HostCPU]) -> [[Int]] {
    Dictionary(grouping: cpus) { CacheIdentity(host[$0]) }.values.sorted { $0[0] < $1[0] }
  }

  /// How many different values there are, where equal ones stand together and there are as many of each; 1 elsewhere.
  private static func evenCount<Value: Hashable>(_ values: [Value]) -> Int {
    var runs: [Int] = []
    for (index, value) in values.enumerated() {
      if index > 0, values[index - 1] == value { runs[runs.count - 1] += 1 } else { runs.append(1) }
    }
    return runs.count == Set(values).count && Set(runs).count == 1 ? runs.count : 1
  }

  private static func words(_ supply: GuestSupply, _ counts: [Int]) -> String {
    let known = zip(supply.nodes, counts).filter { $0.1 > 0 }
    guard known.count > 1 || known.first?.0.number != nil else {
      return "the host has: \(counts.first.map { "\($0)" } ?? "none")"
    }
    return "are online: "
      + known.map { node, count in "host node \(node.number ?? 0) has \(count)" }.joined(separator: ", ")
  }
}
