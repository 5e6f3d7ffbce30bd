/// Words under which other tools, and people, know the keys of the language.
enum KeySynonyms {
  /// What a word means in a section; `nil` where the section has no other word for it.
  static func word(_ name: String, in section: LanguageSection) -> UnknownKey? {
    let name = String(name.lowercased().map { $0 == "-" ? "_" : $0 })
    for table in tables[section.title] ?? [] {
      guard let meaning = table.first(where: { $0.value.contains(name) })?.key else { continue }
      let key = String(meaning.prefix { $0 != ":" && $0 != "|" })
      if let bar = meaning.firstIndex(of: "|") {
        return UnknownKey(meant: key, suggestion: String(meaning[meaning.index(after: bar)...]))
      }
      return UnknownKey(
        meant: key, suggestion: key == meaning ? "did you mean '\(key)'?" : "that is said as '\(meaning)'")
    }
    return nil
  }

  /// The words that have a meaning in a section.
  static func words(of section: LanguageSection) -> [String] {
    (tables[section.title] ?? []).flatMap(\.values).flatMap { $0 }.sorted()
  }

  /// The words by what they mean: a key, a key with a value, or a key and, behind a bar, advice in other words.
  private typealias Words = [String: [String]]

  private static let tables: [String: [Words]] = [
    Language.root.title: [root], Language.node.title: [node, policy], Language.policy.title: [policy],
    Language.backing.title: [backing], Language.cpus.title: [cpus], Language.distances.title: [distances],
    Language.pair.title: [pair], Language.link.title: [link], Language.placement.title: [["align": ["alignment"]]],
    Language.slots.title: [slots], Language.visibility.title: [visibility, range], Language.gap.title: [range],
    Language.memoryRange.title: [range], Language.memoryZone.title: [zone, policy],
    Language.reserved.title: [["type": ["kind"]], range], Language.device.title: [device, place],
    Language.vtl2.title: [place, offset], Language.hotplug.title: [place, offset],
    Language.alias.title: [["offset": ["start", "base", "address", "addr"]]],
    Language.cxlWindow.title: [
      ["bridges": ["bridge", "targets", "target"], "granularity": ["interleave_granularity"]]
    ],
    Language.cxl.title: [["bridges": ["bridge", "host_bridges"]]],
    Language.cxlBridge.title: [["uid": ["id", "_uid"], "registers": ["base", "address", "start", "chbcr"]]],
    Language.localities.title: [
      ["base": ["base_unit", "bases", "unit"], "derive": ["derived", "estimate", "auto"]], localities,
    ],
    Language.localityBases.title: [localities],
    Language.performance.title: [["cache": ["caches", "memory_side_cache", "hmat_cache"]], localities],
    Language.memorySideCache.title: [memorySideCache], Language.platform.title: [platform],
    Language.initiator.title: [genericDevice],
    Language.port.title: [genericDevice], Language.acpiDevice.title: [["hid": ["_hid"], "uid": ["_uid"]]],
  ]

  private static let root: Words = [
    "memory": ["mem", "ram", "size", "memory_size", "mem_size", "total", "total_memory"],
    "cpus": ["smp", "cpu", "vcpu", "vcpus", "ncpus", "processors"],
    "cpus: {packages: …}": ["sockets", "socket"],
    "cpus: {cores_per_llc: …}": ["cores", "core"],
    "cpus: {threads_per_core: …}": ["threads", "thread", "smt"],
    "cpus: {dies: …}": ["dies", "die"],
    "cpus: {llcs: …}": ["clusters", "caches", "l3"],
    "distances": ["distance", "dist", "slit"],
    "nodes": ["node", "numa", "numa_node", "numa_nodes", "domains"],
    "platform": ["machine", "preset", "board"],
    "platform: {gaps: […]}": ["gap", "hole", "holes"],
    "hmat": ["interconnects", "hmat_lb", "latencies", "bandwidths"],
    "memc": ["version"],
    "arch": ["architecture"],
    "placement: {align: …}": ["alignment"],
  ]

  private static let node: Words = [
    "align": ["alignment"],
    "persistent": ["pmem", "nvdimm", "nonvolatile", "non_volatile"],
    "special_purpose": ["specific_purpose", "efi_memory_sp", "hmem"],
    "hmat": ["hmat_lb", "performance"],
    "zones": ["zone", "memory_zones", "memory_zone"],
    "hotplug": ["maxmem", "max_memory", "hotplug_size", "hotpluggable"],
    "memory": ["mem", "ram", "size", "memory_size", "mem_size"],
    "cpus": ["cpu", "vcpu", "vcpus", "smp", "processors", "cpulist"],
    "cpus|a node has 'cpus' or 'llcs'; their shape stands in the root's 'cpus'": ["sockets", "cores", "threads"],
  ]

  private static let zone: Words = [
    "name": ["id", "label"], "size": ["memory", "mem", "ram", "memory_size", "mem_size", "length"],
  ]

  private static let policy: Words = [
    "host_nodes": ["hostnodes", "host_node", "membind"],
    "policy": ["mode", "mempolicy"],
    "hugepages": ["huge_pages", "page_size", "pagesize", "hugetlb"],
    "backing: {file: …}": ["file", "path", "mem_path"],
    "backing: shared": ["share", "shared", "memfd"],
    "prefault": ["prealloc", "populate"],
    "pin": ["lock", "locked", "mlock"],
    "mergeable": ["merge", "ksm"],
  ]

  private static let backing: Words = ["file": ["path", "mem_path", "filename", "name"]]

  private static let cpus: Words = [
    "packages": ["sockets", "socket"],
    "cores_per_llc": ["cores", "core", "cores_per_socket", "cores_per_die", "cores_per_cluster"],
    "threads_per_core": ["threads", "thread", "smt"],
    "dies": ["die"],
    "llcs": ["clusters", "caches", "l3", "l3s"],
    "present": ["online", "boot_cpus", "boot_vcpus"],
  ]

  private static let distances: Words = [
    "remote": ["default", "distance", "other", "others", "far"], "matrix": ["table", "values", "rows"],
    "links": ["hops"],
  ]

  private static let pair: Words = [
    "from": ["src", "source"], "to": ["dst", "dest", "destination", "target"],
    "distance": ["dist", "val", "value", "cost"],
  ]

  private static let link: Words = [
    "between": ["nodes", "ends"], "between: [0, 1]": ["from", "to", "src", "dst"],
    "distance": ["dist", "val", "value", "cost", "length"],
  ]

  private static let genericDevice: Words = [
    "node": ["domain", "numa_node", "proximity_domain", "pxm"], "pci": ["bdf", "pci_dev", "address"],
  ]

  private static let localities: Words = [
    "latency": ["access_latency"], "bandwidth": ["access_bandwidth"],
  ]

  private static let memorySideCache: Words = [
    "line": ["line_size", "linesize"], "policy": ["write_policy"], "associativity": ["indexing", "assoc"],
    "size": ["memory", "length"],
  ]

  private static let slots: Words = [
    "first": ["start", "base"], "max": ["limit", "count"], "max_size": ["size", "max_slot_size"],
  ]

  private static let visibility: Words = ["mode": ["access", "permissions", "type"]]

  private static let device: Words = [
    "priority": ["prio"], "file": ["path", "filename", "image", "firmware", "mem_path"],
    "visibility": ["mode", "access", "permissions"],
    "visibility: read-only": ["readonly", "read_only", "rom", "ro"],
    "place": ["class"], "offset": ["file_offset"],
  ]

  private static let range: Words = [
    "start": ["base", "address", "addr", "gpa", "begin", "from"], "end": ["to", "stop", "last"],
    "size": ["length", "len", "memory", "mem"],
  ]

  private static let place: Words = [
    "start": ["base", "address", "addr", "gpa", "begin", "from"],
    "size": ["length", "len", "memory", "mem"], "size|write its length, 'size', instead": ["end", "to", "stop"],
  ]

  private static let offset: Words = ["start": ["offset"]]

  private static let platform: Words = [
    "base": ["name", "preset", "type"], "dram_base": ["ram_base", "ram_start", "dram", "dram_start"],
    "phys_bits": ["maxphyaddr", "address_bits"], "gaps": ["hole", "holes", "mmio"],
  ]
}
