import Diagnostics

/// Every format of others, a line each.
package enum ExchangeFormats {
  /// Those that machines are read from.
  package static let imports: [any ImportFormat.Type] = [
    QEMUFormat.self,
    LibvirtFormat.self,
    CloudHypervisorFormat.self,
    CrosvmFormat.self,
    FirecrackerFormat.self,
    OpenVMMFormat.self,
  ]
  /// Those that machines are written in.
  package static let exports: [any ExportFormat.Type] = [
    QEMUFormat.self,
    LibvirtFormat.self,
    CloudHypervisorFormat.self,
    CrosvmFormat.self,
    FirecrackerFormat.self,
    KtstrFormat.self,
    OpenVMMFormat.self,
  ]

  /// What is wrong with the name of a format; `nil` where there is one of that name.
  package static func refusal(of name: String, among names: [String]) -> String? {
    guard !names.contains(name) else { return nil }
    let nearest = SpellingSuggestion.nearest(to: name, among: names)
    let advice = nearest.map { "did you mean '\($0)'? " } ?? ""
    return "there is no format '\(name)'; \(advice)there are \(list(of: names))"
  }

  /// Names as a sentence lists them.
  package static func list(of names: [String]) -> String {
    names.count > 1 ? names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1] : names.joined()
  }

  /// The forms of those formats that have several.
  package static var forms: String {
    exports.filter { !$0.forms.isEmpty }.map { "\(list(of: $0.forms)) of \($0.name)" }.joined(separator: "; ")
  }

  /// The format of a name that machines are read from; `nil` where there is none.
  package static func importFormat(_ name: String) -> (any ImportFormat.Type)? { imports.first { $0.name == name } }

  /// The format of a name that machines are written in; `nil` where there is none.
  package static func exportFormat(_ name: String) -> (any ExportFormat.Type)? { exports.first { $0.name == name } }
}
