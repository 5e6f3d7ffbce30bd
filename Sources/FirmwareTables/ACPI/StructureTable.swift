import FieldCoding

/// A table that is a head and structures behind it: written and read.
struct StructureTable<Head: ACPIHead, Structure: AnyStructure>: Sendable {
  /// What finds its records.
  let outline: StructureOutline

  /// - Parameters:
  ///   - title: What people call the table.
  ///   - signature: What the table begins with; `nil` where people call it by that.
  ///   - family: How its structures begin.
  ///   - types: The types whose contents are decoded, of several of one number the one first that others are taken for.
  init(
    _ title: String, signature: String? = nil, family: StructureFamily = .bytes,
    types: @autoclosure @escaping @Sendable () -> [StructureType]
  ) {
    outline = StructureOutline(title, signature: signature ?? title, family: family, types: types, head: Head.self)
  }

  /// Writes a table.
  func encode(
    _ structures: [Structure], from origins: RecordOrigins, revision: UInt8, identity: ACPIIdentity,
    to encoder: inout RecordEncoder
  ) {
    let head = Head(header: header(revision: revision, identity: identity))
    encode(structures, behind: head, from: origins, to: &encoder)
  }

  /// The header of a table that has no length and no checksum yet.
  func header(revision: UInt8, identity: ACPIIdentity) -> ACPIHeader {
    ACPIHeader(outline.signature, revision: revision, identity: identity)
  }

  /// Writes a table whose head says more than its header does.
  func encode(
    _ structures: [Structure], behind head: Head, from origins: RecordOrigins, to encoder: inout RecordEncoder
  ) {
    let bodyCount = structures.reduce(0) { $0 + $1.byteCount }
    ACPIEnvelope.seal(head, bodyCount: bodyCount, to: &encoder) { encoder in
      for (index, structure) in structures.enumerated() { structure.encode(to: &encoder, from: origins[index]) }
    }
  }

  /// Reads a table as far as it goes.
  func decode(_ bytes: [UInt8]) -> (header: ACPIHeader, structures: [Structure], issues: IssueList) {
    let (head, structures, issues) = decodeWithHead(bytes)
    return (head.header, structures, issues)
  }

  /// Reads a table whose head says more than its header does.
  func decodeWithHead(_ bytes: [UInt8]) -> (head: Head, structures: [Structure], issues: IssueList) {
    var issues = IssueList()
    let signature = FixedText(outline.signature, width: 4)
    let (head, end) = ACPIEnvelope.open(Head.self, signature: signature, in: bytes, &issues)
    var structures: [Structure] = []
    // Most tables that are long have one kind of structure; no more than is likely is kept for one that has not.
    structures.reserveCapacity((end - min(Head.byteCount, end)) / 20)
    var decoder = ByteDecoder(bytes)
    outline.forEachPlace(in: bytes, from: Head.byteCount, to: end, &issues) { place in
      decoder.move(to: place.offset, length: place.length)
      structures.append(Structure(place, from: &decoder))
    }
    return (head, structures, issues)
  }
}
