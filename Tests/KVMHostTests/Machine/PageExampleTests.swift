import Addresses
import Lowering
import MachineModel
import Synchronization
import Testing

@testable import KVMHost

/// A vCPU as docs/memory-manager.md has it: it is in the guest until it is kicked.
private final class ExampleCPU: Sendable {
  private let wanted = Atomic(true)
  private let kicked = Atomic(false)
  let runs = Atomic(0)

  var isWanted: Bool { wanted.load(ordering: .acquiring) }
  func kick() { kicked.store(true, ordering: .releasing) }
  func run() -> Int {
    while !kicked.exchange(false, ordering: .acquiringAndReleasing), isWanted {}
    return runs.add(1, ordering: .relaxed).newValue
  }
  func handle(_ exit: Int) {}
  func end() { wanted.store(false, ordering: .releasing) }
}

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct PageExampleTests {
    @Test func slotsChangeWhileAGuestRuns() throws {
      let layout = try windowedLayout([DeviceWindow("frame", atMiB: 3073, 4)]) { $0.legacyX86 = Located(true) }
      let machine = try Realization.run(layout)
      let cpu = ExampleCPU()
      var threads = ThreadGroup()
      try threads.start {
        let vcpu = machine.gate.register { cpu.kick() }  // sets immediate_exit, then signals the vCPU's thread
        while cpu.isWanted {
          vcpu.enter()
          let exit = cpu.run()  // ioctl KVM_RUN
          vcpu.leave()
          cpu.handle(exit)
        }
      }
      defer {
        cpu.end()
        threads.join()
      }
      try machine.setVisibility(of: AddressRange(0xf0000, 0x100000), to: .readOnly)
      let bar = try machine.mapWindow(DeviceWindow(name: "bar", start: 0xc010_0000, size: 1 << 20, priority: 20))
      try bar.write([1, 2, 3], at: 0x1000)
      try machine.unmapWindow(bar)
      try machine.mapWindow(bar)  // with what was written
      #expect(try machine.read(3, at: 0xc010_1000) == [1, 2, 3])
      #expect(machine.region(containing: 0xf0000)?.visibility == .readOnly)
    }

    private struct MoveFailure: Error { let left: UInt64 }

    @Test func pagesAreBroughtToTheirHostNodes() throws {
      let machine = try Realization.run(
        try makeLayout([16 * .mib]) {
          $0.backing = .shared
          $0.hostNodes = [0]
          $0.mode = .bind
        })
      for moved in try machine.moveToHostNodes() where moved.left > 0 {
        throw MoveFailure(left: moved.left)
      }
    }

    @Test func whatIsWrittenIsCopiedAgain() throws {
      let layout = try makeLayout([16 * .mib])
      var options = RealizationOptions()
      options.dirtyLog = .bitmap  // or .ring: chosen once, before the machine is made
      let machine = try Realization.run(layout, options: options)
      try machine.startDirtyLog()
      var copy = try machine.read(16 << 20, at: 0)
      try machine.write([1, 2, 3], at: 0x5000)
      let pages = try machine.dirtyPages()  // a bitmap a slot; they stay dirty until they are cleared
      try machine.clearDirtyPages(pages)
      for range in pages.flatMap(\.ranges) {  // copied last: what is written meanwhile is dirty again
        copy.replaceSubrange(
          Int(range.start)..<Int(range.end), with: try machine.read(Int(range.size), at: range.start))
      }
      try machine.stopDirtyLog()
      #expect(try machine.read(16 << 20, at: 0) == copy)
      #expect(pages.flatMap(\.ranges) == [AddressRange(0x5000, 0x6000)])
    }

    /// Devices that would reach the memory, but need no IOMMU for it.
    private final class ExampleMapper: DMAMapper {
      let mapped = Mutex<[AddressRange: UInt64]>([:])

      func map(_ guest: AddressRange, to hostAddress: UInt64, isWritable: Bool) throws(HostError) {
        mapped.withLock { $0[guest] = hostAddress }
      }
      func unmap(_ guest: AddressRange) throws(HostError) {
        mapped.withLock { $0[guest] = nil }
      }
    }

    @Test func devicesReachMemory() throws {
      let machine = try Realization.run(try windowedLayout())
      let mapper = ExampleMapper()
      let attachment = try machine.attach(mapper)
      try machine.setVisibility(of: AddressRange(16 << 20, 32 << 20), to: .unmapped)
      #expect(attachment.ranges == [AddressRange(0, 16 << 20), AddressRange(32 << 20, 64 << 20)])
      #expect(mapper.mapped.withLock { $0.count } == 3)
      machine.detach(attachment)
      #expect(mapper.mapped.withLock { $0.isEmpty })
    }

    /// Compiled, and not run: it takes a device.
    private func attach(_ device: DMADevice, to machine: RealizedMachine) throws {
      let container = try VFIOContainer([device])
      let attachment = try machine.attach(container)
      let file = container.descriptor(of: device)  // for VFIO_DEVICE_GET_REGION_INFO and whatever else
      _ = file
      machine.detach(attachment)
    }

    @Test func memoryIsGivenBackWhileAGuestRuns() throws {
      let machine = try Realization.run(try makeLayout([16 * .mib]) { $0.prefault = true })
      let outcome = try machine.discard(AddressRange(0x10_0800, 0x30_0000))
      let isWhole = outcome.kept.isEmpty  // no: 2 KiB at the beginning are part of a page
      #expect(!isWhole)
      #expect(outcome.bytes == 2044 << 10)
      #expect(outcome.ranges == [AddressRange(0x10_1000, 0x30_0000)])
      #expect(
        outcome.kept == [.init(range: AddressRange(0x10_0800, 0x10_1000), reason: .partOfPage(4096))])
    }
  }
}
