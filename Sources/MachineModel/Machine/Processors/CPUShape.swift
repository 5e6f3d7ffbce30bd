/// How CPUs are grouped: threads in cores, cores in last-level caches, those in dies, dies in packages; and how they are
/// numbered.
public struct CPUShape: Hashable, Sendable {
  /// In which order the CPUs of a shape have their numbers. What a CPU is, its APIC ID, does not depend on it.
  public enum Numbering: String, CaseIterable, Sendable {
    /// The threads of a core next to each other, then the cores of a last-level cache, and so on.
    case threadsFirst = "threads-first"
    /// The first threads of all cores of the machine, then the second ones, and so on: as Linux numbers CPUs on
    /// most machines, and `lscpu` lists those of a node as `0-15,128-143`.
    case threadsLast = "threads-last"

    /// The other one.
    var other: Numbering { self == .threadsFirst ? .threadsLast : .threadsFirst }
  }

  /// Sockets of the machine.
  public var packages: UInt32
  /// Dies of the whole machine, a multiple of ``packages``; `nil` where every package is one.
  package var dies: UInt32?
  /// Last-level caches of the whole machine, a multiple of ``packages``, and of dies.
  public var llcs: UInt32
  /// Cores that share a last-level cache, where all have as many.
  public var coresPerLLC: UInt32
  /// Cores of each last-level cache, where a topology states each; `nil` where all have ``coresPerLLC``.
  package var coresOfLLCs: CoresOfCaches?
  /// Threads of a core.
  public var threadsPerCore: UInt32
  /// In which order the CPUs have their numbers.
  public var numbering: Numbering

  /// Creates a shape.
  public init(
    packages: UInt32 = 1, llcs: UInt32 = 1, coresPerLLC: UInt32 = 1, threadsPerCore: UInt32 = 1,
    numbering: Numbering = .threadsFirst
  ) {
    self.packages = packages
    self.llcs = llcs
    self.coresPerLLC = coresPerLLC
    self.threadsPerCore = threadsPerCore
    self.numbering = numbering
  }

  /// CPUs of the whole machine; all bits set where a shape has more than can be counted.
  package var cpuCount: UInt32 { cores.saturatingProduct(threadsPerCore) }
  /// Cores of the whole machine; all bits set where a shape has more than can be counted.
  package var cores: UInt32 { coresOfLLCs?.cores ?? llcs.saturatingProduct(coresPerLLC) }

  /// The core of a CPU, counted over the whole machine.
  package func core(ofCPU cpu: UInt32) -> UInt32 {
    numbering == .threadsFirst ? cpu / max(threadsPerCore, 1) : cpu % max(cores, 1)
  }

  /// The last-level cache of a CPU, counted over the whole machine.
  package func llc(ofCPU cpu: UInt32) -> UInt32 { llc(ofCore: core(ofCPU: cpu)) }

  private func llc(ofCore core: UInt32) -> UInt32 {
    coresOfLLCs?.llc(ofCore: core) ?? core / max(coresPerLLC, 1)
  }

  /// The cores that share a last-level cache, counted over the whole machine.
  package func cores(ofLLC llc: UInt32) -> Range<UInt32> {
    let first = firstCore(ofLLC: llc)
    return first..<max(first, firstCore(ofLLC: llc &+ 1))
  }

  private func firstCore(ofLLC llc: UInt32) -> UInt32 { coresOfLLCs?.firstCore(ofLLC: llc) ?? llc &* coresPerLLC }

  /// The package of a CPU.
  package func package(ofCPU cpu: UInt32) -> UInt32 { llc(ofCPU: cpu) / max(llcs / max(packages, 1), 1) }

  /// Dies of a package.
  package var diesPerPackage: UInt32 { dies.map { max($0 / max(packages, 1), 1) } ?? 1 }
  /// Last-level caches of a die.
  package var llcsPerDie: UInt32 { max(llcs / max(dies ?? packages, 1), 1) }

  /// The CPUs of a core, in ascending number.
  package func cpus(ofCore core: UInt32) -> [UInt32] { (0..<threadsPerCore).map { cpu(ofCore: core, thread: $0) } }

  /// The CPU that is a thread of a core, counted within the core.
  package func cpu(ofCore core: UInt32, thread: UInt32 = 0) -> UInt32 {
    numbering == .threadsFirst ? core &* threadsPerCore &+ thread : thread &* cores &+ core
  }

  /// The CPUs that share a last-level cache, in ascending number.
  func cpus(ofLLC llc: UInt32) -> [UInt32] {
    let own = cores(ofLLC: llc)
    guard numbering == .threadsLast else {
      return Array(own.lowerBound * threadsPerCore..<own.upperBound * threadsPerCore)
    }
    return (0..<threadsPerCore).flatMap { thread in own.map { thread * cores + $0 } }
  }

  /// How many CPUs a package has.
  func cpuCount(ofPackage package: UInt32) -> UInt32 {
    let llcsPerPackage = llcs / max(packages, 1)
    let first = firstCore(ofLLC: package &* llcsPerPackage)
    return (firstCore(ofLLC: (package &+ 1) &* llcsPerPackage) &- first).saturatingProduct(threadsPerCore)
  }

  /// The local APIC ID of a CPU: one bit field each for thread, core, last-level cache, die and package, lowest
  /// first, each as wide as its count needs (Intel SDM volume 3, section 9.9, with the cache in between), that of the core
  /// as the cache with the most cores needs. Where a package is one die, that has no bits.
  ///
  /// - Parameter cpu: The CPU's number.
  package func apicID(ofCPU cpu: UInt32) -> UInt32 {
    let core = core(ofCPU: cpu)
    var rest = llc(ofCore: core)
    var id = numbering == .threadsFirst ? cpu % max(threadsPerCore, 1) : cpu / max(cores, 1)
    var shift = max(threadsPerCore, 1).bitsToCount
    id |= (core &- firstCore(ofLLC: rest)) << shift
    shift += mostCoresPerLLC.bitsToCount
    for count in [llcsPerDie, diesPerPackage] {
      id |= (rest % count) << shift
      rest /= count
      shift += count.bitsToCount
    }
    return id | rest << shift
  }

  /// The most cores that a last-level cache has, at least 1.
  private var mostCoresPerLLC: UInt32 { max(coresOfLLCs?.most ?? coresPerLLC, 1) }

  /// How many bits the APIC IDs of the shape have.
  package var apicIDBits: UInt32 {
    [max(threadsPerCore, 1), mostCoresPerLLC, llcsPerDie, diesPerPackage, max(packages, 1)].reduce(0) {
      $0 + $1.bitsToCount
    }
  }
}

extension UInt32 {
  /// The product, or all bits set where it has more than 32.
  fileprivate func saturatingProduct(_ other: UInt32) -> UInt32 {
    let (product, isTooLarge) = multipliedReportingOverflow(by: other)
    return isTooLarge ? .max : product
  }

  /// How many bits it takes to tell so many apart; the number is at least 1.
  fileprivate var bitsToCount: UInt32 { UInt32(UInt32.bitWidth - (self - 1).leadingZeroBitCount) }
}
