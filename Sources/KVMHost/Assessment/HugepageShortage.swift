import Addresses
import HostFiles
import MachineModel

/// Hugepages that are too few somewhere, in words, with the command that makes room.
struct HugepageShortage {
  /// The pool that they are missing in.
  let pool: HugepagePool
  /// Pages that are needed.
  let needed: UInt64
  /// Pages that there are for it.
  let free: UInt64
  /// The host nodes that they must come from; `nil` where it is the whole host.
  let nodes: [UInt32]?
  /// The host node whose pool more pages help in; `nil` where any does.
  let home: UInt32?
  /// Why they can come from nowhere else, where that is not said by whoever asks: a clause that begins with a comma.
  var confinement = ""

  /// What there is, without the command.
  var finding: String {
    let place: String
    let size: String
    if let nodes {
      place = "host \(HostNodes.name(nodes))"
      let total = pool.shares.reduce(0) { nodes.contains($1.node) ? $0 + $1.total : $0 }
      size = "\(total) in \(nodes.count == 1 ? "its pool" : "their pools")"
    } else {
      place = "the host"
      size = "\(pool.total) in the pool"
    }
    return
      "\(needed) hugepages of \(Units.bytes(pool.pageSize)) needed, \(free) free on \(place) (\(size))\(confinement)"
  }

  /// The command that a superuser reserves the missing pages with.
  private var command: String {
    let missing = needed - min(free, needed)
    let file = "hugepages-\(pool.pageSize >> 10)kB/nr_hugepages"
    if let node = home, let share = pool.shares.first(where: { $0.node == node }) {
      return "echo \(share.total + missing) > /sys/devices/system/node/node\(node)/hugepages/\(file)"
    }
    return "echo \(pool.total + missing) > /sys/kernel/mm/hugepages/\(file)"
  }

  /// What there is and the command that makes room.
  var text: String { "\(finding); reserve them as root: \(command)" }
}

/// A control group that allows too few hugepages, in words.
struct HugepageLimitShortage {
  /// Bytes of a page.
  let pageSize: UInt64
  /// Pages that are needed.
  let needed: UInt64
  /// The limit.
  let limit: GroupLimit

  /// The limit that is met first; `nil` where all leave enough.
  init?(_ needed: UInt64, of pageSize: UInt64, in limits: [GroupLimit]) {
    let met = limits.filter { needed > $0.left / pageSize }
    // What can never be is said before what cannot be now.
    guard let limit = met.first(where: { needed > $0.limit / pageSize }) ?? met.min(by: { $0.left < $1.left })
    else {
      return nil
    }
    self.pageSize = pageSize
    self.needed = needed
    self.limit = limit
  }

  /// Whether that many pages can be had once others of the group have given theirs back.
  var kind: FailureKind { needed > limit.limit / pageSize ? .defect : .contention }

  /// What the group allows, and where that is set.
  var text: String {
    let most = limit.limit / pageSize
    let allowed = kind == .defect ? "allows \(most)" : "has \(limit.left / pageSize) of its \(most) left"
    return
      "\(needed) hugepages of \(Units.bytes(pageSize)) needed, but the control group \(allowed) (\(limit.file))"
  }
}

extension HostSupply {
  /// Why the kernel refused hugepages, asked after it did.
  ///
  /// - Parameters:
  ///   - needed: Pages that were asked for.
  ///   - pageSize: Bytes of a page.
  ///   - bound: The host nodes that they must come from; `nil` for any.
  /// - Returns: What is known beyond the errno, and the numbers in words.
  func explanation(of needed: UInt64, pageSize: UInt64, on bound: [UInt32]?) -> (Circumstance, String) {
    if let shortage = HugepageLimitShortage(needed, of: pageSize, in: hugepageLimits(of: pageSize)) {
      return (.hugetlbLimit, shortage.text)
    }
    let place = bound ?? nodes.usable
    let isHost = bound == nil && isWhole(place)
    guard let pool = pool(pageSize) else { return (.hugetlb, "\(needed) hugepages of \(Units.bytes(pageSize))") }
    let shortage = HugepageShortage(
      pool: pool, needed: needed, free: pool.available(on: place), nodes: isHost ? nil : place,
      home: isHost ? nil : place.first,
      confinement: bound == nil ? confinement(to: place) : "")
    guard shortage.free >= needed else { return (.hugetlb, shortage.text) }
    return (
      .hugetlb,
      "\(shortage.finding) by now: another process gave them back meanwhile, or a memory policy of this process "
        + "(numactl) keeps it from them"
    )
  }
}
