/// Every format of others, a line each.
package enum ExchangeFormats {
  /// Those that machines are read from.
  package static let imports: [any ImportFormat.Type] = []
  /// Those that machines are written in.
  package static let exports: [any ExportFormat.Type] = []

  /// The format of a name that machines are read from; `nil` where there is none.
  package static func importFormat(_ name: String) -> (any ImportFormat.Type)? { imports.first { $0.name == name } }

  /// The format of a name that machines are written in; `nil` where there is none.
  package static func exportFormat(_ name: String) -> (any ExportFormat.Type)? { exports.first { $0.name == name } }
}
