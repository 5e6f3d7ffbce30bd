import FieldCoding

/// Writes the blocks of a flattened device tree node by node (Devicetree Specification 0.4, chapter 5).
struct DeviceTreeWriter {
  /// What is written so far: the structure block, but for its end.
  private(set) var structure: [UInt8] = []
  private var strings: [UInt8] = []
  /// Where in ``strings`` the names that were used lie.
  private var names: [(name: DeviceTreeProperty, offset: UInt32)] = []
  private var marks: [(offset: Int, origin: RecordOrigin)] = []

  /// The whole tree.
  consuming func finished() -> DeviceTree {
    word(DeviceTreeReader.Token.end)
    return DeviceTree(structure: structure, strings: strings, marks: marks)
  }

  /// Writes a node with what is in it.
  ///
  /// - Parameters:
  ///   - name: Its name without a unit address.
  ///   - number: What stands directly behind the name, in decimal.
  ///   - address: The unit address.
  ///   - origin: Where it comes from, and what follows it up to another one.
  mutating func node(
    _ name: String, number: UInt32? = nil, at address: UInt64? = nil, from origin: RecordOrigin = .none,
    _ contents: (inout Self) -> Void
  ) {
    if marks.last?.origin != origin { marks.append((structure.count, origin)) }
    word(DeviceTreeReader.Token.beginNode)
    structure.append(contentsOf: name.utf8)
    if let number { digits(UInt64(number), radix: 10) }
    if let address {
      structure.append(UInt8(ascii: "@"))
      digits(address, radix: 16)
    }
    structure.append(0)
    pad()
    contents(&self)
    word(DeviceTreeReader.Token.endNode)
  }

  /// Writes a property without a value.
  mutating func property(_ name: DeviceTreeProperty) { begin(name, count: 0) }

  /// Writes a property of one number.
  mutating func property(_ name: DeviceTreeProperty, _ value: UInt32) {
    begin(name, count: 4)
    word(value)
  }

  /// Writes a property of two numbers of 64 bits: an address and a size.
  mutating func property(_ name: DeviceTreeProperty, _ first: UInt64, _ second: UInt64) {
    begin(name, count: 16)
    long(first)
    long(second)
  }

  /// Writes a property of so many numbers.
  mutating func property(_ name: DeviceTreeProperty, cells count: Int, _ contents: (inout Self) -> Void) {
    begin(name, count: 4 * count)
    contents(&self)
  }

  /// Writes a property of a text, or of two.
  mutating func property(_ name: DeviceTreeProperty, _ text: String, _ other: String? = nil) {
    begin(name, count: text.utf8.count + 1 + (other.map { $0.utf8.count + 1 } ?? 0))
    self.text(text)
    if let other { self.text(other) }
    pad()
  }

  /// Writes a number of 32 bits, its highest byte first.
  mutating func word(_ value: UInt32) {
    structure.append(UInt8(truncatingIfNeeded: value >> 24))
    structure.append(UInt8(truncatingIfNeeded: value >> 16))
    structure.append(UInt8(truncatingIfNeeded: value >> 8))
    structure.append(UInt8(truncatingIfNeeded: value))
  }

  private mutating func long(_ value: UInt64) {
    word(UInt32(truncatingIfNeeded: value >> 32))
    word(UInt32(truncatingIfNeeded: value))
  }

  // MARK: Parts

  private mutating func begin(_ name: DeviceTreeProperty, count: Int) {
    word(DeviceTreeReader.Token.property)
    word(UInt32(clamping: count))
    word(offset(of: name))
  }

  private mutating func offset(of name: DeviceTreeProperty) -> UInt32 {
    for known in names where known.name == name { return known.offset }
    // As dtc does: a name may be the end of another one.
    let count = name.text.utf8.count
    for known in names where known.name.text.utf8.suffix(count).elementsEqual(name.text.utf8) {
      names.append((name, known.offset + UInt32(known.name.text.utf8.count - count)))
      return names[names.count - 1].offset
    }
    let offset = UInt32(strings.count)
    names.append((name, offset))
    strings.append(contentsOf: name.text.utf8)
    strings.append(0)
    return offset
  }

  private mutating func text(_ text: String) {
    structure.append(contentsOf: text.utf8)
    structure.append(0)
  }

  private mutating func pad() {
    while structure.count % 4 != 0 { structure.append(0) }
  }

  private mutating func digits(_ value: UInt64, radix: UInt64) {
    if value >= radix { digits(value / radix, radix: radix) }
    let digit = UInt8(value % radix)
    structure.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
  }
}

/// The properties that memc writes.
enum DeviceTreeProperty {
  case addressCells, sizeCells, compatible, model, deviceType, reg, ranges, numaNodeID, distanceMatrix, enableMethod
  case phandle, cpu, method, noMap

  var text: String {
    switch self {
    case .addressCells: "#address-cells"
    case .sizeCells: "#size-cells"
    case .compatible: "compatible"
    case .model: "model"
    case .deviceType: "device_type"
    case .reg: "reg"
    case .ranges: "ranges"
    case .numaNodeID: "numa-node-id"
    case .distanceMatrix: "distance-matrix"
    case .enableMethod: "enable-method"
    case .phandle: "phandle"
    case .cpu: "cpu"
    case .method: "method"
    case .noMap: "no-map"
    }
  }
}
