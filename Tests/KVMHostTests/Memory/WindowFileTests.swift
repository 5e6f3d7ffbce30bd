import Addresses
import CLinux
import Diagnostics
import FieldCoding
import Glibc
import HostFiles
import Lowering
import MachineModel
import SystemPackage
import Testing

@testable import KVMHost

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct WindowFileTests {
    private static let page = Int(Units.pageSize)

    /// Runs a test with a file of so many pages, each byte of which tells its place.
    private func withFile(pages: Int, _ body: (_ path: String, _ contents: [UInt8]) throws -> Void) throws {
      let path = "/tmp/memc-window-\(getpid())"
      let contents = (0..<pages * Self.page).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 12) }
      let file = try FileDescriptor.open(
        FilePath(path), .readWrite, options: [.create, .truncate], permissions: [.ownerReadWrite])
      defer { _ = unsafe unlink(path) }
      try file.closeAfter { _ = try file.writeAll(contents) }
      try body(path, contents)
    }

    private func bytes(of path: String) throws -> [UInt8] { try #require(HostFile.bytes(path)) }

    private func flash(
      _ path: String, pages: Int = 4, offset: UInt64? = nil, _ visibility: Visibility = .readOnly
    ) -> DeviceWindow {
      var window = DeviceWindow(name: "flash", place: .low, size: UInt64(pages * Self.page))
      window.file = Located(path)
      window.fileOffset = offset.map { Located($0) }
      window.visibility = visibility
      return window
    }

    private func lines(_ machine: RealizedMachine) throws -> [String] {
      try Verification.run(machine).map(\.description)
    }

    @Test func aGuestReadsTheFileAndItsWritesLeave() throws {
      let before = Holdings.now()
      try withFile(pages: 6) { path, contents in
        let layout = try windowedLayout([flash(path, offset: 2 * Units.pageSize)])
        let machine = try Realization.run(layout)
        let window = try #require(machine.windows.first)
        #expect(window.window.range == AddressRange(0xffff_c000, 0x1_0000_0000))
        #expect(try machine.read(4 * Self.page, at: 0xffff_c000) == contents[(2 * Self.page)...].map(\.self))
        #expect(try window.read(8, at: 0x1000) == contents[(3 * Self.page)...].prefix(8).map(\.self))
        if TestHost.isX86 {
          #expect(
            try lines(machine).suffix(3).prefix(2) == [
              "0x4000000-0xffffc000 hole is nothing: ok",
              "0xffffc000-0x100000000 slot 4 is window 'flash', read-only, as in its file: ok",
            ])
        }
        // What this process writes is the machine's alone, and a guest that reads it reads something else than the file.
        try window.write([1, 2, 3, 4, 5, 6, 7, 8], at: 0)
        #expect(try machine.read(8, at: 0xffff_c000) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try bytes(of: path) == contents)
        guard TestHost.isX86 else { return }
        let expected = UInt64(littleEndianBytes: contents[(2 * Self.page)...].prefix(8))
        #expect(
          try lines(machine).filter { $0.contains("slot 4") } == [
            "0xffffc000-0x100000000 slot 4 is window 'flash', read-only, as in its file: the guest reads "
              + "0x807060504030201 at 0xffffc000, but the window's file has \(Units.address(expected)) at 0x2000"
          ])
      }
      #expect(Holdings.now() == before)
    }

    @Test func whatAGuestMayWriteDoesNotReachTheFile() throws {
      try withFile(pages: 4) { path, contents in
        let machine = try Realization.run(try windowedLayout([flash(path, .readWrite)]))
        #expect(try machine.read(16, at: 0xffff_c000) == contents.prefix(16).map(\.self))
        if TestHost.isX86 {
          #expect(
            try lines(machine).contains("0xffffc000-0x100000000 slot 4 is window 'flash', read-write: ok"))
        }
        try machine.write([9, 9, 9], at: 0xffff_d000)
        #expect(try machine.read(4, at: 0xffff_d000) == [9, 9, 9, contents[Self.page + 3]])
        #expect(try bytes(of: path) == contents)
        // Another machine begins with the file again.
        let other = try Realization.run(try windowedLayout([flash(path)]))
        #expect(try other.read(3, at: 0xffff_d000) == contents[Self.page...].prefix(3).map(\.self))
      }
    }

    @Test func whatIsUnmappedIsNothingToTheGuest() throws {
      try withFile(pages: 4) { path, contents in
        let machine = try Realization.run(try windowedLayout([flash(path, .unmapped)]))
        #expect(try machine.windows[0].read(16, at: 0) == contents.prefix(16).map(\.self))
        guard TestHost.isX86 else { return }
        #expect(try lines(machine).contains("0xffffc000-0x100000000 slot 4 is nothing: ok"))
      }
    }

    @Test func theSlotOfAReadOnlyWindowIsReadOnlyForKVM() throws {
      try withFile(pages: 4) { path, _ in
        let machine = try Realization.run(try windowedLayout())
        var window = flash(path)
        window.place = nil
        window.range = AddressRange(start: 0xc000_0000, size: 4 * Units.pageSize)
        var made: RealizedWindow?
        let calls = try SlotCalls.during(machine) { made = try machine.mapWindow(window) }
        #expect(calls == [.register(4, window.range, flags: KVM_MEM_READONLY)])
        let mapped = try #require(made)
        try machine.unmapWindow(mapped)
        try machine.mapWindow(mapped)
        if TestHost.isX86 {
          #expect(
            try lines(machine).contains(
              "0xc0000000-0xc0004000 slot 4 is window 'flash', read-only, as in its file: ok"))
        }
        #expect(MachineReport(machine).rows.map(\.backing).last == "device")
      }
    }

    @Test("Files that are not what is declared are told of before anything is made")
    func refusals() throws {
      try withFile(pages: 3) { path, _ in
        var windows = [
          flash(path), flash(path, pages: 2, offset: 2 * Units.pageSize), flash("/tmp"), flash("/dev/null"),
          flash("\(path).missing"),
        ]
        for index in windows.indices { windows[index].name = "w\(index)" }
        let layout = try windowedLayout(windows)
        let errors = HostAssessment(
          layout, on: .read(), slotTables: .read(), options: RealizationOptions()
        ).errors
        #expect(
          errors.map(\.description) == [
            "mmap of guest 0xffffc000-0x100000000: file '\(path)' of device 'w0' holds 12 KiB, but the window shows "
              + "16 KiB [file-too-short]",
            "mmap of guest 0xffffa000-0xffffc000: file '\(path)' of device 'w1' holds 12 KiB, but the window shows "
              + "8 KiB from 0x2000 on [file-too-short]",
            "mmap of guest 0xffff4000-0xffff8000: file '/tmp' of device 'w2' is not a regular file [file-not-regular]",
            "mmap of guest 0xffff0000-0xffff4000: file '/dev/null' of device 'w3' is not a regular file "
              + "[file-not-regular]",
            "open of guest 0xfffec000-0xffff0000: ENOENT: the file is not there; file '\(path).missing' of device 'w4'",
          ])
        let before = Holdings.now()
        #expect(try hostError { try Realization.run(layout) } == errors.first)
        #expect(Holdings.now() == before)
      }
    }

    @Test("A pipe keeps nobody waiting")
    func pipes() throws {
      let path = "/tmp/memc-window-\(getpid()).pipe"
      try #require(unsafe mkfifo(path, 0o600) == 0)
      defer { _ = unsafe unlink(path) }
      let error = try hostError { try Realization.run(try windowedLayout([flash(path)])) }
      #expect(error.identifier == "file-not-regular")
    }

    @Test(
      "A file of a hugetlbfs has no small pages to copy", .enabled(if: TestHost.canReserveHugepages, "not root"))
    func hugetlbfs() throws {
      let folder = "/tmp/memc-window-\(getpid()).huge"
      try #require(unsafe mkdir(folder, 0o700) == 0)
      defer { _ = unsafe rmdir(folder) }
      guard unsafe mount("none", folder, "hugetlbfs", 0, "pagesize=2M") == 0 else {
        try Test.cancel("no file system can be mounted here")
      }
      defer { _ = unsafe umount2(folder, CInt(MNT_DETACH)) }
      try TestHost.makeFile("\(folder)/flash", size: 2 * .mib)
      defer { _ = unsafe unlink("\(folder)/flash") }
      let error = try hostError { try Realization.run(try windowedLayout([flash("\(folder)/flash")])) }
      #expect(error.identifier == "file-on-hugetlbfs")
    }

    @Test("A file that became shorter is an error for those who read it, not a signal")
    func shortened() throws {
      try withFile(pages: 4) { path, contents in
        let machine = try Realization.run(try windowedLayout([flash(path)]))
        try #require(unsafe truncate(path, off_t(Self.page)) == 0)
        #expect(try machine.read(8, at: 0xffff_c000) == contents.prefix(8).map(\.self))
        #expect(throws: GuestAccessError.self) { try machine.read(8, at: 0xffff_e000) }
        #expect(throws: GuestAccessError.self) { try machine.windows[0].read(8, at: 0x2000) }
        #expect(throws: GuestAccessError.self) { try machine.windows[0].write([1], at: 0x2000) }
        guard TestHost.isX86 else { return }
        let error = try hostError { try Verification.run(machine) }
        #expect(error.message == "the memory cannot be touched: is its file shorter than it was?")
      }
    }

    @Test("Windows without an address, or whose file begins on no page, are not mapped")
    func objections() throws {
      try withFile(pages: 4) { path, _ in
        let machine = try Realization.run(try windowedLayout())
        func message(_ edit: (inout DeviceWindow) -> Void) throws -> String {
          var window = DeviceWindow(name: "flash", start: 0xc000_0000, size: Units.pageSize)
          window.file = Located(path)
          edit(&window)
          return try hostError { try machine.mapWindow(window) }.message
        }
        #expect(
          try message { $0.place = Located(.low) }
            == "window 'flash' states no address, and only a compiler finds one for it")
        #expect(
          try message { $0.fileOffset = Located(512) }
            == "window 'flash' begins in its file at 0x200, which is on no page of a file")
        #expect(try message { $0.fileOffset = Located(.max - 4095) }.contains("on no page of a file"))
        #expect(try message { $0.fileOffset = Located(4 * Units.pageSize) }.contains("holds 16 KiB"))
      }
    }
  }
}
