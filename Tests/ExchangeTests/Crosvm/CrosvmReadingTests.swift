import Exchange
import Testing

/// What is read of crosvm's command lines, and what is said of the rest.
@Suite("crosvm, read") struct CrosvmReadingTests {
  static let read: [(text: String, topology: String)] = [
    // docs/book/src/running_crosvm/example_usage.md, with devices that say nothing of memory.
    (
      """
      ./target/debug/crosvm run \\
        --disable-sandbox \\
        --cpus 4 \\
        --mem 1024 \\
        --block "rootfs.ext4,root" \\
        -p "init=/bin/sh" \\
        vmlinux
      """,
      """
      memc: 1
      platform: crosvm
      memory: 1GiB
      cpus: {cores_per_llc: 2, threads_per_core: 2}
      defaults: {backing: shared}

      """
    ),
    (
      "crosvm run -m size=0x800 -c num-cores=3,boot-cpu=0 --no-smt --hugepages vmlinux",
      """
      memc: 1
      platform: crosvm
      memory: 2GiB
      cpus: 3
      defaults: {backing: shared, thp: on}

      """
    ),
    // An odd number of CPUs is one core of them all.
    (
      "crosvm run --mem=8192 --cpus=3 vmlinux",
      """
      memc: 1
      platform: crosvm
      memory: 8GiB
      cpus: {threads_per_core: 3}
      defaults: {backing: shared}

      """
    ),
    // What nothing says is what crosvm has.
    (
      "crosvm run --cpus 1 vmlinux",
      """
      memc: 1
      platform: crosvm
      memory: 256MiB
      defaults: {backing: shared}

      """
    ),
    // As Linux shows the arguments of a process.
    (
      "crosvm\0run\0--mem\0" + "0b1000000000\0--cpus\0" + "2\0--no-smt\0vmlinux\0",
      """
      memc: 1
      platform: crosvm
      memory: 512MiB
      cpus: 2
      defaults: {backing: shared}

      """
    ),
  ]

  @Test("What is read", arguments: read)
  func reads(_ text: String, _ topology: String) {
    #expect(ReadMachine(text, CrosvmFormat.self).text == topology)
  }

  static let refused: [(text: String, message: String)] = [
    (
      "crosvm run vmlinux",
      "input:1:1: error: nothing says what the machine has: there is no '--mem' or '--cpus'; where crosvm is to choose, it has one CPU and 256 MiB: write '--mem 256'"
    ),
    ("--mem", "input:1:1: error: '--mem' has no value"),
    ("--mem 1 --mem 2", "input:1:9: error: '--mem' stands twice"),
    ("--mem 0", "input:1:7: error: '0' is not a number from 1 to 17592186044415"),
    ("--mem 1G", "input:1:7: error: '1G' is not a number from 1 to 17592186044415"),
    ("--mem +1", "input:1:7: error: '+1' is not a number from 1 to 17592186044415"),
    (
      "--mem 18446744073709551616",
      "input:1:7: error: '18446744073709551616' is not a number from 1 to 17592186044415"
    ),
    (
      "--mem 17592186044415",
      "input:1:7: error: 17592186044415 MiB is more than 2^52 bytes, all that addresses reach"
    ),
    ("--mem size=", "input:1:7: error: the option 'size' has no value; write 'size=…'"),
    ("--mem size", "input:1:7: error: the option 'size' has no value; write 'size=…'"),
    ("--mem size=1,size=2", "input:1:14: error: the option 'size' stands twice"),
    ("--mem sise=1", "input:1:7: error: '--mem' has no option 'sise'; did you mean 'size'?"),
    (
      "--cpus 4,threads=2",
      "input:1:10: error: '--cpus' has no option 'threads'; it has 'num-cores', 'clusters', 'core-types', 'boot-cpu', 'freq-domains', 'mte', 'sve'"
    ),
    ("--cpus 0", "input:1:8: error: '0' is not a number from 1 to 254"),
    ("--cpus 255", "input:1:8: error: '255' is not a number from 1 to 254"),
    ("--cpus 4,clusters=[[0-1],[2-3]", "input:1:19: error: the bracket [ does not end"),
    ("--cpus 4,clusters=[0-1]]", "input:1:24: error: the bracket ] closes none that is open"),
    (#"--cpus 'num-cores="4'"#, #"input:1:19: error: the quote " does not end"#),
    (
      "--cpus 'num-cores=4",
      "input:1:8: error: the quote ' does not end; end it with another ', or write \\' for the character itself"
    ),
  ]

  @Test("What is refused, and where", arguments: refused)
  func refuses(_ text: String, _ message: String) {
    let machine = ReadMachine(text, CrosvmFormat.self)
    #expect(machine.topology == nil)
    #expect(machine.lines.contains { $0.hasPrefix("\(message) [") }, "\(machine.diagnostics)")
  }

  static let lost: [(text: String, message: String)] = [
    (
      "--mem 64 --lock-guest-memory",
      "input:1:10: warning: that memory is locked as it is touched has no place in a topology"
    ),
    (
      "--mem 64 --host-cpu-topology",
      "input:1:10: warning: how many CPUs the host has, and how they are grouped, is not known here: nothing of it is read"
    ),
    (
      "--cpus 2 --cpu-affinity 0=0:1=1",
      "input:1:10: warning: on which CPUs of the host the CPUs run has no place in a topology"
    ),
    (
      "--cpus 2,clusters=[[0],[1]]",
      "input:1:19: warning: that CPUs form clusters has no place in a topology"
    ),
    (
      "--cpus 2 --cpu-cluster 0 --cpu-cluster 1",
      "input:1:10: warning: that CPUs form clusters has no place in a topology"
    ),
    (
      "--cpus 2,core-types=[atom=[0],core=[1]]",
      "input:1:21: warning: that cores are of several types has no place in a topology"
    ),
    (
      "--mem 64 --init-mem 32",
      "input:1:10: warning: that a balloon takes memory from the start has no place in a topology"
    ),
    (
      "--mem 64 --pci mem=[start=0x80000000,size=0x40000000]",
      "input:1:10: warning: where PCI has its addresses is left out: here it has them where crosvm's platform does, and RAM around these; state 'gaps' and 'reserved' of 'platform' in the topology"
    ),
    (
      "--mem 64 --file-backed-mapping addr=0x1000,size=0x1000,path=a,ram",
      "input:1:10: warning: that a part of RAM is a file's has no place in a topology, in which a node's memory is, or a zone's"
    ),
  ]

  @Test("What has no place in a topology is told of, and the rest is read", arguments: lost)
  func tells(_ text: String, _ message: String) {
    let machine = ReadMachine(text, CrosvmFormat.self)
    #expect(machine.topology != nil)
    #expect(machine.lines.contains { $0 == "\(message) [not-imported]" }, "\(machine.diagnostics)")
  }

  @Test(
    "Whatever bytes there are, they are read or refused", .timeLimit(.minutes(10)),
    arguments: [
      "--mem ", "--cpus 4,", "[", "--file-backed-mapping a,ram ", "\u{FF}", "--mem size=1,", "\"", "-m1 ",
    ])
  func megabytes(_ text: String) {
    let bytes = Array(String(repeating: text, count: (1 << 20) / text.utf8.count).utf8)
    let machine = ReadMachine(bytes: bytes, CrosvmFormat.self)
    #expect((machine.topology == nil) == machine.diagnostics.contains(" error: "))
    #expect(ReadMachine(bytes: [0xFF, 0x2D, 0x2D, 0xFE], CrosvmFormat.self).topology == nil)
  }
}
