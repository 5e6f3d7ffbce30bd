import Exchange
import Testing

/// What is told of a command line.
struct CommandLineMessages: Sendable, CustomStringConvertible {
  let description: String
  let line: String
  let told: String

  init(_ name: String, _ line: String, _ told: String) { (description, self.line, self.told) = (name, line, told) }
}

@Suite("What is told of QEMU's command lines")
struct QEMUImportMessageTests {
  static let lines: [CommandLineMessages] = [
    CommandLineMessages(
      "no command line", "disk.img and 'other words'",
      #"""
      <command line>:1:1: error: there is no command line of QEMU here: it begins with a program such as 'qemu-system-x86_64', or with an option [malformed-input]
         1 | disk.img and 'other words'
           | ^~~~~~~~
      """#),
    CommandLineMessages(
      "nothing at all", "",
      #"""
      <command line>:1:1: error: there is no command line of QEMU here: it begins with a program such as 'qemu-system-x86_64', or with an option [malformed-input]
         1 |
           | ^
      """#),
    CommandLineMessages(
      "another architecture", "/usr/bin/qemu-system-riscv64 -M virt -m 1G",
      #"""
      <command line>:1:1: error: 'qemu-system-riscv64' emulates another architecture than those of topologies, x86_64 and aarch64 [malformed-input]
         1 | /usr/bin/qemu-system-riscv64 -M virt -m 1G
           | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "no machine named for Arm", "qemu-system-aarch64 -m 1G",
      #"""
      <command line>:1:1: error: QEMU has no machine for aarch64 unless one is named; write '-machine virt' [malformed-input]
         1 | qemu-system-aarch64 -m 1G
           | ^~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "a machine of another architecture", "qemu-system-aarch64 -M q35 -m 1G",
      #"""
      <command line>:1:24: error: there is no machine 'q35' for aarch64; write 'virt' [malformed-input]
         1 | qemu-system-aarch64 -M q35 -m 1G
           |                        ^~~
      """#),
    CommandLineMessages(
      "a machine of Arm on x86_64", "qemu-system-x86_64 -M virt-7.2",
      #"""
      <command line>:1:23: error: there is no machine 'virt-7.2' for x86_64; write 'pc' or 'q35' [malformed-input]
         1 | qemu-system-x86_64 -M virt-7.2
           |                       ^~~~~~~~
      """#),
    CommandLineMessages(
      "a machine of unknown geography", "qemu-system-x86_64 -M microvm -m 512M",
      #"""
      <command line>:1:23: warning: where RAM lies on the machine 'microvm' is not known; here it lies as on platform 'generic'; machines of known geography are 'pc', 'q35' and 'virt' [not-imported]
         1 | qemu-system-x86_64 -M microvm -m 512M
           |                       ^~~~~~~
      """#),
    CommandLineMessages(
      "an option without its value", "qemu-system-x86_64 -smp 2 -m",
      #"""
      <command line>:1:27: error: '-m' has no value, which it takes [malformed-input]
         1 | qemu-system-x86_64 -smp 2 -m
           |                           ^~
      """#),
    CommandLineMessages(
      "unknown options", "qemu-system-x86_64 -m 1G -nmua node -xyzzy value -smp 2",
      #"""
      <command line>:1:26: warning: QEMU's option '-nmua' is not known, and not read; did you mean '-numa'? [not-imported]
         1 | qemu-system-x86_64 -m 1G -nmua node -xyzzy value -smp 2
           |                          ^~~~~
      <command line>:1:37: warning: QEMU's option '-xyzzy' is not known, and not read [not-imported]
         1 | qemu-system-x86_64 -m 1G -nmua node -xyzzy value -smp 2
           |                                     ^~~~~~
      """#),
    CommandLineMessages(
      "what a shell expands", "qemu-system-x86_64 -m $MEM -smp $(nproc) ${EXTRA[@]}",
      #"""
      <command line>:1:23: error: '-m' is a size such as '4G' or '512M' of less than 16 EiB, not '$MEM'; memc runs no shell: write out what it stands for [malformed-input]
         1 | qemu-system-x86_64 -m $MEM -smp $(nproc) ${EXTRA[@]}
           |                       ^~~~
      <command line>:1:33: error: 'cpus' is a whole number, not '$(nproc)'; memc runs no shell: write out what it stands for [malformed-input]
         1 | qemu-system-x86_64 -m $MEM -smp $(nproc) ${EXTRA[@]}
           |                                 ^~~~~~~~
      <command line>:1:42: warning: what a shell puts in place of '${EXTRA[@]}' is not known, and options in it are not read; write it out [not-imported]
         1 | qemu-system-x86_64 -m $MEM -smp $(nproc) ${EXTRA[@]}
           |                                          ^~~~~~~~~~~
      """#),
    CommandLineMessages(
      "options of a file, and -set",
      "qemu-system-x86_64 -readconfig vm.cfg -set memory.size=2G -set device.net0.mac=x",
      #"""
      <command line>:1:20: warning: options of a file, which '-readconfig' reads, are not known here; write them as options [not-imported]
         1 | qemu-system-x86_64 -readconfig vm.cfg -set memory.size=2G -set device.net0.mac=x
           |                    ^~~~~~~~~~~
      <command line>:1:44: warning: what '-set' changes behind the options is not read; change the option itself [not-imported]
         1 | qemu-system-x86_64 -readconfig vm.cfg -set memory.size=2G -set device.net0.mac=x
           |                                            ^~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "no size", "qemu-system-x86_64 -m 4X",
      #"""
      <command line>:1:23: error: '-m' is a size such as '4G' or '512M' of less than 16 EiB, not '4X' [malformed-input]
         1 | qemu-system-x86_64 -m 4X
           |                       ^~
      """#),
    CommandLineMessages(
      "a size of more than 64 bits", "qemu-system-x86_64 -m 99999999999999999999G",
      #"""
      <command line>:1:23: error: '-m' is a size such as '4G' or '512M' of less than 16 EiB, not '99999999999999999999G' [malformed-input]
         1 | qemu-system-x86_64 -m 99999999999999999999G
           |                       ^~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "a fraction of nothing", "qemu-system-x86_64 -m .",
      #"""
      <command line>:1:23: error: '-m' is a size such as '4G' or '512M' of less than 16 EiB, not '.' [malformed-input]
         1 | qemu-system-x86_64 -m .
           |                       ^
      """#),
    CommandLineMessages(
      "less than 'maxmem' in bytes", "qemu-system-x86_64 -m 1G,slots=2,maxmem=4096",
      #"""
      <command line>:1:41: error: 'maxmem' is 4 KiB, less than the machine has, 1 GiB; without a suffix 'maxmem' counts bytes: write one [malformed-input]
         1 | qemu-system-x86_64 -m 1G,slots=2,maxmem=4096
           |                                         ^~~~
      """#),
    CommandLineMessages(
      "slots without 'maxmem'", "qemu-system-x86_64 -m 1G,slots=2",
      #"""
      <command line>:1:32: error: 'slots' are for memory up to 'maxmem', which is not stated [malformed-input]
         1 | qemu-system-x86_64 -m 1G,slots=2
           |                                ^
      """#),
    CommandLineMessages(
      "slots for nothing", "qemu-system-x86_64 -m 1G,slots=2,maxmem=1G",
      #"""
      <command line>:1:41: error: 'maxmem' is no more than the machine has, so that there is nothing for 'slots' [malformed-input]
         1 | qemu-system-x86_64 -m 1G,slots=2,maxmem=1G
           |                                         ^~
      """#),
    CommandLineMessages(
      "too many slots", "qemu-system-x86_64 -m 1G,slots=257,maxmem=2G",
      #"""
      <command line>:1:32: error: 'slots' is 257; it is 0 to 256 [malformed-input]
         1 | qemu-system-x86_64 -m 1G,slots=257,maxmem=2G
           |                                ^~~
      <command line>:1:43: warning: space for memory of 1 GiB with 0 slots has no place in a topology, whose space has a size and a slot [not-imported]
         1 | qemu-system-x86_64 -m 1G,slots=257,maxmem=2G
           |                                           ^~
      """#),
    CommandLineMessages(
      "space without slots that is too small", "qemu-system-x86_64 -m 1G,maxmem=1536M",
      #"""
      <command line>:1:33: warning: space for memory of 512 MiB with 0 slots has no place in a topology, whose space has a size and a slot [not-imported]
         1 | qemu-system-x86_64 -m 1G,maxmem=1536M
           |                                 ^~~~~
      """#),
    CommandLineMessages(
      "no CPUs", "qemu-system-x86_64 -smp 0",
      #"""
      <command line>:1:25: error: 'cpus' is 0; it is 1 to 1048576 [malformed-input]
         1 | qemu-system-x86_64 -smp 0
           |                         ^
      """#),
    CommandLineMessages(
      "a product that does not come out", "qemu-system-x86_64 -smp 6,sockets=2,cores=2",
      #"""
      <command line>:1:25: error: there may be 6 CPUs, but 2 sockets × 2 cores × 1 thread are 4; the product of all levels is 'maxcpus', or 'cpus' where that is not stated [malformed-input]
         1 | qemu-system-x86_64 -smp 6,sockets=2,cores=2
           |                         ^
      """#),
    CommandLineMessages(
      "fewer CPUs than there are", "qemu-system-x86_64 -smp 4,maxcpus=2",
      #"""
      <command line>:1:25: error: 4 CPUs are there, but there may be 2; 'maxcpus' counts those that are there, too [malformed-input]
         1 | qemu-system-x86_64 -smp 4,maxcpus=2
           |                         ^
      """#),
    CommandLineMessages(
      "a level that PCs do not have", "qemu-system-x86_64 -smp 4,clusters=2",
      #"""
      <command line>:1:36: error: this machine has no 'clusters'; CPUs are grouped by 'sockets', 'dies', 'modules', 'cores' and 'threads' [malformed-input]
         1 | qemu-system-x86_64 -smp 4,clusters=2
           |                                    ^
      """#),
    CommandLineMessages(
      "dies on Arm", "qemu-system-aarch64 -M virt -smp 4,dies=2",
      #"""
      <command line>:1:41: error: this machine has no 'dies'; CPUs are grouped by 'sockets', 'clusters', 'cores' and 'threads' [malformed-input]
         1 | qemu-system-aarch64 -M virt -smp 4,dies=2
           |                                         ^
      """#),
    CommandLineMessages(
      "more CPUs than anyone has", "qemu-system-x86_64 -smp 1048577",
      #"""
      <command line>:1:25: error: 'cpus' is 1048577; it is 1 to 1048576 [malformed-input]
         1 | qemu-system-x86_64 -smp 1048577
           |                         ^~~~~~~
      """#),
    CommandLineMessages(
      "more CPUs than anyone has, by levels", "qemu-system-x86_64 -smp sockets=1024,cores=1024,threads=2",
      #"""
      <command line>:1:25: error: there are more than 1048576 CPUs, the most that are allowed [malformed-input]
         1 | qemu-system-x86_64 -smp sockets=1024,cores=1024,threads=2
           |                         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "a number of octal digits", "qemu-system-x86_64 -smp 08",
      #"""
      <command line>:1:25: error: 'cpus' is a whole number, not '08' [malformed-input]
         1 | qemu-system-x86_64 -smp 08
           |                         ^~
      """#),
    CommandLineMessages(
      "broken JSON", #"qemu-system-x86_64 -object '{"qom-type":"memory-backend-ram",}'"#,
      #"""
      <command line>:1:28: error: what begins with '{' is JSON, and this is none [malformed-input]
         1 | qemu-system-x86_64 -object '{"qom-type":"memory-backend-ram",}'
           |                            ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "a backend without a name", "qemu-system-x86_64 -object memory-backend-ram,size=1G",
      #"""
      <command line>:1:28: error: 'memory-backend-ram' has no 'id', by which nodes name it [malformed-input]
         1 | qemu-system-x86_64 -object memory-backend-ram,size=1G
           |                            ^~~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "a backend without a size", "qemu-system-x86_64 -object memory-backend-ram,id=a",
      #"""
      <command line>:1:28: error: 'memory-backend-ram' has no 'size' [malformed-input]
         1 | qemu-system-x86_64 -object memory-backend-ram,id=a
           |                            ^~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "two of one name",
      "qemu-system-x86_64 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=a,size=1G",
      #"""
      <command line>:1:68: error: another object is called 'a' as well [malformed-input]
         1 | qemu-system-x86_64 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=a,size=1G
           |                                                                    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      <command line>:1:28: note: which stands here
         1 | qemu-system-x86_64 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=a,size=1G
           |                            ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "memory of unknown kinds",
      "qemu-system-x86_64 -object memory-backend-epc,id=a,size=1G -object memory-backend-foo,id=b,size=1G",
      #"""
      <command line>:1:28: warning: memory for SGX has no place in a topology [not-imported]
         1 | qemu-system-x86_64 -object memory-backend-epc,id=a,size=1G -object memory-backend-foo,id=b,size=1G
           |                            ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      <command line>:1:68: warning: the memory of 'memory-backend-foo' is none that is known [not-imported]
         1 | qemu-system-x86_64 -object memory-backend-epc,id=a,size=1G -object memory-backend-foo,id=b,size=1G
           |                                                                    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "a file that is copied",
      "qemu-system-x86_64 -m 1G -object memory-backend-file,id=a,size=1G,mem-path=/tmp/ram,offset=4096,readonly=on -numa node,memdev=a",
      #"""
      <command line>:1:76: warning: what '/tmp/ram' holds is lost: memory of a file is shared with it in a topology, and this is a copy; write 'share=on' if it is to be the file's own [not-imported]
         1 | qemu-system-x86_64 -m 1G -object memory-backend-file,id=a,size=1G,mem-path=/tmp/ram,offset=4096,readonly=on -numa node,memdev=a
           |                                                                            ^~~~~~~~
      <command line>:1:92: warning: memory begins at the beginning of its file: an offset of 4 KiB has no place in a topology [not-imported]
         1 | -x86_64 -m 1G -object memory-backend-file,id=a,size=1G,mem-path=/tmp/ram,offset=4096,readonly=on -numa node,memdev=a
           |                                                                                 ^~~~
      <command line>:1:106: warning: RAM is written to: that its file is not has no place in a topology [not-imported]
         1 | -object memory-backend-file,id=a,size=1G,mem-path=/tmp/ram,offset=4096,readonly=on -numa node,memdev=a
           |                                                                                 ^~
      """#),
    CommandLineMessages(
      "a file without a path",
      "qemu-system-x86_64 -m 1G -object memory-backend-file,id=a,size=1G -numa node,memdev=a",
      #"""
      <command line>:1:34: error: 'memory-backend-file' has no 'mem-path' [malformed-input]
         1 | qemu-system-x86_64 -m 1G -object memory-backend-file,id=a,size=1G -numa node,memdev=a
           |                                  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "host nodes without a policy",
      "qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G,host-nodes=0 -numa node,memdev=a",
      #"""
      <command line>:1:77: error: host nodes are named, but no policy for them; write for example 'policy=bind' [malformed-input]
         1 | qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G,host-nodes=0 -numa node,memdev=a
           |                                                                             ^
      """#),
    CommandLineMessages(
      "a policy without host nodes",
      "qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G,policy=bind -numa node,memdev=a",
      #"""
      <command line>:1:73: error: the policy 'bind' needs 'host-nodes' [malformed-input]
         1 | qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G,policy=bind -numa node,memdev=a
           |                                                                         ^~~~
      """#),
    CommandLineMessages(
      "host nodes that there are not",
      "qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G,host-nodes=0-4096,policy=bnid -numa node,memdev=a",
      #"""
      <command line>:1:77: error: host node 4096 is too high: they are below 1024 [malformed-input]
         1 | qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G,host-nodes=0-4096,policy=bnid -numa node,memdev=a
           |                                                                             ^~~~~~
      <command line>:1:91: error: 'policy' is 'default', 'bind', 'preferred' or 'interleave', not 'bnid' [malformed-input]
         1 | m-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G,host-nodes=0-4096,policy=bnid -numa node,memdev=a
           |                                                                                 ^~~~
      """#),
    CommandLineMessages(
      "a switch that is none",
      "qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G,prealloc=maybe -numa node,memdev=a",
      #"""
      <command line>:1:75: error: 'prealloc' is 'on' or 'off', not 'maybe' [malformed-input]
         1 | qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G,prealloc=maybe -numa node,memdev=a
           |                                                                           ^~~~~
      """#),
    CommandLineMessages(
      "another size than the backend's",
      "qemu-system-x86_64 -m 2G -M q35,memory-backend=a -object memory-backend-ram,id=a,size=1G",
      #"""
      <command line>:1:23: error: '-m' says 2 GiB, but the machine's memory backend has 1 GiB [malformed-input]
         1 | qemu-system-x86_64 -m 2G -M q35,memory-backend=a -object memory-backend-ram,id=a,size=1G
           |                       ^~
      <command line>:1:87: note: which is stated here
         1 | ystem-x86_64 -m 2G -M q35,memory-backend=a -object memory-backend-ram,id=a,size=1G
           |                                                                                 ^~
      """#),
    CommandLineMessages(
      "no such backend", "qemu-system-x86_64 -m 1G -numa node,memdev=mem0",
      #"""
      <command line>:1:44: error: there is no memory backend 'mem0'; state it: '-object memory-backend-ram,id=mem0,size=…' [malformed-input]
         1 | qemu-system-x86_64 -m 1G -numa node,memdev=mem0
           |                                            ^~~~
      """#),
    CommandLineMessages(
      "a backend twice",
      "qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=a",
      #"""
      <command line>:1:144: error: the memory backend 'a' is in use already [malformed-input]
         1 | G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=a
           |                                                                                 ^
      <command line>:1:124: note: it is used here first
         1 | kend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=a
           |                                                                                 ^
      """#),
    CommandLineMessages(
      "nodes that have not all of it",
      "qemu-system-x86_64 -m 4G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b",
      #"""
      <command line>:1:23: error: the machine has 4 GiB, but its nodes have 2 GiB [malformed-input]
         1 | qemu-system-x86_64 -m 4G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b
           |                       ^~
      <command line>:1:112: note: the nodes are stated from here on
         1 | t memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b
           |                                                                                 ^~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "nodes of a machine without '-m'",
      "qemu-system-x86_64 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b",
      #"""
      <command line>:1:106: error: a machine without '-m' has 128 MiB, but its nodes have 2 GiB [malformed-input]
         1 | t memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b
           |                                                                                 ^~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "nodes that say nothing of memory", "qemu-system-x86_64 -m 1G -numa node -numa node",
      #"""
      <command line>:1:23: error: the machine has 1 GiB, but no node says how much of it is its own; give each a backend with 'memdev' [malformed-input]
         1 | qemu-system-x86_64 -m 1G -numa node -numa node
           |                       ^~
      <command line>:1:32: note: the nodes are stated from here on
         1 | qemu-system-x86_64 -m 1G -numa node -numa node
           |                                ^~~~
      <command line>:1:43: warning: node 1 has neither memory nor CPUs; Linux does not online it [empty-node]
         1 | qemu-system-x86_64 -m 1G -numa node -numa node
           |                                           ^~~~
      """#),
    CommandLineMessages(
      "a node twice",
      "qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=0,memdev=b",
      #"""
      <command line>:1:23: error: the machine has 2 GiB, but its nodes have 1 GiB [malformed-input]
         1 | qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=0,memdev
           |                       ^~
      <command line>:1:112: note: the nodes are stated from here on
         1 | t memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=0,memdev=b
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~
      <command line>:1:153: error: node 0 is stated twice [malformed-input]
         1 |  memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=0,memdev=b
           |                                                                                 ^
      <command line>:1:112: note: it stands here first
         1 | t memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=0,memdev=b
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "a number left out",
      "qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=2,memdev=b",
      #"""
      <command line>:1:23: error: the machine has 2 GiB, but its nodes have 1 GiB [malformed-input]
         1 | qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=2,memdev
           |                       ^~
      <command line>:1:112: note: the nodes are stated from here on
         1 | t memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=2,memdev=b
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~
      <command line>:1:141: error: node 2 is stated, but not node 1: no number is left out [malformed-input]
         1 | e=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=2,memdev=b
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "a node that QEMU has not", "qemu-system-x86_64 -m 1G -numa node,nodeid=128,mem=1G",
      #"""
      <command line>:1:44: error: node 128 is too high: QEMU has nodes 0 to 127 [malformed-input]
         1 | qemu-system-x86_64 -m 1G -numa node,nodeid=128,mem=1G
           |                                            ^~~
      """#),
    CommandLineMessages(
      "memory in two ways",
      "qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,mem=512",
      #"""
      <command line>:1:23: error: the machine has 1 GiB, but its nodes have 512 MiB [malformed-input]
         1 | qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,mem=512
           |                       ^~
      <command line>:1:112: note: the nodes are stated from here on
         1 | t memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,mem=512
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~
      <command line>:1:124: error: a node has 'mem' or 'memdev', not both [malformed-input]
         1 | kend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,mem=512
           |                                                                                 ^
      <command line>:1:130: note: 'mem' stands here
         1 | am,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,mem=512
           |                                                                                 ^~~
      """#),
    CommandLineMessages(
      "a CPU of two nodes",
      "qemu-system-x86_64 -m 2G -smp 4 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0-2 -numa node,memdev=b,cpus=2-3",
      #"""
      <command line>:1:167: error: CPU 2 cannot be node 1's: it is node 0's already [malformed-input]
         1 | -backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0-2 -numa node,memdev=b,cpus=2-3
           |                                                                                 ^~~
      <command line>:1:138: note: which is stated here
         1 | m,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0-2 -numa node,memdev=b,cpus=2-3
           |                                                                                 ^~~
      """#),
    CommandLineMessages(
      "CPUs that there are not",
      "qemu-system-x86_64 -m 1G -smp 2 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0-3,cpus=x",
      #"""
      <command line>:1:138: error: there is no CPU 3: CPUs are 0-1; '-smp' counts them [malformed-input]
         1 | m,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0-3,cpus=x
           |                                                                                 ^~~
      <command line>:1:147: error: 'cpus' are a number or a range such as '0-3', not 'x' [malformed-input]
         1 | ze=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0-3,cpus=x
           |                                                                                 ^
      """#),
    CommandLineMessages(
      "levels that there are not",
      "qemu-system-x86_64 -m 1G -smp 4,sockets=2 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa cpu,node-id=0,socket-id=2 -numa cpu,node-id=1,core-id=0 -numa cpu,socket-id=0",
      #"""
      <command line>:1:173: error: no CPU has 'socket-id' 2: they are 0-1 [malformed-input]
         1 | mory-backend-ram,id=b,size=1G -numa node,memdev=a -numa cpu,node-id=0,socket-id=2 -numa cpu,node-id=1,core-id=0 -numa cpu,socket-id=0
           |                                                                                 ^
      <command line>:1:193: error: there is no node 1: nodes are 0 [malformed-input]
         1 | b,size=1G -numa node,memdev=a -numa cpu,node-id=0,socket-id=2 -numa cpu,node-id=1,core-id=0 -numa cpu,socket-id=0
           |                                                                                 ^
      <command line>:1:211: error: 'cpu' needs 'node-id' [malformed-input]
         1 | de,memdev=a -numa cpu,node-id=0,socket-id=2 -numa cpu,node-id=1,core-id=0 -numa cpu,socket-id=0
           |                                                                                 ^~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "a CPU by its levels that is another node's",
      "qemu-system-x86_64 -m 2G -smp 4,sockets=2 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0 -numa node,memdev=b -numa cpu,node-id=1,socket-id=0",
      #"""
      <command line>:1:176: error: CPU 0 cannot be node 1's: it is node 0's already [malformed-input]
         1 | y-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0 -numa node,memdev=b -numa cpu,node-id=1,socket-id=0
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~~~~
      <command line>:1:148: note: which is stated here
         1 | m,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0 -numa node,memdev=b -numa cpu,node-id=1,socket-id=0
           |                                                                                 ^
      """#),
    CommandLineMessages(
      "CPUs of no node", "qemu-system-x86_64 -m 1G -numa cpu,node-id=0,socket-id=0",
      #"""
      <command line>:1:32: error: a CPU is given to a node, but no node is stated; state it before: '-numa node,nodeid=0' [malformed-input]
         1 | qemu-system-x86_64 -m 1G -numa cpu,node-id=0,socket-id=0
           |                                ^~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "distances that are missing",
      "qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b -numa node -numa dist,src=0,dst=1,val=21",
      #"""
      <command line>:1:152: warning: node 2 has neither memory nor CPUs; Linux does not online it [empty-node]
         1 | t memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b -numa node -numa dist,src=0,dst=1,val=21
           |                                                                                 ^~~~
      <command line>:1:163: error: distances are stated, but none between the nodes 0 and 2; write '-numa dist,src=0,dst=2,val=…' [malformed-input]
         1 | ckend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b -numa node -numa dist,src=0,dst=1,val=21
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~~
      <command line>:1:163: error: distances are stated, but none between the nodes 1 and 2; write '-numa dist,src=1,dst=2,val=…' [malformed-input]
         1 | ckend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b -numa node -numa dist,src=0,dst=1,val=21
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "distances that make no sense",
      "qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b -numa dist,src=0,dst=1,val=9 -numa dist,src=0,dst=0,val=11 -numa dist,src=0,dst=2,val=20 -numa dist,src=1,val=20",
      #"""
      <command line>:1:173: error: 'val' is 9; it is 10 to 255 [malformed-input]
         1 | id=b,size=1G -numa node,memdev=a -numa node,memdev=b -numa dist,src=0,dst=1,val=9 -numa dist,src=0,dst=0,val=11 -numa dist,src=0,dst=2,val=20 -numa dist,src=1,v
           |                                                                                 ^
      <command line>:1:202: error: node 0's distance to itself is 10, not 11 [malformed-input]
         1 | v=a -numa node,memdev=b -numa dist,src=0,dst=1,val=9 -numa dist,src=0,dst=0,val=11 -numa dist,src=0,dst=2,val=20 -numa dist,src=1,val=20
           |                                                                                 ^~
      <command line>:1:226: error: there is no node 2: nodes are 0-1 [malformed-input]
         1 | -numa dist,src=0,dst=1,val=9 -numa dist,src=0,dst=0,val=11 -numa dist,src=0,dst=2,val=20 -numa dist,src=1,val=20
           |                                                                                 ^
      <command line>:1:241: error: 'dist' needs 'dst' [malformed-input]
         1 | 0,dst=1,val=9 -numa dist,src=0,dst=0,val=11 -numa dist,src=0,dst=2,val=20 -numa dist,src=1,val=20
           |                                                                                 ^~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "a distance of a node to itself",
      "qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b -numa dist,src=0,dst=1,val=10",
      #"""
      <command line>:1:152: error: distance 10 is too short: 10 is a node's distance to itself, others are 11 to 255 [distance-too-short]
         1 | t memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b -numa dist,src=0,dst=1,val=10
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "HMAT that is not on",
      "qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=5",
      #"""
      <command line>:1:132: error: there is no HMAT without 'hmat=on'; write it into '-machine' [malformed-input]
         1 | ,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=5
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "an initiator without CPUs",
      "qemu-system-x86_64 -M q35,hmat=on -m 2G -smp 1 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0 -numa node,memdev=b -numa hmat-lb,initiator=1,target=0,hierarchy=memory,data-type=access-latency,latency=5",
      #"""
      <command line>:1:181: error: node 1 has no CPUs that could reach memory; 'initiator' is a node with CPUs [malformed-input]
         1 | y-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0 -numa node,memdev=b -numa hmat-lb,initiator=1,target=0,hierarchy=memory,data-type=access-latency,latency=5
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "what HMAT says of caches, of no memory, and twice",
      "qemu-system-x86_64 -M q35,hmat=on -m 1G -smp 1 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0 -numa node -numa hmat-lb,initiator=0,target=0,hierarchy=first-level,data-type=access-latency,latency=5 -numa hmat-lb,initiator=0,target=1,hierarchy=memory,data-type=access-latency,latency=5 -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=5 -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=6",
      #"""
      <command line>:1:161: warning: node 1 has neither memory nor CPUs; Linux does not online it [empty-node]
         1 | ize=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0 -numa node -numa hmat-lb,initiator=0,target=0,hierarchy=first-level,data-type=access-l
           |                                                                                 ^~~~
      <command line>:1:211: warning: how fast a cache in front of memory is has no place in a topology, which says that of memory [not-imported]
         1 | ma node,memdev=a,cpus=0 -numa node -numa hmat-lb,initiator=0,target=0,hierarchy=first-level,data-type=access-latency,latency=5 -numa hmat-lb,initiator=0,target=
           |                                                                                 ^~~~~~~~~~~
      <command line>:1:264: warning: node 1 has no memory that anything could be said of [not-imported]
         1 | iator=0,target=0,hierarchy=first-level,data-type=access-latency,latency=5 -numa hmat-lb,initiator=0,target=1,hierarchy=memory,data-type=access-latency,latency=5
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      <command line>:1:438: error: the latency from node 0 to node 0 is stated twice [malformed-input]
         1 | ,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=5 -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=6
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      <command line>:1:351: note: it stands here first
         1 | ,initiator=0,target=1,hierarchy=memory,data-type=access-latency,latency=5 -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=5
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "what HMAT cannot count",
      "qemu-system-x86_64 -M q35,hmat=on -m 1G -smp 1 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0 -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-bandwidth,bandwidth=1500 -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=5ns -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=read-latency,latency=18446744073709551615 -numa hmat-lb,initiator=0,target=0,hierarchy=main,data-type=latency",
      #"""
      <command line>:1:244: error: 'bandwidth' is whole MB/s, each of 2^20 bytes; write it with 'M' or 'G' [malformed-input]
         1 | t-lb,initiator=0,target=0,hierarchy=memory,data-type=access-bandwidth,bandwidth=1500 -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latenc
           |                                                                                 ^~~~
      <command line>:1:334: error: 'latency' is a whole number, not '5ns' [malformed-input]
         1 |  hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=5ns -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=read-latency,l
           |                                                                                 ^~~
      <command line>:1:344: error: an entry is 18446744073709551614ps; Linux reads at most 4294967295ps of HMAT [hmat-too-large]
         1 | nitiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=5ns -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=read-latency,latency=184
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      <command line>:1:502: error: 'data-type' is 'access-latency', 'read-latency', 'write-latency', 'access-bandwidth', 'read-bandwidth' or 'write-bandwidth', not 'latency' [malformed-input]
         1 | 8446744073709551615 -numa hmat-lb,initiator=0,target=0,hierarchy=main,data-type=latency
           |                                                                                 ^~~~~~~
      """#),
    CommandLineMessages(
      "caches that cannot be",
      "qemu-system-x86_64 -M q35,hmat=on -m 1G -smp 1 -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a,cpus=0 -numa hmat-cache,node-id=0,size=1M,level=4,associativity=direct,policy=none,line=64 -numa hmat-cache,node-id=0,size=1M,level=2,associativity=direct,policy=none,line=64 -numa hmat-cache,node-id=0,size=1M,level=1,associativity=full,policy=none,line=64",
      #"""
      <command line>:1:196: error: 'level' is 4; it is 1 to 3 [malformed-input]
         1 | d=b,size=1G -numa node,memdev=a,cpus=0 -numa hmat-cache,node-id=0,size=1M,level=4,associativity=direct,policy=none,line=64 -numa hmat-cache,node-id=0,size=1M,le
           |                                                                                 ^
      <command line>:1:280: error: the node has a memory-side cache of level 2, but none of level 1; levels count from 1 on [hmat-cache-level]
         1 | sociativity=direct,policy=none,line=64 -numa hmat-cache,node-id=0,size=1M,level=2,associativity=direct,policy=none,line=64 -numa hmat-cache,node-id=0,size=1M,le
           |                                                                                 ^
      <command line>:1:380: error: 'associativity' is 'none', 'direct' or 'complex', not 'full' [malformed-input]
         1 | ct,policy=none,line=64 -numa hmat-cache,node-id=0,size=1M,level=1,associativity=full,policy=none,line=64
           |                                                                                 ^~~~
      """#),
    CommandLineMessages(
      "memory that is plugged in",
      "qemu-system-x86_64 -m 1G,slots=3,maxmem=8G -object memory-backend-ram,id=a,size=1G -device pc-dimm,memdev=a -object memory-backend-ram,id=b,size=1G -device nvdimm,memdev=b",
      #"""
      <command line>:1:92: warning: memory that is plugged in from the start has no place in a topology, which has space for it only [not-imported]
         1 | -x86_64 -m 1G,slots=3,maxmem=8G -object memory-backend-ram,id=a,size=1G -device pc-dimm,memdev=a -object memory-backend-ram,id=b,size=1G -device nvdimm,memdev=b
           |                                                                                 ^~~~~~~~~~~~~~~~
      <command line>:1:157: warning: node 0 has other memory already, and a topology's node is an NVDIMM as a whole or not at all [not-imported]
         1 | ize=1G -device pc-dimm,memdev=a -object memory-backend-ram,id=b,size=1G -device nvdimm,memdev=b
           |                                                                                 ^~~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "NVDIMMs behind something else",
      "qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=4,maxmem=9G -object memory-backend-ram,id=r,size=1G -numa node,memdev=r -numa node -numa node -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -device nvdimm,memdev=a,node=2 -device nvdimm,memdev=b,node=1 -device nvdimm,memdev=c,node=5",
      #"""
      <command line>:1:127: warning: node 1 has neither memory nor CPUs; Linux does not online it [empty-node]
         1 | s=4,maxmem=9G -object memory-backend-ram,id=r,size=1G -numa node,memdev=r -numa node -numa node -object memory-backend-ram,id=a,size=1G -object memory-backend-r
           |                                                                                 ^~~~
      <command line>:1:262: warning: this NVDIMM does not lie where a topology has it: behind those of the nodes before its own, and nothing else [not-imported]
         1 |  -object memory-backend-ram,id=b,size=1G -device nvdimm,memdev=a,node=2 -device nvdimm,memdev=b,node=1 -device nvdimm,memdev=c,node=5
           |                                                                                 ^~~~~~~~~~~~~~~~~~~~~~
      <command line>:1:307: error: there is no memory backend 'c'; state it: '-object memory-backend-ram,id=c,size=…' [malformed-input]
         1 | ice nvdimm,memdev=a,node=2 -device nvdimm,memdev=b,node=1 -device nvdimm,memdev=c,node=5
           |                                                                                 ^
      """#),
    CommandLineMessages(
      "NVDIMMs without slots",
      "qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=1,maxmem=9G -object memory-backend-ram,id=r,size=1G -numa node,memdev=r -numa node -numa node -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -device nvdimm,memdev=a,node=1 -device nvdimm,memdev=b,node=2",
      #"""
      <command line>:1:49: error: 2 NVDIMMs are plugged in, but there is 1 slot [malformed-input]
         1 | qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=1,maxmem=9G -object memory-backend-ram,id=r,size=1G -numa node,memdev=r -numa node -numa node -object memory-bac
           |                                                 ^
      """#),
    CommandLineMessages(
      "CXL, SGX and caches",
      "qemu-system-x86_64 -M q35,cxl=on,cxl-fmw.0.size=4G,sgx-epc.0.memdev=e,smp-cache.0.cache=l3 -m 1G -device cxl-type3,id=c",
      #"""
      <command line>:1:49: warning: windows of CXL's memory are not read: addresses above RAM are lost [not-imported]
         1 | qemu-system-x86_64 -M q35,cxl=on,cxl-fmw.0.size=4G,sgx-epc.0.memdev=e,smp-cache.0.cache=l3 -m 1G -device cxl-type3,id=c
           |                                                 ^~
      <command line>:1:69: warning: memory for SGX has no place in a topology [not-imported]
         1 | qemu-system-x86_64 -M q35,cxl=on,cxl-fmw.0.size=4G,sgx-epc.0.memdev=e,smp-cache.0.cache=l3 -m 1G -device cxl-type3,id=c
           |                                                                     ^
      <command line>:1:89: warning: which CPUs share which caches is not read [not-imported]
         1 | tem-x86_64 -M q35,cxl=on,cxl-fmw.0.size=4G,sgx-epc.0.memdev=e,smp-cache.0.cache=l3 -m 1G -device cxl-type3,id=c
           |                                                                                 ^~
      <command line>:1:106: warning: memory of CXL devices is not read: addresses above RAM are lost [not-imported]
         1 | ,cxl=on,cxl-fmw.0.size=4G,sgx-epc.0.memdev=e,smp-cache.0.cache=l3 -m 1G -device cxl-type3,id=c
           |                                                                                 ^~~~~~~~~~~~~~
      """#),
    CommandLineMessages(
      "initiators at addresses that nobody knows",
      "qemu-system-x86_64 -M q35 -m 1G -object memory-backend-ram,id=r,size=1G -numa node,memdev=r -numa node -device pci-testdev,id=d0 -device pci-testdev,id=d1,bus=rp0,addr=0 -device pci-testdev,id=d2,addr=zz -object acpi-generic-initiator,id=g0,pci-dev=d0,node=1 -object acpi-generic-initiator,id=g1,pci-dev=d1,node=1 -object acpi-generic-initiator,id=g2,pci-dev=d2,node=1 -object acpi-generic-initiator,id=g3,pci-dev=d3,node=1 -object acpi-generic-initiator,id=g4,pci-dev=d2,node=9 -object acpi-generic-port,id=p0,pci-bus=d0,node=1",
      #"""
      <command line>:1:99: warning: node 1 has neither memory nor CPUs; Linux does not online it [empty-node]
         1 |  -M q35 -m 1G -object memory-backend-ram,id=r,size=1G -numa node,memdev=r -numa node -device pci-testdev,id=d0 -device pci-testdev,id=d1,bus=rp0,addr=0 -device 
           |                                                                                 ^~~~
      <command line>:1:202: error: 'addr' is a slot and a function such as '04.0', not 'zz' [malformed-input]
         1 | v,id=d0 -device pci-testdev,id=d1,bus=rp0,addr=0 -device pci-testdev,id=d2,addr=zz -object acpi-generic-initiator,id=g0,pci-dev=d0,node=1 -object acpi-generic-i
           |                                                                                 ^~
      <command line>:1:250: warning: the device 'd0' states no address: QEMU gives it one; write for example 'addr=04.0' into '-device' [not-imported]
         1 |  -device pci-testdev,id=d2,addr=zz -object acpi-generic-initiator,id=g0,pci-dev=d0,node=1 -object acpi-generic-initiator,id=g1,pci-dev=d1,node=1 -object acpi-ge
           |                                                                                 ^~
      <command line>:1:305: warning: the number of bus 'rp0', which the device 'd1' is on, is the guest's to give [not-imported]
         1 | -initiator,id=g0,pci-dev=d0,node=1 -object acpi-generic-initiator,id=g1,pci-dev=d1,node=1 -object acpi-generic-initiator,id=g2,pci-dev=d2,node=1 -object acpi-ge
           |                                                                                 ^~
      <command line>:1:415: error: there is no device 'd3' [malformed-input]
         1 | -initiator,id=g2,pci-dev=d2,node=1 -object acpi-generic-initiator,id=g3,pci-dev=d3,node=1 -object acpi-generic-initiator,id=g4,pci-dev=d2,node=9 -object acpi-ge
           |                                                                                 ^~
      <command line>:1:478: error: there is no node 9: nodes are 0-1 [malformed-input]
         1 | or,id=g3,pci-dev=d3,node=1 -object acpi-generic-initiator,id=g4,pci-dev=d2,node=9 -object acpi-generic-port,id=p0,pci-bus=d0,node=1
           |                                                                                 ^
      <command line>:1:520: warning: only host bridges of CXL, 'pxb-cxl', are ports here [not-imported]
         1 | neric-initiator,id=g4,pci-dev=d2,node=9 -object acpi-generic-port,id=p0,pci-bus=d0,node=1
           |                                                                                 ^~
      """#),
    CommandLineMessages(
      "locked page by page", "qemu-system-x86_64 -m 1G -overcommit mem-lock=on-fault",
      #"""
      <command line>:1:47: warning: memory that is locked page by page as it is touched has no place in a topology, which locks it from the start [not-imported]
         1 | qemu-system-x86_64 -m 1G -overcommit mem-lock=on-fault
           |                                               ^~~~~~~~
      """#),
    CommandLineMessages(
      "a maker's name that is too long", "qemu-system-x86_64 -M q35,x-oem-id=TOOLONG,x-oem-table-id=FINE -m 1G",
      #"""
      <command line>:1:36: error: 'x-oem-id' has up to 6 characters, not 'TOOLONG' [malformed-input]
         1 | qemu-system-x86_64 -M q35,x-oem-id=TOOLONG,x-oem-table-id=FINE -m 1G
           |                                    ^~~~~~~
      """#),
    CommandLineMessages(
      "memory that is no whole pages",
      "qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1073741825 -numa node,memdev=a",
      #"""
      <command line>:1:23: error: the machine has 1 GiB, but its nodes have 1073741825 bytes [malformed-input]
         1 | qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1073741825 -numa node,memdev=a
           |                       ^~
      <command line>:1:80: note: the nodes are stated from here on
         1 | qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1073741825 -numa node,memdev=a
           |                                                                                ^~~~~~~~~~~~~
      <command line>:1:63: error: 1073741825 bytes is not a multiple of 4 KiB [unaligned-size]
         1 | qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1073741825 -numa node,memdev=a
           |                                                               ^~~~~~~~~~
      """#),
    CommandLineMessages(
      "hugepages that do not fit",
      "qemu-system-x86_64 -M pc -m 1025M -object memory-backend-memfd,id=a,size=1025M,hugetlb=on,hugetlbsize=1G -numa node,memdev=a",
      #"""
      <command line>:1:74: error: RAM size 1025 MiB is not aligned to 1 GiB hugepages; choose a memory size that is a multiple of the hugepage size [hugepage-alignment]
         1 | qemu-system-x86_64 -M pc -m 1025M -object memory-backend-memfd,id=a,size=1025M,hugetlb=on,hugetlbsize=1G -numa node,memdev=a
           |                                                                          ^~~~~
      <command line>:1:103: note: 1 GiB hugepages asked for here; the nearest sizes that fit are 1 GiB and 2 GiB
         1 | pc -m 1025M -object memory-backend-memfd,id=a,size=1025M,hugetlb=on,hugetlbsize=1G -numa node,memdev=a
           |                                                                                 ^~
      """#),
  ]

  @Test("stands at its place", arguments: lines)
  func told(_ machine: CommandLineMessages) {
    let imported = Imported(machine.line, QEMUFormat.self)
    #expect(imported.text == machine.told + (machine.told.isEmpty ? "" : "\n"))
    #expect((imported.topology == nil) == imported.text.contains(": error: "))
  }
}
