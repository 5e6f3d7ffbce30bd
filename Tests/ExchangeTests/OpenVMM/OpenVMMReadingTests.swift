import Exchange
import Testing

/// What is read of OpenVMM's command lines, and what is said of the rest.
@Suite("OpenVMM, read") struct OpenVMMReadingTests {
  static let read: [(text: String, topology: String)] = [
    // Guide/src/user_guide/openvmm/run.md, with devices that say nothing of memory.
    (
      "openvmm --uefi --disk memdiff:path/to/windows.vhdx --gfx -m 4GB -p 4",
      """
      memc: 1
      platform: openvmm
      memory: 4GiB
      cpus: 4
      defaults: {backing: shared, thp: on}

      """
    ),
    // What '--help' shows of '--memory'.
    (
      "--memory size=64GB,hugepages=on,hugepage_size=1G --processors=8 --vps-per-socket 4 --smt force",
      """
      memc: 1
      platform: openvmm
      memory: 64GiB
      cpus: {packages: 2, llcs: 2, cores_per_llc: 2, threads_per_core: 2}
      defaults: {backing: shared, hugepages: 1GiB}

      """
    ),
    (
      "--memory size=4G,file=path/to/memory.bin,thp=off,prefetch",
      """
      memc: 1
      platform: openvmm
      memory: 4GiB
      defaults: {backing: {file: path/to/memory.bin}, prefault: on}

      """
    ),
    // Options from before '--memory' had them.
    (
      "-m 2G --private-memory --prefetch -p 6 --vps-per-socket 4",
      """
      memc: 1
      platform: openvmm
      memory: 2GiB
      cpus: {packages: 2, llcs: 2, cores_per_llc: [4, 2]}
      defaults: {thp: on, prefault: on}

      """
    ),
    // What '--help' shows of '--numa'.
    (
      """
      openvmm -p 8 --numa size=2G,vps=[0-3],host_numa_node=0,shared=off --numa size=2G,vps=[4-7],host_numa_node=1,thp=off
      --numa size=0,vps=[] --numa-distance 0:1:21 --numa-distance 1:0:21
      """,
      """
      memc: 1
      platform: openvmm
      nodes:
        - {memory: 2GiB, cpus: 0-3, host_nodes: 0, thp: on}
        - {memory: 2GiB, cpus: 4-7, host_nodes: 1, backing: shared}
        - {memory: 0}
      distances: {remote: 20, pairs: [{from: 0, to: 1, distance: 21}]}
      input:2:8: warning: node 2 has neither memory nor CPUs; Linux does not online it [empty-node]

      """
    ),
    // Sockets in turn.
    (
      "-p 8 --vps-per-socket 2 --smt off --numa size=1G,thp=off --numa size=1G,vps=[],thp=off --numa size=512M,thp=off",
      """
      memc: 1
      platform: openvmm
      nodes:
        - {memory: 1GiB, cpus: "0-1,4-5"}
        - {memory: 1GiB}
        - {memory: 512MiB, cpus: "2-3,6-7"}
      cpus: {packages: 4, llcs: 4, cores_per_llc: 2}
      defaults: {backing: shared}

      """
    ),
    // What nothing says is what OpenVMM has.
    (
      "openvmm\0-p\0002\0--smt\0off\0",
      """
      memc: 1
      platform: openvmm
      memory: 1GiB
      cpus: 2
      defaults: {backing: shared, thp: on}

      """
    ),
  ]

  @Test("What is read", arguments: read)
  func reads(_ text: String, _ topology: String) {
    #expect(ReadMachine(text, OpenVMMFormat.self).text == topology)
  }

  static let refused: [(text: String, message: String)] = [
    (
      "openvmm --gfx",
      "input:1:1: error: nothing says what the machine has: there is no '--processors', '--memory' or '--numa'; where OpenVMM is to choose, it has one CPU and 1 GiB: write '--memory 1G'"
    ),
    ("-m", "input:1:1: error: '--memory' has no value"),
    ("-m 1G -m 2G", "input:1:7: error: '--memory' stands twice"),
    (
      "-m 1G --numa size=1G", "input:1:1: error: '--memory' stands beside '--numa', which says what memory there is"
    ),
    ("-p 0", "input:1:4: error: '0' is not a number from 1 to 32768"),
    ("-p 18446744073709551616", "input:1:4: error: '18446744073709551616' is not a number from 1 to 32768"),
    (
      "-m 1P",
      "input:1:4: error: '1P' is not a size: a number of bytes, or one with K, M, G or T behind it"
    ),
    (
      "-m 99999999T",
      "input:1:4: error: '99999999T' is not a size: a number of bytes, or one with K, M, G or T behind it"
    ),
    ("-m 1000", "input:1:4: error: 1000 bytes is not a multiple of 4 KiB"),
    ("-m size=1G,shared=maybe", "input:1:19: error: 'maybe' is not 'on' or 'off'"),
    ("-m size=1G,hugepage_size=2M", "input:1:26: error: a size of hugepages needs hugepages; write 'hugepages=on'"),
    ("-m size=1G,hugepages,shared=off", "input:1:29: error: hugepages are shared memory always"),
    (
      "-m size=1G,hugepages,file=a",
      "input:1:27: error: memory of a file is neither private nor has it hugepages"
    ),
    ("-m size=1G,hugepage=on", "input:1:12: error: '--memory' has no option 'hugepage'; did you mean 'hugepages'?"),
    ("-m size=1G,size=2G", "input:1:12: error: the option 'size' stands twice"),
    ("-m size=1G,thp=", "input:1:12: error: the option 'thp' has no value; write 'thp=…'"),
    ("--numa vps=[0]", "input:1:8: error: the node has no 'size'; write 'size=0' for one without memory"),
    (
      "--numa size=1G,file=a",
      "input:1:16: error: '--numa' has no option 'file'; it has 'size', 'shared', 'prefetch', 'thp', 'hugepages', 'hugepage_size', 'host_numa_node', 'vps'"
    ),
    ("--numa size=1G,vps=0", "input:1:20: error: '0' is not a list such as '[0,2-3]'"),
    ("--numa size=1G,vps=[0-]", "input:1:21: error: '0-' is not a number, or a range such as '0-3'"),
    ("--numa size=1G,vps=[0", "input:1:20: error: the bracket [ does not end"),
    (
      "--numa size=1G,vps=[0-4294967295]",
      "input:1:8: error: node 0 has CPU 1, but the CPUs are 0"
    ),
    (
      "-p 2 --numa size=1G,vps=[0-1] --numa size=1G,vps=[1]",
      "input:1:38: error: CPU 1 of node 1 belongs to node 0 already"
    ),
    ("-p 3 --numa size=1G,vps=[0] --numa size=1G,vps=[]", "input:1:1: error: CPUs 1-2 belong to no node"),
    (
      "-p 2 --numa size=1G,vps=[0] --numa size=1G",
      "input:1:13: error: the node names its CPUs, and others do not: either each node has 'vps' or none"
    ),
    ("--numa-distance 0:1:20", "input:1:17: error: there are distances, and no '--numa' for nodes to have them"),
    (
      "--numa size=1G --numa-distance 0:1",
      "input:1:32: error: '0:1' is not two nodes and a distance such as '0:1:20', which is at most 255"
    ),
    (
      "--numa size=1G --numa-distance 0:1:20",
      "input:1:32: error: there is no node 1, nor so a distance to it or from it; nodes are 0"
    ),
    (
      "--numa size=1G --numa-distance 0:0:11",
      "input:1:32: error: a node's distance to itself is 10, not 11"
    ),
    (
      "--numa size=1G --numa size=1G,vps=[] --numa-distance 0:1:10",
      "input:1:54: error: distance 10 is too short: 10 is a node's distance to itself, others are 11 to 255"
    ),
    ("-p 2 --smt on", "input:1:12: error: 'on' is not 'auto', 'force' or 'off'"),
    ("-p 2 --x2apic yes", "input:1:15: error: 'yes' is not 'auto', 'supported', 'off' or 'on'"),
    ("-p 2 --vps-per-socket 0", "input:1:23: error: '0' is not a number from 1 to 32768"),
  ]

  @Test("What is refused, and where", arguments: refused)
  func refuses(_ text: String, _ message: String) {
    let machine = ReadMachine(text, OpenVMMFormat.self)
    #expect(machine.topology == nil)
    #expect(machine.lines.contains { $0.hasPrefix("\(message) [") }, "\(machine.diagnostics)")
  }

  static let lost: [(text: String, message: String)] = [
    (
      "-m 1G --vtl2",
      "input:1:7: warning: memory for VTL2 is left out: how much there is, and where, is decided by what is loaded there"
    ),
    (
      "-m 1G --restore-snapshot dir",
      "input:1:7: warning: memory of a snapshot has no place in a topology"
    ),
    (
      "--numa size=1G --numa size=0,vps=[] --pcie-generic-initiator port=rp0,node=1",
      "input:1:37: warning: the device of a node is lost: a topology knows devices by their PCI addresses, which OpenVMM chooses"
    ),
    (
      "-p 2 --apic-id-offset 16",
      "input:1:23: warning: that APIC IDs begin elsewhere than at 0 has no place in a topology"
    ),
    ("-p 2 --x2apic on", "input:1:15: warning: that APICs begin as x2APICs has no place in a topology"),
    (
      "-p 4 --numa size=1G --numa size=1G",
      "input:1:13: warning: which node CPUs belong to depends on how many a socket of the host has; here they are dealt out evenly; write 'vps=[…]' for each node, or '--vps-per-socket'"
    ),
    (
      "-p 3 --smt force",
      "input:1:12: warning: half a core has no place in a topology: of two threads a core there are 3 CPUs, 3 a socket; here each is a core"
    ),
  ]

  @Test("What has no place in a topology is told of, and the rest is read", arguments: lost)
  func tells(_ text: String, _ message: String) {
    let machine = ReadMachine(text, OpenVMMFormat.self)
    #expect(machine.topology != nil, "\(machine.diagnostics)")
    #expect(machine.lines.contains { $0.hasPrefix("\(message) [not-imported]") }, "\(machine.diagnostics)")
  }

  @Test(
    "Whatever bytes there are, they are read or refused", .timeLimit(.minutes(10)),
    arguments: [
      "--numa size=1G,vps=[0-32767] ", "--numa-distance 0:1:20 ", "[", "--memory size=1,", "\u{FF}", "-m", "\"",
      "-p 9 --numa size=1G ",
    ])
  func megabytes(_ text: String) {
    let bytes = Array(String(repeating: text, count: (1 << 20) / text.utf8.count).utf8)
    let machine = ReadMachine(bytes: bytes, OpenVMMFormat.self)
    #expect(machine.topology == nil && machine.diagnostics.contains(" error: "))
    #expect(ReadMachine(bytes: Array("-m size=1G,file=".utf8) + [0xFF], OpenVMMFormat.self).topology == nil)
  }
}
