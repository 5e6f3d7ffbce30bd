import Addresses
import Glibc

/// The heights of bands in some unit, to scale where it can be.
package struct BandHeights: Sendable {
  /// How an address becomes a height.
  package enum Form: String, Sendable {
    /// Twice the size is twice the height.
    case linear = "to scale"
    /// Twice the size is a step more.
    case logarithmic = "logarithmic"
  }

  /// What is below is detail that a picture of gigabytes has no room for: it is as high as its name needs.
  private static let detail: UInt64 = 1 << 20

  /// A height for each band.
  package private(set) var values: [Double]
  /// Which bands have the height that the form says.
  package private(set) var areOnScale: [Bool]
  /// The form.
  package let form: Form

  /// The sum.
  package var total: Double { values.reduce(0, +) }

  /// Finds heights.
  ///
  /// - Parameters:
  ///   - scale: The bands.
  ///   - total: What they add up to; more where there are too many for it.
  ///   - least: What a band has at least, so that its name can be read.
  package init(_ scale: AddressScale, total: Double, least: Double) {
    let bands = scale.bands
    let isScaled = bands.map { !$0.isEmpty && $0.leftOut == 0 }
    let total = max(total, least * Double(bands.count) * 1.2)
    func heights(_ weight: (UInt64) -> Double) -> [Double] {
      var (low, high) = (0.0, total)
      var found: [Double] = []
      // The factor by which the heights come to the total; they grow with it.
      for _ in 0..<64 {
        let factor = (low + high) / 2
        found = zip(bands, isScaled).map { band, isScaled in
          isScaled ? max(weight(band.range.size) * factor, least) : least
        }
        if found.reduce(0, +) > total { high = factor } else { low = factor }
      }
      return found
    }
    let largest = Double(bands.map(\.range.size).max() ?? 1)
    let linear = heights { Double($0) / largest }
    // A height that was not raised to the least is to scale.
    let isLinear = zip(linear, isScaled).map { height, isScaled in isScaled && height > least * 1.001 }
    let large = bands.indices.filter { isScaled[$0] && bands[$0].range.size >= Self.detail }
    let fitting = large.count { isLinear[$0] }
    // One band alone has no scale, and most of those that count shall be on it.
    if large.count < 2 || 5 * fitting >= 3 * large.count {
      (form, values) = (.linear, linear)
      areOnScale = large.count < 2 ? isScaled : isLinear
    } else {
      form = .logarithmic
      values = heights { $0 < Self.detail ? 0 : 1 + log2(Double($0) / Double(Self.detail)) }
      areOnScale = bands.indices.map { isScaled[$0] && bands[$0].range.size >= Self.detail }
    }
  }

  /// What a caption says of the scale.
  package var caption: String {
    let isWhole = areOnScale.allSatisfy { $0 }
    switch form {
    case .linear: return isWhole ? "to scale" : "to scale but for addresses at"
    case .logarithmic: return "logarithmic, a step higher is twice the size, but for addresses at"
    }
  }

  /// The same with the sign that stands beside addresses that are not on it.
  package var signedCaption: String { caption.hasSuffix(" at") ? "\(caption) ≈" : caption }
}
