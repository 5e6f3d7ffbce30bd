import Diagnostics
import MachineModel

/// What a command line says of memory, CPUs and NUMA, put together option by option: where QEMU joins those of one name, they are
/// joined; all else is left out.
struct QEMUStatement {
  /// `-machine`.
  var machine: QEMUProperties
  /// `-cpu`; `nil` where it is not stated.
  var cpu: QEMUProperties?
  /// `-smp`.
  var processors: QEMUProperties
  /// `-m`.
  var memory: QEMUProperties
  /// `-numa`, each for itself, as `-object` and `-device`.
  var numa: [QEMUProperties] = []
  /// `-object`.
  var objects: [QEMUProperties] = []
  /// `-device`.
  var devices: [QEMUProperties] = []
  /// `-mem-path`.
  var memoryPath: Located<String>?
  /// `-mem-prealloc`.
  var preallocation: SourceRange?
  /// `-overcommit`.
  var overcommit: QEMUProperties
  /// What is read from elsewhere, or set behind all options.
  var elsewhere: [QEMUCommandLine.Option] = []

  /// Reads options.
  init(_ line: QEMUCommandLine, reportingTo sink: inout DiagnosticSink) {
    let nothing = QEMUProperties(at: line.origin)
    (machine, processors, memory, overcommit) = (nothing, nothing, nothing, nothing)
    for option in line.options {
      switch option.name {
      case "M", "machine": Self.join(&machine, option, "type", &sink)
      case "smp": Self.join(&processors, option, "cpus", &sink)
      case "m": Self.join(&memory, option, "size", &sink)
      case "overcommit": Self.join(&overcommit, option, nil, &sink)
      case "realtime":
        // What `-overcommit mem-lock=on` was called up to QEMU 4.
        Self.join(&overcommit, option, nil, &sink)
      case "cpu": cpu = Self.properties(option, "model", &sink) ?? cpu
      case "numa": numa += Self.properties(option, "type", &sink).map { [$0] } ?? []
      case "object": objects += Self.properties(option, "qom-type", &sink).map { [$0] } ?? []
      case "device": devices += Self.properties(option, "driver", &sink).map { [$0] } ?? []
      case "mem-path": memoryPath = option.value.map { Located($0.text, at: $0.range) }
      case "mem-prealloc": preallocation = option.word.range
      case "readconfig", "set": elsewhere.append(option)
      default: break
      }
    }
    // Properties of the machine that other options are short for.
    for property in machine.list {
      if property.key.hasPrefix("smp.") {
        processors.append([property.renamed(String(property.key.dropFirst(4)))])
      } else if property.key.hasPrefix("memory.") {
        let key = property.key == "memory.max-size" ? "maxmem" : String(property.key.dropFirst(7))
        memory.append([property.renamed(key)])
      }
    }
  }

  private static func properties(
    _ option: QEMUCommandLine.Option, _ implied: String?, _ sink: inout DiagnosticSink
  ) -> QEMUProperties? {
    option.value.flatMap { QEMUProperties($0, implied: implied, reportingTo: &sink) }
  }

  private static func join(
    _ properties: inout QEMUProperties, _ option: QEMUCommandLine.Option, _ implied: String?,
    _ sink: inout DiagnosticSink
  ) {
    guard let stated = Self.properties(option, implied, &sink) else { return }
    if properties.list.isEmpty { properties = QEMUProperties(at: stated.range) }
    properties.append(stated.list)
  }
}

extension QEMUProperty {
  /// The same under another name.
  fileprivate func renamed(_ key: String) -> QEMUProperty { QEMUProperty(key: key, value: value, range: range) }
}
