import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// The section `platform`; where it is wrong, the generic one after saying so.
  mutating func platform(_ root: Fields) -> Platform {
    guard let id = root["platform"] else { return Platform() }
    guard tree.kind(of: id) == .mapping else { return Platform(preset: preset(root, "platform")) }
    guard let fields = fields(of: id, Language.platform) else { return Platform() }
    var platform = Platform(preset: preset(fields, "base"))
    platform.dramBase = address(fields, "dram_base", onPage: true).map {
      Located($0, at: fields["dram_base"].map { tree.range(of: $0) })
    }
    if let bits = number(fields, "phys_bits") {
      platform.physicalBits = Located(UInt8(bits.value), at: bits.origin)
    }
    read(Language.presetKeys, of: fields, into: &platform)
    platform.gaps = fields["gaps"].map { gaps($0) }
    if let gaps = fields.entry("gaps"), let limit = fields.entry(Language.mostRAMBelow4GiB) {
      report(
        .conflictingKeys, at: limit.key,
        "'\(Language.mostRAMBelow4GiB)' has no meaning beside 'gaps', which replaces the preset's gaps",
        notes: [.init("'gaps' stands here", at: tree.range(of: gaps.key))])
    }
    if let reserved = fields["reserved"] { self.reserved(reserved, of: &platform) }
    places.reservedReplacement = fields["reserved"].flatMap { fixReplacing($0) }
    return platform
  }

  private mutating func preset(_ fields: Fields, _ key: String) -> Located<String> {
    guard let id = fields[key] else { return Platform().preset }
    guard tree.hasText(id) else {
      reportWrongType(id, wanted: "'\(key)' is \(fields.section.choices(of: key))")
      return Platform().preset
    }
    places.preset = tree.replaceableRange(of: id)
    return Located(tree.string(of: id), at: tree.range(of: id))
  }

  // MARK: Gaps

  private mutating func gaps(_ id: YAMLTree.NodeID) -> [Gap] {
    guard tree.kind(of: id) == .sequence else {
      reportNoList(id, wanted: "'gaps' is a list such as [{start: 3GiB, end: 4GiB}]", item: "gap")
      return []
    }
    var gaps: [Gap] = []
    for element in tree.elements(of: id) {
      guard let fields = fields(of: element, Language.gap) else { continue }
      let name = text(fields, "name")?.value
      let report = choice(fields, "e820").flatMap { Gap.Report(rawValue: $0.value) } ?? .none
      guard let range = addressRange(fields, onPages: true) else { continue }
      var gap = Gap(name: name, start: range.start, end: range.end, origin: tree.range(of: element))
      gap.report = report
      gap.startOrigin = fields["start"].map { tree.range(of: $0) }
      gaps.append(gap)
    }
    return gaps
  }

  // MARK: Reserved ranges

  private mutating func reserved(_ id: YAMLTree.NodeID, of platform: inout Platform) {
    guard tree.kind(of: id) == .mapping else { return addReserved(id, to: &platform) }
    guard let fields = fields(of: id, Language.reservedReplacement) else { return }
    platform.replacesReserved = toggle(fields, "replace")?.value ?? false
    if let list = fields["list"] { addReserved(list, to: &platform) }
  }

  private mutating func addReserved(_ list: YAMLTree.NodeID, to platform: inout Platform) {
    guard tree.kind(of: list) == .sequence else {
      reportNoList(list, wanted: "'reserved' is a list such as [{start: 5GiB, size: 16MiB}]", item: "range")
      return
    }
    for element in tree.elements(of: list) {
      guard let fields = fields(of: element, Language.reserved) else { continue }
      let name = text(fields, "name")?.value
      let kind = choice(fields, "type").flatMap { ReservedRange.Kind(name: $0.value) } ?? .reserved
      let isInSRAT = toggle(fields, "srat")?.value ?? true
      guard let range = addressRange(fields, onPages: false) else { continue }
      platform.reserved.append(
        ReservedRange(
          name: name, start: range.start, end: range.end, kind: kind, isInSRAT: isInSRAT,
          origin: tree.range(of: element)))
    }
  }

  /// The fix that has the ranges of a value of `reserved` replace the preset's.
  private func fixReplacing(_ section: YAMLTree.NodeID) -> Fix? {
    tree.kind(of: section) == .sequence
      ? fix(wrapping: section, in: "replace: true, list: ") : fix(setting: "replace", to: "true", in: section)
  }
}
