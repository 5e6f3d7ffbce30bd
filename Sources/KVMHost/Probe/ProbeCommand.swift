#if arch(x86_64)
  import MachineModel

  /// One access that the guest makes, and what came of it.
  struct ProbeCommand {
    /// The access.
    enum Action: UInt64 {
      /// Writes eight bytes.
      case write = 1
      /// Reads eight bytes.
      case read = 2
      /// Reads one byte.
      case readByte = 4
    }

    /// The item of the plan.
    let item: Int
    /// The guest physical address.
    let address: UInt64
    /// The access.
    let action: Action
    /// What is written, or what should be read.
    let value: UInt64
    /// Where the value was written that should be read, where that is another address.
    var writtenAt: UInt64?
    /// What the host had there after the phase; `nil` where it has it still.
    var found: UInt64?
    /// What was read; `nil` as long as the guest did not come past the command.
    var result: UInt64?
    /// What left the guest.
    var mmio: [ProbeCPU.MMIO] = []
    /// What the guest did instead.
    var failure: String?

    init(item: Int, address: UInt64, action: Action, value: UInt64 = 0, writtenAt: UInt64? = nil) {
      self.item = item
      self.address = address
      self.action = action
      self.value = value
      self.writtenAt = writtenAt
    }

    /// The command as the guest reads it.
    var words: [UInt64] {
      [
        address & ~4095 | ProbePages.entryFlags, ProbePages.windowAddress + address & 4095, action.rawValue, value,
      ]
    }

    /// What is written to an address: another value at every address, from which the address can be told.
    static func value(at address: UInt64) -> UInt64 { address ^ key }

    /// The address at which a value is written.
    static func address(of value: UInt64) -> UInt64 { value ^ key }

    private static let key: UInt64 = 0x9E37_79B9_7F4A_7C15
  }
#endif
