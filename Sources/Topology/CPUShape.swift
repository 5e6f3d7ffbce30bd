/// How CPUs are grouped: threads in cores, cores in last-level caches, those in packages.
public struct CPUShape: Hashable, Sendable {
  /// Sockets of the machine.
  public var packages: UInt32
  /// Last-level caches of the whole machine, a multiple of ``packages``.
  public var llcs: UInt32
  /// Cores that share a last-level cache.
  public var coresPerLLC: UInt32
  /// Threads of a core.
  public var threadsPerCore: UInt32

  /// Creates a shape.
  public init(packages: UInt32 = 1, llcs: UInt32 = 1, coresPerLLC: UInt32 = 1, threadsPerCore: UInt32 = 1) {
    self.packages = packages
    self.llcs = llcs
    self.coresPerLLC = coresPerLLC
    self.threadsPerCore = threadsPerCore
  }

  /// CPUs that share a last-level cache.
  public var cpusPerLLC: UInt32 { coresPerLLC * threadsPerCore }

  /// The local APIC ID of a CPU: one bit field each for thread, core, last-level cache and package, lowest
  /// first, each as wide as its count needs (Intel SDM volume 3, section 9.9, with the cache in between).
  ///
  /// - Parameter cpu: The CPU's number, counted thread fastest, then core, cache, package.
  public func apicID(ofCPU cpu: UInt32) -> UInt32 {
    var rest = cpu
    var id: UInt32 = 0
    var shift: UInt32 = 0
    for count in [threadsPerCore, coresPerLLC, llcs / packages] {
      id |= (rest % count) << shift
      rest /= count
      shift += UInt32(UInt32.bitWidth - (count - 1).leadingZeroBitCount)
    }
    return id | rest << shift
  }
}
