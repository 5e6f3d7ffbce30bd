import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// A node's key `hotplug`, which is a size or a map.
  mutating func hotplug(_ node: Fields, _ key: String) -> Located<HotplugSpace>? {
    guard let id = node[key] else { return nil }
    let range = tree.range(of: id)
    guard tree.kind(of: id) == .mapping else {
      guard let size = spaceSize(node, key) else { return nil }
      var space = HotplugSpace(size: size.value, origin: range)
      space.sizeOrigin = tree.replaceableRange(of: id)
      return Located(space, at: range)
    }
    guard let fields = fields(of: id, Language.hotplug) else { return nil }
    var declaration = HotplugDeclaration.unstated
    let unread = read(Language.hotplugKeys, of: fields, into: &declaration)
    // Where nobody knows where the space is to begin, it is not placed.
    guard unread.isEmpty,
      isSound(declaration.start.flatMap { ValueRules.range(from: $0.value, size: declaration.size) }, at: id)
    else { return nil }
    var space = HotplugSpace(size: declaration.size, start: declaration.start, origin: range)
    space.slots = declaration.slots
    space.insertion = insertion(in: id)
    space.sizeOrigin = fields["size"].flatMap { tree.replaceableRange(of: $0) }
    return Located(space, at: range)
  }

  /// A size of memory that is not 0.
  mutating func spaceSize(_ fields: Fields, _ key: String) -> Located<UInt64>? {
    guard let id = fields[key], let size = memorySize(fields, key) else { return nil }
    return isSound(ValueRules.hotplugSize(size.value), at: id) ? size : nil
  }
}
