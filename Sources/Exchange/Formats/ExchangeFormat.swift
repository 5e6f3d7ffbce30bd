package import Diagnostics
package import Lowering
package import MachineModel

/// A format of others in which machines are stated.
package protocol ExchangeFormat: Sendable {
  /// What commands call it: "libvirt".
  static var name: String { get }
  /// What it is, with its article, as it stands in a sentence: "a domain of libvirt".
  static var title: String { get }
}

/// A format that machines are read from.
package protocol ImportFormat: ExchangeFormat {
  /// Reads what a text says of a machine's memory, CPUs and NUMA, and leaves all else in it alone.
  ///
  /// The values carry the places in the text that state them, so that the rules of topologies, which the caller holds it to,
  /// speak of these.
  ///
  /// - Parameters:
  ///   - source: The text, by whomever: whatever it is, it is judged and nothing traps.
  ///   - sink: Told what cannot be read, and what no topology can say (``ExchangeRule/notImported``).
  /// - Returns: The machine; `nil` where nobody can tell what is meant, after saying so.
  static func topology(_ source: SourceFile, reportingTo sink: inout DiagnosticSink) -> Topology?
}

/// A format that machines are written in.
package protocol ExportFormat: ExchangeFormat {
  /// The forms that it has, by their names; the first one is written where none is asked for. Empty where there is one.
  static var forms: [String] { get }
  /// Whether a machine can be put into a text of the format that is there already.
  static var takesHost: Bool { get }
  /// Writes a machine.
  ///
  /// - Parameters:
  ///   - request: The machine and how it is asked for.
  ///   - sink: Told what the format cannot say, at the lines of the topology (``ExchangeRule/notExpressible``).
  /// - Returns: The text; `nil` where there is none, after saying so.
  static func bytes(_ request: ExportRequest, reportingTo sink: inout DiagnosticSink) -> [UInt8]?
}

extension ExportFormat {
  /// There is one form.
  package static var forms: [String] { [] }
  /// A machine is a text of its own.
  package static var takesHost: Bool { false }
}

/// A machine to be written in a format of others.
package struct ExportRequest: Sendable {
  /// The machine.
  package let layout: Layout
  /// Which of the format's forms; `nil` for its first one.
  package let form: String?
  /// A text of the format that the machine is put into, in place of what it says of one; `nil` for a text of its own.
  package let host: SourceFile?

  /// Asks for a machine.
  package init(_ layout: Layout, form: String? = nil, into host: SourceFile? = nil) {
    self.layout = layout
    self.form = form
    self.host = host
  }
}
