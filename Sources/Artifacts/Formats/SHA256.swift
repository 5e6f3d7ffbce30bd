import CSHA256

/// The secure hash algorithm SHA-256 (FIPS 180-4), by which `layout.json` names the artifacts it belongs to.
package enum SHA256 {
  private typealias State = InlineArray<8, UInt32>
  private typealias Schedule = InlineArray<64, UInt32>

  private static let initial: State = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  private static let constants: InlineArray<64, UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]

  private static let constantList: [UInt32] = constants.indices.map { constants[$0] }

  /// Whether this processor has instructions for it.
  static let hasInstructions = memc_sha256_has_instructions() != 0

  /// The digest of a message as 64 hexadecimal digits.
  package static func hexDigest(of message: [UInt8]) -> String {
    hexDigest(of: message, byInstructions: hasInstructions)
  }

  /// The digest of a message as 64 hexadecimal digits.
  ///
  /// - Parameter byInstructions: Whether the processor's own are used, which it must have.
  static func hexDigest(of message: [UInt8], byInstructions: Bool) -> String {
    var state = initial
    let wholeBlocks = message.count / 64
    var tail = Array(message[(wholeBlocks * 64)...])
    tail.append(0x80)
    while tail.count % 64 != 56 { tail.append(0) }
    let bitCount = UInt64(message.count) * 8
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bitCount >> shift))
    }
    for (bytes, count) in [(message, wholeBlocks), (tail, tail.count / 64)] {
      if byInstructions {
        compressByInstructions(bytes, count, &state)
      } else {
        for block in 0..<count { compress(bytes.span, at: block * 64, &state) }
      }
    }
    return hexDigits(of: state)
  }

  private static func hexDigits(of state: State) -> String {
    unsafe String(unsafeUninitializedCapacity: 64) { digits in
      for index in 0..<64 {
        let digit = UInt8(truncatingIfNeeded: state[index / 8] >> UInt32(28 - index % 8 * 4) & 0xF)
        unsafe digits[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      }
      return 64
    }
  }

  /// Safe: the C function reads `count` blocks, which the bytes have, and keeps no pointer.
  private static func compressByInstructions(_ bytes: [UInt8], _ count: Int, _ state: inout State) {
    var words: [UInt32] = state.indices.map { state[$0] }
    unsafe memc_sha256_compress(&words, constantList, bytes, count)
    for index in state.indices { state[index] = words[index] }
  }

  private static func compress(_ bytes: Span<UInt8>, at start: Int, _ state: inout State) {
    var schedule = Schedule(repeating: 0)
    fill(&schedule, with: bytes.extracting(start..<start + 64))
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    // After eight rounds every word is back under its own name: a round changes two of them, and none is moved.
    for first in stride(from: 0, to: 64, by: 8) {
      round(a, b, c, &d, e, f, g, &h, schedule[first])
      round(h, a, b, &c, d, e, f, &g, schedule[first + 1])
      round(g, h, a, &b, c, d, e, &f, schedule[first + 2])
      round(f, g, h, &a, b, c, d, &e, schedule[first + 3])
      round(e, f, g, &h, a, b, c, &d, schedule[first + 4])
      round(d, e, f, &g, h, a, b, &c, schedule[first + 5])
      round(c, d, e, &f, g, h, a, &b, schedule[first + 6])
      round(b, c, d, &e, f, g, h, &a, schedule[first + 7])
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  /// Fills in what each round takes in of a block: a word of the message schedule and the round's constant, added.
  @inline(__always)
  private static func fill(_ schedule: inout Schedule, with block: Span<UInt8>) {
    for word in 0..<16 {
      let at = word * 4
      schedule[word] =
        UInt32(block[at]) << 24 | UInt32(block[at + 1]) << 16 | UInt32(block[at + 2]) << 8 | UInt32(block[at + 3])
    }
    for word in stride(from: 16, to: 64, by: 4) {
      // Four at once, but for what looks back by two words only.
      let early = smallSigma0(four(schedule.span, word - 15))
      let sum = four(schedule.span, word - 16) &+ early &+ four(schedule.span, word - 7)
      schedule[word] = sum[0] &+ smallSigma1(schedule[word - 2])
      schedule[word + 1] = sum[1] &+ smallSigma1(schedule[word - 1])
      schedule[word + 2] = sum[2] &+ smallSigma1(schedule[word])
      schedule[word + 3] = sum[3] &+ smallSigma1(schedule[word + 1])
    }
    for word in schedule.indices { schedule[word] &+= constants[word] }
  }

  // Lent as a span: an inline array would be copied as a whole.
  @inline(__always)
  private static func four(_ words: Span<UInt32>, _ first: Int) -> SIMD4<UInt32> {
    SIMD4(words[first], words[first + 1], words[first + 2], words[first + 3])
  }

  @inline(__always)
  private static func smallSigma0(_ words: SIMD4<UInt32>) -> SIMD4<UInt32> {
    (words &>> 7 | words &<< 25) ^ (words &>> 18 | words &<< 14) ^ (words &>> 3)
  }

  @inline(__always)
  private static func smallSigma1(_ word: UInt32) -> UInt32 {
    word.rotatedRight(17) ^ word.rotatedRight(19) ^ (word >> 10)
  }

  /// A round: `d` and `h` become the `e` and the `a` of the next one, in which all others have the next name.
  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
    _ h: inout UInt32, _ input: UInt32
  ) {
    let s1 = e.rotatedRight(6) ^ e.rotatedRight(11) ^ e.rotatedRight(25)
    let choice = g ^ (e & (f ^ g))
    let t1 = h &+ input &+ choice &+ s1
    let s0 = a.rotatedRight(2) ^ a.rotatedRight(13) ^ a.rotatedRight(22)
    let majority = (a & b) | (c & (a | b))
    d &+= t1
    h = t1 &+ s0 &+ majority
  }
}

extension UInt32 {
  fileprivate func rotatedRight(_ count: UInt32) -> UInt32 { self >> count | self << (32 - count) }
}
