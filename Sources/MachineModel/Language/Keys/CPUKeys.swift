extension Language {
  /// The map form of the root's `cpus`.
  package static let cpus = LanguageSection("a CPU shape", cpuKeys)

  static let cpuKeys: [BoundKey<CPUShape>] = [
    BoundKey("packages", .number(1...maximumCPUs), \.packages, examples: [2], "Sockets of the machine."),
    BoundKey(
      "llcs", .number(1...maximumCPUs), \.llcs, examples: [2],
      "Last-level caches of the whole machine; a multiple of packages."),
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
}

extension CPUShape: KeyOwner {
  static var unstated: CPUShape { CPUShape() }
}
