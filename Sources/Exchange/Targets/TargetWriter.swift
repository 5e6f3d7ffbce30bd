import Diagnostics
import Lowering
import MachineModel

/// What writes a machine for a hypervisor, as far as that can be told of it.
protocol TargetWriter {
  /// Who is told.
  static var target: ExportTarget { get }
  /// The machine.
  var machine: TargetMachine { get }
  /// What could not be said of it.
  var refusals: ExportRefusals { get }

  init(machine: TargetMachine, refusals: ExportRefusals)
}

extension TargetWriter {
  /// The topology of the machine.
  var topology: Topology { machine.topology }

  /// Writes a layout.
  ///
  /// - Parameters:
  ///   - sink: Told of what cannot be said.
  ///   - write: What to write of it.
  /// - Returns: What was written; `nil` where no machine of the hypervisor's comes of the layout, after saying why.
  static func write<Result>(
    _ layout: Layout, reportingTo sink: inout DiagnosticSink, _ write: (inout Self) -> Result
  ) -> Result? {
    var refusals = ExportRefusals(target.name, sink)
    defer { sink = refusals.sink }
    guard let machine = TargetMachine(layout, for: target, reportingTo: &refusals) else { return nil }
    var writer = Self(machine: machine, refusals: refusals)
    let result = write(&writer)
    refusals = writer.refusals
    return result
  }
}
