/// The same machine, once as QEMU's command line and once as a topology.
package struct QEMUCase: Sendable, CustomStringConvertible {
  /// What it shows.
  package let description: String
  /// QEMU's options.
  package let arguments: String
  /// The topology, but for its version.
  package let topology: String

  /// States a machine in both ways.
  package init(_ name: String, _ arguments: String, _ topology: String) {
    (description, self.arguments, self.topology) = (name, arguments, topology)
  }

  /// Machines of x86_64.
  package static let x86: [QEMUCase] = [
    QEMUCase(
      "one node of q35, all of it low", "-machine q35 -m 512M -smp 1 \(memory(0, "512M", "0"))",
      """
      platform: qemu-q35
      memory: 512MiB
      """),
    QEMUCase(
      "pc just below its cut, four nodes, every distance its own",
      """
      -machine pc -m 3583M -smp 8,sockets=2,dies=1,cores=2,threads=2
      \(memory(0, "640M", "0-1"))\(memory(1, "895M", "2-3"))\(memory(2, "1G", "4-5"))\(memory(3, "1G", "6-7"))
      -numa dist,src=0,dst=1,val=11 -numa dist,src=0,dst=2,val=21 -numa dist,src=0,dst=3,val=31
      -numa dist,src=1,dst=2,val=22 -numa dist,src=1,dst=3,val=32 -numa dist,src=2,dst=3,val=254
      """,
      """
      platform: qemu-pc
      cpus: {packages: 2, llcs: 2, cores_per_llc: 2, threads_per_core: 2}
      nodes:
        - {memory: 640MiB, cpus: "0-1"}
        - {memory: 895MiB, cpus: "2-3"}
        - {memory: 1GiB, cpus: "4-5"}
        - {memory: 1GiB, cpus: "6-7"}
      distances: [[10, 11, 21, 31], [11, 10, 22, 32], [21, 22, 10, 254], [31, 32, 254, 10]]
      """),
    QEMUCase(
      "pc with hot-pluggable space of four slots",
      """
      -machine pc -m 6G,slots=4,maxmem=16G -smp 4 \(memory(0, "2G", "0-1"))\(memory(1, "4G", "2-3"))
      -numa dist,src=0,dst=1,val=21
      """,
      """
      platform: qemu-pc
      nodes:
        - {memory: 2GiB, cpus: "0-1"}
        - {memory: 4GiB, cpus: "2-3", hotplug: {size: 10GiB, slots: 4}}
      distances: {remote: 21}
      """),
    QEMUCase(
      "q35 cut at 1 GiB, hot-pluggable space of a node without memory",
      """
      -machine q35,max-ram-below-4g=1G -m 3G,slots=2,maxmem=4G -smp 2 \(memory(0, "3G", "0-1"))
      -numa node,nodeid=1 -numa node,nodeid=2
      """,
      """
      platform: {base: qemu-q35, max_ram_below_4g: 1GiB}
      nodes:
        - {memory: 3GiB, cpus: "0-1"}
        - {memory: 0}
        - {memory: 0, hotplug: {size: 1GiB, slots: 2}}
      """),
    QEMUCase(
      "q35 with an NVDIMM in hot-pluggable space",
      """
      -machine q35,nvdimm=on -m 2G,slots=3,maxmem=8G -smp 2 \(memory(0, "2G", "0-1"))-numa node,nodeid=1
      -object memory-backend-ram,id=n0,size=1026M,reserve=off -device nvdimm,memdev=n0,node=1
      """,
      """
      platform: qemu-q35
      nodes:
        - {memory: 2GiB, cpus: "0-1"}
        - {memory: 1026MiB, persistent: on, hotplug: {size: 5118MiB, slots: 2}}
      """),
    QEMUCase(
      "pc with an NVDIMM between nodes, and no more to plug in",
      """
      -machine pc,nvdimm=on -m 5G,slots=1,maxmem=6G -smp 2 \(memory(0, "1G"))-numa node,nodeid=1
      \(memory(2, "4G", "0-1"))-object memory-backend-ram,id=n0,size=1G,reserve=off -device nvdimm,memdev=n0,node=1
      """,
      """
      platform: qemu-pc
      nodes:
        - {memory: 1GiB, cpus: []}
        - {memory: 1GiB, persistent: on, cpus: []}
        - {memory: 4GiB, cpus: "0-1"}
      """),
    QEMUCase(
      "q35 with three NVDIMMs, and more to plug in",
      """
      -machine q35,nvdimm=on -m 2G,slots=5,maxmem=8G -smp 2 \(memory(0, "2G", "0-1"))
      \(nvdimm(0, "1G", node: 1))\(nvdimm(1, "130M", node: 2))\(nvdimm(2, "256M", node: 3))
      """,
      """
      platform: qemu-q35
      nodes:
        - {memory: 2GiB, cpus: "0-1"}
        - {memory: 1GiB, persistent: on, cpus: []}
        - {memory: 130MiB, persistent: on, cpus: []}
        - {memory: 256MiB, persistent: on, cpus: [], hotplug: {size: 4734MiB, slots: 2}}
      """),
    QEMUCase(
      "pc with 20 NVDIMMs",
      """
      -machine pc,nvdimm=on -m 1G,slots=20,maxmem=3584M -smp 1 \(memory(0, "1G", "0"))
      \((0..<20).map { nvdimm($0, "128M", node: $0 + 1) }.joined())
      """,
      """
      platform: qemu-pc
      nodes:
        - {memory: 1GiB, cpus: [0]}
      \(String(repeating: "  - {memory: 128MiB, persistent: on, cpus: []}\n", count: 20))
      """),
    QEMUCase(
      "pc of AMD's processors, just below where its high RAM moves",
      "-machine pc -cpu EPYC,phys-bits=48 -m 1009G -smp 2 \(memory(0, "1000G", "0"))\(memory(1, "9G", "1"))",
      """
      platform: {base: qemu-pc, cpu_vendor: amd}
      nodes: [{memory: 1000GiB, cpus: [0]}, {memory: 9GiB, cpus: [1]}]
      """),
    QEMUCase(
      "pc of AMD's processors, with its high RAM behind 1 TiB",
      "-machine pc -cpu EPYC,phys-bits=48 -m 1010G -smp 2 \(memory(0, "1000G", "0"))\(memory(1, "10G", "1"))",
      """
      platform: {base: qemu-pc, cpu_vendor: amd}
      nodes: [{memory: 1000GiB, cpus: [0]}, {memory: 10GiB, cpus: [1]}]
      """),
    QEMUCase(
      "q35 of AMD's processors, moved by hot-pluggable space",
      "-machine q35 -cpu EPYC,phys-bits=48 -m 4G,slots=1,maxmem=1000G -smp 2 \(memory(0, "4G", "0-1"))",
      """
      platform: {base: qemu-q35, cpu_vendor: amd}
      nodes: [{memory: 4GiB, cpus: "0-1", hotplug: 996GiB}]
      """),
    QEMUCase(
      "pc with HMAT, caches of two levels, and memory that is attached to nobody",
      """
      -machine pc,hmat=on -m 5G -smp 4 \(memory(0, "2G", "0-1"))\(memory(1, "2G", "2-3"))\(memory(2, "1G"))
      \(locality(0, 0, 5, "10G"))\(locality(0, 1, 10, "5G"))\(locality(1, 0, 10, "5G"))\(locality(1, 1, 5, "10G"))
      \(locality(0, 2, 15, "2500M"))\(locality(1, 2, 15, "2500M"))
      -numa hmat-cache,node-id=2,size=1G,level=1,associativity=direct,policy=write-back,line=64
      -numa hmat-cache,node-id=2,size=4G,level=2,associativity=complex,policy=write-through,line=128
      -numa hmat-cache,node-id=0,size=16M,level=1,associativity=none,policy=none,line=64
      """,
      """
      platform: qemu-pc
      nodes:
        - {memory: 2GiB, cpus: "0-1", hmat: {cache: {size: 16MiB, associativity: none, policy: none, line: 64}}}
        - {memory: 2GiB, cpus: "2-3"}
        - memory: 1GiB
          cpus: []
          hmat:
            cache:
              - {size: 1GiB, associativity: direct, policy: write-back, line: 64}
              - {size: 4GiB, associativity: complex, policy: write-through, line: 128}
      hmat:
        latency: [[5ns, 10ns, 15ns], [10ns, 5ns, 15ns]]
        bandwidth: [[10240MB/s, 5120MB/s, 2500MB/s], [5120MB/s, 10240MB/s, 2500MB/s]]
      """),
  ]

  /// Machines of Arm.
  package static let arm: [QEMUCase] = [
    QEMUCase(
      "virt with distances, a node without memory, and hot-pluggable space",
      """
      -machine virt,gic-version=3 -cpu cortex-a72 -m 3G,slots=2,maxmem=8G -smp 4
      \(memory(0, "1G", "0-1"))-numa node,nodeid=1 \(memory(2, "2G", "2-3"))
      -numa dist,src=0,dst=1,val=15 -numa dist,src=0,dst=2,val=25 -numa dist,src=1,dst=2,val=30
      """,
      """
      arch: aarch64
      platform: qemu-virt
      nodes:
        - {memory: 1GiB, cpus: "0-1"}
        - {memory: 0, cpus: []}
        - {memory: 2GiB, cpus: "2-3", hotplug: {size: 5GiB, slots: 2}}
      distances: [[10, 15, 25], [15, 10, 30], [25, 30, 10]]
      """),
    QEMUCase(
      "virt with an NVDIMM",
      """
      -machine virt,gic-version=3,nvdimm=on -cpu cortex-a72 -m 2G,slots=2,maxmem=6G -smp 2
      \(memory(0, "1G", "0-1"))\(memory(1, "1G"))-numa node,nodeid=2
      -object memory-backend-ram,id=n0,size=1G,reserve=off -device nvdimm,memdev=n0,node=2
      """,
      """
      arch: aarch64
      platform: qemu-virt
      nodes:
        - {memory: 1GiB, cpus: "0-1"}
        - {memory: 1GiB, cpus: []}
        - {memory: 1GiB, cpus: [], persistent: on, hotplug: 3GiB}
      """),
    QEMUCase(
      "virt with nine NVDIMMs",
      """
      -machine virt,gic-version=3,nvdimm=on -cpu cortex-a72 -m 1G,slots=9,maxmem=2176M -smp 1 \(memory(0, "1G", "0"))
      \((0..<9).map { nvdimm($0, "128M", node: $0 + 1) }.joined())
      """,
      """
      arch: aarch64
      platform: qemu-virt
      nodes:
        - {memory: 1GiB, cpus: [0]}
      \(String(repeating: "  - {memory: 128MiB, persistent: on, cpus: []}\n", count: 9))
      """),
    QEMUCase(
      "virt with HMAT",
      """
      -machine virt,gic-version=3,hmat=on -cpu cortex-a72 -m 2G -smp 2
      \(memory(0, "1G", "0-1"))\(memory(1, "1G", nil, ",initiator=0"))
      \(locality(0, 0, 10, "1G"))\(locality(0, 1, 30, "512M"))
      """,
      """
      arch: aarch64
      platform: qemu-virt
      nodes:
        - {memory: 1GiB, cpus: "0-1"}
        - {memory: 1GiB, cpus: [], hmat: {initiator: 0}}
      hmat:
        latency: [[10ns, 30ns]]
        bandwidth: [[1024MB/s, 512MB/s]]
      """),
  ]

  /// APIC IDs from 255 on.
  package static let manyCPUs = QEMUCase(
    "288 CPUs",
    """
    -accel kvm -machine q35,kernel-irqchip=split -device intel-iommu,intremap=on,eim=on -cpu EPYC -m 4G -smp 288
    \(memory(0, "1G", "0-143"))\(memory(1, "3G", "144-287"))
    """,
    """
    platform: qemu-q35
    nodes: [{memory: 1GiB, cpus: "0-143"}, {memory: 3GiB, cpus: "144-287"}]
    """
  )

  /// A generic initiator.
  package static let initiator = QEMUCase(
    "an initiator",
    """
    -machine q35,hmat=on -m 2G -smp 2 \(memory(0, "2G", "0-1"))-numa node,nodeid=1
    -device pci-testdev,id=d0,addr=02.0 -object acpi-generic-initiator,id=gi0,pci-dev=d0,node=1
    \(locality(0, 0, 10, "1G"))\(locality(1, 0, 30, "512M"))
    """,
    """
    platform: qemu-q35
    nodes: [{memory: 2GiB, cpus: "0-1"}, {memory: 0, cpus: []}]
    initiators: [{node: 1, pci: "0000:00:02.0"}]
    hmat:
      latency: [[10ns], [30ns]]
      bandwidth: [[1024MB/s], [512MB/s]]
    """
  )
}

private func memory(_ node: Int, _ size: String, _ cpus: String? = nil, _ more: String = "") -> String {
  // Nothing of it is ever touched, so that nothing need be there.
  "-object memory-backend-ram,id=m\(node),size=\(size),reserve=off "
    + "-numa node,nodeid=\(node),memdev=m\(node)\(cpus.map { ",cpus=\($0)" } ?? "")\(more) "
}

/// A node whose memory is an NVDIMM.
private func nvdimm(_ number: Int, _ size: String, node: Int) -> String {
  "-numa node,nodeid=\(node) -object memory-backend-ram,id=n\(number),size=\(size),reserve=off "
    + "-device nvdimm,memdev=n\(number),node=\(node) "
}

private func locality(_ initiator: Int, _ target: Int, _ latency: Int, _ bandwidth: String) -> String {
  let pair = "-numa hmat-lb,initiator=\(initiator),target=\(target),hierarchy=memory"
  return "\(pair),data-type=access-latency,latency=\(latency) "
    + "\(pair),data-type=access-bandwidth,bandwidth=\(bandwidth) "
}
