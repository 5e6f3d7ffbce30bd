import Addresses
import FieldCoding
import Lowering

#if arch(x86_64)
  import MachineModel

  /// Compares what the guest saw with what it should have seen.
  struct ProbeComparison {
    private let plan: ProbePlan
    private let memory: MachineMemory
    private let saved: SavedMemory
    private let interruption: String?
    private let commandsOfItem: [Int: [ProbeCommand]]
    private let written: Set<UInt64>

    init(
      plan: ProbePlan, commands: [ProbeCommand], memory: MachineMemory, saved: SavedMemory, interruption: String?
    ) {
      self.plan = plan
      self.memory = memory
      self.saved = saved
      self.interruption = interruption
      commandsOfItem = Dictionary(grouping: commands, by: \.item)
      written = Set(commands.filter { $0.action == .write }.map(\.address))
    }

    /// A line an item of the plan.
    func lines() -> [VerificationLine] {
      plan.items.enumerated().map { index, item in
        let memory = item.region?.slot.memory
        return VerificationLine(
          zone: memory?.zone == nil ? nil : memory, target: item.target, range: item.range, expectation: item.text,
          outcome: outcome(of: item, commandsOfItem[index] ?? []))
      }
    }

    private func outcome(of item: ProbePlan.Item, _ commands: [ProbeCommand]) -> VerificationLine.Outcome {
      if let obstacle = item.obstacle { return .notProbed(obstacle) }
      var objections: [String] = []
      var isComplete = true
      for command in commands {
        if let failure = command.failure {
          objections.append("an access to \(Units.address(command.address)) fails: \(failure)")
        } else if command.result != nil {
          if let objection = objection(to: command, of: item) { objections.append(objection) }
        } else {
          isComplete = false
        }
      }
      if let first = objections.first {
        return .mismatch(objections.count == 1 ? first : "\(first) (and \(objections.count - 1) more)")
      }
      if let objection = objectionToContents(of: item, commands) { return .mismatch(objection) }
      return isComplete ? .ok : .notProbed(interruption ?? "the guest was stopped before")
    }

    private func objection(to command: ProbeCommand, of item: ProbePlan.Item) -> String? {
      switch (item.expectation, command.action) {
      case (.absent, _): objectionToPresence(command)
      case (.readOnly, .write): objectionToWriting(command, of: item)
      case (_, .write): objectionToAbsence(command)
      case (_, .read), (_, .readByte): objectionToAbsence(command) ?? objectionToValue(command, of: item)
      }
    }

    /// What a guest reads in a window that only this process could have written to is what the file has.
    private func objectionToContents(of item: ProbePlan.Item, _ commands: [ProbeCommand]) -> String? {
      guard item.expectation == .readOnly, case .window(let number)? = item.region?.slot.source,
        let window = memory.window(number), let file = window.file
      else { return nil }
      for command in commands where command.action == .read {
        let offset = command.address - window.window.start
        guard let result = command.result, let bytes = file.read(8, at: offset) else { continue }
        let expected = UInt64(littleEndianBytes: bytes)
        guard result != expected else { continue }
        return
          "the guest reads \(Units.address(result)) at \(Units.address(command.address)), but the window's file has "
          + "\(Units.address(expected)) at \(Units.address(file.offset + offset))"
      }
      return nil
    }

    private func objectionToAbsence(_ command: ProbeCommand) -> String? {
      guard let mmio = command.mmio.first else { return nil }
      let verb = mmio.isWrite ? "a write to" : "a read of"
      return "\(verb) \(Units.address(command.address)) leaves the guest"
        + (mmio.address == command.address ? "" : " at \(Units.address(mmio.address))")
        + ": no memory is registered there"
    }

    private func objectionToPresence(_ command: ProbeCommand) -> String? {
      let address = Units.address(command.address)
      guard let mmio = command.mmio.first else {
        return command.action == .write
          ? "a write to \(address) does not leave the guest: memory is registered where none should be"
          : "a read of \(address) finds \(Units.address(command.result ?? 0)): memory is registered where none should be"
      }
      guard mmio.address != command.address else { return nil }
      return "an access to \(address) leaves the guest at \(Units.address(mmio.address))"
    }

    /// A write to read-only memory must leave the guest and change nothing.
    private func objectionToWriting(_ command: ProbeCommand, of item: ProbePlan.Item) -> String? {
      let address = Units.address(command.address)
      guard let mmio = command.mmio.first, mmio.isWrite else {
        return "a write to \(address) does not leave the guest: the slot is writable"
      }
      if mmio.address != command.address {
        return "a write to \(address) leaves the guest at \(Units.address(mmio.address))"
      }
      guard let (host, value) = hostValue(command, item), value == command.value else { return nil }
      return "a write to \(address) leaves the guest, but changed host \(Units.address(host)) too"
    }

    /// What the guest read must be what it wrote, or what the host has there; and the host must have it there.
    private func objectionToValue(_ command: ProbeCommand, of item: ProbePlan.Item) -> String? {
      guard let (host, found) = hostValue(command, item), let result = command.result else { return nil }
      let address = Units.address(command.address)
      let value = command.value
      if item.expectation == .zeros {
        guard result != 0 || found != 0 else { return nil }
        return "the guest reads \(Units.address(result)) at \(address), and host \(Units.address(host)) holds "
          + "\(Units.address(found)), where zeros should be"
      }
      if item.expectation == .writable {
        if result != value {
          let place = command.writtenAt.map { Units.address($0) } ?? address
          return "the guest wrote \(Units.address(value)) to \(place), and reads \(Units.address(result))"
            + (place == address ? "" : " at \(address)") + origin(of: result)
        }
        guard found != value else { return nil }
        let other = ProbeCommand.address(of: found)
        if written.contains(other) {
          return "host \(Units.address(host)) belongs to \(address), but holds what the guest wrote to "
            + "\(Units.address(other)): the slot is registered with other host memory"
        }
        return found == saved.word(at: host)
          ? "what the guest wrote to \(address) is not at host \(Units.address(host)): "
            + "the slot is registered with other host memory"
          : "host \(Units.address(host)) holds \(Units.address(found)), not what the guest wrote to \(address)"
      }
      guard result != value else { return nil }
      return "the guest reads \(Units.address(result)) at \(address), but host \(Units.address(host)) holds "
        + "\(Units.address(value))" + origin(of: result)
    }

    private func origin(of value: UInt64) -> String {
      let other = ProbeCommand.address(of: value)
      return written.contains(other) ? ", which belongs to \(Units.address(other))" : ""
    }

    private func hostValue(_ command: ProbeCommand, _ item: ProbePlan.Item) -> (host: UInt64, value: UInt64)? {
      guard let host = item.hostAddress(of: command.address) else { return nil }
      if let found = command.found { return (host, found) }
      return (host, item.value(at: host, memory))
    }
  }
#endif
