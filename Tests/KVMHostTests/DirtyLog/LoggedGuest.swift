#if arch(x86_64)
  import Addresses
  import Lowering
  import Testing

  @testable import KVMHost

  /// A guest that writes where it is told to; its own pages lie in a slot of their own, which nobody logs.
  final class LoggedGuest: Sendable {
    private let cpu: ProbeCPU
    private let machine: RealizedMachine
    private let slot: ProbeSlot
    private let pages: ProbePages

    init(_ machine: RealizedMachine, in partition: RealizedPartition? = nil, number: UInt64 = 0) throws {
      let partition = partition ?? machine.guest
      self.machine = machine
      cpu = try ProbeCPU(machine: partition.descriptor, gate: partition.gate, kvm: machine.host.kvm, number: number)
      try machine.addDirtyRing(ofVCPU: cpu.descriptor, of: partition)
      let slots = try ProbeSlot.candidates(
        partition, occupied: partition.regions.map(\.guest), slotCount: machine.host.facts.slotCount - Int(number),
        addressLimit: 1 << 46)
      slot = try #require(slots.first)
      pages = ProbePages(slot.pages, in: slot.memory, code: ProbeCode.bytes, image: nil)
      self.partition = partition
    }

    private let partition: RealizedPartition

    /// Writes to addresses, on the calling thread.
    ///
    /// - Returns: How often the ring was full.
    @discardableResult
    func write(_ value: UInt64, to addresses: [UInt64]) throws -> Int {
      var full = 0
      try cpu.prepareThread()
      var rest = addresses[...]
      while !rest.isEmpty {
        let commands = rest.prefix(ProbePages.commandCapacity).map {
          ProbeCommand(item: 0, address: $0, action: .write, value: value)
        }
        rest = rest.dropFirst(commands.count)
        pages.setCommands(commands.flatMap(\.words))
        try cpu.enterLongMode(pageTables: pages.root)
        try cpu.setRegisters(
          rip: ProbePages.codeAddress + ProbeCode.Entry.probe.rawValue, rbx: 0, rcx: UInt64(commands.count),
          rsi: ProbePages.commandsAddress, rdi: ProbePages.windowEntryAddress)
        var exits = 0
        let stop = try cpu.run(
          isOverdue: { false },
          onFullRing: { () throws(HostError) in
            full += 1
            try machine.emptyDirtyRings(of: partition)
          }
        ) { _ in exits += 1 }
        guard stop == .end([]), exits == 0 else {
          throw HostError(.cancelled, .init(), "\(stop), \(exits) accesses left the guest")
        }
      }
      return full
    }
  }
#endif
