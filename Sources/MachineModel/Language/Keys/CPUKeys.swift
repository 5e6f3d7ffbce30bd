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
      "Last-level caches of the whole machine; a multiple of packages, and of dies."),
    BoundKey(
      "cores_per_llc", .number(1...maximumCPUs), \.coresPerLLC, examples: [8],
      "Cores that share a last-level cache."),
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
