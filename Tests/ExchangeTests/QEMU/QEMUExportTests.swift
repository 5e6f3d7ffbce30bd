import Artifacts
import Diagnostics
import Exchange
import Foundation
import Lowering
import MachineModel
import TestSupport
import Testing

@Suite("Machines as QEMU's command lines")
struct QEMUExportTests {
  static let examples: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/examples")) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "examples/\($0)" }
  }()

  /// Every example on a platform of QEMU's, and every other machine that its tables are compared for.
  static let machines: [(String, String)] =
    examples.filter { $0.hasPrefix("examples/qemu-") }.map {
      ($0, (try? packageText($0)) ?? "")
    }
    + (QEMUCase.x86 + QEMUCase.arm + [QEMUCase.manyCPUs, QEMUCase.initiator]).map {
      ($0.description, "memc: 1\n\($0.topology)")
    }

  @Test("are read back as the same machine", arguments: machines)
  func roundTrip(_ name: String, _ text: String) throws {
    let compilation = Compilation(text)
    let layout = try #require(compilation.lowered)
    let exported = Exported(layout, compilation.source, QEMUFormat.self)
    #expect(exported.told == "")
    let imported = Imported(exported.text, QEMUFormat.self)
    #expect(imported.identifiers.allSatisfy { $0 == "empty-node" }, "\(imported.text)")
    let names = LayoutFacts.tables + ["pptt", "madt"]
    #expect(LayoutFacts(try #require(imported.layout), names) == LayoutFacts(layout, names), "\(exported.text)")
  }

  @Test("drawn at random are read back as the same machine, with what the host is to do")
  func random() throws {
    var random = SeededGenerator(seed: 2026)
    var count = 0
    for _ in 0..<400 {
      let machine = RandomQEMUMachine(&random)
      guard let compilation = machine.compilation(&random), let layout = compilation.lowered else { continue }
      count += 1
      let exported = Exported(layout, compilation.source, QEMUFormat.self)
      let text = String(decoding: compilation.source.bytes, as: UTF8.self)
      try #require(exported.told == "", "\(text)")
      let imported = Imported(exported.text, QEMUFormat.self)
      let again = try #require(imported.layout, "\(text)\(exported.text)\(imported.text)")
      let names = LayoutFacts.tables + ["pptt", "madt"]
      try #require(LayoutFacts(again, names) == LayoutFacts(layout, names), "\(text)\(exported.text)")
      for memory in layout.backedMemory {
        let (one, other) = (StatedPolicy(layout.policy(of: memory)), StatedPolicy(again.policy(of: memory)))
        #expect(one == other, "\(text)\(exported.text)")
      }
    }
    // Some have errors, such as nodes that have nothing.
    #expect(count > 200)
  }

  static let lines: [(String, String, String)] = [
    (
      "one node", "memory: 1GiB",
      """
      # Platform 'generic' is none of QEMU's; RAM lies on its 'q35' as there.
      qemu-system-x86_64 \\
        -machine q35 \\
        -m 1G \\
        -smp 1 \\
        -object memory-backend-ram,id=ram0,size=1G \\
        -numa node,nodeid=0,cpus=0,memdev=ram0
      """
    ),
    (
      "a PC that is cut at 3 GiB, as QEMU's is with less memory only where it is told to be", "memory: 3200MiB",
      """
      # Platform 'generic' is none of QEMU's; RAM lies on its 'pc' as there.
      qemu-system-x86_64 \\
        -machine pc,max-ram-below-4g=3G \\
        -m 3200M \\
        -smp 1 \\
        -object memory-backend-ram,id=ram0,size=3200M \\
        -numa node,nodeid=0,cpus=0,memdev=ram0
      """
    ),
    (
      "all that the host is to do",
      """
      platform: {base: qemu-q35, cpu_vendor: amd, phys_bits: 46, max_ram_below_4g: 1GiB}
      cpus: {packages: 2, llcs: 4, cores_per_llc: 2, present: 6}
      nodes:
        - {memory: 2GiB, llcs: 2, hugepages: 1GiB, backing: shared, host_nodes: [0], prefault: on, pin: on}
        - {memory: 1GiB, llcs: 2, host_nodes: [0, 1, 3], policy: interleave, mergeable: on, reserve: on, pin: on}
        - {memory: 1GiB, backing: {file: "/dev/shm/guest, one"}, pin: on}
        - {memory: 1030MiB, persistent: on, hotplug: {size: 4GiB, slots: 2}, pin: on}
      distances: {remote: 20}
      acpi: {oem_id: "EXAMPL", oem_table_id: "A,B     "}
      """,
      """
      qemu-system-x86_64 \\
        -machine 'q35,max-ram-below-4g=1G,nvdimm=on,x-oem-id=EXAMPL,x-oem-table-id=A,,B     ' \\
        -cpu max,vendor=AuthenticAMD,phys-bits=46 \\
        -m 4G,slots=3,maxmem=9222M \\
        -smp 6,maxcpus=8,sockets=2,dies=2,cores=2,threads=1 \\
        -object memory-backend-memfd,id=ram0,size=2G,hugetlb=on,hugetlbsize=1G,share=on,host-nodes=0,policy=bind,prealloc=on \\
        -numa node,nodeid=0,cpus=0-3,memdev=ram0 \\
        -object memory-backend-ram,id=ram1,size=1G,host-nodes=0-1,host-nodes=3,policy=interleave,merge=on,reserve=on \\
        -numa node,nodeid=1,cpus=4-7,memdev=ram1 \\
        -object 'memory-backend-file,id=ram2,size=1G,mem-path=/dev/shm/guest,, one,share=on' \\
        -numa node,nodeid=2,memdev=ram2 \\
        -numa node,nodeid=3 \\
        -numa dist,src=0,dst=1,val=20 \\
        -numa dist,src=0,dst=2,val=20 \\
        -numa dist,src=0,dst=3,val=20 \\
        -numa dist,src=1,dst=2,val=20 \\
        -numa dist,src=1,dst=3,val=20 \\
        -numa dist,src=2,dst=3,val=20 \\
        -object memory-backend-ram,id=nvdimm3,size=1030M \\
        -device nvdimm,memdev=nvdimm3,node=3 \\
        -overcommit mem-lock=on
      """
    ),
    (
      "a machine of Arm with HMAT, and directions that differ",
      """
      arch: aarch64
      platform: qemu-virt
      cpus: {llcs: 2, cores_per_llc: 2}
      nodes:
        - {memory: 1GiB, llcs: 2, hmat: {read_latency: 80ns, bandwidth: 40GB/s, cache: [{size: 1MiB}, {size: 2MiB}]}}
        - {memory: 1GiB, hmat: {initiator: 0, read_latency: 120ns, bandwidth: 10GB/s}}
      distances: {asymmetric: on, matrix: [[10, 15], [25, 10]]}
      """,
      """
      qemu-system-aarch64 \\
        -machine virt,gic-version=3,hmat=on \\
        -cpu max \\
        -m 2G \\
        -smp 4,sockets=1,clusters=2,cores=2,threads=1 \\
        -object memory-backend-ram,id=ram0,size=1G \\
        -numa node,nodeid=0,cpus=0-3,memdev=ram0 \\
        -object memory-backend-ram,id=ram1,size=1G \\
        -numa node,nodeid=1,memdev=ram1,initiator=0 \\
        -numa dist,src=0,dst=1,val=15 \\
        -numa dist,src=1,dst=0,val=25 \\
        -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=read-latency,latency=80 \\
        -numa hmat-lb,initiator=0,target=1,hierarchy=memory,data-type=read-latency,latency=180 \\
        -numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-bandwidth,bandwidth=40000M \\
        -numa hmat-lb,initiator=0,target=1,hierarchy=memory,data-type=access-bandwidth,bandwidth=6667M \\
        -numa hmat-cache,node-id=0,size=1M,level=1,associativity=direct,policy=write-back,line=64 \\
        -numa hmat-cache,node-id=0,size=2M,level=2,associativity=direct,policy=write-back,line=64
      """
    ),
    (
      "a PC that is cut at 3 GiB, as QEMU's is from 3.5 GiB of memory on",
      """
      cpus: {llcs: 4, dies: 2, cores_per_llc: 2}
      nodes:
        - {memory: 4GiB, llcs: 2, domain: 0}
        - {memory: 1GiB, llcs: 2, domain: 1}
      initiators: [{node: 1, pci: "0000:00:1f.3"}]
      """,
      """
      # Platform 'generic' is none of QEMU's; RAM lies on its 'pc' as there.
      # 'modules' of CPUs are known to QEMU from 9.1 on.
      # Initiators are known to QEMU from 9.1 on; 'pci-testdev' stands for the device that is meant.
      qemu-system-x86_64 \\
        -machine pc \\
        -m 5G \\
        -smp 8,sockets=1,dies=2,modules=2,cores=2,threads=1 \\
        -object memory-backend-ram,id=ram0,size=4G \\
        -numa node,nodeid=0,cpus=0-3,memdev=ram0 \\
        -object memory-backend-ram,id=ram1,size=1G \\
        -numa node,nodeid=1,cpus=4-7,memdev=ram1 \\
        -device pci-testdev,id=device0,addr=1f.3 \\
        -object acpi-generic-initiator,id=initiator0,pci-dev=device0,node=1
      """
    ),
  ]

  @Test("are these", arguments: lines)
  func written(_ name: String, _ topology: String, _ expected: String) throws {
    let compilation = Compilation("memc: 1\n\(topology)\n")
    let exported = Exported(try #require(compilation.lowered), compilation.source, QEMUFormat.self)
    #expect(exported.told == "")
    #expect(exported.text == expected + "\n")
  }

  @Test("of any example are read back, or say what is lost", arguments: examples)
  func all(_ path: String) throws {
    let compilation = Compilation(try packageText(path), name: path)
    let layout = try #require(compilation.lowered)
    let exported = Exported(layout, compilation.source, QEMUFormat.self)
    #expect(exported.identifiers.allSatisfy { $0 == "not-expressible" })
    let imported = Imported(exported.text, QEMUFormat.self)
    let again = try #require(imported.layout, "\(exported.text)\(imported.text)")
    guard exported.told.isEmpty, !exported.text.contains("RAM lies elsewhere") else { return }
    #expect(again.extents == layout.extents)
    #expect(again.topology.cpus == layout.topology.cpus)
    #expect(again.topology.distances.values == layout.topology.distances.values)
    #expect(LayoutFacts(again, []) == LayoutFacts(layout, []))
  }
}
