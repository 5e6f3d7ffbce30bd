import Addresses

#if arch(x86_64)
  import CLinux
  import Glibc
  import MachineModel
  import SystemPackage

  /// A vCPU in 64-bit mode, with the page that KVM shares of it.
  final class ProbeCPU: Sendable {
    /// Why the guest stopped.
    enum Stop: Equatable {
      /// It came to its end, after reporting these words.
      case end([UInt32])
      /// It did something that its code does not: what, in words.
      case failure(String)
      /// It ran longer than it may.
      case hang
    }

    /// An access that no memory answered.
    struct MMIO: Equatable {
      /// The guest physical address.
      let address: UInt64
      /// Bytes.
      let length: UInt32
      /// Whether it was a write.
      let isWrite: Bool
    }

    /// The signal that takes the vCPU's thread out of the guest.
    private static let signal = SIGUSR1

    private let owner: OwnedDescriptor
    private let gate: RunGate
    /// The address of `struct kvm_run`, mapped as long as this object lives.
    private let shared: UInt64
    private let sharedSize: UInt64

    /// KVM_CREATE_VCPU and KVM_SET_CPUID2 of what KVM supports; without it a guest has 36 physical address bits.
    init(machine: FileDescriptor, gate: RunGate, kvm: KVM, number: UInt64) throws(HostError) {
      self.gate = gate
      let size = try kvm.sharedPageSize()
      var cpuid = try kvm.supportedCPUID()
      let cpu: OwnedDescriptor
      do {
        cpu = OwnedDescriptor(
          returned: try kernel { memc_ioctl(machine.rawValue, MEMC_KVM_CREATE_VCPU, number) })
      } catch {
        throw HostError(.createVCPU, error)
      }
      do {
        shared = UInt64(
          try kernel {
            // A new mapping at an address of the kernel's choice.
            unsafe memc_mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED, cpu.descriptor.rawValue, 0)
          })
      } catch {
        throw HostError(.mmap, error)
      }
      owner = cpu
      sharedSize = size
      do {
        try cpuid.call(owner.descriptor, MEMC_KVM_SET_CPUID2)
      } catch {
        throw HostError(.setVCPUState, error, .any, .init(), "CPUID")
      }
    }

    deinit {
      // Mapped in the initializer, and no reference to it leaves this object.
      _ = unsafe memc_munmap(shared, sharedSize)
    }

    /// The shared page. The kernel writes it inside KVM_RUN only, but for `immediate_exit`, which is one byte.
    private var page: UnsafeMutablePointer<kvm_run> {
      // The kernel mapped at least the structure there.
      guard let pointer = unsafe UnsafeMutablePointer<kvm_run>(bitPattern: UInt(shared)) else {
        preconditionFailure("a mapping is never at address 0")
      }
      return unsafe pointer
    }

    /// Its descriptor; valid as long as this object lives.
    var descriptor: FileDescriptor { owner.descriptor }

    // MARK: Registers

    /// Puts the vCPU into 64-bit mode: paging by the tables at `pageTables`, flat segments, privilege level 0.
    func enterLongMode(pageTables: UInt64) throws(HostError) {
      var state = kvm_sregs()
      try call(MEMC_KVM_GET_SREGS, &state)
      state.cr0 = 0x8000_0031  // PG, NE, ET, PE
      state.cr3 = pageTables
      state.cr4 = 0x20  // PAE
      state.efer = 0x500  // LMA, LME
      var code = kvm_segment()
      code.limit = 0xffff_ffff
      code.selector = 8
      code.type = 11  // execute, read, accessed
      code.present = 1
      code.s = 1
      code.l = 1
      code.g = 1
      state.cs = code
      var data = code
      data.selector = 16
      data.type = 3  // read, write, accessed
      data.l = 0
      data.db = 1
      state.ds = data
      state.es = data
      state.fs = data
      state.gs = data
      state.ss = data
      try call(MEMC_KVM_SET_SREGS, &state)
    }

    /// Sets where the guest goes on, and with what.
    func setRegisters(rip: UInt64, rbx: UInt64, rcx: UInt64, rsi: UInt64, rdi: UInt64) throws(HostError) {
      var state = kvm_regs()
      state.rip = rip
      state.rbx = rbx
      state.rcx = rcx
      state.rsi = rsi
      state.rdi = rdi
      state.rflags = 2
      try call(MEMC_KVM_SET_REGS, &state)
    }

    /// The registers of a guest that is not running.
    func registers() throws(HostError) -> kvm_regs {
      var state = kvm_regs()
      try call(MEMC_KVM_GET_REGS, &state)
      return state
    }

    private func call<State>(_ request: UInt, _ state: inout State) throws(HostError) {
      do {
        _ = try kernel {
          // The structure is the one that the request names.
          unsafe withUnsafeMutablePointer(to: &state) {
            unsafe memc_ioctl_pointer(owner.descriptor.rawValue, request, $0)
          }
        }
      } catch {
        throw HostError(.setVCPUState, error)
      }
    }

    // MARK: Running

    /// Lets ``kick(_:)`` interrupt the guest where the calling thread runs it.
    func prepareThread() throws(HostError) {
      do {
        _ = try kernel { memc_kvm_let_signal_interrupt(owner.descriptor.rawValue, Self.signal) }
      } catch {
        throw HostError(.setVCPUState, error, .any, .init(), "signal mask")
      }
      unsafe page.pointee.immediate_exit = 0
    }

    /// Takes the guest out of KVM_RUN, or keeps it from entering.
    func kick(_ thread: pthread_t) {
      // Before the signal, which does nothing to a thread that is about to enter.
      unsafe page.pointee.immediate_exit = 1
      _ = memc_kick(thread, Self.signal)
    }

    /// Makes the calling thread ready to enter again after it was kicked.
    private func forgetKick() {
      unsafe page.pointee.immediate_exit = 0
      // Blocked as it is here, the signal would end every KVM_RUN to come.
      _ = memc_take_signal(Self.signal)
    }

    /// Runs the guest until it ends.
    ///
    /// - Parameters:
    ///   - isOverdue: Asked when a signal interrupts the guest: whether it ran longer than it may.
    ///   - onFullRing: Empties the vCPU's ring of dirty pages.
    ///   - onMMIO: Told of every access that no memory answered; reads read all ones.
    func run(
      isOverdue: () -> Bool, onFullRing: () throws(HostError) -> Void = {},
      onMMIO: (MMIO) throws(HostError) -> Void
    ) throws(HostError) -> Stop {
      let thread = pthread_self()
      let vcpu = gate.register { [self] in kick(thread) }
      var words: [UInt32] = []
      while true {
        vcpu.enter()
        let result = memc_ioctl(owner.descriptor.rawValue, MEMC_KVM_RUN, 0)
        vcpu.leave()
        if result < 0 {
          let errno = Errno(rawValue: CInt(-result))
          guard errno == .interrupted || errno == .wouldBlock else { throw HostError(.run, errno) }
          forgetKick()
          // Looked at after forgetting: whoever kicks for this reason says so before.
          if isOverdue() { return .hang }
          continue
        }
        switch CInt(unsafe page.pointee.exit_reason) {
        case KVM_EXIT_IO:
          guard let word = reportedWord() else {
            return .failure("the guest used a port that its code does not know")
          }
          switch word {
          case .word(let value): words.append(value)
          case .end: return .end(words)
          }
        case KVM_EXIT_MMIO: try onMMIO(completeMMIO())
        case CInt(MEMC_KVM_EXIT_DIRTY_RING_FULL): try onFullRing()
        case KVM_EXIT_INTR:
          forgetKick()
          if isOverdue() { return .hang }
        case KVM_EXIT_SHUTDOWN: return .failure("the guest shut down\(try place())")
        case KVM_EXIT_INTERNAL_ERROR: return .failure("KVM could not go on with the guest\(try place())")
        case let reason: return .failure("the guest left with KVM exit \(reason)\(try place())")
        }
      }
    }

    private func place() throws(HostError) -> String {
      " at instruction \(Units.address(try registers().rip))"
    }

    private enum Report {
      case word(UInt32)
      case end
    }

    private func reportedWord() -> Report? {
      // The exit's reason says that this member of the union is the one that holds.
      let io = unsafe page.pointee.io
      guard io.direction == UInt8(KVM_EXIT_IO_OUT), io.count == 1 else { return nil }
      if io.port == ProbeCode.endPort { return .end }
      guard io.port == ProbeCode.reportPort, io.size == 4, io.data_offset + 4 <= sharedSize else { return nil }
      // KVM puts the data into the shared pages.
      return .word(
        unsafe UnsafeRawPointer(page).loadUnaligned(fromByteOffset: Int(io.data_offset), as: UInt32.self))
    }

    private func completeMMIO() -> MMIO {
      // As above.
      let mmio = unsafe page.pointee.mmio
      if mmio.is_write == 0 {
        unsafe page.pointee.mmio.data = (0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
      }
      return MMIO(address: mmio.phys_addr, length: mmio.len, isWrite: mmio.is_write != 0)
    }
  }
#endif
