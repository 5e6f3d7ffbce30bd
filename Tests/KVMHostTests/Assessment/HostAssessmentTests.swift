import Lowering
import MachineModel
import Testing

@testable import KVMHost

/// Nodes on the recorded host, and what is said of them.
struct HostCase: Sendable, CustomTestStringConvertible {
  /// A node of the guest.
  struct Node: Sendable {
    var size: UInt64
    var policy = MemoryPolicy()

    /// Small pages, populated.
    static func populated(_ size: UInt64, on hostNodes: [UInt32] = []) -> Node {
      var node = touched(size, on: hostNodes)
      node.policy.prefault = true
      return node
    }

    /// Small pages, which come as the guest touches them.
    static func touched(_ size: UInt64, on hostNodes: [UInt32] = []) -> Node {
      var node = Node(size: size)
      node.policy.hostNodes = hostNodes
      node.policy.mode = hostNodes.isEmpty ? nil : .bind
      return node
    }

    /// Small pages, of several nodes by their weights.
    static func weighted(on hostNodes: [UInt32]) -> Node {
      var node = touched(64 << 20, on: hostNodes)
      node.policy.mode = .weightedInterleave
      return node
    }

    /// Hugepages of 2 MiB.
    static func huge(_ pages: UInt64, on hostNodes: [UInt32] = []) -> Node {
      var node = touched(pages << 21, on: hostNodes)
      node.policy.hugepages = Located(.size(2 << 20))
      return node
    }

    /// Hugepages of 2 MiB where there are enough.
    static func auto(_ pages: UInt64, on hostNodes: [UInt32] = []) -> Node {
      var node = huge(pages, on: hostNodes)
      node.policy.hugepages = Located(.auto)
      return node
    }
  }

  let testDescription: String
  let nodes: [Node]
  /// The errors, of which the exit code of the first counts.
  let errors: [String]
  let exitCode: Int32?
  let warnings: [String]
  /// Why pages were chosen, where that was left to the host.
  let choices: [String]
  let change: @Sendable (RecordedHost) throws -> Void

  init(
    _ description: String, _ nodes: [Node], errors: [String] = [], exitCode: Int32? = nil, warnings: [String] = [],
    choices: [String] = [], change: @escaping @Sendable (RecordedHost) throws -> Void = { _ in }
  ) {
    testDescription = description
    self.nodes = nodes
    self.errors = errors
    self.exitCode = exitCode
    self.warnings = warnings
    self.choices = choices
    self.change = change
  }

  func layout() throws -> Layout {
    try lower(Topology(nodes: nodes.map { MemoryNode(memory: Located($0.size), policy: $0.policy) }))
  }
}

/// The command that reserves hugepages of 2 MiB on a node.
private func command(_ pages: Int, onNode node: Int) -> String {
  "reserve them as root: echo \(pages) > /sys/devices/system/node/node\(node)/hugepages/hugepages-2048kB/nr_hugepages"
}

private let hugepageCases: [HostCase] = [
  HostCase("as many as there are, each on its node", [.huge(64, on: [0]), .huge(8, on: [1])]),
  HostCase(
    "enough on the host, too few on the node", [.huge(32, on: [1])],
    errors: [
      "mmap of node 0: 32 hugepages of 2 MiB needed, 8 free on host node 1 (8 in its pool); \(command(32, onNode: 1))"
    ], exitCode: 75),
  HostCase(
    "a node that is used in part", [.huge(8, on: [1])],
    errors: [
      "mmap of node 0: 8 hugepages of 2 MiB needed, 3 free on host node 1 (8 in its pool); \(command(13, onNode: 1))"
    ], exitCode: 75
  ) {
    try $0.set("/sys/devices/system/node/node1/\(RecordedHost.pool)/free_hugepages", "3\n")
    try $0.set("/sys/kernel/mm/\(RecordedHost.pool)/free_hugepages", "67\n")
  },
  HostCase(
    "all that is missing, at once", [.huge(60, on: [0]), .huge(8, on: [1]), .huge(6, on: [0]), .huge(4, on: [1])],
    errors: [
      "mmap of node 2: 66 hugepages of 2 MiB needed, 64 free on host node 0 (64 in its pool); \(command(66, onNode: 0))",
      "mmap of node 3: 12 hugepages of 2 MiB needed, 8 free on host node 1 (8 in its pool); \(command(12, onNode: 1))",
    ], exitCode: 75),
  HostCase("who may go elsewhere makes room", [.huge(8), .huge(56, on: [0, 1]), .huge(8, on: [1])]),
  HostCase(
    "together too many", [.huge(64), .huge(10, on: [0, 1])],
    errors: [
      "mmap of node 1: 74 hugepages of 2 MiB needed, 72 free on the host (72 in the pool); \(command(66, onNode: 0))"
    ], exitCode: 75),
  HostCase(
    "too many who could go elsewhere for one who cannot", [.huge(66), .huge(8, on: [1])],
    errors: [
      "mmap of node 1: 74 hugepages of 2 MiB needed, 72 free on the host (72 in the pool); \(command(10, onNode: 1))"
    ], exitCode: 75),
  HostCase(
    "some are promised to others", [.huge(70)],
    errors: [
      "mmap of node 0: 70 hugepages of 2 MiB needed, 67 free on the host (72 in the pool); reserve them as root: "
        + "echo 75 > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"
    ], exitCode: 75
  ) { try $0.set("/sys/kernel/mm/\(RecordedHost.pool)/resv_hugepages", "5\n") },
  HostCase("the kernel may add pages to the pool", [.huge(76)]) {
    try $0.set("/sys/kernel/mm/\(RecordedHost.pool)/nr_overcommit_hugepages", "6\n")
    try $0.set("/sys/kernel/mm/\(RecordedHost.pool)/surplus_hugepages", "2\n")
  },
  HostCase(
    "it does not say on which node it adds them", [.huge(12, on: [1])],
    errors: [
      "mmap of node 0: 12 hugepages of 2 MiB needed, 8 free on host node 1 (8 in its pool); \(command(12, onNode: 1))"
    ], exitCode: 75
  ) { try $0.set("/sys/kernel/mm/\(RecordedHost.pool)/nr_overcommit_hugepages", "6\n") },
  HostCase(
    "a cpuset leaves a node", [.huge(16), .huge(16)],
    errors: [
      "mmap of node 0: 32 hugepages of 2 MiB needed, 8 free on host node 1 (8 in its pool), and this process may use "
        + "no other (Mems_allowed); \(command(32, onNode: 1))"
    ], exitCode: 75
  ) { try $0.allow("1") },
  HostCase(
    "a cpuset forbids a node", [.huge(8, on: [0])],
    errors: [
      "mbind of node 0: this process may not use node 0 (Mems_allowed is node 1); '--allow-unbound' takes memory from "
        + "anywhere"
    ], exitCode: 71
  ) { try $0.allow("1") },
  HostCase(
    "more than a node has altogether", [.huge(8, on: [0]), .huge(2056, on: [1])],
    errors: ["mmap of node 1: 4112 MiB of hugepages, but host node 1 has 4 GiB of memory altogether"], exitCode: 71),
  HostCase(
    "more than the host has altogether", [.huge(4000), .populated(2 << 30)],
    errors: [
      "madvise MADV_POPULATE_WRITE: 2 GiB to populate and 8000 MiB of hugepages, but the host has 8 GiB of memory "
        + "altogether"
    ], exitCode: 71),
  HostCase(
    "a kernel that does not weigh host nodes", [.weighted(on: [0, 1])],
    errors: [
      "mbind of node 0: the kernel does not weigh host nodes, as Linux does since 6.9; 'policy: interleave' takes pages "
        + "from each in equal parts"
    ], exitCode: 69),
  HostCase("one that does", [.weighted(on: [0, 1])]) {
    for node in 0...1 { try $0.set("/sys/kernel/mm/mempolicy/weighted_interleave/node\(node)", "\(3 - node)\n") }
  },
  HostCase(
    "modes that fall back need no page on their nodes",
    [MemoryPolicy.Mode.preferred, .interleave].map { mode in
      var node = HostCase.Node.huge(32, on: [1])
      node.policy.mode = mode
      return node
    }),
]

private let limitCases: [HostCase] = [
  HostCase(
    "a group of version 2 allows fewer than are needed", [.huge(24)],
    errors: [
      "mmap of node 0: 24 hugepages of 2 MiB needed, but the control group allows 16 "
        + "(/sys/fs/cgroup/vm/hugetlb.2MB.rsvd.max)"
    ], exitCode: 71
  ) {
    try $0.join(
      "/vm/one",
      [
        "/vm/hugetlb.2MB.rsvd.max": "\(32 << 20)", "/vm/hugetlb.2MB.rsvd.current": "0",
        "/vm/one/hugetlb.2MB.rsvd.max": "max", "/vm/one/hugetlb.2MB.max": "\(64 << 20)",
      ])
  },
  HostCase(
    "others of the group have the rest", [.huge(8, on: [1]), .huge(16)],
    errors: [
      "mmap of node 0: 24 hugepages of 2 MiB needed, but the control group has 20 of its 32 left "
        + "(/sys/fs/cgroup/vm/hugetlb.2MB.max)"
    ], exitCode: 75
  ) { try $0.join("/vm", ["/vm/hugetlb.2MB.max": "\(64 << 20)", "/vm/hugetlb.2MB.current": "\(24 << 20)"]) },
  HostCase(
    "a group of version 1", [.huge(24)],
    errors: [
      "mmap of node 0: 24 hugepages of 2 MiB needed, but the control group allows 16 "
        + "(/cgroups v1/hugetlb/vm/hugetlb.2MB.limit_in_bytes)"
    ], exitCode: 71
  ) {
    try $0.set("/proc/self/cgroup", "5:cpuset,hugetlb:/vm\n3:memory:/\n0::/\n")
    try $0.set(
      "/proc/self/mountinfo",
      """
      30 23 0:26 / /sys/fs/cgroup rw shared:9 master:1 - cgroup2 cgroup2 rw
      31 23 0:27 / /cgroups\\040v1/hugetlb rw - cgroup cgroup rw,cpuset,hugetlb

      """)
    try $0.set("/cgroups v1/hugetlb/vm/hugetlb.2MB.limit_in_bytes", "\(32 << 20)\n")
    try $0.set("/cgroups v1/hugetlb/vm/hugetlb.2MB.usage_in_bytes", "0\n")
    try $0.set("/cgroups v1/hugetlb/vm/hugetlb.2MB.rsvd.limit_in_bytes", "9223372036854771712\n")
  },
  HostCase("limits of other page sizes do not count", [.huge(24)]) {
    try $0.join("/vm", ["/vm/hugetlb.1GB.max": "0", "/vm/hugetlb.2MB.max": "max"])
  },
  HostCase(
    "pages that are left to the host", [.auto(16), .auto(16), .auto(8, on: [1]), .huge(16, on: [0])],
    choices: [
      "2 MiB hugepages: 16 needed, 20 free",
      "small pages: 16 hugepages of 2 MiB needed, 4 left in the control group (/sys/fs/cgroup/vm/hugetlb.2MB.rsvd.max)",
      "small pages: 8 hugepages of 2 MiB needed, 4 left in the control group (/sys/fs/cgroup/vm/hugetlb.2MB.rsvd.max)",
    ]
  ) { try $0.join("/vm", ["/vm/hugetlb.2MB.rsvd.max": "\(72 << 20)"]) },
  HostCase(
    "pages that are left to a host with a cpuset", [.auto(16), .auto(8)],
    choices: [
      "small pages: 16 hugepages of 2 MiB needed, 8 free, and this process may use no other (Mems_allowed)",
      "2 MiB hugepages: 8 needed, 8 free",
    ]
  ) { try $0.allow("1") },
  HostCase(
    "pages that are left to the host go after those that are stated", [.auto(40), .huge(40)],
    choices: ["small pages: 40 hugepages of 2 MiB needed, 32 free"]),
]

private let memoryCases: [HostCase] = [
  HostCase("as much as there is", [.populated(3 << 30, on: [0]), .populated(3 << 30, on: [1])]),
  HostCase(
    "enough on the host, too little on the node", [.populated(2 << 30, on: [1]), .populated(1 << 30, on: [1])],
    errors: [
      "madvise MADV_POPULATE_WRITE of node 0: 3 GiB to populate, but 1280 MiB are available (host node 1)"
    ], exitCode: 75
  ) { try $0.setMemory(ofNode: 1, free: 1 << 30) },
  HostCase(
    "locking populates", [.touched(64 << 20), pinned(2 << 30, on: [1])],
    errors: [
      "madvise MADV_POPULATE_WRITE of node 1: 2 GiB to populate, but 1280 MiB are available (host node 1)"
    ], exitCode: 75
  ) { try $0.setMemory(ofNode: 1, free: 1 << 30) },
  HostCase(
    "more than the node has altogether", [.populated(64 << 20, on: [0]), .populated(5 << 30, on: [1])],
    errors: [
      "madvise MADV_POPULATE_WRITE of node 1: 5 GiB to populate, but host node 1 has 4 GiB of memory altogether"
    ], exitCode: 71),
  HostCase(
    "more than the host has altogether", [.populated(5 << 30), .populated(4 << 30)],
    errors: ["madvise MADV_POPULATE_WRITE: 9 GiB to populate, but the host has 8 GiB of memory altogether"],
    exitCode: 71),
  HostCase(
    "more than the host has now", [.populated(7 << 30), .populated(512 << 20)],
    errors: [
      "madvise MADV_POPULATE_WRITE: 7680 MiB to populate, but 7 GiB are available (MemAvailable of /proc/meminfo)"
    ], exitCode: 75),
  HostCase(
    "a cpuset leaves a node", [.populated(5 << 30)],
    errors: [
      "madvise MADV_POPULATE_WRITE of node 0: 5 GiB to populate, but host node 0 has 4 GiB of memory altogether, and "
        + "this process may use no other (Mems_allowed)"
    ], exitCode: 71
  ) { try $0.allow("0") },
  HostCase(
    "memory that may come from either node makes room", [.populated(3 << 30), .populated(3 << 30, on: [0])]),
  HostCase("memory that is plugged in as it is needed belongs to no node yet", [.populated(6 << 30, on: [0])]) {
    try $0.set("/proc/meminfo", "MemTotal: 16777216 kB\nMemAvailable: 15728640 kB\n")
  },
  HostCase(
    "more than a node has, which the guest may never touch", [.touched(5 << 30, on: [1])],
    warnings: [
      "node 0: 5 GiB of memory, but host node 1 has 4 GiB altogether: a guest that touches all of it is killed (OOM) "
        + "[memory-overcommitted]"
    ]),
  HostCase(
    "more than the host has, which the guest may never touch", [.touched(5 << 30), .populated(4 << 30)],
    warnings: [
      "9 GiB of memory, but the host has 8 GiB altogether: a guest that touches all of it is killed (OOM) "
        + "[memory-overcommitted]"
    ]),
  HostCase("swap is memory for what is touched", [.touched(9 << 30)]) {
    try $0.set("/proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 7340032 kB\nSwapTotal: 2097152 kB\n")
  },
]

private let accountingCases: [HostCase] = [
  HostCase(
    "a host that promises no more than it has", [.touched(1 << 30), shared(2 << 30), .touched(2 << 30)],
    errors: [
      "mmap of node 2: ENOMEM: the host does not have that much memory to give (vm.overcommit_memory); 3 GiB of memory, "
        + "but 2 GiB are left (CommitLimit of /proc/meminfo)"
    ], exitCode: 75, change: strict),
  HostCase("as much as it can promise", [.touched(1 << 30), shared(2 << 30), .touched(1 << 30)], change: strict),
  HostCase("a host that promises more than it has", [.touched(1 << 30), .touched(2 << 30)]) {
    try strict($0)
    try $0.set("/proc/sys/vm/overcommit_memory", "1\n")
  },
]

@Sendable private func strict(_ host: RecordedHost) throws {
  try host.set("/proc/sys/vm/overcommit_memory", "2\n")
  try host.set(
    "/proc/meminfo",
    """
    MemTotal: 8388608 kB
    MemAvailable: 7340032 kB
    CommitLimit: 4194304 kB
    Committed_AS: 2097152 kB

    """)
}

private func shared(_ size: UInt64) -> HostCase.Node {
  var node = HostCase.Node.touched(size)
  node.policy.backing = .shared
  return node
}

private func pinned(_ size: UInt64, on hostNodes: [UInt32]) -> HostCase.Node {
  var node = HostCase.Node.touched(size, on: hostNodes)
  node.policy.pin = true
  return node
}

private let groupCases: [HostCase] = [
  HostCase(
    "a group of version 2 allows less", [.populated(128 << 20)],
    errors: [
      "madvise MADV_POPULATE_WRITE: 128 MiB to populate, but the control group allows 32 MiB "
        + "(/sys/fs/cgroup/vm/memory.max)"
    ], exitCode: 71
  ) {
    try $0.join(
      "/vm/one",
      [
        "/vm/memory.max": "\(32 << 20)", "/vm/memory.current": "0", "/vm/one/memory.max": "\(1 << 30)",
        "/vm/one/memory.current": "0",
      ])
  },
  HostCase(
    "others of the group have the rest, caches left out", [.populated(128 << 20)],
    errors: [
      "madvise MADV_POPULATE_WRITE: 128 MiB to populate, but 100 MiB are available (/sys/fs/cgroup/vm/memory.max)"
    ], exitCode: 75
  ) {
    try $0.join(
      "/vm",
      [
        "/vm/memory.max": "\(256 << 20)", "/vm/memory.current": "\(200 << 20)",
        "/vm/memory.stat": "anon 500\ninactive_file \(30 << 20)\nactive_file \(14 << 20)\nshmem \(99 << 20)",
      ])
  },
  HostCase(
    "a group of version 1, mounted at an odd place", [.populated(128 << 20)],
    errors: [
      "madvise MADV_POPULATE_WRITE: 128 MiB to populate, but the control group allows 32 MiB "
        + "(/srv/c\\groups/memory/memory.limit_in_bytes)"
    ], exitCode: 71
  ) {
    // A container sees its own part of the hierarchy.
    try $0.set("/proc/self/cgroup", "9:name=systemd:/box\n4:memory:/box/vm\n0::/\n")
    try $0.set("/proc/self/mountinfo", "31 23 0:27 /box /srv/c\\134groups/memory rw - cgroup cgroup rw,memory\n")
    for (group, limit) in [("", 32 << 20), ("/vm", 64 << 20)] {
      try $0.set("/srv/c\\groups/memory\(group)/memory.limit_in_bytes", "\(limit)\n")
      try $0.set("/srv/c\\groups/memory\(group)/memory.usage_in_bytes", "\(40 << 20)\n")
      try $0.set("/srv/c\\groups/memory\(group)/memory.stat", "total_inactive_file \(40 << 20)\n")
    }
  },
  HostCase("a group above that does not count what is below it", [.populated(128 << 20)]) {
    try $0.set("/proc/self/cgroup", "4:memory:/vm\n0::/\n")
    try $0.set("/proc/self/mountinfo", "31 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n")
    for (name, text) in [
      ("use_hierarchy", "0"), ("limit_in_bytes", "4096"), ("usage_in_bytes", "0"),
      ("vm/limit_in_bytes", "9223372036854771712"), ("vm/usage_in_bytes", "0"),
    ] {
      let path = name.split(separator: "/").map(String.init)
      let file = (path.dropLast() + ["memory.\(path[path.count - 1])"]).joined(separator: "/")
      try $0.set("/sys/fs/cgroup/memory/\(file)", text + "\n")
    }
  },
  HostCase(
    "less than the guest may touch", [.touched(128 << 20)],
    warnings: [
      "128 MiB of memory, but the control group allows 32 MiB (/sys/fs/cgroup/vm/memory.max): a guest that touches "
        + "all of it is killed (OOM) [memory-overcommitted]"
    ]
  ) { try $0.join("/vm", ["/vm/memory.max": "\(32 << 20)", "/vm/memory.current": "0"]) },
  HostCase("hugepages are not memory of a group", [.huge(32)]) {
    try $0.join("/vm", ["/vm/memory.max": "\(32 << 20)", "/vm/memory.current": "0"])
  },
]

@Suite("A layout held against a host of two nodes") struct HostAssessmentTests {
  static let cases = hugepageCases + limitCases + memoryCases + groupCases + accountingCases

  @Test("What is found", arguments: cases)
  func findings(_ host: HostCase) throws {
    let recorded = try RecordedHost()
    try host.change(recorded)
    let layout = try host.layout()
    let findings = recorded.findings(for: layout)
    #expect(findings.errors.map(\.description) == host.errors)
    #expect(findings.errors.first?.exitCode == host.exitCode)
    #expect(findings.warnings.map(\.description) == host.warnings)
    let assessment = HostAssessment(
      layout, on: .read(recorded.root), slotTables: .read(recorded.root), options: RealizationOptions())
    let choices = layout.backedMemory.compactMap { assessment.pages[$0]?.reason }
    #expect(choices == host.choices)
  }

  @Test("Zones of one node are held against the host as nodes are", arguments: cases)
  func zones(_ host: HostCase) throws {
    let recorded = try RecordedHost()
    try host.change(recorded)
    var node = MemoryNode()
    node.zones = host.nodes.map { MemoryZone(size: Located($0.size), policy: $0.policy) }
    let findings = recorded.findings(for: try lower(Topology(nodes: [node])))
    func ofZone(_ text: String) -> String {
      text.replacing(#/(^|of )node ([0-9]+): /#) { "\($0.1)zone \($0.2) of node 0: " }
    }
    #expect(findings.errors.map(\.description) == host.errors.map(ofZone))
    #expect(findings.warnings.map(\.description) == host.warnings.map(ofZone))
  }

  @Test func whoAllowsUnboundMemoryIsToldOfTheWholeHost() throws {
    let recorded = try RecordedHost()
    var options = RealizationOptions()
    options.allowsUnbound = true
    let layout = try HostCase("", [.huge(80, on: [1, 5])]).layout()
    let findings = recorded.findings(for: layout, options: options)
    #expect(
      findings.errors.map(\.description) == [
        "mmap of node 0: 80 hugepages of 2 MiB needed, 72 free on the host (72 in the pool); reserve them as root: "
          + "echo 80 > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"
      ])
    #expect(
      findings.warnings.map(\.description) == [
        "node 0: not bound: the host has no node 5 with memory (it has nodes 0, 1) [unbound-node]"
      ])
  }

  @Test func everythingThatIsMissingIsTold() throws {
    var file = HostCase.Node.touched(64 << 20)
    file.policy.backing = .file(path: "/nowhere/ram.img")
    var large = HostCase.Node.huge(512)
    large.policy.hugepages = Located(.size(16 << 20))
    let nodes: [HostCase.Node] = [
      .touched(64 << 20, on: [3]), file, large, .huge(9, on: [1]), .populated(3584 << 20, on: [0]),
    ]
    let recorded = try RecordedHost()
    let layout = try HostCase("", nodes).layout()
    #expect(
      recorded.findings(for: layout).errors.map(\.description) == [
        "mbind of node 0: the host has no node 3 with memory (it has nodes 0, 1); '--allow-unbound' takes memory from "
          + "anywhere",
        "open of node 1: ENOENT: the file is not there; backing file '/nowhere/ram.img'",
        "mmap of node 2: the host has no hugepages of 16 MiB; it has 2 MiB, 1 GiB [hugepage-size-missing]",
        "mmap of node 3: 9 hugepages of 2 MiB needed, 8 free on host node 1 (8 in its pool); \(command(9, onNode: 1))",
        "madvise MADV_POPULATE_WRITE of node 4: 3584 MiB to populate, but 3328 MiB are available (host node 0)",
      ])
  }

  // MARK: After a refusal of the kernel

  @Test func aRefusalNamesItsCause() throws {
    let recorded = try RecordedHost()
    func explanation(_ pages: UInt64, _ nodes: [UInt32]? = nil) -> (Circumstance, String) {
      HostSupply.read(recorded.root).explanation(of: pages, pageSize: 2 << 20, on: nodes)
    }
    // Who loses a race is told which nodes it was bound to.
    #expect(
      explanation(12, [1])
        == (
          .hugetlb,
          "12 hugepages of 2 MiB needed, 8 free on host node 1 (8 in its pool); \(command(12, onNode: 1))"
        ))
    #expect(
      explanation(100, [0, 1]).1.hasPrefix(
        "100 hugepages of 2 MiB needed, 72 free on host nodes 0, 1 (72 in their pools); "))
    #expect(explanation(100).1.hasPrefix("100 hugepages of 2 MiB needed, 72 free on the host (72 in the pool); "))
    #expect(
      explanation(32)
        == (
          .hugetlb,
          "32 hugepages of 2 MiB needed, 72 free on the host (72 in the pool) by now: another process gave them back "
            + "meanwhile, or a memory policy of this process (numactl) keeps it from them"
        ))
    try recorded.allow("1")
    #expect(
      explanation(32)
        == (
          .hugetlb,
          "32 hugepages of 2 MiB needed, 8 free on host node 1 (8 in its pool), and this process may use no other "
            + "(Mems_allowed); \(command(32, onNode: 1))"
        ))
    try recorded.join("/vm", ["/vm/hugetlb.2MB.rsvd.max": "\(32 << 20)"])
    #expect(
      explanation(32)
        == (
          .hugetlbLimit,
          "32 hugepages of 2 MiB needed, but the control group allows 16 (/sys/fs/cgroup/vm/hugetlb.2MB.rsvd.max)"
        ))
  }
}

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm")) struct RecordedHostTests {
    @Test(
      "Realizing ends with what is found first", arguments: HostAssessmentTests.cases.filter { !$0.errors.isEmpty })
    func realization(_ host: HostCase) throws {
      let recorded = try RecordedHost()
      try host.change(recorded)
      let layout = try host.layout()
      var options = RealizationOptions()
      options.host = recorded.root
      let error = try hostError { try Realization.run(layout, options: options) }
      #expect(error == recorded.findings(for: layout).errors.first)
      #expect(error.exitCode == host.exitCode)
    }
  }
}
