import FieldCoding
import Addresses
import Lowering
import Synchronization

#if arch(x86_64)
  import CLinux
  import MachineModel

  /// One verification of a partition: a guest is given pages to run in, then tables to walk, then commands to work
  /// through.
  struct ProbeRun: Sendable {
    private let machine: RealizedMachine
    private let partition: RealizedPartition
    private let options: VerificationOptions
    /// What is there, which does not change meanwhile.
    private let space: GuestSpace
    private let plan: ProbePlan
    private let cpu: ProbeCPU
    private let watchdog: Watchdog
    private let addressLimit: UInt64
    /// Holds the log of dirty pages against what the guest writes; `nil` where it is off.
    private let log: ProbeLog?

    /// Plans the verification of a partition.
    init(
      _ partition: RealizedPartition, of machine: RealizedMachine, _ options: VerificationOptions
    ) throws(HostError) {
      self.machine = machine
      self.partition = partition
      self.options = options
      addressLimit = 1 << UInt64(machine.host.facts.physicalBits ?? 52)
      space = machine.space(of: partition)
      plan = ProbePlan(
        space.regions, forbidden: partition === machine.guest ? Self.forbidden(in: machine) : [],
        names: SlotNames(machine.windows), zeros: partition === machine.guest ? options.zeros : [],
        writesFiles: options.writesFiles, addressLimit: addressLimit)
      cpu = try Self.cpu(of: partition, machine.host.kvm)
      log = ProbeLog(partition, of: machine)
      if let support = machine.host.dirtyLog?.support, support.mode == .ring {
        try partition.rings.add(cpu.descriptor, entries: support.ringEntries, owner: ObjectIdentifier(cpu))
      }
      watchdog = try Watchdog(timeout: options.timeout)
    }

    /// What the more privileged level alone may see, where it sees it.
    private static func forbidden(in machine: RealizedMachine) -> [ProbePlan.Forbidden] {
      let regions = machine.privileged?.regions ?? []
      return regions.compactMap { region in
        if region.slot.aliasOffset != nil { return ProbePlan.Forbidden(target: .alias, range: region.guest) }
        guard region.slot.source == .vtl2 else { return nil }
        return ProbePlan.Forbidden(target: .privilegedMemory, range: region.guest)
      }
    }

    private static func cpu(of partition: RealizedPartition, _ kvm: KVM) throws(HostError) -> ProbeCPU {
      if let cpu = partition.probe.withLock({ $0 }) { return cpu }
      let count = max(kvm.capability(KVM_CAP_MAX_VCPU_ID), kvm.capability(KVM_CAP_MAX_VCPUS), 4)
      let cpu = try ProbeCPU(
        machine: partition.descriptor, gate: partition.gate, kvm: kvm, number: UInt64(count - 1))
      partition.probe.withLock { $0 = cpu }
      return cpu
    }

    /// Runs it, on a thread of its own.
    func run() throws(HostError) -> [VerificationLine] {
      try watchdog.run(kick: { cpu.kick($0) }) { () throws(HostError) in
        let saved = SavedMemory(space.memory)
        defer { saved.restore() }
        try cpu.prepareThread()
        return try verify(saved)
      }
    }

    private func verify(_ saved: SavedMemory) throws(HostError) -> [VerificationLine] {
      try log?.begin()
      let (placement, failure) = try place(saved)
      guard let placement else { return lines(withoutGuest: failure) }
      let walked = try TableWalk(machine, tables) { (entry, registers) throws(HostError) in
        try guest(placement.pages, entry, registers)
      }.lines()
      var commands: [ProbeCommand] = []
      var interruption: String?
      for var phase in try script(saved).phases {
        // What the phase before left in memory is the next one's to overwrite.
        note(&commands)
        if interruption == nil { interruption = try work(through: &phase, in: placement.pages) }
        commands += phase
      }
      let judge = ProbeComparison(
        plan: plan, commands: commands, memory: space.memory, saved: saved, interruption: interruption)
      var lines = judge.lines()
      if let log {
        try log.collect()
        lines.append(log.line(commands, in: placement.pages))
      }
      if let interruption {
        lines.append(Self.guestLine(placement.pages.root, interruption))
      }
      return lines + walked
    }

    private func lines(withoutGuest reason: String) -> [VerificationLine] {
      plan.items.map { item in
        VerificationLine(
          target: item.target, range: item.range, expectation: item.text,
          outcome: .notProbed("the guest does not run"))
      } + (log.map { [$0.line(withoutGuest: "the guest does not run")] } ?? []) + [Self.guestLine(0, reason)]
    }

    private static func guestLine(_ root: UInt64, _ reason: String) -> VerificationLine {
      VerificationLine(
        target: .guest, range: AddressRange(start: root, size: Units.pageSize), expectation: "runs to its end",
        outcome: .mismatch(reason))
    }

    /// The tables that lie in this partition's memory for its guest: those of `vtl0`.
    private var tables: GuestTables? { partition === machine.guest ? machine.host.tables : nil }

    // MARK: Where the guest's pages lie

    /// Where the guest's pages lie; a slot of their own is deleted when this goes.
    private struct Placement {
      let pages: ProbePages
      let slot: ProbeSlot?
    }

    /// Finds pages in which a guest runs: in the first writable RAM, else in a slot of their own.
    private func place(_ saved: SavedMemory) throws(HostError) -> (Placement?, failure: String) {
      var failure = "no writable RAM has room for the guest's pages"
      if let pages = try pagesInRAM(saved) {
        let placement = Placement(pages: prepare(pages, in: space.memory.ram), slot: nil)
        switch try guest(placement.pages, .finish, Registers()) {
        case .end: return (placement, "")
        case .failure(let reason): failure = reason
        case .hang: return (nil, Self.hang)
        }
      }
      // RAM that runs no guest is not what the layout says; which of it, a guest from elsewhere can tell.
      for slot in try ProbeSlot.candidates(
        partition, occupied: plan.items.filter { $0.target != .hole && $0.target != .discarded }.map(\.range),
        slotCount: machine.host.facts.slotCount, addressLimit: addressLimit)
      {
        let placement = Placement(pages: prepare(slot.pages, in: slot.memory), slot: slot)
        switch try guest(placement.pages, .finish, Registers()) {
        case .end: return (placement, "")
        case .failure: continue
        case .hang: return (nil, Self.hang)
        }
      }
      return (nil, failure)
    }

    private func prepare(_ pages: [ProbePages.Page], in memory: GuestMemory) -> ProbePages {
      ProbePages(
        pages, in: memory, code: options.code ?? ProbeCode.bytes, image: tables?.acpi)
    }

    /// Saved pages of RAM in which nothing is probed and no table lies; `nil` where there are too few.
    private func pagesInRAM(_ saved: SavedMemory) throws(HostError) -> [ProbePages.Page]? {
      let probed = Set(
        plan.items.flatMap { item in item.addresses.map { ($0 - item.aliasOffset).roundedDown(to: 4096) } })
      let tables = self.tables?.places ?? []
      var pages: [(page: ProbePages.Page, region: Region)] = []
      for region in space.regions
      where region.visibility == .readWrite && !region.isPreexisting && region.slot.isRAM {
        for address in stride(from: region.guest.start, to: region.guest.end, by: 4096) {
          guard pages.count < ProbePages.count else { break }
          if probed.contains(address)
            || tables.contains(where: { $0.overlaps(AddressRange(start: address, size: 4096)) })
          {
            continue
          }
          let host = region.hostAddress + (address - region.guest.start)
          pages.append((ProbePages.Page(guest: address, host: host), region))
        }
      }
      guard pages.count == ProbePages.count else { return nil }
      for (page, region) in pages { try saved.save(page.host, 4096, of: region, writes: true) }
      return pages.map(\.page)
    }

    // MARK: Running

    static let hang = "the guest hangs"

    /// What the guest begins with.
    struct Registers {
      var rbx: UInt64 = 0
      var rcx: UInt64 = 0
      var rsi: UInt64 = 0
      var rdi: UInt64 = 0
    }

    /// Runs the guest from an entry to its end; accesses that no memory answers are a failure.
    private func guest(
      _ pages: ProbePages, _ entry: ProbeCode.Entry, _ registers: Registers
    ) throws(HostError) -> ProbeCPU.Stop {
      var stray: ProbeCPU.MMIO?
      let stop = try enter(pages, entry, registers) { (mmio) throws(HostError) in
        if stray == nil { stray = mmio }
      }
      if let stray, stop != .hang {
        return .failure("an access leaves the guest at \(Units.address(stray.address))")
      }
      return stop
    }

    private func enter(
      _ pages: ProbePages, _ entry: ProbeCode.Entry, _ registers: Registers,
      onMMIO: (ProbeCPU.MMIO) throws(HostError) -> Void
    ) throws(HostError) -> ProbeCPU.Stop {
      try cpu.enterLongMode(pageTables: pages.root)
      try cpu.setRegisters(
        rip: ProbePages.codeAddress + entry.rawValue, rbx: registers.rbx, rcx: registers.rcx, rsi: registers.rsi,
        rdi: registers.rdi)
      return try watchdog.bounding { () throws(HostError) in
        try cpu.run(
          isOverdue: { watchdog.isOverdue },
          onFullRing: { () throws(HostError) in if let log { try log.collect() } else { try partition.takeRings() }
          },
          onMMIO: onMMIO)
      }
    }

    // MARK: Commands

    /// Notes what the host has where commands went that were not looked at yet.
    private func note(_ commands: inout [ProbeCommand]) {
      for index in commands.indices where commands[index].found == nil {
        let item = plan.items[commands[index].item]
        guard item.expectation != .absent, let host = item.hostAddress(of: commands[index].address) else {
          continue
        }
        commands[index].found = item.value(at: host, space.memory)
      }
    }

    /// The commands of the plan, after saving what they write, and what they would write were a slot not as it should.
    private func script(_ saved: SavedMemory) throws(HostError) -> ProbeScript {
      var script = ProbeScript()
      for (index, item) in plan.items.enumerated() where item.obstacle == nil {
        for address in item.addresses {
          guard let region = item.region else {
            script.addAbsent(index, item, address)
            continue
          }
          let host = region.hostAddress + (address - region.guest.start)
          let count = Int(min(8, region.guest.end - address))
          try saved.save(host, count, of: region, writes: item.mayWrite)
          if item.expectation == .absent {
            script.addAbsent(index, item, address)
            continue
          }
          let memory = space.memory[region.slot.source]
          // What a guest reads in a file's copy is held against the file.
          if item.expectation == .readOnly, item.mayWrite, !region.isCopyOfFile {
            memory.write(ProbeCommand.value(at: address).littleEndianBytes[...], at: host)
          }
          let present = UInt64(littleEndianBytes: memory.read(8, at: host))
          script.add(index, item, address, present: present)
        }
      }
      return script
    }

    /// Gives the guest its commands, a page full at a time.
    ///
    /// - Returns: Why the guest did not come to its end; `nil` where it did.
    private func work(
      through commands: inout [ProbeCommand], in pages: ProbePages
    ) throws(HostError) -> String? {
      var next = 0
      var failures = 0
      while next < commands.count {
        let batch = next..<min(next + ProbePages.commandCapacity, commands.count)
        pages.setCommands(commands[batch].flatMap(\.words))
        var answers: [(index: Int, mmio: ProbeCPU.MMIO)] = []
        let stop = try enter(
          pages, .probe,
          Registers(
            rcx: UInt64(batch.count), rsi: ProbePages.commandsAddress, rdi: ProbePages.windowEntryAddress)
        ) { (mmio) throws(HostError) in
          answers.append((try currentCommand(), mmio))
        }
        let done: Int
        switch stop {
        case .end: done = batch.count
        case .failure, .hang: done = min(max(0, try currentCommand()), batch.count - 1)
        }
        for (offset, result) in pages.results(count: done).enumerated() {
          commands[batch.lowerBound + offset].result = result
        }
        for (index, mmio) in answers where batch.indices.contains(batch.lowerBound + index) {
          commands[batch.lowerBound + index].mmio.append(mmio)
        }
        next = batch.lowerBound + done
        switch stop {
        case .end: continue
        case .hang: return Self.hang
        case .failure(let reason):
          // The next one may tell more, but a guest that fails again and again has told enough.
          commands[next].failure = reason
          next += 1
          failures += 1
          if failures == 16 { return reason }
        }
      }
      return nil
    }

    /// Which command of the page the guest is working on.
    private func currentCommand() throws(HostError) -> Int {
      let address = try cpu.registers().rsi
      guard address >= ProbePages.commandsAddress, address < ProbePages.commandsAddress + 4096 else { return -1 }
      return Int((address - ProbePages.commandsAddress) / 32)
    }
  }
#endif
