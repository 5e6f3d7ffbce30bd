import Addresses
import HostFiles
import JSONCoding
import MachineModel
package import SystemPackage

/// Reads a host's files. Nothing in them is believed, and nothing here fails: what cannot be read is told of.
package struct HostTreeReader {
  /// Where the files are.
  let root: HostRoot
  /// What a copy says of itself; `nil` of a host.
  private(set) var capture: CaptureFile?
  /// What is known so far.
  var tree = HostTree()
  private let journal = HostJournal()

  /// - Parameter folder: The folder that holds `proc` and `sys`; `/` for this host.
  package init(_ folder: FilePath) {
    root = HostRoot(folder == "/" ? "" : folder, journal: journal)
    tree.folder = root.folder.string
  }

  /// Reads everything.
  ///
  /// - Parameter findings: Told of files that are not what Linux writes.
  /// - Returns: What is known; `nil` where there is no host's file at all.
  package mutating func read(reportingTo findings: inout CaptureFindings) -> HostTree? {
    if !root.isThisHost { readCaptureFile() }
    readProcessors()
    readMemory()
    readCPUs()
    readNodes()
    readMemoryMap()
    readPools()
    readTables()
    tell(&findings)
    let isEmpty = !journal.events.contains { if case .read = $0 { true } else { false } }
    guard !isEmpty else {
      findings.report(
        .noHost, in: root.isThisHost ? "/" : root.folder.string,
        "there is none of the files that tell of a host, such as proc/meminfo",
        suggestion: root.isThisHost ? "mount /proc and /sys" : "give the folder that holds 'proc' and 'sys'")
      return nil
    }
    return tree
  }

  /// The files that were read, in the order of their paths from the folder on, each with its bytes.
  var files: [(path: String, bytes: [UInt8])] {
    var files: [String: [UInt8]] = [:]
    for case .read(let path, let bytes) in journal.events { files[path] = bytes }
    return files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Whether a file, or something in a folder, may not be read by this process.
  func wasForbidden(_ path: String) -> Bool {
    journal.events.contains { event in
      guard case .failed(let failed, let error) = event, failed == path || failed.hasPrefix(path + "/") else {
        return false
      }
      return error == .permissionDenied || error == .notPermitted
    }
  }

  private func tell(_ findings: inout CaptureFindings) {
    for event in journal.events {
      switch event {
      case .read: continue
      case .misread(let path, let bytes, let place, let wanted):
        findings.report(
          .malformedFile, in: tree.folder + path, bytes: bytes, at: place, "this is not \(wanted), and is left out")
      case .failed(let path, let error):
        // What is not there is told of by what it is missing for, and so is what only root may read.
        guard ![.noSuchFileOrDirectory, .notDirectory, .permissionDenied, .notPermitted].contains(error) else {
          continue
        }
        let reason = error == .tooManySymbolicLinkLevels ? "it is a symbolic link, or lies behind one" : "\(error)"
        findings.report(.malformedFile, in: tree.folder + path, "this cannot be read, and is left out: \(reason)")
      }
    }
  }

  // MARK: The host as a whole

  private mutating func readCaptureFile() {
    guard let bytes = root.bytes(CaptureFile.path) else { return }
    let (file, issues) = CaptureFile.read(file: bytes)
    if let issue = issues.first {
      root.tell(CaptureFile.path, bytes, 0..<0, isNot: "what 'memc capture --save' writes (\(issue))")
    } else {
      capture = file
    }
  }

  private static let processors = "/proc/cpuinfo"
  /// The lines of the first processor are no more than that.
  static let longestProcessor = 64 << 10

  private mutating func readProcessors() {
    let bytes = root.bytes(Self.processors, limit: Self.longestProcessor) ?? []
    let fields = HostFields(CPUInfo(bytes).lines)
    let own: Architecture? =
      if fields.text("vendor_id") != nil { .x8664 } else if fields.text("CPU implementer") != nil { .aarch64 } else
      { nil }
    tree.architecture =
      capture.flatMap { Architecture(rawValue: $0.architecture) } ?? own ?? Self.architecture(of: root)
    if tree.architecture == nil {
      tree.missing.append(
        MissingFact(
          Self.processors, "nothing tells the architecture, so it is taken to be \(Architecture.x8664.rawValue)"))
    }
    let bits = fields.text("address sizes")?.split(separator: " ").first.flatMap { UInt8($0) }
    if let bits, (32...52).contains(bits) { tree.physicalBits = bits }
  }

  /// That of this process, which is its host's.
  private static func architecture(of root: HostRoot) -> Architecture? {
    guard root.isThisHost else { return nil }
    #if arch(x86_64)
      return .x8664
    #elseif arch(arm64)
      return .aarch64
    #else
      return nil
    #endif
  }

  private mutating func readMemory() {
    let fields = root.fields("/proc/meminfo")
    if let total = fields["MemTotal"], let available = fields["MemAvailable"] ?? fields["MemFree"] {
      tree.memory = NodeMemory(total: total, available: available)
    } else {
      tree.missing.append(MissingFact("/proc/meminfo", "how much memory the host has free is not known"))
    }
  }

  private mutating func readPools() {
    let withMemory = tree.nodes.filter(\.hasMemory).compactMap(\.number)
    tree.pools = HugepagePool.readAll(
      nodes: HostNodes(withMemory: tree.isNUMA ? withMemory : [], allowed: withMemory), root)
    guard root.isThisHost else { return }
    let groups = ControlGroups.read()
    tree.allowance = HostAllowance(
      nodes: HostFile.fields("/proc/self/status").list("Mems_allowed_list"),
      memory: GroupLimit.memory(of: groups, .this),
      hugepages: Dictionary(
        uniqueKeysWithValues: tree.pools.map { ($0.pageSize, GroupLimit.hugepages(of: $0.pageSize, groups, .this)) }
      ))
  }

  // MARK: Tables

  static let tableFolder = "/sys/firmware/acpi/tables"
  /// The tables that tell of memory, of CPUs and of distances.
  static let tableNames = ["APIC", "CEDT", "HMAT", "PPTT", "SLIT", "SRAT"]
  /// More than any of them has: an SRAT of 1,048,576 CPUs is a tenth of it.
  private static let longestTable = 256 << 20

  private mutating func readTables() {
    tree.tables = Self.tableNames.compactMap { name in
      guard let bytes = root.bytes("\(Self.tableFolder)/\(name)", limit: Self.longestTable),
        bytes.count <= Self.longestTable
      else { return nil }
      return HostTable(name: name, bytes: bytes)
    }
    guard wasForbidden(Self.tableFolder) else { return }
    tree.missing.append(
      MissingFact(
        Self.tableFolder,
        "the firmware's tables cannot be read, so what they say beyond Linux's own files is lost: proximity domains, APIC "
          + "IDs, hot-pluggable space, CXL windows",
        remedy: "run as root", for: .machine))
  }
}
