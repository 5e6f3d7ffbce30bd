package import MachineModel

/// What kind of memory lies, or may come to lie, at a range of guest physical addresses.
package struct MemoryTraits: OptionSet, Hashable, Sendable {
  /// The bits.
  package let rawValue: UInt8

  /// Takes any bits.
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Nothing is there yet: memory may be plugged in while the machine runs.
  package static let hotPluggable = MemoryTraits(rawValue: 1 << 0)
  /// It keeps its contents without power.
  package static let persistent = MemoryTraits(rawValue: 1 << 1)
  /// It is for what asks for it only (EFI_MEMORY_SP, SPEC_PURPOSE).
  package static let specialPurpose = MemoryTraits(rawValue: 1 << 2)
  /// Linux's zero page calls it soft reserved.
  package static let softReserved = MemoryTraits(rawValue: 1 << 3)

  /// Whether memory has a trait, without what the standard library asks of the runtime to tell it of any set.
  package func contains(_ trait: MemoryTraits) -> Bool { rawValue & trait.rawValue == trait.rawValue }

  /// The traits of the memory that a node has.
  package init(of node: MemoryNode) {
    self = []
    if node.isPersistent.value { insert(.persistent) }
    guard node.isSpecialPurpose.value else { return }
    insert(.specialPurpose)
    if node.isSoftReserved.value { insert(.softReserved) }
  }
}

extension MemoryTraits: CustomStringConvertible {
  /// The words for them, each behind a space: ` hot-pluggable`, ` persistent`; nothing for ordinary memory.
  package var description: String {
    var words = ""
    if contains(.hotPluggable) { words += " hot-pluggable" }
    if contains(.persistent) { words += " persistent" }
    if contains(.specialPurpose) { words += " special-purpose" }
    if contains(.softReserved) { words += " soft-reserved" }
    return words
  }
}
