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
  /// Cores that share a last-level cache.
  public var coresPerLLC: UInt32
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
  package var cpuCount: UInt32 { llcs.saturatingProduct(cpusPerLLC) }
  /// CPUs that share a last-level cache.
  package var cpusPerLLC: UInt32 { coresPerLLC.saturatingProduct(threadsPerCore) }
  /// Cores of the whole machine.
  package var cores: UInt32 { llcs.saturatingProduct(coresPerLLC) }

  /// The core of a CPU, counted over the whole machine.
  package func core(ofCPU cpu: UInt32) -> UInt32 {
    numbering == .threadsFirst ? cpu / max(threadsPerCore, 1) : cpu % max(cores, 1)
  }

  /// The last-level cache of a CPU, counted over the whole machine.
  package func llc(ofCPU cpu: UInt32) -> UInt32 { core(ofCPU: cpu) / max(coresPerLLC, 1) }

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
    guard numbering == .threadsLast else { return Array(llc * cpusPerLLC..<(llc + 1) * cpusPerLLC) }
    return (0..<threadsPerCore).flatMap { thread in
      (llc * coresPerLLC..<(llc + 1) * coresPerLLC).map { thread * cores + $0 }
    }
  }

  /// The local APIC ID of a CPU: one bit field each for thread, core, last-level cache, die and package, lowest
  /// first, each as wide as its count needs (Intel SDM volume 3, section 9.9, with the cache in between). Where a package
  /// is one die, that has no bits.
  ///
  /// - Parameter cpu: The CPU's number.
  package func apicID(ofCPU cpu: UInt32) -> UInt32 {
    let core = core(ofCPU: cpu)
    let thread = numbering == .threadsFirst ? cpu % max(threadsPerCore, 1) : cpu / max(cores, 1)
    var rest = core &* threadsPerCore &+ thread
    var id: UInt32 = 0
    var shift: UInt32 = 0
    for count in [max(threadsPerCore, 1), max(coresPerLLC, 1), llcsPerDie, diesPerPackage] {
      id |= (rest % count) << shift
      rest /= count
      shift += UInt32(UInt32.bitWidth - (count - 1).leadingZeroBitCount)
    }
    return id | rest << shift
  }
}

extension UInt32 {
  /// The product, or all bits set where it has more than 32.
  fileprivate func saturatingProduct(_ other: UInt32) -> UInt32 {
    let (product, isTooLarge) = multipliedReportingOverflow(by: other)
    return isTooLarge ? .max : product
  }
}
