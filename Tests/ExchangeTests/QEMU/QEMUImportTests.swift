import Diagnostics
import Exchange
import Lowering
import MachineModel
import Platforms
import TestSupport
import Testing

/// A command line as people write it, and the topology that it is.
struct CommandLineCase: Sendable, CustomStringConvertible {
  let description: String
  let line: String
  let topology: String
  /// Everything that is told.
  let told: String

  init(_ name: String, _ line: String, _ topology: String, told: String = "") {
    (description, self.line, self.topology, self.told) = (name, line, topology, told)
  }
}

@Suite("Machines from QEMU's command lines")
struct QEMUImportTests {
  @Test(
    "are those that QEMU makes",
    arguments: QEMUCase.x86.map { ("qemu-system-x86_64", $0) } + QEMUCase.arm.map { ("qemu-system-aarch64", $0) }
      + [
        ("qemu-system-x86_64", QEMUCase.initiator)
      ])
  func known(_ program: String, _ machine: QEMUCase) throws { try check(program, machine, LayoutFacts.tables) }

  @Test("have the APIC IDs of many CPUs")
  func manyCPUs() throws {
    // Of AMD's CPUs, which the line names, QEMU's map has a range that the topology does not ask for.
    try check("qemu-system-x86_64", QEMUCase.manyCPUs, ["srat", "slit", "hmat"])
  }

  private func check(_ program: String, _ machine: QEMUCase, _ tables: [String]) throws {
    let imported = Imported("\(program) \(machine.arguments)", QEMUFormat.self)
    let compilation = Compilation("memc: 1\n\(machine.topology)")
    let expected = try #require(compilation.lowered)
    #expect(imported.identifiers.allSatisfy { $0 == "empty-node" })
    #expect(LayoutFacts(try #require(imported.layout), tables) == LayoutFacts(expected, tables))
  }

  static let people: [CommandLineCase] = [
    CommandLineCase(
      "nothing is said", "qemu-system-x86_64 -nographic disk.img",
      """
      platform: qemu-pc
      memory: 128MiB
      """),
    CommandLineCase(
      "libvirt's log of a desktop",
      """
      2023-03-04 10:14:28.123+0000: starting up libvirt version: 9.0.0, package: 4 (Debian), qemu version: 7.2.0Debian
      1:7.2+dfsg-4, kernel: 6.1.0-5-amd64, hostname: host
      LC_ALL=C \\
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin \\
      HOME=/var/lib/libvirt/qemu/domain-1-arch \\
      /usr/bin/qemu-system-x86_64 \\
      -name guest=arch,debug-threads=on \\
      -S \\
      -object '{"qom-type":"secret","id":"masterKey0","format":"raw","file":"/var/lib/libvirt/qemu/domain-1-arch/master-key.aes"}' \\
      -blockdev '{"driver":"file","filename":"/usr/share/OVMF/OVMF_CODE_4M.fd","node-name":"libvirt-pflash0-storage"}' \\
      -machine pc-q35-7.2,usb=off,vmport=off,smm=on,dump-guest-core=off,memory-backend=pc.ram,pflash0=libvirt-pflash0-format \\
      -accel kvm \\
      -cpu host,migratable=on \\
      -global driver=cfi.pflash01,property=secure,value=on \\
      -m size=4194304k \\
      -object '{"qom-type":"memory-backend-memfd","id":"pc.ram","share":true,"x-use-canonical-path-for-ramblock-id":false,"size":4294967296}' \\
      -overcommit mem-lock=off \\
      -smp 4,sockets=4,cores=1,threads=1 \\
      -uuid 9cbba661-c48b-4422-b4ec-53cad4776f59 \\
      -no-user-config -nodefaults -rtc base=utc,driftfix=slew -no-hpet -no-shutdown \\
      -device '{"driver":"pcie-root-port","port":8,"chassis":1,"id":"pci.1","bus":"pcie.0","multifunction":true,"addr":"0x1"}' \\
      -device '{"driver":"virtio-balloon-pci","id":"balloon0","bus":"pci.1","addr":"0x0"}' \\
      -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny \\
      -msg timestamp=on
      char device redirected to /dev/pts/1 (label charserial0)
      """,
      """
      platform: qemu-q35
      memory: 4GiB
      cpus: {packages: 4, llcs: 4}
      defaults: {backing: shared}
      """),
    CommandLineCase(
      "a list of processes, which shows no quotes",
      """
      /usr/bin/qemu-system-x86_64 -name guest=k8s-worker6,debug-threads=on -S -machine \
      pc-i440fx-3.1,usb=off,dump-guest-core=off,memory-backend=pc.ram -accel kvm -cpu qemu64 -m 131072 -object \
      {"qom-type":"memory-backend-ram","id":"pc.ram","size":137438953472} -overcommit mem-lock=off \
      -smp 16,sockets=16,cores=1,threads=1 -boot menu=on,strict=on
      """,
      """
      platform: qemu-pc
      memory: 128GiB
      cpus: {packages: 16, llcs: 16}
      """),
    CommandLineCase(
      "QEMU's manual, of nodes and hot-pluggable sockets",
      """
      qemu-system-x86_64 -M pc -m 2G \\
        -object memory-backend-ram,size=1G,id=m0 -object memory-backend-ram,size=1G,id=m1 \\
        -smp 1,sockets=2,maxcpus=2 \\
        -numa node,nodeid=0,memdev=m0 -numa node,nodeid=1,memdev=m1 \\
        -numa cpu,node-id=0,socket-id=0 -numa cpu,node-id=1,socket-id=1
      """,
      """
      platform: qemu-pc
      cpus: {packages: 2, llcs: 2, present: 1}
      nodes: [{memory: 1GiB, llcs: 1}, {memory: 1GiB, llcs: 1}]
      """),
    CommandLineCase(
      "QEMU's manual, of HMAT",
      """
      qemu-system-x86_64 -machine hmat=on -m 2G \\
        -object memory-backend-ram,size=1G,id=m0 -object memory-backend-ram,size=1G,id=m1 \\
        -smp 2,sockets=2,maxcpus=2 \\
        -numa node,nodeid=0,memdev=m0 -numa node,nodeid=1,memdev=m1,initiator=0 \\
        -numa cpu,node-id=0,socket-id=0 -numa cpu,node-id=0,socket-id=1 \\
        -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=5 \\
        -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-bandwidth,bandwidth=200M \\
        -numa hmat-lb,initiator=0,target=1,hierarchy=memory,data-type=access-latency,latency=10 \\
        -numa hmat-lb,initiator=0,target=1,hierarchy=memory,data-type=access-bandwidth,bandwidth=100M \\
        -numa hmat-cache,node-id=0,size=10K,level=1,associativity=direct,policy=write-back,line=8 \\
        -numa hmat-cache,node-id=1,size=10K,level=1,associativity=direct,policy=write-back,line=8
      """,
      """
      platform: qemu-pc
      cpus: {packages: 2, llcs: 2}
      nodes:
        - {memory: 1GiB, llcs: 2, hmat: {cache: {size: 10KiB, line: 8}}}
        - {memory: 1GiB, llcs: 0, hmat: {initiator: 0, cache: {size: 10KiB, line: 8}}}
      hmat:
        latency: [[5ns, 10ns]]
        bandwidth: [[200MB/s, 100MB/s]]
      """),
    CommandLineCase(
      "Linux's notes on HMAT, of two nodes and slow memory, in bytes per second",
      """
      qemu-system-x86_64 -accel kvm \\
       -machine pc,hmat=on \\
       -drive if=pflash,format=raw,file=./OVMF.fd \\
       -drive media=disk,format=qcow2,file=efi.qcow2 \\
       -smp 4 \\
       -m 3G \\
       -object memory-backend-ram,size=1G,id=ram0 \\
       -object memory-backend-ram,size=1G,id=ram1 \\
       -object memory-backend-ram,size=1G,id=ram2 \\
       -numa node,nodeid=0,memdev=ram0,cpus=0-1 \\
       -numa node,nodeid=1,memdev=ram1,cpus=2-3 \\
       -numa node,nodeid=2,memdev=ram2 \\
       -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=10 \\
       -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-bandwidth,bandwidth=10485760 \\
       -numa hmat-lb,initiator=0,target=1,hierarchy=memory,data-type=access-latency,latency=20 \\
       -numa hmat-lb,initiator=0,target=1,hierarchy=memory,data-type=access-bandwidth,bandwidth=5242880 \\
       -numa hmat-lb,initiator=0,target=2,hierarchy=memory,data-type=access-latency,latency=30 \\
       -numa hmat-lb,initiator=0,target=2,hierarchy=memory,data-type=access-bandwidth,bandwidth=1048576 \\
       -numa hmat-lb,initiator=1,target=0,hierarchy=memory,data-type=access-latency,latency=20 \\
       -numa hmat-lb,initiator=1,target=1,hierarchy=memory,data-type=access-latency,latency=10 \\
       -numa hmat-lb,initiator=1,target=2,hierarchy=memory,data-type=access-latency,latency=30
      """,
      """
      platform: qemu-pc
      nodes:
        - {memory: 1GiB, cpus: "0-1"}
        - {memory: 1GiB, cpus: "2-3"}
        - {memory: 1GiB, cpus: []}
      hmat:
        latency: [[10ns, 20ns, 30ns], [20ns, 10ns, 30ns]]
        bandwidth: [[10MB/s, 5MB/s, 1MB/s], [none, none, none]]
      """),
    CommandLineCase(
      "a script, as those who work on Linux's CXL write them",
      """
      #!/bin/bash
      # Two sockets; memory is added while the guest runs.
      set -e
      sudo numactl --cpunodebind=0 qemu-system-x86_64 \\
        -M q35 -accel kvm -cpu host -nographic \\
        -m 8G,slots=4,maxmem=32G -smp 8,sockets=2,cores=2,threads=2 \\
        -object memory-backend-ram,id=mem0,size=4G,host-nodes=0,policy=bind,prealloc=on \\
        -object memory-backend-ram,id=mem1,size=4G,host-nodes=0-1,policy=interleave,merge=on \\
        -numa node,nodeid=0,cpus=0-3,memdev=mem0 \\
        -numa node,nodeid=1,cpus=4-7,memdev=mem1 \\
        -numa dist,src=0,dst=1,val=21 \\
        -kernel arch/x86/boot/bzImage -append "console=ttyS0 root=/dev/vda rw" && echo "the guest is gone"
      """,
      """
      platform: qemu-q35
      cpus: {packages: 2, llcs: 2, cores_per_llc: 2, threads_per_core: 2}
      nodes:
        - {memory: 4GiB, llcs: 1, host_nodes: [0], prefault: on}
        - memory: 4GiB
          llcs: 1
          host_nodes: [0, 1]
          policy: interleave
          mergeable: on
          hotplug: {size: 24GiB, slots: 4}
      distances: {remote: 21}
      """),
    CommandLineCase(
      "hugepages by name, locked, as for DPDK",
      """
      qemu-system-x86_64 -enable-kvm -cpu host -smp 4 -m 4096 -overcommit mem-lock=on \\
        -object memory-backend-file,id=mem,size=4096M,mem-path=/dev/hugepages1G,share=on,prealloc=yes \\
        -numa node,memdev=mem -chardev socket,id=char0,path=/var/run/openvswitch/vhost-user1 \\
        -netdev type=vhost-user,id=mynet1,chardev=char0,vhostforce -device virtio-net-pci,mac=00:00:00:00:00:01,netdev=mynet1
      """,
      """
      platform: qemu-pc
      cpus: 4
      nodes: [{memory: 4GiB, hugepages: 1GiB, backing: shared, pin: on, prefault: on}]
      """),
    CommandLineCase(
      "-mem-path of old",
      "qemu-kvm -M q35 -m 4096 -smp 2 -mem-path /dev/hugepages -mem-prealloc -vnc :1 -monitor stdio",
      """
      platform: qemu-q35
      memory: 4GiB
      cpus: 2
      defaults: {hugepages: on, prefault: on}
      """,
      told: """
        <command line>:1:42: warning: the page size of '/dev/hugepages' is the host's to say; here it is 2 MiB [not-imported]
           1 | qemu-kvm -M q35 -m 4096 -smp 2 -mem-path /dev/hugepages -mem-prealloc -vnc :1 -monitor stdio
             |                                          ^~~~~~~~~~~~~~

        """),
    CommandLineCase(
      "Arm, clusters and nothing of nodes",
      """
      qemu-system-aarch64 -M virt,gic-version=3,virtualization=on -cpu cortex-a57 -smp 8,clusters=2,cores=2,threads=2 \\
        -m 2G -bios QEMU_EFI.fd -drive if=none,file=image.qcow2,id=hd0 -device virtio-blk-device,drive=hd0
      """,
      """
      arch: aarch64
      platform: qemu-virt
      memory: 2GiB
      cpus: {llcs: 2, cores_per_llc: 2, threads_per_core: 2}
      """),
    CommandLineCase(
      "sockets are dealt to nodes",
      """
      qemu-system-x86_64 -M q35 -m 3G -smp 8,sockets=4 -object memory-backend-ram,id=a,size=1G
      -object memory-backend-ram,id=b,size=2G -numa node,memdev=a -numa node,memdev=b
      """,
      """
      platform: qemu-q35
      cpus: {packages: 4, llcs: 4, cores_per_llc: 2}
      nodes: [{memory: 1GiB, cpus: "0-1,4-5"}, {memory: 2GiB, cpus: "2-3,6-7"}]
      """),
    CommandLineCase(
      "an old machine type: CPUs are sockets, and sizes are in MiB",
      "qemu-system-x86_64 -M pc-q35-5.0 -m 1024 -smp 3 -numa node,mem=512 -numa node,mem=512M -cpu EPYC",
      """
      platform: qemu-q35
      nodes: [{memory: 512MiB, cpus: "0,2"}, {memory: 512MiB, cpus: "1"}]
      """),
    CommandLineCase(
      "options without a program, one a line",
      """
      -machine q35,max-ram-below-4g=1G,hmat=off
      -m 2G
      -cpu 'EPYC-Milan,phys-bits=48,-svm,+x2apic'
      -smp "sockets=2,dies=2,cores=3,cpus=4,maxcpus=12"
      """,
      """
      platform: {base: qemu-q35, max_ram_below_4g: 1GiB, cpu_vendor: amd, phys_bits: 48}
      memory: 2GiB
      cpus: {packages: 2, dies: 4, llcs: 4, cores_per_llc: 3, present: 4}
      """),
  ]

  @Test("that people write", arguments: people)
  func asWritten(_ machine: CommandLineCase) throws {
    let imported = Imported(machine.line, QEMUFormat.self)
    #expect(imported.text == machine.told)
    let compilation = Compilation("memc: 1\n\(machine.topology)\n")
    #expect(compilation.text == "")
    let expected = try #require(compilation.lowered)
    let layout = try #require(imported.layout)
    #expect(LayoutFacts(layout) == LayoutFacts(expected))
    #expect(
      layout.backedMemory.map { StatedPolicy(layout.policy(of: $0)) }
        == expected.backedMemory.map { StatedPolicy(expected.policy(of: $0)) })
    #expect(layout.topology.cpuShape == expected.topology.cpuShape)
    #expect(layout.geography.physicalBits?.value == expected.geography.physicalBits?.value)
  }
}
