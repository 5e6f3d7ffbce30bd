import FuzzSupport
import JSONCoding

/// Any bytes are a value or are refused, and what a value is written as reads as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzedBytes(start, count)
  guard let value = try? JSONValue(parsing: bytes), isWritable(value) else { return 0 }
  for layout in [JSONWriter.TextLayout.compact, .lines] {
    var json = JSONWriter(layout: layout)
    write(value, to: &json)
    require((try? JSONValue(parsing: json.bytes)) == value, "\(json.text) reads as something else")
  }
  return 0
}

/// Whether a value has no numbers but integers, as all that is written.
private func isWritable(_ value: JSONValue) -> Bool {
  switch value {
  case .number: false
  case .array(let elements): elements.allSatisfy(isWritable)
  case .object(let members): members.values.allSatisfy(isWritable)
  default: true
  }
}

private func write(_ value: JSONValue, to json: inout JSONWriter) {
  switch value {
  case .null: json.null()
  case .bool(let value): json.value(value)
  case .integer(let value): json.value(value)
  case .number: fatalError("no one writes these")
  case .string(let value): json.value(value)
  case .array(let elements): json.array { json in for element in elements { write(element, to: &json) } }
  case .object(let members):
    json.object { json in
      for (name, value) in members {
        json.name(name)
        write(value, to: &json)
      }
    }
  }
}
