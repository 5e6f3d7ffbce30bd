import Diagnostics
import Lowering
import MachineModel

/// Puts what a layout says into a domain that is there, in place of what that says: all else stays, byte for byte.
struct LibvirtSplice {
  private let source: SourceFile
  private let domain: XMLElement
  /// What is written in place of which bytes.
  private var edits: [(range: Range<Int>, text: String)] = []

  /// Looks at a domain.
  init(_ source: SourceFile, _ domain: XMLElement) {
    self.source = source
    self.domain = domain
  }

  /// How many spaces stand before the domain's elements.
  var indentation: Int {
    let first = domain.children.lazy.compactMap { spaces(before: $0.tag.lowerBound) }.first ?? 2
    return 1...8 ~= first ? first : 2
  }

  // MARK: Edits

  /// Puts elements into the domain.
  mutating func put(_ elements: LibvirtWriter.Elements, vcpu attributes: [(String, String)], count: Int) {
    for name in ["maxMemory", "currentMemory", "numatune", "vcpus"] { domain.all(name).forEach { remove($0) } }
    var added = elements.maxMemory ?? ""
    if let memory = domain.first("memory") {
      replace(memory, with: elements.memory)
    } else {
      added += elements.memory
    }
    putBacking(elements.memoryBacking, &added)
    putProcessors(elements.vcpu, attributes, count, &added)
    added += elements.numatune ?? ""
    insert(added, behind: domain.first("memory") ?? domain.first("name"), in: domain)
    putFeatures()
    putCPU(elements.cpu)
    putDevices(elements.devices)
  }

  private mutating func putBacking(_ content: String, _ added: inout String) {
    guard let backing = domain.first("memoryBacking") else {
      if !content.isEmpty {
        let spaces = String(repeating: " ", count: indentation)
        added += "\(spaces)<memoryBacking>\n\(content)\(spaces)</memoryBacking>\n"
      }
      return
    }
    for child in backing.children
    where ["hugepages", "locked", "source", "access", "allocation"].contains(child.name) {
      remove(child)
    }
    insert(content, behind: nil, in: backing)
  }

  /// Has the element of the CPUs say another number; what pins them stays.
  private mutating func putProcessors(
    _ element: String, _ attributes: [(String, String)], _ count: Int, _ added: inout String
  ) {
    guard let vcpu = domain.first("vcpu"), !vcpu.isEmptyTag else {
      domain.first("vcpu").map { remove($0) }
      added += element
      return
    }
    let kept = vcpu.attributes.filter { $0.name != "current" }.map { ($0.name, $0.value) }
    let all = kept + attributes
    if vcpu["current"] != nil || !attributes.isEmpty {
      edits.append(
        (vcpu.tag, "<vcpu\(all.map { " \($0.0)='\(XMLWriter.escaped($0.1))'" }.joined())>"))
    }
    edits.append((vcpu.content, "\(count)"))
  }

  /// Memory is told to the guest by ACPI.
  private mutating func putFeatures() {
    let spaces = String(repeating: " ", count: indentation)
    guard let features = domain.first("features") else {
      insert(
        "\(spaces)<features>\n\(spaces)\(spaces)<acpi/>\n\(spaces)</features>\n",
        behind: domain.first("os") ?? domain.children.last, in: domain)
      return
    }
    if features.first("acpi") == nil { insert("\(spaces)\(spaces)<acpi/>\n", behind: nil, in: features) }
  }

  private mutating func putCPU(_ content: String) {
    guard let cpu = domain.first("cpu") else {
      let spaces = String(repeating: " ", count: indentation)
      insert(
        "\(spaces)<cpu>\n\(content)\(spaces)</cpu>\n",
        behind: domain.first("features") ?? domain.first("os") ?? domain.children.last, in: domain)
      return
    }
    for child in cpu.children where ["topology", "numa"].contains(child.name) { remove(child) }
    if content.contains("<maxphysaddr") { cpu.all("maxphysaddr").forEach { remove($0) } }
    insert(content, behind: cpu.children.last, in: cpu)
  }

  private mutating func putDevices(_ content: String) {
    guard let devices = domain.first("devices") else {
      if !content.isEmpty {
        let spaces = String(repeating: " ", count: indentation)
        insert("\(spaces)<devices>\n\(content)\(spaces)</devices>\n", behind: domain.children.last, in: domain)
      }
      return
    }
    for memory in devices.all("memory") { remove(memory) }
    insert(content, behind: nil, in: devices, atEnd: true)
  }

  // MARK: Bytes

  /// The text with its edits.
  func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    var next = 0
    // Of two at one byte, the one that takes bytes away comes last.
    for (range, text) in edits.enumerated().sorted(by: {
      ($0.element.range.lowerBound, $0.element.range.isEmpty ? 0 : 1, $0.offset)
        < ($1.element.range.lowerBound, $1.element.range.isEmpty ? 0 : 1, $1.offset)
    }).map(\.element) where range.lowerBound >= next {
      bytes += source.bytes[next..<range.lowerBound]
      bytes += Array(text.utf8)
      next = range.upperBound
    }
    return bytes + source.bytes[next...]
  }

  /// How many spaces stand before a byte on its line; `nil` where anything else does.
  private func spaces(before byte: Int) -> Int? {
    var start = byte
    while start > 0, source.bytes[start - 1] == UInt8(ascii: " ") { start -= 1 }
    return start == 0 || source.bytes[start - 1] == UInt8(ascii: "\n") ? byte - start : nil
  }

  /// The bytes of an element, and its line where nothing else is on it.
  private func lines(of element: XMLElement) -> Range<Int> {
    guard let spaces = spaces(before: element.tag.lowerBound), element.end < source.bytes.count,
      source.bytes[element.end] == UInt8(ascii: "\n")
    else { return element.range }
    return element.tag.lowerBound - spaces..<element.end + 1
  }

  private mutating func remove(_ element: XMLElement) { edits.append((lines(of: element), "")) }

  private mutating func replace(_ element: XMLElement, with text: String) {
    let lines = lines(of: element)
    // Where it shares its line, it goes on doing so.
    edits.append((lines, lines == element.range ? String(text.drop { $0 == " " }.dropLast()) : text))
  }

  /// Inserts lines behind an element's, or where an element's content begins.
  private mutating func insert(
    _ text: String, behind sibling: XMLElement?, in parent: XMLElement, atEnd: Bool = false
  ) {
    guard !text.isEmpty else { return }
    if parent.isEmptyTag, source.bytes[parent.tag.upperBound - 2] == UInt8(ascii: "/") {
      let spaces = spaces(before: parent.tag.lowerBound) ?? indentation
      let close = parent.tag.upperBound - 2..<parent.tag.upperBound
      edits.append((close, ">\n\(text)\(String(repeating: " ", count: spaces))</\(parent.name)>"))
      return
    }
    var place = sibling?.end ?? (atEnd ? parent.content.upperBound : parent.content.lowerBound)
    if atEnd, let spaces = spaces(before: place) { place -= spaces }
    if place < source.bytes.count, source.bytes[place] == UInt8(ascii: "\n") {
      edits.append((place + 1..<place + 1, text))
    } else if atEnd, place > 0, source.bytes[place - 1] == UInt8(ascii: "\n") {
      edits.append((place..<place, text))
    } else {
      // Beside others on a line, what is inserted is on it, too.
      let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
      edits.append((place..<place, lines.joined()))
    }
  }
}
