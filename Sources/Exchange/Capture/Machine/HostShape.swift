import MachineModel

/// How a host's CPUs are grouped and numbered, as a topology says it of all of them at once.
struct HostShape {
  /// The shape; `nil` where there is none that the numbers of the CPUs fit.
  let shape: CPUShape?
  /// Why there is none, as a clause; `nil` where there is one.
  let obstacle: String?

  /// Finds the shape of CPUs, whose numbers in the topology are their places here.
  init(_ cpus: [HostCPU]) {
    do throws(Obstacle) {
      shape = try Self.shape(of: cpus)
      obstacle = nil
    } catch {
      shape = nil
      obstacle = error.text
    }
  }

  private struct Obstacle: Error {
    let text: String

    init(_ text: String) { self.text = text }
  }

  private static func shape(of cpus: [HostCPU]) throws(Obstacle) -> CPUShape {
    let cores = Dictionary(grouping: cpus.indices) { cpus[$0].core }.values.sorted { $0[0] < $1[0] }
    let threads = cores[0].count
    guard cores.allSatisfy({ $0.count == threads }) else {
      throw Obstacle("cores have different numbers of threads")
    }
    guard let numbering = numbering(of: cores, threads) else {
      throw Obstacle("CPUs are numbered neither core by core nor thread by thread")
    }
    let first = cores.map { cpus[$0[0]] }
    let caches = try runs(of: first.map(CacheIdentity.init), "last-level caches")
    let dies = try runs(of: caches.map { DieIdentity(first[$0.start]) }, "dies")
    let packages = try runs(of: dies.map { first[caches[$0.start].start].package }, "packages")
    guard cores.allSatisfy({ core in core.allSatisfy { CacheIdentity(cpus[$0]) == CacheIdentity(cpus[core[0]]) } })
    else { throw Obstacle("threads of a core have different last-level caches") }
    guard Set(packages.map(\.count)).count == 1, Set(dies.map(\.count)).count == 1 else {
      throw Obstacle("packages are not alike")
    }
    var shape = CPUShape(
      packages: UInt32(packages.count), llcs: UInt32(caches.count), threadsPerCore: UInt32(threads),
      numbering: numbering)
    shape.setCores(caches.map { UInt32($0.count) })
    if dies.count > packages.count { shape.dies = UInt32(dies.count) }
    return shape
  }

  /// In which order threads and cores are numbered; `nil` where that is none of the two.
  private static func numbering(of cores: [[Int]], _ threads: Int) -> CPUShape.Numbering? {
    let isCoreByCore = cores.enumerated().allSatisfy { number, core in
      core.enumerated().allSatisfy { $1 == number * threads + $0 }
    }
    if isCoreByCore { return .threadsFirst }
    let isThreadByThread = cores.enumerated().allSatisfy { number, core in
      core.enumerated().allSatisfy { $1 == $0 * cores.count + number }
    }
    return isThreadByThread ? .threadsLast : nil
  }

  /// Equal neighbours.
  private struct Run {
    let start: Int
    var count: Int
  }

  /// What stands together; an obstacle where it stands in several places.
  private static func runs<Value: Hashable>(of values: [Value], _ name: String) throws(Obstacle) -> [Run] {
    var runs: [Run] = []
    var seen: Set<Value> = []
    for (index, value) in values.enumerated() {
      if let last = runs.last, values[last.start] == value {
        runs[runs.count - 1].count += 1
      } else {
        guard seen.insert(value).inserted else {
          throw Obstacle("the CPUs of \(name) are not numbered one behind the other")
        }
        runs.append(Run(start: index, count: 1))
      }
    }
    return runs
  }
}

/// What tells last-level caches apart: where nothing is known of them, clusters of a die.
struct CacheIdentity: Hashable {
  private let leader: UInt32?
  private let die: DieIdentity
  private let cluster: Int32

  init(_ cpu: HostCPU) {
    leader = cpu.cache
    die = DieIdentity(cpu)
    cluster = cpu.cache == nil ? cpu.cluster : 0
  }
}

/// What tells dies apart.
struct DieIdentity: Hashable {
  let package: Int32
  private let die: Int32

  init(_ cpu: HostCPU) {
    package = cpu.package
    die = cpu.die
  }
}

extension CPUShape {
  /// Sets how many cores each last-level cache has.
  mutating func setCores(_ counts: [UInt32]) {
    llcs = UInt32(counts.count)
    let first = counts.first ?? 1
    if counts.allSatisfy({ $0 == first }) { coresPerLLC = first } else { coresOfLLCs = CoresOfCaches(counts) }
  }
}
