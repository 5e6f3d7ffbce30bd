#if arch(x86_64)
  import CLinux
  import SystemPackage

  /// The leaves of CPUID as KVM lists them: `struct kvm_cpuid2`.
  struct CPUIDTable: Sendable {
    /// Words of the structure's head: `nent` and `padding`.
    private static let headWords = 2
    /// Words of an entry: function, index, flags, EAX, EBX, ECX, EDX, and three of padding.
    private static let entryWords = 10

    private var words: [UInt32]

    /// An empty table with room for so many entries.
    init(capacity: Int) {
      words = [UInt32](repeating: 0, count: Self.headWords + capacity * Self.entryWords)
      words[0] = UInt32(capacity)
    }

    /// Makes an ioctl that reads or fills the table.
    mutating func call(_ descriptor: FileDescriptor, _ request: UInt) throws(Errno) {
      _ = try kernel {
        // The head says how many entries there is room for.
        unsafe words.withUnsafeMutableBytes {
          unsafe memc_ioctl_pointer(descriptor.rawValue, request, $0.baseAddress)
        }
      }
    }

    /// EAX of a leaf; `nil` where it is not listed.
    func eax(ofLeaf leaf: UInt32) -> UInt32? {
      for entry in 0..<Int(words[0]) {
        let start = Self.headWords + entry * Self.entryWords
        guard start + 3 < words.count else { return nil }
        if words[start] == leaf { return words[start + 3] }
      }
      return nil
    }

    /// Physical address bits: leaf 0x8000_0008, EAX[7:0], or EAX[23:16], the guest's own, where that says less.
    var physicalBits: UInt8? {
      eax(ofLeaf: 0x8000_0008).map(Self.physicalBits(ofEAX:))
    }

    static func physicalBits(ofEAX eax: UInt32) -> UInt8 {
      let host = UInt8(truncatingIfNeeded: eax)
      let guest = UInt8(truncatingIfNeeded: eax >> 16)
      return guest != 0 && guest < host ? guest : host
    }
  }
#endif
