import Addresses
import Diagnostics
import HostFiles
import MachineModel

extension HostTreeReader {
  static let cpuFolder = "/sys/devices/system/cpu"
  /// More levels of caches than any CPU has.
  private static let mostCaches: UInt32 = 10

  /// Reads the CPUs that are online.
  mutating func readCPUs() {
    let folders = root.numbers(in: Self.cpuFolder, behind: "cpu", below: HostCPU.limit) ?? []
    guard !folders.isEmpty else {
      tree.missing.append(
        MissingFact("\(Self.cpuFolder)/cpu0", "the kernel tells of no CPUs, so one is taken to be there"))
      tree.cpus = [HostCPU(0)]
      return
    }
    let online = root.list("\(Self.cpuFolder)/online", below: HostCPU.limit)
    _ = root.list("\(Self.cpuFolder)/possible", below: HostCPU.limit)
    let present = root.list("\(Self.cpuFolder)/present", below: HostCPU.limit) ?? online
    let numbers = folders.filter { online?.contains($0) ?? true }
    tree.offline = folders.filter { present?.contains($0) ?? true && !(online?.contains($0) ?? true) }
    if !tree.offline.isEmpty {
      let one = tree.offline.count == 1
      tree.missing.append(
        MissingFact(
          "\(Self.cpuFolder)/offline",
          "CPU\(one ? "" : "s") \(CPUList.text(tree.offline).excerpt) \(one ? "is" : "are") offline, so that the kernel "
            + "does not tell what \(one ? "it is" : "they are"): left out",
          remedy: "put \(one ? "it" : "them") online"))
    }
    // A host has a CPU that reads this.
    tree.cpus = (numbers.isEmpty ? [folders[0]] : numbers).map(cpu)
    tellOfMissing()
  }

  private func cpu(_ number: UInt32) -> HostCPU {
    let folder = "\(Self.cpuFolder)/cpu\(number)"
    var cpu = HostCPU(number)
    cpu.package = identifier("\(folder)/topology/physical_package_id")
    cpu.die = identifier("\(folder)/topology/die_id")
    _ = identifier("\(folder)/topology/core_id")
    cpu.cluster = identifier("\(folder)/topology/cluster_id")
    cpu.core = leader("\(folder)/topology/thread_siblings_list", of: number) ?? number
    cpu.cache = cache("\(folder)/cache", of: number)
    return cpu
  }

  /// A number by which the kernel tells parts of a machine apart; 0 where it knows none, which it writes as -1.
  private func identifier(_ path: String) -> Int32 {
    guard let text = root.text(path) else { return 0 }
    guard let number = Int32(text) else {
      root.tell(path, Array(text.utf8), 0..<text.utf8.count, isNot: "a number of 31 bits")
      return 0
    }
    return max(number, 0)
  }

  /// The lowest of the CPUs that a file lists, the one that it is of among them.
  private func leader(_ path: String, of number: UInt32) -> UInt32? {
    guard let list = root.list(path, below: HostCPU.limit) else { return nil }
    if list.contains(number), let first = list.first { return first }
    let text = list.text
    root.tell(path, Array(text.utf8), 0..<text.utf8.count, isNot: "a list that CPU \(number) is in")
    return nil
  }

  /// The lowest CPU that shares the cache of the highest level.
  private func cache(_ folder: String, of number: UInt32) -> UInt32? {
    var last: (level: UInt64, leader: UInt32)?
    for index in root.numbers(in: folder, behind: "index", below: Self.mostCaches) ?? [] {
      let level = root.number("\(folder)/index\(index)/level")
      let type = root.text("\(folder)/index\(index)/type")
      _ = root.text("\(folder)/index\(index)/size")
      let leader = leader("\(folder)/index\(index)/shared_cpu_list", of: number)
      guard let level, let leader, type != "Instruction", level > last?.level ?? 0 else { continue }
      last = (level, leader)
    }
    return last?.leader
  }

  // MARK: What is missing

  private mutating func tellOfMissing() {
    guard tree.cpus.contains(where: { $0.cache == nil }) else { return }
    for index in tree.cpus.indices { tree.cpus[index].cache = nil }
    guard tree.cpus.count > 1 else { return }
    tree.missing.append(
      MissingFact(
        "\(Self.cpuFolder)/cpu*/cache",
        "which CPUs share a last-level cache is not known, so those of a cluster or a die are taken to"))
  }
}
