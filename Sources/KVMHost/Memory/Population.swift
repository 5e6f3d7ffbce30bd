import Addresses
import CLinux
import MachineModel
import Synchronization
import SystemPackage
import Threads

/// Gives memory its pages before the guest runs: MADV_POPULATE_WRITE, in chunks, on several threads.
struct Population {
  /// A part of memory to populate.
  struct Part: Equatable, Sendable {
    /// The first address in this process.
    let hostAddress: UInt64
    /// Bytes.
    let size: UInt64
    /// Bytes of a page.
    let pageSize: UInt64
  }

  /// Bytes that one call populates: large enough to cost nothing, small enough for a bar that moves.
  static let chunkSize: UInt64 = 32 << 20

  /// The node or the zone.
  let memory: BackedMemory
  /// Its memory.
  let parts: [Part]
  /// Host nodes that the memory is bound to; `nil` where it is not.
  let hostNodes: [UInt32]?

  /// Bytes to populate.
  var size: UInt64 { parts.reduce(0) { $0 + $1.size } }

  /// In which order memory is populated: that which has the fewest host nodes to choose from first.
  ///
  /// The kernel keeps hugepages for a mapping, but on no host node in particular, and takes small pages from wherever the
  /// thread runs. Who can go elsewhere shall not find what others need.
  ///
  /// - Parameter memory: Nodes and zones with the host nodes that they are bound to; `nil` where they are not.
  static func order(_ memory: [(memory: BackedMemory, bound: [UInt32]?)]) -> [BackedMemory] {
    memory.sorted { ($0.bound?.count ?? .max, $0.memory) < ($1.bound?.count ?? .max, $1.memory) }.map(\.memory)
  }

  /// Populates; every thread has ended when this returns or throws.
  ///
  /// - Parameters:
  ///   - threads: Threads to use, at least 1.
  ///   - report: Told the bytes done so far, from the calling thread; returns whether to go on.
  func run(threads: Int, report: (UInt64) -> Bool) throws(HostError) {
    let chunks = Self.chunks(of: parts)
    let state = State()
    let crew = Crew(try Pipe())
    let work: @Sendable () -> Void = { Self.work(through: chunks, state, crew) }
    var started = 0
    let count = max(1, min(threads, chunks.count))
    var refusal: HostError?
    var running: [JoinableThread] = []
    while started < count {
      do {
        running.append(JoinableThread(try WorkerThread.start(work)))
      } catch {
        // Fewer threads are slower, none is a failure.
        if started == 0 { refusal = error }
        break
      }
      started += 1
    }
    if let refusal { throw refusal }
    var isWanted = true
    while crew.ended.load(ordering: .acquiring) < started {
      crew.pipe.wait(milliseconds: 50)
      if isWanted, !report(state.done.load(ordering: .relaxed)) {
        isWanted = false
        state.next.store(chunks.count, ordering: .relaxed)
      }
    }
    for thread in running { thread.join() }
    if let failure = state.failure.withLock({ $0 }) {
      throw error(failure, done: state.done.load(ordering: .relaxed))
    }
    _ = report(state.done.load(ordering: .relaxed))
    guard isWanted else {
      throw HostError(.cancelled, before: .populate, HostError.Subject(memory: memory), "stopped on request")
    }
  }

  /// Parts of at most ``chunkSize``, or of one page where that is larger, cut at its multiples.
  static func chunks(of parts: [Part]) -> [Part] {
    parts.flatMap { part -> [Part] in
      let length = max(chunkSize, part.pageSize)
      var chunks: [Part] = []
      var start = part.hostAddress
      let end = start + part.size
      while start < end {
        let next = min(end, (start / length + 1) * length)
        chunks.append(Part(hostAddress: start, size: next - start, pageSize: part.pageSize))
        start = next
      }
      return chunks
    }
  }

  // MARK: Threads

  private struct Failure {
    let errno: Errno
    let chunk: Part
  }

  private final class State: Sendable {
    let next = Atomic(0)
    let done = Atomic<UInt64>(0)
    let failure = Mutex<Failure?>(nil)
  }

  private final class Crew: Sendable {
    let ended = Atomic(0)
    let pipe: Pipe
    init(_ pipe: Pipe) { self.pipe = pipe }
  }

  private static func work(through chunks: [Part], _ state: State, _ crew: Crew) {
    while true {
      let index = state.next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < chunks.count else { break }
      let chunk = chunks[index]
      do {
        try populate(chunk)
        state.done.wrappingAdd(chunk.size, ordering: .relaxed)
      } catch {
        let populated = Self.populated(of: chunk)
        state.done.wrappingAdd(populated, ordering: .relaxed)
        state.failure.withLock { if $0 == nil { $0 = Failure(errno: error, chunk: chunk) } }
        state.next.store(chunks.count, ordering: .relaxed)
      }
    }
    crew.ended.wrappingAdd(1, ordering: .releasing)
    crew.pipe.wake()
  }

  private static func populate(_ chunk: Part) throws(Errno) {
    // Populating reads and writes back what is there.
    _ = try kernel { unsafe memc_madvise(chunk.hostAddress, chunk.size, MEMC_MADV_POPULATE_WRITE) }
  }

  /// How far the kernel came in hugepages that it could not populate all: what it did is not missing.
  private static func populated(of chunk: Part) -> UInt64 {
    guard chunk.pageSize > Units.pageSize else { return 0 }
    var populated: UInt64 = 0
    while populated < chunk.size {
      let page = Part(
        hostAddress: chunk.hostAddress + populated, size: chunk.pageSize, pageSize: chunk.pageSize)
      guard (try? populate(page)) != nil else { break }
      populated += chunk.pageSize
    }
    return populated
  }

  private func error(_ failure: Failure, done: UInt64) -> HostError {
    let pageSize = failure.chunk.pageSize
    let host = AddressRange(start: failure.chunk.hostAddress, size: failure.chunk.size)
    let subject = HostError.Subject(memory: memory, host: host)
    let progress = "\(Units.bytes(done)) of \(Units.bytes(size)) were populated; "
    let supply = HostSupply.read()
    guard pageSize > Units.pageSize else {
      let budget = supply.budget(on: hostNodes)?.description ?? "what is available is unknown"
      return HostError(.populate, failure.errno, .any, subject, progress + budget)
    }
    // What was populated is no longer free, and no longer needed.
    let (circumstance, detail) = supply.explanation(of: (size - done) / pageSize, pageSize: pageSize, on: hostNodes)
    return HostError(.populate, failure.errno, circumstance, subject, progress + detail)
  }
}
