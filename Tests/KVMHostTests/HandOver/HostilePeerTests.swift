import Addresses
import CLinux
import FirmwareTables
import Glibc
import Lowering
import MachineModel
import SystemPackage
import TestSupport
import Testing
import Threads

@testable import KVMHost

/// Someone who listens on a socket and says what a test wants, to one process.
private final class Speaker {
  private let thread: JoinableThread

  /// - Parameter speech: Given the connection, which is closed behind it.
  init(at path: String, _ speech: @escaping @Sendable (UnixSocket, Timeout) throws -> Void) throws {
    let listener = try SocketListener(path: FilePath(path))
    thread = JoinableThread(
      try WorkerThread.start {
        let timeout = Timeout(.seconds(5), isWanted: { true })
        guard let connection = try? listener.accept(timeout) else { return }
        try? speech(connection, timeout)
      })
  }

  deinit { thread.join() }
}

/// A memfd that can be whatever a hostile process makes of it.
private func memfd(
  size: UInt64, seals: CInt = MEMC_SEAL_SHRINK | MEMC_SEAL_GROW | MEMC_SEAL_SEAL
) throws -> OwnedDescriptor {
  let object = OwnedDescriptor(
    returned: try kernel { unsafe memc_memfd_create("memc hostile", MEMC_MFD_CLOEXEC | MEMC_MFD_ALLOW_SEALING) })
  try #require(memc_ftruncate(object.descriptor.rawValue, size) == 0)
  if seals != 0 { try #require(memc_fcntl(object.descriptor.rawValue, MEMC_ADD_SEALS, seals) == 0) }
  return object
}

/// The message of nodes of so many bytes.
private func message(_ sizes: UInt64..., pageSize: UInt64 = 4096) -> [UInt8] {
  var address: UInt64 = 0
  var slots: [MemorySlot] = []
  for (node, size) in sizes.enumerated() {
    slots.append(
      MemorySlot(
        number: UInt32(node), range: AddressRange(start: address, size: size), source: .node(node), backingOffset: 0
      ))
    address += size
  }
  let nodes = sizes.indices.map { ExistingMemory.Node(domain: $0, size: sizes[$0], pageSize: pageSize) }
  return HandOverMessage(memory: ExistingMemory(nodes: nodes), slots: slots).encoded()
}

extension OnThisHost {
  @Suite("What another process says is not believed", .serialized) struct HostilePeerTests {
    private let path = "/tmp/memc-hostile-\(getpid()).sock"

    private func refusal(
      timeout: Duration = .seconds(5), _ speech: @escaping @Sendable (UnixSocket, Timeout) throws -> Void
    ) throws -> HostError {
      let speaker = try Speaker(at: path, speech)
      defer { withExtendedLifetime(speaker) {} }
      return try hostError { try HandOver.take(from: FilePath(path), timeout: timeout) }
    }

    /// What is said of one node of 1 MiB whose descriptor is another one.
    private func refusal(of objects: [OwnedDescriptor], _ message: [UInt8] = message(.mib)) throws -> String {
      let error = try refusal { connection, timeout in
        try connection.send(message, timeout)
        try connection.send(objects.map(\.descriptor), timeout)
        _ = try connection.receive(1, timeout)
      }
      #expect(error.exitCode == 71)
      return error.description
    }

    // MARK: Bytes

    @Test func noise() throws {
      let noise = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 1) }
      let error = try refusal { try $0.send(noise, $1) }
      #expect(error.exitCode == 71)
      #expect(
        error.message.hasPrefix("what came from socket '\(path)' describes no memory: byte 0x0: magic is "))
    }

    @Test func aMessageThatIsSaidToBeLongIsNotWaitedFor() throws {
      for length in [UInt32.max, 1 << 30, 25, 0] {
        var bytes = message(.mib)
        bytes.replaceSubrange(12..<16, with: (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
        let said = bytes
        let error = try refusal { connection, timeout in
          try connection.send(said, timeout)
          _ = try connection.receive(1, timeout)
        }
        #expect(error.message.contains("describes no memory: byte 0xc: the length is \(length)"))
      }
    }

    @Test("A message cut anywhere")
    func cut() throws {
      let whole = message(.mib, .mib)
      for count in stride(from: 0, to: whole.count, by: 7) {
        let error = try refusal { try $0.send(Array(whole.prefix(count)), $1) }
        #expect(error.exitCode == 71)
        let (found, wanted) = count < 24 ? (count, 24) : (count - 24, whole.count - 24)
        #expect(
          error.description
            == "recvmsg: the other process closed the connection after \(found) of \(wanted) bytes; socket '\(path)'"
        )
      }
    }

    @Test("Any bit flipped is refused, or told of another memory than comes", arguments: 0..<8)
    func flipped(_ block: Int) throws {
      var generator = SeededGenerator(seed: UInt64(block))
      let whole = message(.mib)
      let before = Holdings.now()
      for _ in 0..<16 {
        var bytes = whole
        let bit = generator.number(0...(whole.count * 8 - 1))
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        let said = bytes
        let object = try memfd(size: .mib)
        let speaker = try Speaker(at: path) { connection, timeout in
          try connection.send(said, timeout)
          try connection.send([object.descriptor], timeout)
        }
        // What is taken all the same is as long as the kernel says.
        if let taken = try? HandOver.take(from: FilePath(path), timeout: .seconds(5)) {
          #expect(taken.memory.nodes.allSatisfy { $0.kind == .file || $0.size == .mib && $0.pageSize == 4096 })
        }
        withExtendedLifetime(speaker) {}
      }
      #expect(Holdings.now() == before)
    }

    // MARK: Time

    @Test func silence() throws {
      let error = try refusal(timeout: .milliseconds(300)) { connection, timeout in
        _ = try connection.receive(1, timeout)
      }
      #expect(error.exitCode == 75)
      #expect(error.message.hasPrefix("the other process did not do its part within 0.3 seconds"))
    }

    @Test func aByteNowAndThen() throws {
      // It would take seconds, every byte of it well within the time for all.
      let whole = message(.mib)
      #expect(whole.count > 40)
      let error = try refusal(timeout: .milliseconds(400)) { connection, timeout in
        for byte in whole {
          try connection.send([byte], timeout)
          usleep(50_000)
        }
      }
      #expect(error.exitCode == 75)
      #expect(error.message.hasPrefix("the other process did not do its part within 0.4 seconds"))
    }

    @Test func waitingEndsWhenItIsNotWantedAnyMore() throws {
      let speaker = try Speaker(at: path) { connection, timeout in _ = try connection.receive(1, timeout) }
      let error = try hostError { try HandOver.take(from: FilePath(path), isWanted: { false }) }
      #expect(error.kind == .cancelled)
      withExtendedLifetime(speaker) {}
    }

    @Test func aConfirmationThatNobodyReadsIsNone() throws {
      let listener = try SocketListener(path: FilePath(path))
      let object = try memfd(size: .mib)
      let giver = try WorkerThread.start {
        guard memc_wait(listener.descriptor.rawValue, 5000) > 0, let connection = try? listener.acceptOne() else {
          return
        }
        let timeout = Timeout(.seconds(5), isWanted: { true })
        let socket = UnixSocket(connection, name: "giver")
        try? socket.send(message(.mib), timeout)
        try? socket.send([object.descriptor], timeout)
        // The confirmation comes when it has just lost its timeout.
        #expect(memc_wait(connection.descriptor.rawValue, 5000) == 1)
      }
      let taken = Result { try HandOver.take(from: FilePath(path)) }
      let isConfirmed = (try? taken.get())?.confirmation.confirm()
      giver.join()
      #expect(isConfirmed == false)
    }

    // MARK: Descriptors

    @Test func descriptorsThatAreNoMemory() throws {
      let device = try OwnedDescriptor.open("/dev/zero", .readWrite)
      let text =
        "recvmsg of node 0: the descriptor is neither a memfd nor a file of a hugetlbfs [existing-not-memory]"
      #expect(try refusal(of: [device]) == text)
      let folder = try OwnedDescriptor.open("/tmp", .readOnly)
      #expect(try refusal(of: [folder]) == text)
      let kernelFile = try OwnedDescriptor.open("/proc/self/status", .readOnly)
      #expect(try refusal(of: [kernelFile]) == text)
    }

    @Test("Memory that can be cut", arguments: [0, MEMC_SEAL_SHRINK, MEMC_SEAL_GROW, MEMC_SEAL_SEAL] as [CInt])
    func unsealed(_ seals: CInt) throws {
      #expect(
        try refusal(of: [try memfd(size: .mib, seals: seals)])
          == "recvmsg of node 0: the memory is not sealed against shrinking and growing: whoever cuts it kills the "
          + "guest (SIGBUS) [existing-unsealed]")
    }

    @Test func aFileOfSharedMemoryHasNoSeals() throws {
      let file = "/dev/shm/memc-hostile-\(getpid())"
      try TestHost.makeFile(file, size: .mib)
      defer { _ = unsafe unlink(file) }
      #expect(try refusal(of: [try OwnedDescriptor.open(file, .readWrite)]).hasSuffix("[existing-unsealed]"))
    }

    @Test func memoryThatCannotBeWritten() throws {
      let sealed = try memfd(size: .mib, seals: MEMC_SEAL_SHRINK | MEMC_SEAL_GROW | MEMC_SEAL_WRITE)
      #expect(
        try refusal(of: [sealed])
          == "recvmsg of node 0: the memory is sealed against writing [existing-read-only]")
      let object = try memfd(size: .mib)
      let reader = try OwnedDescriptor.open("/proc/self/fd/\(object.descriptor.rawValue)", .readOnly)
      #expect(
        try refusal(of: [reader])
          == "recvmsg of node 0: the descriptor is not open for reading and writing [existing-read-only]")
    }

    @Test func memoryThatIsNotAsLongAsStated() throws {
      for size in [.mib - 4096, .mib + 4096] as [UInt64] {
        #expect(
          try refusal(of: [try memfd(size: size)])
            == "recvmsg of node 0: the other process tells of 1 MiB in pages of 4 KiB, but the descriptor has "
            + "\(Units.bytes(size)) in pages of 4 KiB [existing-untrue]")
      }
    }

    @Test func memoryWithOtherPagesThanStated() throws {
      #expect(
        try refusal(of: [try memfd(size: 2 * .mib)], message(2 * .mib, pageSize: 2 << 20))
          == "recvmsg of node 0: the other process tells of 2 MiB in pages of 2 MiB, but the descriptor has 2 MiB in "
          + "pages of 4 KiB [existing-untrue]")
    }

    @Test func oneMemoryForTwoNodes() throws {
      let object = try memfd(size: .mib)
      #expect(
        try refusal(of: [object, object], message(.mib, .mib))
          == "recvmsg of node 1: the memory of this node is another node's as well [existing-twice]")
    }

    @Test func tooFewAndTooManyDescriptors() throws {
      let before = Holdings.now()
      do {
        let object = try memfd(size: .mib)
        #expect(
          try refusal(of: [object, object]) == "recvmsg: 2 descriptors came at once on socket '\(path)', not 1")
        #expect(
          try refusal(of: [object], message(.mib, .mib))
            == "recvmsg: 1 descriptors came at once on socket '\(path)', not 2")
        let none = try refusal { connection, timeout in try connection.send(message(.mib) + [0], timeout) }
        #expect(none.description == "recvmsg: 0 descriptors came at once on socket '\(path)', not 1")
        let closed = try refusal { connection, timeout in try connection.send(message(.mib), timeout) }
        #expect(closed.message.hasPrefix("the other process closed the connection after 0 of 1 descriptors"))
      }
      #expect(Holdings.now() == before)
    }

    @Test func moreDescriptorsThanThisProcessMayHave() throws {
      var limit = rlimit()
      _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let objects = try (0..<100).map { _ in try memfd(size: 4096) }
      let highest = objects.map(\.descriptor.rawValue).max() ?? 0
      let sizes = HandOverMessage(
        memory: ExistingMemory(nodes: (0..<100).map { .init(domain: $0, size: 4096, pageSize: 4096) }), slots: []
      ).encoded()
      let speaker = try Speaker(at: path) { connection, timeout in
        try connection.send(sizes, timeout)
        try connection.send(objects.map(\.descriptor), timeout)
      }
      var low = rlimit(rlim_cur: rlim_t(highest) + 20, rlim_max: limit.rlim_max)
      _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &low)
      defer { _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) }
      let error = try hostError { try HandOver.take(from: FilePath(path)) }
      #expect(error.exitCode == 71)
      #expect(error.errno == .tooManyOpenFiles)
      #expect(error.message.contains("RLIMIT_NOFILE does not allow another descriptor; 100 come at once"))
      withExtendedLifetime(speaker) {}
    }
  }
}
