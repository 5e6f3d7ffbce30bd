import Addresses
import Diagnostics

extension Language {
  /// What a node and `defaults` share: how the host provides the memory.
  package static let policy = LanguageSection("a memory policy", policyKeys)

  static let policyKeys: [BoundKey<MemoryPolicy>] = [
    BoundKey(
      "host_nodes", .cpuList(below: maximumHostNodes), \.hostNodes, examples: [[0], "0-1"],
      "Host NUMA nodes that the memory comes from: a list such as [0, 1] or \"0-1\"."),
    BoundKey(
      "policy", .choice, \.mode,
      "How the host chooses among host_nodes (mbind); bind where host_nodes are stated, else what the process has."),
    BoundKey(
      "backing", .backing, unclear: .policy, examples: ["shared", ["file": "/dev/shm/node0"]],
      """
      What the memory is on the host: private (anonymous), shared (memfd), a file, or existing: memory of a \
      machine realized before, taken over with its contents.
      """, get: { Located($0.backing, at: $0.backingOrigin) },
      set: { ($0.backing, $0.backingOrigin) = ($1?.value ?? .private, $1?.origin) }),
    BoundKey(
      "hugepages", .hugepages, \.hugepages, unclear: .policy, examples: ["on", "1GiB"],
      """
      Pages of the memory: off, on (2 MiB), a size of the host such as 1GiB, or auto (2 MiB where the host \
      has enough of them, else small pages).
      """),
    BoundKey(
      "thp", .transparentHugepages, \.transparentHugepages,
      "Transparent huge pages: on is MADV_HUGEPAGE, off is MADV_NOHUGEPAGE, default leaves it to the host."),
    BoundKey("prefault", .toggle, \.prefault, "Whether memory is populated before the guest runs."),
    BoundKey("pin", .toggle, \.pin, "Whether memory is locked on the host (mlock)."),
    BoundKey(
      "reserve", .toggle, \.reserve,
      "Whether the host accounts for small pages at once; off maps them with MAP_NORESERVE."),
    BoundKey("mergeable", .toggle, \.mergeable, "Whether KSM may merge equal pages (MADV_MERGEABLE)."),
  ]

  /// The map form of `backing`.
  package static let backing = LanguageSection(
    "a backing",
    [
      LanguageKey(
        "file", .text, isRequired: true, examples: ["/dev/shm/node0"], "Path of a file that is mapped shared.")
    ])
}

extension MemoryPolicy: KeyOwner {
  static var unstated: MemoryPolicy { MemoryPolicy() }
}

// Forms that no other section has.

extension KeyForm where Value == MemoryPolicy.Backing {
  fileprivate static var backing: Self {
    Self(
      .either([.choice(["private", "shared", "existing"]), .section(Language.backing)]),
      read: { decoder, fields, _ in decoder.backing(fields) }, text: \.name,
      document: { backing in
        if case .file(let path) = backing { return .mapping([.init("file", .scalar(path))]) }
        return .scalar(backing.name)
      })
  }
}

extension KeyForm where Value == MemoryPolicy.Hugepages {
  fileprivate static var hugepages: Self {
    Self(
      .either([.toggle, .choice(["auto"]), .size]),
      read: { decoder, fields, _ in decoder.hugepages(fields) },
      text: { if case .size(let size) = $0 { Units.literal(size) } else { "\($0)" } })
  }
}

extension KeyForm where Value == MemoryPolicy.TransparentHugepages {
  fileprivate static var transparentHugepages: Self {
    Self(
      .either([.choice(["default"]), .toggle]),
      read: { decoder, fields, _ in decoder.transparentHugepages(fields) },
      text: \.rawValue)
  }
}
