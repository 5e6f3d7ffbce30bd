import Artifacts
import Diagnostics
import Exchange
import JSONCoding
import KVMHost
import MachineModel
import Platforms
import Reading

/// The JSON Schemas of what memc reads and writes, by the names that `memc schema` takes.
enum Schema: String, CaseIterable {
  /// The topology language.
  case topology
  /// `memslots.json`.
  case memslots
  /// `layout.json`.
  case layout
  /// What `memc realize --format json` prints.
  case report
  /// What `memc realize --inspect` answers.
  case state
  /// A line of a verification, as the report has them.
  case verification
  /// A line of `--diagnostics json`.
  case diagnostics
  /// What `memc dump --format json` prints.
  case dump
  /// What `memc show --format json` prints.
  case show
  /// What `memc explain --format json` prints.
  case answer
  /// What `memc diff --format json` prints.
  case diff
  /// `memc-capture.json`.
  case capture

  /// The text of its file in `schemas/`.
  var text: String {
    switch self {
    case .topology: LanguageSchema.text(presets: PlatformRegistry.names)
    case .memslots: text(of: MemslotsFile.self, "memslots.json of memc")
    case .layout: text(of: LayoutFile.self, "layout.json of memc")
    case .report: text(of: ReportFile.self, "report of memc realize")
    case .state: text(of: StateFile.self, "state of a machine that memc realize holds")
    case .verification: text(of: VerificationEntry.self, "line of a verification by memc realize")
    case .diagnostics: text(of: DiagnosticEntry.self, "diagnostic of memc")
    case .dump: text(of: DumpFile.self, "dump of memc")
    case .show: text(of: PictureFile.self, "what memc show shows")
    case .diff: text(of: ComparisonFile.self, "differences by memc diff")
    case .capture: text(of: CaptureFile.self, "memc-capture.json of memc")
    case .answer: text(of: AnswerFile.self, "answer of memc explain")
    }
  }

  private func text(of type: (some JSONRecord).Type, _ title: String) -> String {
    JSONSchemaCoder.text(of: type, id: "\(rawValue).schema.json", title: title)
  }
}
