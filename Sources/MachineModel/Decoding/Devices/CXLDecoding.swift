import Addresses
import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// A node's section `cxl`.
  mutating func cxlWindow(_ node: Fields) -> CXLWindow? {
    guard let id = node["cxl"], let fields = fields(of: id, Language.cxlWindow) else { return nil }
    var window = CXLWindow.unstated
    window.origin = tree.range(of: id)
    return read(Language.cxlWindowKeys, of: fields, into: &window).isEmpty ? window : nil
  }

  /// The root's section `cxl`; `nil` where not all of its bridges could be read.
  mutating func cxlBridges(_ root: Fields) -> [CXLHostBridge]? {
    guard let section = root["cxl"], let fields = fields(of: section, Language.cxl), let id = fields["bridges"]
    else {
      return nil
    }
    guard tree.kind(of: id) == .sequence else {
      reportNoList(id, wanted: "'bridges' is a list such as [{uid: 1, registers: 0xd0000000}]", item: "bridge")
      return nil
    }
    var bridges: [CXLHostBridge] = []
    for element in tree.elements(of: id) {
      guard let fields = self.fields(of: element, Language.cxlBridge) else { continue }
      var bridge = CXLHostBridge.unstated
      bridge.origin = tree.range(of: element)
      if read(Language.cxlBridgeKeys, of: fields, into: &bridge).isEmpty { bridges.append(bridge) }
    }
    return bridges.count == tree.count(of: id) ? bridges : nil
  }

  /// A list of unique IDs, in an order that counts.
  mutating func bridges(_ fields: Fields, _ key: String) -> Located<[UInt32]>? {
    guard let id = fields[key] else { return nil }
    guard tree.kind(of: id) == .sequence else {
      reportWrongType(
        id, wanted: "'\(key)' is a list of the bridges' uids such as [1, 2]",
        suggestion: tree.hasText(id) ? "write '[\(tree.string(of: id).excerpt)]'" : nil)
      return nil
    }
    var bridges: [UInt32] = []
    for element in tree.elements(of: id) {
      if let number = number(element, named: "the uid of a bridge", in: 0...UInt64(UInt32.max)) {
        bridges.append(UInt32(number.value))
      }
    }
    guard bridges.count == tree.count(of: id), isSound(CXLRules.bridges(bridges), at: id) else { return nil }
    return Located(bridges, at: tree.range(of: id))
  }

  /// The address of a bridge's registers.
  mutating func registers(_ fields: Fields, _ key: String) -> Located<UInt64>? {
    guard let id = fields[key], let address = address(fields, key, onPage: true) else { return nil }
    let breach = CXLRules.registers(address)
    if let breach, address > CXLHostBridge.registersSize {
      let below = address.roundedDown(to: CXLHostBridge.registersSize)
      report(breach.rule, at: id, breach.message, writing: Units.address(below))
      return nil
    }
    return isSound(breach, at: id) ? Located(address, at: tree.range(of: id)) : nil
  }
}
