import Addresses

extension PPTT {
  /// Whatever a structure names begins before it and is of the right type; groups are a tree of packages, whose leaves are the
  /// CPUs of MADT in the order of what they are.
  package static func check(_ pptt: PPTT, in set: TableSet, _ violations: inout ViolationList) {
    var tree = PPTTTree()
    for node in pptt.nodes { tree.add(node, &violations) }
    tree.end(&violations)
    let leaves = tree.leaves
    guard let madt = set.table(MADT.self) else { return }
    let cpus = madt.entries.compactMap { $0.cpu?.uid }
    let strangers = MADT.missing(leaves.uids, in: cpus)
    if let (uids, ending) = MADT.numbers(strangers) {
      violations.tell("PPTT has leaves of ACPI processor UID\(ending) \(uids) that MADT has no CPU of")
    }
    let missing = MADT.missing(cpus, in: leaves.uids)
    if let (uids, ending) = MADT.numbers(missing) {
      violations.tell("MADT has CPUs of ACPI processor UID\(ending) \(uids) that PPTT has no leaf of")
    }
    guard tree.isSound, strangers.isEmpty, missing.isEmpty else { return }
    if tree.hasCaches {
      leaves.checkNumbering(&violations)
    } else if let cpus = set.numberedCPUs {
      leaves.checkDomains(cpus.map(\.domain), &violations)
    }
  }
}
