import CMemc
import Diagnostics
import Glibc
import TestSupport
import Testing
import YAMLTree

@testable import CInterface

@Suite("Calls that are wrong")
struct HostileCallTests {
  @Test("without a handle give no more than that")
  func null() {
    var (artifact, slot, partition) = (memc_artifact(), memc_slot(), memc_partition())
    var (machine, pluggable) = (memc_machine(), memc_pluggable_slot())
    artifact.size = MemoryLayout<memc_artifact>.size
    memc_free(nil)
    #expect(memc_failed(nil) == 1)
    #expect(unsafe memc_message(nil) == nil)
    var length = 7
    #expect(unsafe memc_diagnostics_json(nil, &length) == nil && length == 0)
    #expect(unsafe memc_diagnostics_text(nil, nil) == nil)
    #expect(unsafe memc_get_artifact(nil, "srat", &artifact) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_default_artifact(nil, 0, &artifact) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_machine(nil, &machine) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_partition(nil, 0, &partition) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_slot(nil, 0, 0, &slot) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_pluggable_slot(nil, 0, 0, &pluggable) == MEMC_INVALID_ARGUMENT)
  }

  @Test("without a place for what is asked for")
  func nowhere() {
    let machine = Machine("{memc: 1, memory: 64MiB, nodes: [{memory: 64MiB, hotplug: {size: 1GiB, slots: 2}}]}")
    #expect(machine.status == MEMC_OK)
    #expect(unsafe memc_get_artifact(machine.handle, "srat", nil) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_artifact(machine.handle, nil, nil) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_default_artifact(machine.handle, 0, nil) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_machine(machine.handle, nil) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_partition(machine.handle, 0, nil) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_slot(machine.handle, 0, 0, nil) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_get_pluggable_slot(machine.handle, 0, 0, nil) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_compile_text("", 0, nil, nil, nil) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_compile_file("/dev/null", nil, nil) == MEMC_INVALID_ARGUMENT)
  }

  @Test("without a text or a path leave no handle")
  func nothing() {
    var made: OpaquePointer? = unsafe OpaquePointer(bitPattern: 8)
    #expect(unsafe memc_compile_text(nil, 1, nil, nil, &made) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe made == nil)
    // More bytes than an address space has.
    #expect(unsafe memc_compile_text("", -1, nil, nil, &made) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe memc_compile_file(nil, nil, &made) == MEMC_INVALID_ARGUMENT)
    #expect(unsafe made == nil)
  }

  @Test("an empty text is a topology that lacks everything")
  func empty() {
    var made: OpaquePointer?
    #expect(unsafe memc_compile_text(nil, 0, nil, nil, &made) == MEMC_FAILED)
    #expect(unsafe text(memc_diagnostics_text(made, nil))?.isEmpty == false)
    unsafe memc_free(made)
  }

  @Test("a structure of a size that none ever had is left as it is")
  func sizes() {
    let machine = Machine("{memc: 1, memory: 64MiB}")
    for size in [0, 1, SlotSize.first - 1, 4097, Int.max, -1, Int.min] {
      var slot = memc_slot()
      (slot.size, slot.memory_size) = (size, 77)
      #expect(unsafe memc_get_slot(machine.handle, 0, 0, &slot) == MEMC_INVALID_ARGUMENT, "\(size)")
      #expect(slot.size == size && slot.memory_size == 77)
    }
  }

  @Test(
    "a structure that a later version made longer has zeros where nothing is known, and nothing behind it is touched"
  )
  func growth() throws {
    let machine = Machine("{memc: 1, memory: 64MiB}")
    let known = MemoryLayout<memc_slot>.size
    for size in [known, known + 1, known + 40, 4096] {
      var bytes = [UInt8](repeating: 0xA5, count: 5000)
      unsafe bytes.withUnsafeMutableBytes { unsafe $0.storeBytes(of: size, as: Int.self) }
      let status = unsafe bytes.withUnsafeMutableBytes {
        unsafe memc_get_slot(machine.handle, 0, 0, $0.baseAddress?.assumingMemoryBound(to: memc_slot.self))
      }
      #expect(status == MEMC_OK)
      let slot = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: memc_slot.self) }
      #expect(slot.size == size && slot.memory_size == 64 << 20)
      #expect(bytes[known..<size].allSatisfy { $0 == 0 })
      #expect(bytes[size...].allSatisfy { $0 == 0xA5 })
    }
  }

  @Test("the sizes of structures are those of the first version, or more")
  func firstSizes() {
    // What a structure has now is what it had at first; a test of its own for the first that grows.
    #expect(memc_options.firstSize == MemoryLayout<memc_options>.size)
    #expect(memc_artifact.firstSize == MemoryLayout<memc_artifact>.size)
    #expect(memc_machine.firstSize == MemoryLayout<memc_machine>.size)
    #expect(memc_partition.firstSize == MemoryLayout<memc_partition>.size)
    #expect(memc_slot.firstSize == MemoryLayout<memc_slot>.size)
    #expect(memc_pluggable_slot.firstSize == MemoryLayout<memc_pluggable_slot>.size)
  }

  @Test("options that say more than is known here are refused, and zeros are not")
  func newerOptions() {
    for (last, status) in [(UInt8(0), MEMC_OK), (1, MEMC_INVALID_ARGUMENT)] {
      var bytes = [UInt8](repeating: 0, count: 64)
      unsafe bytes.withUnsafeMutableBytes { unsafe $0.storeBytes(of: $0.count, as: Int.self) }
      bytes[63] = last
      var made: OpaquePointer?
      let yaml = "{memc: 1, memory: 64MiB}"
      let found = unsafe bytes.withUnsafeBytes {
        unsafe memc_compile_text(
          yaml, yaml.utf8.count, nil, $0.baseAddress?.assumingMemoryBound(to: memc_options.self), &made)
      }
      #expect(found == status)
      unsafe memc_free(made)
    }
  }

  @Test("options that are none")
  func options() {
    var word: UnsafePointer<CChar>?
    unsafe withUnsafePointer(to: &word) { words in
      for unsafe(size, words, count) in unsafe [
        (0, nil, 0), (-1, nil, 0), (24, nil, 1), (24, words, 1), (24, words, 4097), (24, words, -1),
      ] as [(Int, UnsafePointer<UnsafePointer<CChar>?>?, Int)] {
        var options = unsafe memc_options(size: size, severities: words, severity_count: count)
        var made: OpaquePointer?
        #expect(unsafe memc_compile_text("", 0, nil, &options, &made) == MEMC_INVALID_ARGUMENT, "\(size), \(count)")
        #expect(unsafe made == nil)
      }
    }
  }

  @Test("a text that is too long, and bytes that are no text")
  func texts() {
    let long = [CChar](repeating: 0x20, count: YAMLTree.maximumInput + (1 << 20))
    let noise = (0..<100_000).map { CChar(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    for (bytes, found) in [(long, "at most 67108864 (64 MiB) are read"), (noise, "error")] {
      var made: OpaquePointer?
      #expect(unsafe memc_compile_text(bytes, bytes.count, nil, nil, &made) == MEMC_FAILED)
      #expect(unsafe text(memc_diagnostics_json(made, nil))?.contains(found) == true)
      unsafe memc_free(made)
    }
  }

  @Test(
    "no text that comes out has a zero in it",
    arguments: [
      "name: \"a\\0b\"", "devices: [{name: \"a\\0b\", start: 3GiB, size: 4KiB}]",
      "nodes: [{memory: 64MiB, backing: {file: \"a\\0b\"}}]",
      "devices: [{name: a, start: 3GiB, size: 4KiB, file: \"a\\0b\"}]",
    ])
  func zeros(_ member: String) {
    #expect(Machine("memc: 1\nmemory: 64MiB\n\(member)\n").status == MEMC_FAILED)
  }
}

/// The size of a slot in the first version.
private enum SlotSize {
  static let first = 152
}
