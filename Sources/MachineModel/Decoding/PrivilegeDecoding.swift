import Diagnostics
import YAMLTree

// What the more privileged level has of its own, and sees of the level below it.

extension TopologyDecoder {
  /// The section `vtl2`.
  mutating func vtl2(_ root: Fields) -> PrivilegedMemory? {
    guard let id = root["vtl2"], let fields = fields(of: id, Language.vtl2) else { return nil }
    if fields.lacks("start") {
      return size(fields).map { PrivilegedMemory(size: $0, origin: tree.range(of: id)) }
    }
    guard let place = place(fields) else { return nil }
    var memory = PrivilegedMemory(start: place.start, size: place.size, origin: tree.range(of: id))
    memory.startOrigin = fields["start"].flatMap { tree.replaceableRange(of: $0) }
    return memory
  }

  /// The section `aliases`.
  mutating func aliases(_ root: Fields) -> [MemoryAlias] {
    guard let id = root["aliases"] else { return [] }
    guard tree.kind(of: id) == .sequence else {
      reportNoList(id, wanted: "'aliases' is a list such as [{name: vtl0, offset: 1TiB}]", item: "alias")
      return []
    }
    var aliases: [MemoryAlias] = []
    for element in tree.elements(of: id) {
      guard let fields = fields(of: element, Language.alias) else { continue }
      var alias = MemoryAlias.unstated
      alias.origin = tree.range(of: element)
      guard !read(Language.aliasKeys, of: fields, into: &alias).contains("offset") else { continue }
      alias.offsetOrigin = fields["offset"].flatMap { tree.replaceableRange(of: $0) }
      aliases.append(alias)
    }
    return aliases
  }
}
