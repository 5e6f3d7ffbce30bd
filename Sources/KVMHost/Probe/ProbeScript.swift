#if arch(x86_64)
  /// The accesses of a guest, in the order in which they prove what they are to prove.
  ///
  /// Everything is written before anything is read, so that memory that two addresses share shows. Where they share it
  /// on purpose, the alias is read with what was written at the address; then the alias is written, and both are read.
  struct ProbeScript {
    private var writes: [ProbeCommand] = []
    private var reads: [ProbeCommand] = []
    /// What follows for each alias offset, in the order in which they first came.
    private var aliases: [(offset: UInt64, writes: [ProbeCommand], reads: [ProbeCommand])] = []

    /// Tries an address at which there should be nothing.
    mutating func addAbsent(_ index: Int, _ item: ProbePlan.Item, _ address: UInt64) {
      reads.append(ProbeCommand(item: index, address: address, action: .readByte))
      // Where a slot is registered that should not be, the write arrives.
      if item.mayWrite, address % 8 == 0 {
        reads.append(
          ProbeCommand(item: index, address: address, action: .write, value: ProbeCommand.value(at: address)))
      }
    }

    /// Tries an address at which there should be memory.
    ///
    /// - Parameter present: What the host has there.
    mutating func add(_ index: Int, _ item: ProbePlan.Item, _ address: UInt64, present: UInt64) {
      let value = ProbeCommand.value(at: address)
      switch item.expectation {
      case .writable where item.aliasOffset != 0: addAlias(index, item, address)
      case .writable:
        writes.append(ProbeCommand(item: index, address: address, action: .write, value: value))
        reads.append(ProbeCommand(item: index, address: address, action: .read, value: value))
      case .readable:
        reads.append(ProbeCommand(item: index, address: address, action: .read, value: present))
        guard item.aliasOffset != 0 else { return }
        reads.append(ProbeCommand(item: index, address: address - item.aliasOffset, action: .read, value: present))
      case .readOnly:
        reads.append(ProbeCommand(item: index, address: address, action: .read, value: present))
        guard item.mayWrite else { return }
        reads.append(ProbeCommand(item: index, address: address, action: .write, value: ~present))
      case .zeros: reads.append(ProbeCommand(item: index, address: address, action: .read, value: 0))
      case .absent: addAbsent(index, item, address)
      }
    }

    private mutating func addAlias(_ index: Int, _ item: ProbePlan.Item, _ address: UInt64) {
      let original = address - item.aliasOffset
      let value = ProbeCommand.value(at: address)
      let first = ProbeCommand.value(at: original)
      writes.append(ProbeCommand(item: index, address: original, action: .write, value: first))
      reads.append(
        ProbeCommand(
          item: index, address: address, action: .read, value: first, writtenAt: original))
      if aliases.last?.offset != item.aliasOffset, !aliases.contains(where: { $0.offset == item.aliasOffset }) {
        aliases.append((item.aliasOffset, [], []))
      }
      for place in aliases.indices where aliases[place].offset == item.aliasOffset {
        aliases[place].writes.append(
          ProbeCommand(item: index, address: address, action: .write, value: value))
        aliases[place].reads.append(
          ProbeCommand(
            item: index, address: original, action: .read, value: value, writtenAt: address))
        aliases[place].reads.append(
          ProbeCommand(item: index, address: address, action: .read, value: value))
      }
    }

    /// What the guest does, in order. After each phase the host is looked at, before the next one writes to the same
    /// memory.
    var phases: [[ProbeCommand]] { [writes + reads] + aliases.map { $0.writes + $0.reads } }
  }
#endif
