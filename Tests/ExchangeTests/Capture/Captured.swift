import Diagnostics
import Exchange
import MachineModel
import SystemPackage
import TestSupport

/// A host that was read, and a topology that was made of it.
struct Captured {
  /// The topology as a text; `nil` where there is none.
  let text: String?
  /// What was found, as a user reads it, with paths from the planted host's folder on.
  let findings: String
  /// Whether an error was found.
  let hasErrors: Bool

  /// Captures a planted host.
  ///
  /// - Parameter request: The guest that is wanted; `nil` for the host itself.
  init(_ host: PlantedHost, _ request: GuestRequest? = nil) { self.init(host.path, request) }

  /// Captures a host whose files lie in a folder.
  init(_ folder: String, _ request: GuestRequest? = nil) {
    var reader = HostTreeReader(FilePath(folder))
    var findings = CaptureFindings()
    let tree = reader.read(reportingTo: &findings)
    let topology = tree.flatMap { tree in
      if let request { return GuestCapture(request, of: tree).topology(reportingTo: &findings) }
      return HostCapture(tree).topology(reportingTo: &findings)
    }
    text = topology.map { TopologyText($0).text }
    hasErrors = findings.hasErrors
    self.findings = findings.told.map { group in
      TextRenderer(isColored: false).render(group.diagnostics, source: group.source)
    }.joined().replacing(folder, with: "")
  }

  /// What a compiler has to say of the text.
  var compilation: Compilation { Compilation(text ?? "") }
}
