import Artifacts
import Diagnostics
import Exchange
import FirmwareTables
import KVMHost

/// The rules of all commands.
enum Rules {
  /// Every rule that `-W` and `-E` know.
  static let all: [any DiagnosticRule] =
    Compiler.rules + RealizationPlan.rules + TableRule.allCases
    + ExchangeRule.allCases + CaptureRule.allCases
}
