import Addresses
package import Diagnostics
import MachineModel
import Platforms

/// The highest byte is within the guest's physical address bits, as its page tables have no bits for what is not.
package struct AddressWidth: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `phys-bits-exceeded`.
  package var rules: [LayoutRule] { [.physBitsExceeded] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports a layout that reaches beyond `phys_bits`.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard let bits = layout.geography.physicalBits else { return }
    guard let beyond = Self.memoryBeyond(bits: bits.value, in: layout) else {
      return checkRegisters(layout, bits, &sink)
    }
    let highest = layout.highest
    let needed = Self.bits(of: highest.end - 1)
    sink.report(
      LayoutRule.physBitsExceeded, at: bits.origin,
      "\(highest.name) ends at \(Units.address(highest.end)), which needs \(needed) address bits; with \(bits.value) "
        + "addresses end at \(Units.address(1 << UInt64(bits.value))), and \(Units.bytes(beyond)) would lie beyond",
      suggestion: "write 'phys_bits: \(needed)' or "
        + (layout.extents.last?.end == highest.end ? "less memory" : "lower addresses"),
      fix: bits.origin.map { Fix(writing: "\(needed)", at: $0) })
  }

  /// Reports interrupt controllers beyond `phys_bits`, which lie behind memory.
  private func checkRegisters(_ layout: Layout, _ bits: Located<UInt8>, _ sink: inout DiagnosticSink) {
    guard layout.topology.architecture == .aarch64, bits.value < 64 else { return }
    let (end, limit) = (GICPlacement(layout).end, UInt64(1) << UInt64(bits.value))
    guard end > limit else { return }
    let needed = Self.bits(of: end - 1)
    sink.report(
      LayoutRule.physBitsExceeded, at: bits.origin,
      "the registers of the GIC end at \(Units.address(end)), behind all memory, which needs \(needed) address bits; "
        + "with \(bits.value) addresses end at \(Units.address(limit)), and a guest has no interrupts",
      suggestion: "write 'phys_bits: \(needed)' or less memory",
      fix: bits.origin.map { Fix(writing: "\(needed)", at: $0) })
  }

  /// How many bits an address has.
  private static func bits(of address: UInt64) -> Int { UInt64.bitWidth - address.leadingZeroBitCount }

  /// The bytes of RAM, hot-pluggable space, windows, VTL2's memory and aliases that physical addresses of so many bits do
  /// not reach; `nil` where they reach all.
  ///
  /// - Parameters:
  ///   - bits: Physical address bits; 64 and more limit nothing.
  ///   - layout: The layout.
  package static func memoryBeyond(bits: UInt8, in layout: Layout) -> UInt64? {
    guard bits < 64 else { return nil }
    let limit = UInt64(1) << UInt64(bits)
    guard layout.top > limit else { return nil }
    // What lies at one address lies beyond once, whoever sees it.
    return AddressSet(
      layout.allRanges.filter { $0.end > limit }.map { AddressRange(max($0.start, limit), $0.end) }
    )
    .ranges.reduce(UInt64(0)) { $0 + $1.end - $1.start }
  }
}

extension LayoutRule {
  package static let physBitsExceeded = LayoutRule(
    "phys-bits-exceeded",
    "the highest byte is within 'phys_bits': a guest's page tables have no bits for what is not")
}
