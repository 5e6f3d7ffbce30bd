import Addresses
import Diagnostics
import YAMLTree

extension Language {
  /// The map form of the root's `cpus`.
  package static let cpus = LanguageSection(
    "a CPU shape", cpuKeys.map { $0.key } + processorKeys.map { $0.key })

  static let cpuKeys: [BoundKey<CPUShape>] = [
    BoundKey("packages", .number(1...maximumCPUs), \.packages, examples: [2], "Sockets of the machine."),
    BoundKey(
      "dies", .number(1...maximumCPUs), \.dies, examples: [4],
      """
      Dies of the whole machine, between packages and last-level caches; a multiple of packages. They have a field of \
      their own in APIC IDs. Absent, every package is one.
      """),
    BoundKey(
      "llcs", .number(1...maximumCPUs), \.llcs, examples: [2],
      """
      Last-level caches of the whole machine; a multiple of packages, and of dies. Absent: as many as cores_per_llc lists, \
      or one.
      """),
    BoundKey(
      "cores_per_llc", .coresOfCaches(1...maximumCPUs), \.coresOfEachLLC, examples: [8, [4, 8, 8, 4]],
      "Cores that share a last-level cache: a number for all, or a list with one for each, in order."),
    BoundKey("threads_per_core", .number(1...maximumCPUs), \.threadsPerCore, examples: [2], "Threads of a core."),
    BoundKey(
      "numbering", .choice, \.numbering,
      """
      In which order CPUs are numbered, and stand in SRAT: threads-first, the threads of a core next to each other; \
      threads-last, the first threads of all cores, then the second ones, as Linux does and lscpu shows. APIC IDs \
      are the same.
      """),
  ]

  static let processorKeys: [BoundKey<ProcessorOptions>] = [
    BoundKey(
      "present", .number(1...maximumCPUs), \.present, examples: [4],
      """
      How many CPUs are there when the machine starts, the first ones by number; the others may be plugged in. SRAT \
      names all, MADT calls the others online capable. Absent, all are there.
      """),
    BoundKey(
      "x2apic", .toggle, \.x2APIC,
      """
      Whether MADT and SRAT have the structures for x2APIC for every CPU, not only for those with an APIC ID of 255 and \
      more. x86_64 only.
      """),
    BoundKey(
      "first_uid", .number(0...maximumCPUs), \.firstUID, examples: [1],
      "The ACPI processor UID of CPU 0 in tables; the others count from there. Absent: 0, on openvmm 1."),
  ]
}

extension ProcessorOptions: KeyOwner {
  static var unstated: ProcessorOptions { ProcessorOptions() }
}

extension CPUShape: KeyOwner {
  static var unstated: CPUShape { CPUShape() }
}

/// The cores of last-level caches as a file states them.
enum CoresOfEachCache: Sendable {
  case same(UInt32)
  case each([UInt32])
}

extension CPUShape {
  fileprivate var coresOfEachLLC: CoresOfEachCache {
    get { coresOfLLCs.map { .each($0.counts) } ?? .same(coresPerLLC) }
    set {
      switch newValue {
      case .same(let cores): (coresPerLLC, coresOfLLCs) = (cores, nil)
      case .each(let counts): (coresPerLLC, coresOfLLCs) = (1, CoresOfCaches(counts))
      }
    }
  }
}

extension KeyForm<CoresOfEachCache> {
  /// A number in a range, or a list of such.
  fileprivate static func coresOfCaches(_ range: ClosedRange<UInt64>) -> Self {
    Self(
      .either([.number(range), .list(.number(range))]),
      read: { decoder, fields, key in
        guard let id = fields[key] else { return nil }
        guard decoder.tree.kind(of: id) == .sequence else {
          guard
            let number = decoder.scalar(
              id, wanted: "'\(key)' is a number, or a list with one for each last-level cache such as [4, 8, 8, 4]",
              ScalarParser.number),
            decoder.isSound(ValueRules.number(number, named: "'\(key)'", in: range), at: id)
          else { return nil }
          return Located(.same(UInt32(number)), at: decoder.tree.range(of: id))
        }
        let counts = decoder.tree.elements(of: id).compactMap { element in
          decoder.number(element, named: "an entry of '\(key)'", in: range).map { UInt32($0.value) }
        }
        guard counts.count == decoder.tree.count(of: id), decoder.isSound(CPURules.listed(counts), at: id) else {
          return nil
        }
        return Located(.each(counts), at: decoder.tree.range(of: id))
      }, text: { if case .same(let cores) = $0 { "\(cores)" } else { nil } },
      document: { cores in
        switch cores {
        case .same(let cores): .number(cores)
        case .each(let counts): .list(counts.map { .number($0) })
        }
      },
      breach: { cores, key in
        switch cores {
        case .same(let cores): return ValueRules.number(UInt64(cores), named: "'\(key)'", in: range)
        case .each(let counts):
          let name = "an entry of '\(key)'"
          return CPURules.listed(counts)
            ?? counts.lazy.compactMap { ValueRules.number(UInt64($0), named: name, in: range) }.first
        }
      })
  }
}
