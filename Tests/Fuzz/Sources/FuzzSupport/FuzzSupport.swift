/// The bytes that libFuzzer hands to `LLVMFuzzerTestOneInput`, copied so that a target cannot keep them too long.
@unsafe public func fuzzedBytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
  unsafe Array(UnsafeBufferPointer(start: start, count: count))
}

/// Ends the process, which libFuzzer takes for a finding, where something does not hold.
public func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError("finding: \(message())") }
}

/// Ends the process where something is wrong with what should be whole.
public func requireNone(_ problems: [some CustomStringConvertible], _ where: @autoclosure () -> String) {
  require(problems.isEmpty, "\(`where`()): \(problems.map(\.description).joined(separator: "; "))")
}
