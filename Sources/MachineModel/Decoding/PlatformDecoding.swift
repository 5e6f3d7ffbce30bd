import Addresses
import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// The section `platform`; where it is wrong, the generic one after saying so.
  mutating func platform(_ root: Fields, _ architecture: Architecture) -> Platform {
    guard let id = root["platform"] else { return .generic(architecture) }
    guard tree.kind(of: id) == .mapping else {
      return preset(root, "platform", architecture)
    }
    guard let fields = fields(of: id, Language.platform) else { return .generic(architecture) }
    var platform = preset(fields, "base", architecture)
    let reserved = fields["reserved"].flatMap { reservedList($0, of: &platform) }
    if let base = address(fields, "dram_base", onPage: true), base != platform.dramBase {
      platform.dramBase = base
      dropRanges(of: &platform, isGapsStated: fields["gaps"] != nil, at: fields["dram_base"] ?? id)
    }
    if let bits = number(fields, "phys_bits") {
      platform.physicalBits = Located(UInt8(bits.value), at: bits.origin)
    }
    if let gaps = fields["gaps"] { platform.gaps = self.gaps(gaps) }
    if let reserved { addReserved(reserved, to: &platform) }
    places.reservedReplacement = fields["reserved"].flatMap { fixReplacing($0) }
    return platform
  }

  private mutating func preset(_ fields: Fields, _ key: String, _ architecture: Architecture) -> Platform {
    guard let id = fields[key] else { return .generic(architecture) }
    guard tree.hasText(id) else {
      reportWrongType(id, wanted: "'\(key)' is \(fields.section.choices(of: key))")
      return .generic(architecture)
    }
    let name = tree.string(of: id)
    let isLater = Platform.laterPresetNames.contains(name)
    guard isLater || Platform.presetNames.contains(name) else {
      reportUnknownWord(id, key, name, in: fields.section, rule: .unknownPlatform)
      return .generic(architecture)
    }
    // Where the architecture cannot be read, nobody can say what it lacks.
    if let only = Platform.onlyArchitecture[name], only != architecture, !unclear.contains(.platform) {
      report(
        .platformLacksArchitecture, at: id, "platform '\(name)' does not exist for \(architecture.rawValue)",
        // To change the architecture for a preset that is not there is no advice.
        suggestion: isLater ? nil : "write 'arch: \(only.rawValue)'",
        fix: isLater ? nil : fix(setting: "arch", to: only.rawValue, in: tree.root))
    }
    if isLater {
      report(
        .notSupportedYet, at: id,
        "platform '\(name)' is not supported yet; this version of memc has "
          + Self.list(Platform.presetNames))
    }
    return .generic(architecture)
  }

  /// A preset's ranges below a changed base do not exist; one that reaches across it begins there.
  private mutating func dropRanges(of platform: inout Platform, isGapsStated: Bool, at id: YAMLTree.NodeID) {
    let base = platform.dramBase
    func note(_ what: String, _ start: UInt64, _ end: UInt64) {
      let fate =
        end <= base
        ? "lies below dram_base and is dropped"
        : "begins below dram_base; what is left of it begins at \(Units.address(base))"
      report(.presetRangeDropped, at: id, "the preset's \(what) \(Units.range(start, end)) \(fate)")
    }
    if !isGapsStated {
      for gap in platform.gaps where gap.start < base { note("gap", gap.start, gap.end) }
      platform.gaps.removeAll { $0.end <= base }
      for index in platform.gaps.indices {
        let range = platform.gaps[index].range
        platform.gaps[index].range = AddressRange(max(range.start, base), range.end)
      }
    }
    for range in platform.reserved where range.start < base { note("reserved range", range.start, range.end) }
    platform.reserved.removeAll { $0.end <= base }
    for index in platform.reserved.indices {
      let range = platform.reserved[index].range
      platform.reserved[index].range = AddressRange(max(range.start, base), range.end)
    }
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
      guard let range = addressRange(fields, onPages: true) else { continue }
      var gap = Gap(name: name, start: range.start, end: range.end, origin: tree.range(of: element))
      gap.startOrigin = fields["start"].map { tree.range(of: $0) }
      gaps.append(gap)
    }
    return gaps
  }

  // MARK: Reserved ranges

  /// The list of reserved ranges; empties the preset's where it replaces them.
  private mutating func reservedList(_ id: YAMLTree.NodeID, of platform: inout Platform) -> YAMLTree.NodeID? {
    guard tree.kind(of: id) == .mapping else { return id }
    guard let fields = fields(of: id, Language.reservedReplacement) else { return nil }
    if toggle(fields, "replace")?.value == true { platform.reserved = [] }
    return fields["list"]
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
