import Artifacts
import Diagnostics
import FirmwareTables
import FuzzSupport

/// Tables of others are judged, whatever they are: those of a file, of an image, of a text of acpidump.
///
/// The first byte cuts the rest in two files.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzedBytes(start, count)
  guard let cut = bytes.first else { return 0 }
  let middle = 1 + (bytes.count - 1) * Int(cut) / 256
  var check = TableFileCheck()
  var added = 0
  for (name, part) in [
    ("whole", Array(bytes[1...])), ("first", Array(bytes[1..<middle])), ("second", Array(bytes[middle...])),
    ("e820.bin", Array(bytes[middle...])), ("acpi.bin", Array(bytes[1...])),
  ] where check.add(part, name: name, fileName: name) {
    added += 1
  }
  let reports = check.reports()
  require(reports.count == added, "a file has no report")
  for report in reports { require(report.diagnostics.count < 10_000, "more is told than anybody reads") }
  let text = AcpidumpText.decode(bytes)
  require(text.value.tables.isEmpty == false || !text.issues.isEmpty, "a text without tables is silence")
  return 0
}
