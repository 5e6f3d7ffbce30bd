extension RuleExplanation {
  /// Hosts that are captured, and guests in their shape.
  static let ofCapture: [RuleExplanation] = [
    RuleExplanation(
      "no-host",
      """
      A capture reads what Linux has in /proc and /sys: of the host that it runs on, or of the folder that `--root` names, \
      which holds `proc` and `sys` as a copy by `memc capture --save` does. In a folder without any of these files there \
      is no host.

      The rule is broken, too, where what the files say makes no machine that can be compiled, as of a host that tells of \
      no memory at all.
      """,
      breaks: RuleExample(
        .capturing,
        """
        memc capture --root host
        host/README:The files are in the folder above.
        """),
      cure: host(memoryMap: wholeMap)),
    RuleExplanation(
      "missing-host-fact",
      """
      Some files of a host are not there, and some only root may read: tables in /sys/firmware/acpi, addresses in \
      /proc/iomem. What they would say is lost, and a topology has what is true without it: how much memory a node has, \
      and not where it lies.

      Here the firmware's map is missing, so nothing is known of gaps and of what is reserved. Of a guest nobody asks for \
      that.
      """,
      breaks: host(),
      cure: host(memoryMap: wholeMap)),
    RuleExplanation(
      "malformed-host-file",
      """
      What Linux writes into a file of /proc or /sys has one form (Documentation/ABI of its sources), and a file that has \
      another one was changed on its way, or is of something else. It is left out as if it were not there, and so is one \
      that is a symbolic link, a pipe or longer than such files are: a copy of a host may be anybody's, and nothing of it \
      is believed.

      Here the number of a core is a word.
      """,
      breaks: host(coreID: "first", memoryMap: wholeMap),
      cure: host(memoryMap: wholeMap)),
    RuleExplanation(
      "host-not-expressible",
      """
      A host may have what a topology has no word for, or what its files tell by half: memory that firmware sets apart \
      without saying whose it is, nodes with neither memory nor CPUs, CPUs that are numbered as no shape numbers them. A \
      machine that is built of the topology differs from the host in that.

      Here 256 MiB are for a special purpose (EFI_MEMORY_SP), and Linux does not tell which node's they are.
      """,
      breaks: host(
        memoryMap: """

          host/sys/firmware/memmap/0/start:0x0
          host/sys/firmware/memmap/0/end:0x2fffffff
          host/sys/firmware/memmap/0/type:System RAM
          host/sys/firmware/memmap/1/start:0x30000000
          host/sys/firmware/memmap/1/end:0x3fffffff
          host/sys/firmware/memmap/1/type:Soft Reserved
          """),
      cure: host(memoryMap: wholeMap)),
    RuleExplanation(
      "guest-node-unusable",
      """
      `--nodes` says which of the host's nodes a guest has memory and CPUs of. One that is not there, that has neither, \
      whose memory is all taken, or that a cpuset keeps from this process cannot give any: mbind(2) refuses such a node, \
      or forgets it without a word beside others.
      """,
      breaks: host("--for-guest --memory 256MiB --cpus 1 --nodes 1"),
      cure: host("--for-guest --memory 256MiB --cpus 1 --nodes 0")),
    RuleExplanation(
      "host-node-left-out",
      """
      Without `--nodes` a guest has a node for each of the host's that can give it something. One whose memory is all \
      taken cannot, and the guest has a node less than its host.

      Free some of its memory, reserve hugepages on it beforehand, or name the nodes that are meant.
      """,
      breaks: twoNodes(free: "0 kB"),
      cure: twoNodes(free: "524288 kB")),
    RuleExplanation(
      "guest-too-large",
      """
      A guest's memory is bound to host nodes. Of a node that has less Linux takes no other's, but ends a process of the \
      host (mm/oom_kill.c: CONSTRAINT_MEMORY_POLICY), and a pool of hugepages that is empty ends the guest with SIGBUS. So \
      a guest asks for no more than is free, what Linux can drop of caches among it, and no more than control groups \
      leave; and for no more CPUs than are online.
      """,
      breaks: host("--for-guest --memory 1GiB --cpus 1"),
      cure: host("--for-guest --memory 512MiB --cpus 1")),
    RuleExplanation(
      "guest-memory-uneven",
      """
      Memory is dealt out to nodes in whole MiB, or in whole hugepages where it has them, so that it adds up to what was \
      asked for to the byte. A size that is none of these cannot be dealt out.
      """,
      breaks: host("--for-guest --memory 262145KiB --cpus 1"),
      cure: host("--for-guest --memory 256MiB --cpus 1")),
    RuleExplanation(
      "guest-cores-cut",
      """
      Threads of a core share its caches and its units. A guest that knows which of its CPUs are threads of one core \
      schedules accordingly (kernel/sched/fair.c: `select_idle_core`), so that a guest's cores are the host's, with all \
      their threads. A number of CPUs that is no whole number of cores leaves one in half: then each CPU is shown as a \
      core of its own.
      """,
      breaks: twoThreads("--for-guest --memory 256MiB --cpus 1"),
      cure: twoThreads("--for-guest --memory 256MiB --cpus 2")),
  ]
  /// A host of one CPU and 1 GiB, half of which is free.
  ///
  /// - Parameters:
  ///   - arguments: What `memc capture` is asked besides.
  ///   - coreID: What its file of the CPU's core says.
  ///   - memoryMap: The lines of the firmware's map, each behind a line break.
  private static func host(_ arguments: String = "", coreID: String = "0", memoryMap: String = "") -> RuleExample {
    RuleExample(
      .capturing,
      """
      memc capture --root host\(arguments.isEmpty ? "" : " " + arguments)
      host/proc/cpuinfo:vendor_id : GenuineIntel
      host/proc/meminfo:MemTotal: 1048576 kB
      host/proc/meminfo:MemAvailable: 524288 kB
      host/sys/devices/system/cpu/cpu0/topology/core_id:\(coreID)\(memoryMap)
      host/sys/devices/system/node/node0/cpulist:0
      host/sys/devices/system/node/node0/meminfo:Node 0 MemTotal: 1048576 kB
      host/sys/devices/system/node/node0/meminfo:Node 0 MemFree: 524288 kB
      """)
  }

  /// A map of which all is RAM.
  private static let wholeMap = """

    host/sys/firmware/memmap/0/start:0x0
    host/sys/firmware/memmap/0/end:0x3fffffff
    host/sys/firmware/memmap/0/type:System RAM
    """

  /// A host of two nodes, of whose second one so much is free.
  private static func twoNodes(free: String) -> RuleExample {
    RuleExample(
      .capturing,
      """
      memc capture --root host --for-guest --memory 256MiB --cpus 1
      host/proc/cpuinfo:vendor_id : GenuineIntel
      host/proc/meminfo:MemTotal: 1048576 kB
      host/proc/meminfo:MemAvailable: 524288 kB
      host/sys/devices/system/cpu/cpu0/topology/core_id:0
      host/sys/devices/system/node/node0/cpulist:0
      host/sys/devices/system/node/node0/distance:10 20
      host/sys/devices/system/node/node0/meminfo:Node 0 MemTotal: 1048576 kB
      host/sys/devices/system/node/node0/meminfo:Node 0 MemFree: 524288 kB
      host/sys/devices/system/node/node1/cpulist:
      host/sys/devices/system/node/node1/distance:20 10
      host/sys/devices/system/node/node1/meminfo:Node 1 MemTotal: 1048576 kB
      host/sys/devices/system/node/node1/meminfo:Node 1 MemFree: \(free)
      """)
  }

  /// A host of one core with two threads.
  private static func twoThreads(_ arguments: String) -> RuleExample {
    RuleExample(
      .capturing,
      """
      memc capture --root host \(arguments)
      host/proc/cpuinfo:vendor_id : GenuineIntel
      host/proc/meminfo:MemTotal: 1048576 kB
      host/proc/meminfo:MemAvailable: 524288 kB
      host/sys/devices/system/cpu/cpu0/topology/thread_siblings_list:0-1
      host/sys/devices/system/cpu/cpu0/cache/index0/level:3
      host/sys/devices/system/cpu/cpu0/cache/index0/shared_cpu_list:0-1
      host/sys/devices/system/cpu/cpu1/topology/thread_siblings_list:0-1
      host/sys/devices/system/cpu/cpu1/cache/index0/level:3
      host/sys/devices/system/cpu/cpu1/cache/index0/shared_cpu_list:0-1
      host/sys/devices/system/node/node0/cpulist:0-1
      host/sys/devices/system/node/node0/meminfo:Node 0 MemTotal: 1048576 kB
      host/sys/devices/system/node/node0/meminfo:Node 0 MemFree: 524288 kB
      """)
  }
}
