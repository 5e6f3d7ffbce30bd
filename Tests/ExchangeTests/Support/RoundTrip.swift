import Artifacts
import Diagnostics
import Exchange
import JSONCoding
import Lowering
import MachineModel
import TestSupport

/// A topology, written for others and read back.
struct RoundTrip {
  /// What is written; empty where nothing is.
  let written: String
  /// What was told of writing.
  let told: String
  /// What is read of that.
  let read: ReadMachine
  /// What of the artifacts of the machine that was read is not what the first one's are: the names of files.
  let differences: [String]

  /// - Parameter isLenient: Whether what cannot be said is left out.
  init<Format: ImportFormat & ExportFormat>(
    _ text: String, _ format: Format.Type, form: String? = nil, isLenient: Bool = false
  ) {
    let compilation = Compilation(text)
    var sink = DiagnosticSink(source: compilation.source, overrides: isLenient ? Self.lenient : SeverityOverrides())
    let bytes = compilation.layout.flatMap { format.bytes(ExportRequest($0, form: form), reportingTo: &sink) }
    written = bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
    told = TextRenderer(isColored: false).render(sink.diagnostics, source: compilation.source)
    read = ReadMachine(written, format)
    guard let topology = read.topology else {
      differences = ["everything"]
      return
    }
    let again = Compilation(TopologyText(topology).text)
    let found = Dictionary(uniqueKeysWithValues: again.artifacts().map { ($0.kind.fileName, $0.bytes) })
    // `layout.json` has the names and lines of a text besides.
    differences = compilation.artifacts().filter { artifact in
      let other = found[artifact.kind.fileName] ?? []
      return artifact.kind != .layout && artifact.bytes != other
        && (artifact.kind != .memslots || Self.slots(artifact.bytes) != Self.slots(other))
    }.map(\.kind.fileName)
  }

  /// Slots that know nodes by their domains alone: in which order a text has nodes is nothing of a machine's.
  private static func slots(_ bytes: [UInt8]) -> JSONValue? {
    func known(_ value: JSONValue) -> JSONValue {
      switch value {
      case .array(let elements): return .array(elements.map(known))
      case .object(var members):
        members = members.mapValues(known)
        members["domain"] = members["domain"] ?? members["node"]
        members["node"] = nil
        return .object(members)
      default: return value
      }
    }
    return (try? JSONValue(parsing: bytes)).map(known)
  }

  /// The first line of each thing that was told of writing, without the rule.
  var lines: String {
    told.split(separator: "\n").filter { $0.hasPrefix("topo.yaml") && !$0.contains(": note: ") }
      .map { $0.replacing(#/ \[[a-z-]+\]$/#, with: "") }.joined(separator: "\n")
  }

  /// What cannot be said is a warning.
  static let lenient: SeverityOverrides = {
    do throws(SeverityOverrides.RequestError) {
      return try SeverityOverrides(
        [.warning("not-expressible")], registry: Compiler.rules + Array(ExchangeRule.allCases))
    } catch {
      preconditionFailure("\(error)")
    }
  }()
}
