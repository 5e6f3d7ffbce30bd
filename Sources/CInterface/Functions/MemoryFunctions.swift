public import CMemc

/// As memc.h says.
@c @implementation
public func memc_get_machine(_ compilation: OpaquePointer?, _ machine: UnsafeMutablePointer<memc_machine>?)
  -> memc_status
{
  unsafe withSlots(of: compilation) { unsafe $0.machine.hand(to: machine) }
}

/// As memc.h says.
@c @implementation
public func memc_get_partition(
  _ compilation: OpaquePointer?, _ index: Int, _ partition: UnsafeMutablePointer<memc_partition>?
) -> memc_status {
  unsafe withSlots(of: compilation) { unsafe $0.partitions.hand(index, to: partition) }
}

/// As memc.h says.
@c @implementation
public func memc_get_slot(
  _ compilation: OpaquePointer?, _ partition: Int, _ index: Int, _ slot: UnsafeMutablePointer<memc_slot>?
) -> memc_status {
  unsafe withSlots(of: compilation) { unsafe $0.slots(of: partition).hand(index, to: slot) }
}

/// As memc.h says.
@c @implementation
public func memc_get_pluggable_slot(
  _ compilation: OpaquePointer?, _ partition: Int, _ index: Int, _ slot: UnsafeMutablePointer<memc_pluggable_slot>?
) -> memc_status {
  unsafe withSlots(of: compilation) { unsafe $0.pluggable(of: partition).hand(index, to: slot) }
}

private func withSlots(of compilation: OpaquePointer?, _ body: (SlotTable) -> memc_status) -> memc_status {
  guard let handle = unsafe CompilationHandle.of(compilation) else { return MEMC_INVALID_ARGUMENT }
  guard let slots = handle.slots else { return MEMC_FAILED }
  return body(slots)
}
