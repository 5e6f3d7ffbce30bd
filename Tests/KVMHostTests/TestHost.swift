import CLinux
import Diagnostics
import HostFiles
import Lowering
import MachineModel
import SystemPackage
import TestSupport
import Testing

@testable import KVMHost

/// What the tests may ask of the host they run on.
enum TestHost {
  /// Whether a machine can be made: tests that need one are skipped elsewhere.
  static let hasKVM = HostFacts.read().kvm != nil
  /// Whether hugepages can be reserved for a test.
  static let canReserveHugepages =
    hasKVM && (try? FileDescriptor.open(FilePath("/proc/sys/vm/nr_hugepages"), .writeOnly).close()) != nil
    && HugepagePool.read(pageSize: 2 << 20, nodes: .read()) != nil
  static let isX86 = {
    #if arch(x86_64)
      true
    #else
      false
    #endif
  }()

  /// Free hugepages of 2 MiB that no one was promised.
  static var freeHugepages: UInt64? { HugepagePool.read(pageSize: 2 << 20, nodes: .read())?.available }

  /// Reserves 2 MiB hugepages for as long as `body` runs, and gives them back whatever happens.
  static func withHugepages<R>(_ count: UInt64, _ body: () throws -> R) throws -> R {
    let before = try #require(HostFile.number("/proc/sys/vm/nr_hugepages"))
    try write("\(before + count)", to: "/proc/sys/vm/nr_hugepages")
    defer { try? write("\(before)", to: "/proc/sys/vm/nr_hugepages") }
    try #require(HostFile.number("/proc/sys/vm/nr_hugepages") == before + count)
    return try body()
  }

  static func write(_ text: String, to path: String) throws {
    let file = try FileDescriptor.open(FilePath(path), .writeOnly)
    defer { try? file.close() }
    try file.writeAll(text.utf8)
  }
}

/// Every test that makes mappings and machines, one after the other: they count what is left behind.
@Suite(.serialized, .soleUseOfHost) enum OnThisHost {}

extension UInt64 {
  static let mib: UInt64 = 1 << 20
  static let gib: UInt64 = 1 << 30
}

/// A layout of nodes with sizes and policies, lowered by the real passes.
func makeLayout(
  _ sizes: [UInt64], policy: (inout MemoryPolicy) -> Void = { _ in }, platform: Platform = Platform(),
  architecture: Architecture = .x8664, slots: SlotOptions = SlotOptions(), placement: UInt64 = 4096,
  allowing rules: [String] = []
) throws -> Layout {
  var shared = MemoryPolicy()
  policy(&shared)
  let nodes = sizes.map { MemoryNode(memory: Located($0), policy: shared) }
  let topology = Topology(
    architecture: architecture, platform: platform, nodes: nodes, placementAlignment: placement, slots: slots)
  return try lower(topology, allowing: rules)
}

func lower(_ topology: Topology, allowing rules: [String] = []) throws -> Layout {
  var sink = DiagnosticSink(source: nil)
  let layout = LoweringPipeline().run(topology, reportingTo: &sink)
  let errors = sink.diagnostics.filter { $0.severity == .error && !rules.contains($0.identifier) }
  try #require(errors.isEmpty, "\(errors.map(\.message))")
  return try #require(layout)
}

extension Layout {
  /// The same layout with slots of `vtl0` that do not begin as read-write, by number.
  func with(_ access: [UInt32: Visibility]) -> Layout {
    with(partitions: [
      Partition(
        name: Partition.guest,
        slots: slots.map {
          var slot = $0
          slot.visibility = access[slot.number] ?? .readWrite
          return slot
        })
    ])
  }

  /// The same layout with other partitions.
  func with(partitions: [Partition], topology: Topology? = nil) -> Layout {
    Layout(
      topology: topology ?? self.topology, sizes: sizes, geography: geography, extents: extents,
      memoryMap: memoryMap, affinities: affinities, partitions: partitions)
  }
}

/// What of machines this process holds: descriptors, large mappings, hugepages.
struct Holdings: Equatable {
  var descriptors: [String] = []
  var mappings: [String] = []
  var usedHugepages: UInt64 = 0

  static func now() -> Holdings {
    var holdings = Holdings()
    for number in 0..<CInt(1024) where memc_fcntl(number, F_GETFD, 0) >= 0 {
      holdings.descriptors.append(link("/proc/self/fd/\(number)"))
    }
    // Others come and go with the threads that run the tests, and with tests that run commands in folders of theirs.
    holdings.descriptors = holdings.descriptors.filter { $0.contains("kvm") || $0.contains("memfd:memc") }.sorted()
    // Where a thread first allocates, glibc maps 128 MiB and gives half of it back at once: what is no longer there a moment
    // later is that.
    let first = mappings()
    usleep(1000)
    let second = Set(mappings())
    holdings.mappings = first.filter { second.contains($0) }
    for pool in HugepagePool.readAll(nodes: .read()) { holdings.usedHugepages += pool.total - pool.available }
    return holdings
  }

  private static func mappings() -> [String] {
    (HostFile.text("/proc/self/maps") ?? "").split(separator: "\n").compactMap { line in
      let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt64($0, radix: 16) }
      // Stacks and heaps of threads are smaller.
      let isMachines = line.contains("memc") || line.contains("kvm") || ends[1] - ends[0] >= 128 << 20
      return isMachines ? String(line) : nil
    }
  }

  private static func link(_ path: String) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = unsafe readlink(path, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The error that a closure ends with.
func hostError<R>(_ body: () throws -> R) throws -> HostError {
  var result: HostError?
  do {
    _ = try body()
  } catch let error as HostError {
    result = error
  }
  return try #require(result, "no error where one should be")
}
