import FieldCoding

/// The fields of an ACPI table before its structures: the header, and what stands alone behind it.
protocol ACPIHead: ByteRecord {
  /// The header.
  var header: ACPIHeader { get set }

  /// What stands behind a header where a table says nothing else.
  init(header: ACPIHeader)

  /// Tells what of a head that was read is wrong whoever wrote the table.
  func judge(_ issues: inout IssueList)
}

extension ACPIHead {
  /// Nothing.
  func judge(_: inout IssueList) {}

  @usableFromInline package init() {
    self.init(header: ACPIHeader())
  }
}

extension ACPIHeader: ACPIHead {
  var header: ACPIHeader {
    get { self }
    set { self = newValue }
  }

  init(header: ACPIHeader) {
    self = header
  }
}

/// What all ACPI tables have in common: a length and a checksum around contents.
enum ACPIEnvelope {
  /// Encodes a table and gives it its length and its checksum.
  static func seal<Head: ACPIHead>(
    _ head: Head, bodyCount: Int, to encoder: inout RecordEncoder, body: (inout RecordEncoder) -> Void
  ) {
    let start = encoder.bytes.count
    var head = head
    head.header.length = UInt32(clamping: Head.byteCount + bodyCount)
    head.header.checksum = 0
    encoder.reserve(Head.byteCount + bodyCount)
    // What is compared is not kept, and was summed up when it was read.
    encoder.leaveOut(at: start + ACPIHeader.checksumOffset)
    encoder.append(head)
    body(&encoder)
    guard !encoder.isComparing else { return }
    encoder.overwriteByte(at: start + ACPIHeader.checksumOffset, with: 0 &- sum(encoder.bytes[start...]))
  }

  /// Opens a table: reads its head, and checks signature, length and checksum.
  ///
  /// - Returns: The head, and where the structures behind it end: where the table's length says, or where the
  ///   bytes end.
  static func open<Head: ACPIHead>(
    _: Head.Type, signature: FixedText?, in bytes: [UInt8], _ issues: inout IssueList
  ) -> (head: Head, end: Int) {
    var decoder = ByteDecoder(bytes)
    let head = decoder.read(Head.self)
    issues.append(decoder.issues)
    if bytes.count >= Head.byteCount { head.judge(&issues) }
    return (head, end(of: bytes, by: head.header, behind: Head.byteCount, signature: signature, &issues))
  }

  /// Checks signature, length and checksum of a table.
  ///
  /// - Parameters:
  ///   - header: The table's header.
  ///   - headCount: Bytes of the table's head.
  /// - Returns: Where the structures behind the head end.
  static func end(
    of bytes: [UInt8], by header: ACPIHeader, behind headCount: Int, signature: FixedText?,
    _ issues: inout IssueList
  ) -> Int {
    guard bytes.count >= ACPIHeader.byteCount else { return bytes.count }
    if let signature, header.signature != signature {
      issues.append("signature is \"\(header.signature)\", should be \"\(signature)\"", at: 0)
    }
    let length = Int(clamping: header.length)
    if length < headCount {
      issues.append("length is \(length), less than the \(headCount) bytes before any structure", at: 4)
    } else if length != bytes.count {
      issues.append("length is \(length), but the table has \(bytes.count) bytes", at: 4)
    }
    guard length >= headCount, length <= bytes.count else { return bytes.count }
    let sum = sum(bytes[..<length])
    if sum != 0 {
      issues.append(
        "checksum is \(Hexadecimal.padded(UInt64(header.checksum), digits: 2)), "
          + "bytes sum to \(Hexadecimal.padded(UInt64(sum), digits: 2)), should be 0",
        at: ACPIHeader.checksumOffset)
    }
    return length
  }

  /// The sum of bytes modulo 256.
  static func sum(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    var sum: UInt8 = 0
    for byte in bytes { sum &+= byte }
    return sum
  }
}
