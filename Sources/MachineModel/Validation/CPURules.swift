import Addresses
package import Diagnostics

/// How many CPUs a machine has, how they are grouped, and that each is of a node.
enum CPURules {
  /// How many CPUs there may be.
  static func count(_ cpus: UInt64) -> Breach? {
    if cpus == 0 { return Breach(.noCPUs, "there are no CPUs; a machine has at least one") }
    return cpus <= Language.maximumCPUs
      ? nil : Breach(.tooManyCPUs, "there are \(cpus) CPUs; at most \(Language.maximumCPUs) are allowed")
  }

  /// Whether last-level caches divide evenly.
  ///
  /// - Parameter wholes: What they divide over, as it stands in a sentence for several.
  static func even(
    _ llcs: UInt64, over count: Int, _ wholes: String, at origin: SourceRange?, suggestion: String
  ) -> Breach? {
    llcs % UInt64(count) == 0
      ? nil
      : Breach(
        .llcsUneven, at: origin,
        "\(llcs) last-level cache\(llcs == 1 ? " does" : "s do") not divide evenly over \(count) \(wholes)",
        suggestion: suggestion)
  }

  /// Whether cores are listed for any cache.
  static func listed(_ counts: [UInt32]) -> Breach? {
    counts.isEmpty
      ? Breach(.llcCoresMismatch, "'cores_per_llc' lists no last-level cache; a machine has at least one") : nil
  }

  /// A shape.
  ///
  /// - Parameters:
  ///   - llcsOrigin: Where its caches are stated.
  ///   - diesOrigin: Where its dies are stated.
  ///   - coresOrigin: Where the cores of its caches are stated.
  static func shape(
    _ shape: CPUShape, llcsAt llcsOrigin: SourceRange? = nil, diesAt diesOrigin: SourceRange? = nil,
    coresAt coresOrigin: SourceRange? = nil
  ) -> [Breach] {
    var breaches = Language.cpuKeys.compactMap { $0.breach(shape) }
    guard breaches.isEmpty else { return breaches }
    if let counts = shape.coresOfLLCs?.counts, counts.count != shape.llcs {
      breaches.append(
        Breach(
          .llcCoresMismatch, at: coresOrigin,
          "'cores_per_llc' lists \(counts.count) last-level cache\(counts.count == 1 ? "" : "s"), but 'llcs' is "
            + "\(shape.llcs)",
          suggestion: "list the cores of each cache, or state one number for all",
          notes: llcsOrigin.map { [.init("'llcs' is stated here", at: $0)] } ?? []))
    } else if let breach = size(of: shape, at: coresOrigin) {
      breaches.append(breach)
    }
    var (wholes, name) = (shape.packages, "packages")
    if let dies = shape.dies {
      if dies % shape.packages == 0 {
        (wholes, name) = (dies, "dies")
      } else {
        breaches.append(
          Breach(
            .diesUneven, at: diesOrigin,
            "\(dies) die\(dies == 1 ? " does" : "s do") not divide evenly over \(shape.packages) packages",
            suggestion: "'dies' counts those of the whole machine"))
      }
    }
    let uneven = even(
      UInt64(shape.llcs), over: Int(wholes), name, at: llcsOrigin,
      suggestion: "'llcs' counts those of the whole machine")
    return breaches + (uneven.map { [$0] } ?? [])
  }

  /// How many CPUs a shape has, and whether all have an APIC ID.
  ///
  /// - Parameter origin: Where the cores of its caches are listed.
  private static func size(of shape: CPUShape, at origin: SourceRange?) -> Breach? {
    // Each is at most 2^20, and so is how many caches there are: three of them multiply within 64 bits.
    let cores =
      shape.coresOfLLCs.map { $0.counts.reduce(0) { $0 + UInt64($1) } }
      ?? UInt64(shape.llcs) * UInt64(shape.coresPerLLC)
    if var breach = count(cores * UInt64(shape.threadsPerCore)) {
      breach.origin = origin
      return breach
    }
    let bits = shape.apicIDBits
    return bits <= UInt32.bitWidth
      ? nil
      : Breach(
        .apicIDTooWide, at: origin,
        "APIC IDs of this shape need \(bits) bits, but have 32: each last-level cache takes as many for its cores as the "
          + "largest one",
        suggestion: "have caches differ less")
  }

  /// What tables are to say of CPUs.
  ///
  /// - Parameter count: How many CPUs there are; 0 where that is not known.
  static func options(_ options: ProcessorOptions, count: Int, _ architecture: Architecture) -> [Breach] {
    var breaches: [Breach] = []
    if let present = options.present, count > 0, present.value > count {
      breaches.append(
        Breach(
          .presentCPUs, at: present.origin,
          "\(present.value) CPUs are to be present, but there \(count == 1 ? "is 1" : "are \(count)")",
          suggestion: "'present' counts CPUs of the shape: at most \(count)"))
    }
    if options.x2APIC.value, architecture != .x8664 {
      breaches.append(
        Breach(
          .x2APICNeedsX86, at: options.x2APIC.origin, "\(architecture.rawValue) has no APICs",
          suggestion: "leave 'x2apic' out"))
    }
    return breaches
  }

  /// The CPUs of a machine, each of a node, and each with an APIC ID of its own.
  static func cpus(_ cpus: [CPU], nodeCount: Int) -> [Breach] {
    if let breach = count(UInt64(cpus.count)) { return [breach] }
    var breaches: [Breach] = []
    if cpus.contains(where: { $0.node >= nodeCount }) {
      let lost = cpus.indices.filter { cpus[$0].node >= nodeCount }.map(UInt32.init)
      breaches.append(
        Breach(
          .cpuNodeUnknown,
          "CPU\(lost.count == 1 ? "" : "s") \(CPUList.text(lost).excerpt) belong\(lost.count == 1 ? "s" : "") to a node "
            + "that does not exist; nodes are \(CPUList.text(0..<UInt32(nodeCount)))"))
    }
    guard !zip(cpus, cpus.dropFirst()).allSatisfy({ $0.apicID < $1.apicID }) else { return breaches }
    let ascending = cpus.indices.sorted { (cpus[$0].apicID, $0) < (cpus[$1].apicID, $1) }
    let second = zip(ascending, ascending.dropFirst()).filter { cpus[$0].apicID == cpus[$1].apicID }
      .map { UInt32($1) }.sorted()
    if !second.isEmpty {
      breaches.append(
        Breach(
          .apicIDTwice,
          "CPU\(second.count == 1 ? " \(second[0]) has" : "s \(CPUList.text(second).excerpt) have") the APIC ID of a CPU "
            + "before \(second.count == 1 ? "it" : "them")"))
    }
    return breaches
  }
}

extension CPUShape {
  /// Reports what is wrong with a shape, such as no packages; where nothing is, its CPUs can be counted and named.
  ///
  /// - Parameter sink: Told what is wrong.
  /// - Returns: Whether nothing is.
  package func isValid(reportingTo sink: inout DiagnosticSink) -> Bool {
    let breaches = CPURules.shape(self)
    for breach in breaches { sink.report(breach, at: nil) }
    return breaches.isEmpty
  }
}
