import Artifacts
import FuzzSupport
import Reading

/// Whatever an input is, what it says can be asked for, and compared with itself and with another one.
///
/// The first byte cuts the rest in two inputs, the second and third are an address and a line.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzedBytes(start, count)
  guard bytes.count > 3 else { return 0 }
  let middle = 3 + (bytes.count - 3) * Int(bytes[0]) / 256
  let views = [
    MachineView(Array(bytes[3..<middle]), name: "first", fileName: "first"),
    MachineView(Array(bytes[middle...]), name: "second", fileName: "second"),
    MachineView(Array(bytes[middle...]), name: "e820.bin", fileName: "e820.bin"),
  ]
  for view in views where !view.isEmpty {
    guard let explainer = try? Explainer(view), let same = try? MachineComparison(view, view) else { continue }
    require(same.count == 0, "an input differs from itself: \(ComparisonText(same, view, view))")
    let questions: [Question] = [
      .address(UInt64(bytes[1]) << 24), .byte(UInt64(bytes[1]), table: "SRAT"), .line(UInt64(bytes[2])),
      .slot(UInt64(bytes[1]), partition: nil), .node("\(bytes[1])"), .cpu(UInt64(bytes[1])),
      .apic(UInt64(bytes[2])),
    ]
    for question in questions {
      guard let answer = try? explainer.answer(question) else { continue }
      require(!AnswerText(answer, source: view.sourceName).description.isEmpty, "an answer is silence")
      require(!AnswerFile(answer).encoded().isEmpty, "an answer is no JSON")
    }
  }
  guard let comparison = try? MachineComparison(views[0], views[1]) else { return 0 }
  require(!ComparisonText(comparison, views[0], views[1]).description.isEmpty, "a comparison is silence")
  return 0
}
