import Addresses
import Diagnostics
import MachineModel

/// Memory of the host's that a machine may have (`-object memory-backend-…`).
struct QEMUBackend {
  /// What other options call it.
  let id: String
  /// Bytes.
  var size: Located<UInt64>
  /// How the host provides it.
  var policy: MemoryPolicy
  /// What it is aligned to on the host, which is what memory that is plugged in begins at a multiple of.
  var alignment: Located<UInt64>?
  /// Where it is stated.
  let range: SourceRange
  /// Where it is used; `nil` where it is not.
  var use: SourceRange?
}

extension QEMUReader {
  /// The prefix that backends' types have in common.
  private static let prefix = "memory-backend-"

  /// The backends by their names.
  mutating func readBackends() -> [String: QEMUBackend] {
    var backends: [String: QEMUBackend] = [:]
    for object in statement.objects {
      guard let type = object["qom-type"], type.value.hasPrefix(Self.prefix) else { continue }
      guard let id = object["id"]?.value, !id.isEmpty else {
        report(.malformedInput, at: object.range, "'\(type.value.excerpt)' has no 'id', by which nodes name it")
        continue
      }
      guard let backend = backend(id, String(type.value.dropFirst(Self.prefix.count)), object) else { continue }
      if let first = backends[id] {
        report(
          .malformedInput, at: object.range, "another object is called '\(id.excerpt)' as well",
          notes: .init("which stands here", at: first.range))
        continue
      }
      backends[id] = backend
    }
    return backends
  }

  private mutating func backend(_ id: String, _ kind: String, _ object: QEMUProperties) -> QEMUBackend? {
    guard ["ram", "memfd", "file", "shm"].contains(kind) else {
      report(
        .notImported, at: object.range,
        kind == "epc"
          ? "memory for SGX has no place in a topology"
          : "the memory of '\(Self.prefix)\(kind.excerpt)' is none that is known")
      return nil
    }
    guard let stated = object["size"] else {
      report(.malformedInput, at: object.range, "'\(Self.prefix)\(kind)' has no 'size'")
      return nil
    }
    guard let size = size(stated, "'size'", plain: .bytes) else { return nil }
    var backend = QEMUBackend(
      id: id, size: size, policy: readPolicy(kind, object), range: object.range)
    if kind == "file" { backend.alignment = self.size(object["align"], "'align'", plain: .bytes) }
    if toggle(object["readonly"], "'readonly'") == true {
      report(
        .notImported, at: object["readonly"]?.range,
        "RAM is written to: that its file is not has no place in a topology")
    }
    if let offset = self.size(object["offset"], "'offset'", plain: .bytes), offset.value > 0 {
      report(
        .notImported, at: offset.origin,
        "memory begins at the beginning of its file: an offset of \(Units.bytes(offset.value)) has no place in a topology"
      )
    }
    return backend
  }

  private mutating func readPolicy(_ kind: String, _ object: QEMUProperties) -> MemoryPolicy {
    var policy = MemoryPolicy()
    readHostNodes(object, &policy)
    // A memfd and POSIX shared memory are shared unless that is said otherwise.
    let isShared = toggle(object["share"], "'share'") ?? (kind == "memfd" || kind == "shm")
    if isShared {
      policy.backing = .shared
      policy.backingOrigin = object["share"]?.range ?? object["qom-type"]?.range
    }
    if kind == "memfd", toggle(object["hugetlb"], "'hugetlb'") == true {
      let size = size(object["hugetlbsize"], "'hugetlbsize'", plain: .bytes)
      policy.hugepages =
        size.map { Located(.size($0.value), at: $0.origin) }
        ?? Located(.size(Units.largePage), at: object["hugetlb"]?.range)
    }
    if kind == "file", let path = object["mem-path"] {
      readFile(Located(path.value, at: path.range), isShared: isShared, &policy)
    } else if kind == "file" {
      report(.malformedInput, at: object.range, "'\(Self.prefix)file' has no 'mem-path'")
    }
    if let isPopulated = toggle(object["prealloc"], "'prealloc'") { policy.prefault = isPopulated }
    if statement.preallocation != nil, object["prealloc"] == nil { policy.prefault = true }
    readAdvice(object, &policy)
    return policy
  }

  /// What is said of merging and accounting, where that means something to the kernel.
  private mutating func readAdvice(_ object: QEMUProperties, _ policy: inout MemoryPolicy) {
    let isMerged = toggle(object["merge"], "'merge'") ?? mergesMemory
    let isReserved = toggle(object["reserve"], "'reserve'") ?? false
    guard policy.hugepages.value == .off else { return }
    policy.mergeable = isMerged && policy.backing == .private
    policy.reserve = isReserved
  }

  /// Whether the machine is said to have its memory merged.
  var mergesMemory: Bool { ["on", "yes", "true", "y"].contains(statement.machine["mem-merge"]?.value ?? "") }

  private mutating func readHostNodes(_ object: QEMUProperties, _ policy: inout MemoryPolicy) {
    let stated = object.list.filter { $0.key == "host-nodes" || $0.key.hasPrefix("host-nodes.") }
    var runs: [ClosedRange<UInt64>] = []
    for property in stated {
      guard let run = run(property, "'host-nodes'") else { continue }
      guard run.upperBound < UInt64(Language.maximumHostNodes) else {
        report(
          .malformedInput, at: property.range,
          "host node \(run.upperBound) is too high: they are below \(Language.maximumHostNodes)")
        continue
      }
      runs.append(run)
    }
    // Each node once, whatever was named again and again.
    var nodes: [UInt32] = []
    for run in runs.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let first = max(run.lowerBound, nodes.last.map { UInt64($0) + 1 } ?? 0)
      if first <= run.upperBound { nodes += (first...run.upperBound).map { UInt32($0) } }
    }
    let modes: [(String, MemoryPolicy.Mode?)] = [
      ("default", nil), ("bind", .bind), ("preferred", .preferred), ("interleave", .interleave),
    ]
    let mode = word(object["policy"], "'policy'", of: modes) ?? nil
    guard !nodes.isEmpty else {
      if let mode, stated.isEmpty {
        report(.malformedInput, at: object["policy"]?.range, "the policy '\(mode.rawValue)' needs 'host-nodes'")
      }
      return
    }
    guard let mode else {
      report(
        .malformedInput, at: stated[0].range, "host nodes are named, but no policy for them",
        suggestion: "write for example 'policy=bind'")
      return
    }
    policy.hostNodes = nodes
    policy.mode = mode
  }

  /// Memory that is a file's. What lies in a file system of hugepages is no more than those: QEMU removes its file at once.
  mutating func readFile(_ path: Located<String>, isShared: Bool, _ policy: inout MemoryPolicy) {
    if let pages = HugepageMount(path.value) {
      policy.hugepages = Located(.size(pages.size ?? Units.largePage), at: path.origin)
      if pages.size == nil {
        report(
          .notImported, at: path.origin,
          "the page size of '\(pages.path.excerpt)' is the host's to say; here it is \(Units.bytes(Units.largePage))"
        )
      }
    } else if isShared {
      policy.backing = .file(path: path.value)
      policy.backingOrigin = path.origin
    } else {
      report(
        .notImported, at: path.origin,
        "what '\(path.value.excerpt)' holds is lost: memory of a file is shared with it in a topology, and this is a copy",
        suggestion: "write 'share=on' if it is to be the file's own")
    }
  }
}

/// A file system of hugepages, as far as its name says that.
struct HugepageMount {
  /// Where it is mounted, up to the part of the path that is called after pages.
  let path: String
  /// The size of its pages in bytes; `nil` where its name says none.
  let size: UInt64?

  /// The file system that a path lies in; `nil` where no part of it is called after hugepages, as `/dev/hugepages` is.
  init?(_ path: String) {
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      parts.append(part)
      let name = part.lowercased()
      guard name.hasPrefix("hugepages") || name.hasPrefix("hugetlbfs") else { continue }
      self.path = "/" + parts.joined(separator: "/")
      // `hugepages1G`, `hugepages-2048kB`.
      let text = name.dropFirst("hugepages".count).drop { $0 == "-" || $0 == "_" }
      size = QEMUReader.size(String(text.hasSuffix("b") ? text.dropLast() : text), plain: .bytes).flatMap {
        $0.nonzeroBitCount == 1 && $0 > Units.pageSize ? $0 : nil
      }
      return
    }
    return nil
  }
}
