import Addresses
import FieldCoding

/// The structures of a PPTT in their order: packages, and what is below one behind it, before anything that is not. A cache
/// stands before the one group that has it.
struct PPTTTree {
  /// The CPUs.
  private(set) var leaves = PPTTLeaves()
  /// Whether nothing was found that does not hold.
  private(set) var isSound = true
  /// Where the next structure begins.
  private var offset = UInt32(ACPIHeader.byteCount)
  /// Where groups and leaves begin, ascending.
  private var groups: [UInt32] = []
  private var leafPlaces: [UInt32] = []
  /// Where the groups begin that the last structure is below, or is, from the package on.
  private var open: [UInt32] = []
  private var caches = PPTTCaches()

  /// Whether there are caches: a machine whose CPUs are grouped has some.
  var hasCaches: Bool { !caches.isEmpty }

  /// Adds the next structure of the table.
  mutating func add(_ node: PPTT.Node, _ violations: inout ViolationList) {
    switch node {
    case .processor(let processor): add(processor, &violations)
    case .cache(let cache): caches.add(cache, at: offset, &violations)
    case .cacheWithID(let cache): caches.add(cache.cache, at: offset, &violations)
    case .other(let other): tell("is of type \(other.type), where types are 0 and 1", &violations)
    }
    offset &+= UInt32(clamping: node.byteCount)
  }

  /// Tells of caches that nothing has, and of leaves that differ in what they are.
  mutating func end(_ violations: inout ViolationList) {
    caches.end(&violations)
    if isSound { isSound = leaves.checkKinds(&violations) }
  }

  private mutating func add(_ processor: PPTT.Processor, _ violations: inout ViolationList) {
    let flags = processor.flags
    if flags != .ofPackage, flags != .ofGroup, flags != .ofCore, flags != .ofThread {
      tell(
        "has flags 0x\(String(flags.rawValue, radix: 16)), where a package has 0x11, another group 0x10, a core 0xa and "
          + "a thread 0xe", &violations)
    }
    if !flags.contains(.hasUID), processor.processorUID != 0 {
      tell("has ACPI processor UID \(processor.processorUID), which by its flags it has not", &violations)
    }
    for resource in processor.resources { caches.give(resource, to: offset, &violations) }
    enter(processor.parent, &violations)
    if flags.contains(.package), processor.parent != 0 {
      tell("is a package, but has a parent, at 0x\(String(processor.parent, radix: 16))", &violations)
    } else if !flags.contains(.package), processor.parent == 0 {
      tell("has no parent, but is no package", &violations)
    }
    guard flags.contains(.leaf) else {
      groups.append(offset)
      open.append(offset)
      return
    }
    if flags.contains(.thread), open.count == 1 {
      tell("is a thread, but what it is below, at 0x\(String(open[0], radix: 16)), is a package", &violations)
    }
    leafPlaces.append(offset)
    if flags.contains(.hasUID) { leaves.add(processor, depth: open.count, inPackage: open.first ?? 0) }
  }

  /// Leaves the groups that the next structure is not below.
  private mutating func enter(_ parent: UInt32, _ violations: inout ViolationList) {
    let count = parent == 0 ? 0 : open.firstIndexOfSorted { $0 > parent }
    if parent != 0, count == 0 || open[count - 1] != parent {
      let lack =
        if leafPlaces.containsSorted(parent) {
          "that is a leaf"
        } else if groups.containsSorted(parent) {
          "what stands between is not below that"
        } else {
          "no processor node begins there before it"
        }
      tell("names a parent at 0x\(String(parent, radix: 16)), but \(lack)", &violations)
    }
    open.removeLast(open.count - count)
  }

  private mutating func tell(_ what: String, _ violations: inout ViolationList) {
    isSound = false
    PPTT.tell(of: offset, what, &violations)
  }
}

extension PPTT.Processor.Flags {
  fileprivate static let ofPackage: Self = [.package, .identical]
  fileprivate static let ofGroup: Self = .identical
  fileprivate static let ofCore: Self = [.hasUID, .leaf]
  fileprivate static let ofThread: Self = [.hasUID, .leaf, .thread]
}

extension PPTT {
  /// Tells what is wrong with the structure that begins at a place in the table.
  static func tell(of place: UInt32, _ what: String, _ violations: inout ViolationList) {
    violations.tell("PPTT structure at 0x\(String(place, radix: 16)) \(what)")
  }
}
