package import Diagnostics
package import MachineModel

/// A named check of a finished layout, which reports and changes nothing.
package protocol LayoutCheck: Sendable {
  /// The rules that the check can report, which are declared beside it.
  var rules: [LayoutRule] { get }
  /// Rules of passes, and of checks before this one, that must hold for it to make sense: where one was reported as an
  /// error, it does not run.
  var prerequisites: [LayoutRule] { get }
  /// What must be known of the machine for the check to make sense: where a mistake leaves it unclear, it does not run.
  var needs: Topology.Aspects { get }
  /// Reports what does not hold.
  func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink)
}

extension LayoutCheck {
  /// How much memory lies where, which most checks are about.
  package var needs: Topology.Aspects { [.memory] }
}
