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

  /// A shape.
  ///
  /// - Parameters:
  ///   - llcsOrigin: Where its caches are stated.
  ///   - diesOrigin: Where its dies are stated.
  static func shape(
    _ shape: CPUShape, llcsAt llcsOrigin: SourceRange? = nil, diesAt diesOrigin: SourceRange? = nil
  ) -> [Breach] {
    var breaches = Language.cpuKeys.compactMap { $0.breach(shape) }
    guard breaches.isEmpty else { return breaches }
    // Each is at most 2^20, so three of them multiply within 64 bits.
    let cpus = UInt64(shape.llcs) * UInt64(shape.coresPerLLC) * UInt64(shape.threadsPerCore)
    if let breach = count(cpus) { breaches.append(breach) }
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
