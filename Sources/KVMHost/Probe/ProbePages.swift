import FieldCoding
import Addresses

#if arch(x86_64)
  import CLinux
  import MachineModel
  import SystemPackage

  /// The pages that the probe guest runs in, and what it sees of the machine through them.
  ///
  /// They lie in the machine's own RAM, saved and restored; where that does not run a guest, in a slot of their
  /// own, so that a guest can still say what is wrong with the others.
  struct ProbePages {
    /// A page, in the guest and in this process.
    struct Page: Equatable {
      let guest: UInt64
      let host: UInt64
    }

    /// Pages that the guest needs: four levels of tables, code, commands.
    static let count = 6
    /// Commands that the page of commands holds.
    static let commandCapacity = 128

    // Virtual addresses, one page each, all under one page table.
    static let codeAddress: UInt64 = 0x1000
    static let commandsAddress: UInt64 = 0x2000
    static let windowAddress: UInt64 = 0x4000
    static let zeroPageAddress: UInt64 = 0x5000
    /// Two pages, as the root pointer may lie across the end of one.
    static let rootPointerAddress: UInt64 = 0x6000
    static let acpiAddress: UInt64 = 0x8000
    /// Where the guest finds the window's page table entry: the table is mapped at 0x3000.
    static let windowEntryAddress: UInt64 = 0x3000 + windowAddress / 4096 * 8
    /// Pages of ACPI tables that the page table has room for.
    static let acpiPageLimit = 512 - Int(acpiAddress / 4096)

    /// What the guest sees of an ACPI image: where, by virtual addresses.
    struct ImageWindow {
      /// The root pointer.
      let rootPointer: UInt64
      /// All other tables.
      let tables: AddressRange
      /// What is added to the guest physical address of a table.
      let offset: UInt64

      /// The window of an image; `nil` where that is too long for it.
      init?(_ image: GuestTables.Image) {
        let pages = image.tables.range.pages
        guard pages.size / Units.pageSize <= UInt64(ProbePages.acpiPageLimit) else { return nil }
        rootPointer = ProbePages.rootPointerAddress + image.rootPointer.start % Units.pageSize
        offset = ProbePages.acpiAddress &- pages.start
        tables = AddressRange(start: image.tables.start &+ offset, size: image.tables.range.size)
      }
    }

    /// Present, writable, accessed, dirty.
    static let entryFlags: UInt64 = 0x63

    private let pages: [Page]
    private let memory: GuestMemory

    /// Prepares pages for use by the guest.
    ///
    /// - Parameters:
    ///   - pages: As many as ``count``, of `memory`, on small pages or populated.
    ///   - code: The guest's instructions.
    ///   - image: The ACPI tables; `nil` for none.
    init(_ pages: [Page], in memory: GuestMemory, code: [UInt8], image: GuestTables.Image?) {
      self.pages = pages
      self.memory = memory
      let table = pages[3]
      fill(0, [0: pages[1].guest])
      fill(1, [0: pages[2].guest])
      fill(2, [0: table.guest])
      var entries: [Int: UInt64] = [
        1: pages[4].guest, 2: pages[5].guest, 3: table.guest,
        Int(Self.zeroPageAddress / 4096): GuestTables.zeroPage,
      ]
      for (window, part) in [
        (Self.rootPointerAddress, image?.rootPointer.range), (Self.acpiAddress, image?.tables.range),
      ] {
        guard let pages = part?.pages else { continue }
        let first = Int(window / Units.pageSize)
        for (index, address) in stride(from: pages.start, to: pages.end, by: 4096).enumerated()
        where first + index < 512 {
          entries[first + index] = address
        }
      }
      fill(3, entries)
      var page = [UInt8](repeating: 0, count: 4096)
      page.replaceSubrange(0..<code.count, with: code)
      memory.write(page[...], at: pages[4].host)
    }

    /// Where the tables of the highest level lie.
    var root: UInt64 { pages[0].guest }

    /// Guest physical addresses of the pages that the guest writes as it works through commands: what it reads, and where it
    /// looks.
    var written: [UInt64] { [pages[3].guest, pages[5].guest] }
    /// Guest physical addresses of the page tables.
    var walked: [UInt64] { pages.prefix(4).map(\.guest) }

    private func fill(_ index: Int, _ entries: [Int: UInt64]) {
      var words = [UInt64](repeating: 0, count: 512)
      for (number, address) in entries { words[number] = address | Self.entryFlags }
      memory.write(littleEndian(words)[...], at: pages[index].host)
    }

    /// Writes the page of commands.
    func setCommands(_ words: [UInt64]) {
      memory.write(littleEndian(words)[...], at: pages[5].host)
    }

    /// The last word of each command: what the guest read.
    func results(count: Int) -> [UInt64] {
      let bytes = memory.read(count * 32, at: pages[5].host)
      return (0..<count).map { UInt64(littleEndianBytes: bytes[($0 * 32 + 24)...].prefix(8)) }
    }

    private func littleEndian(_ words: [UInt64]) -> [UInt8] {
      words.flatMap { $0.littleEndianBytes }
    }
  }

  extension AddressRange {
    /// The range in whole pages.
    fileprivate var pages: AddressRange {
      AddressRange(start.roundedDown(to: Units.pageSize), end.roundedUp(to: Units.pageSize))
    }
  }
#endif
