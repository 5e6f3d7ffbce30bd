import MachineModel

/// The CPUs of a PPTT in its order.
struct PPTTLeaves {
  /// Their ACPI processor UIDs.
  private(set) var uids: [UInt32] = []
  /// The one that they count from.
  private var lowest = Int(UInt32.max)
  /// Which of them is the first one of each package.
  private var packageStarts: [Int] = []
  private var package: UInt32 = 0
  /// How many are threads.
  private var threads = 0
  /// What the first one is below, and how many are below that.
  private var firstParent: UInt32 = 0
  private var siblings = 0
  /// How many groups the first one is below, and which one is the first that is below another number of groups.
  private var depth = 0
  private var otherUID: UInt32?
  private var otherDepth = 0

  /// Adds the next CPU.
  ///
  /// - Parameters:
  ///   - depth: How many groups it is below.
  ///   - package: Where the first of those begins.
  mutating func add(_ leaf: PPTT.Processor, depth: Int, inPackage package: UInt32) {
    if uids.isEmpty {
      self.depth = depth
      firstParent = leaf.parent
    } else if depth != self.depth, otherUID == nil {
      otherUID = leaf.processorUID
      otherDepth = depth
    }
    if uids.isEmpty || package != self.package { packageStarts.append(uids.count) }
    self.package = package
    if leaf.flags.contains(.thread) { threads += 1 }
    if leaf.parent == firstParent { siblings += 1 }
    lowest = min(lowest, Int(leaf.processorUID))
    uids.append(leaf.processorUID)
  }

  /// Tells whether CPUs are all threads or none, and below as many groups; gives whether they are.
  func checkKinds(_ violations: inout ViolationList) -> Bool {
    if threads != 0, threads != uids.count {
      violations.tell("PPTT has \(threads) threads among \(uids.count) CPUs, where all are or none")
    }
    if let otherUID {
      violations.tell(
        "PPTT has the CPU with ACPI processor UID \(uids[0]) below \(depth) groups, but that with \(otherUID) below "
          + "\(otherDepth)")
    }
    return (threads == 0 || threads == uids.count) && otherUID == nil
  }

  /// CPUs that are grouped have their numbers in the table's order, or first all first threads, then all second ones.
  func checkNumbering(_ violations: inout ViolationList) {
    let threadsOfCore = threads == 0 ? 1 : siblings
    let cores = uids.count / threadsOfCore
    let threadsFirst = { (index: Int) in index }
    let threadsLast = { (index: Int) in index % threadsOfCore * cores + index / threadsOfCore }
    guard isAnyMisplaced(threadsFirst), isAnyMisplaced(threadsLast) else { return }
    // The numbering that most CPUs have is the one that was meant.
    let isLast = countOfMisplaced(threadsLast) < countOfMisplaced(threadsFirst)
    let expected = isLast ? threadsLast : threadsFirst
    guard let index = uids.indices.first(where: { Int(uids[$0]) != lowest + expected($0) }) else { return }
    let uid = lowest + expected(index)
    violations.tell("PPTT's leaf #\(index + 1) has ACPI processor UID \(uids[index]), not \(uid)")
  }

  private func isAnyMisplaced(_ number: (Int) -> Int) -> Bool {
    uids.indices.contains { Int(uids[$0]) != lowest + number($0) }
  }

  private func countOfMisplaced(_ number: (Int) -> Int) -> Int {
    uids.indices.count { Int(uids[$0]) != lowest + number($0) }
  }

  /// CPUs that are not grouped are in a package of each proximity domain, packages and CPUs in the order of the numbers.
  ///
  /// - Parameter domains: The proximity domain of each CPU.
  func checkDomains(_ domains: [UInt32], _ violations: inout ViolationList) {
    guard domains.count == uids.count, uids.allSatisfy({ Int($0) - lowest < domains.count }) else { return }
    var starts = packageStarts.dropFirst()
    for index in uids.indices.dropFirst() {
      let (uid, previous) = (uids[index], uids[index - 1])
      let (domain, domainBefore) = (domains[Int(uid) - lowest], domains[Int(previous) - lowest])
      let isNext = starts.first == index
      if isNext { starts.removeFirst() }
      if isNext ? domain <= domainBefore : domain != domainBefore {
        violations.tell(
          "PPTT has the CPU with ACPI processor UID \(uid), of proximity domain \(domain), in "
            + (isNext ? "the package behind that of " : "one package with ")
            + "\(previous), of \(domainBefore)")
      } else if !isNext, uid <= previous {
        violations.tell("PPTT has the CPU with ACPI processor UID \(uid) behind that with \(previous)")
      }
    }
  }
}
