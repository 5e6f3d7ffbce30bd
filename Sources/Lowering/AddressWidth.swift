public import Diagnostics
import Topology

/// The highest byte is within the guest's physical address bits; what is not, Linux drops without a word.
public struct AddressWidth: LayoutCheck {
  /// Creates the check.
  public init() {}

  /// `phys-bits-exceeded`.
  public var rules: [LayoutRule] { [.physBitsExceeded] }
  /// None.
  public var prerequisites: [LayoutRule] { [] }

  /// Reports a layout that reaches beyond `phys_bits`.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard let bits = layout.topology.platform.physicalBits,
      let beyond = Self.memoryBeyond(bits: bits.value, in: layout)
    else { return }
    let needed = UInt64.bitWidth - (layout.top - 1).leadingZeroBitCount
    sink.report(
      LayoutRule.physBitsExceeded, at: bits.range,
      "RAM ends at \(Units.address(layout.top)), which needs \(needed) address bits; with \(bits.value) "
        + "addresses end at \(Units.address(1 << UInt64(bits.value))), and \(Units.bytes(beyond)) would be lost",
      suggestion: "write 'phys_bits: \(needed)' or less memory")
  }

  /// The bytes of RAM that physical addresses of so many bits do not reach; `nil` where they reach all.
  ///
  /// - Parameters:
  ///   - bits: Physical address bits; 64 and more limit nothing.
  ///   - layout: The layout.
  public static func memoryBeyond(bits: UInt8, in layout: Layout) -> UInt64? {
    guard bits < 64 else { return nil }
    let limit = UInt64(1) << UInt64(bits)
    let beyond = layout.extents.reduce(UInt64(0)) { sum, extent in
      sum + (extent.end > limit ? extent.end - max(extent.start, limit) : 0)
    }
    return beyond > 0 ? beyond : nil
  }
}
