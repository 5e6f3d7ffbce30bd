import Artifacts
import Diagnostics
import Exchange
import MachineModel
import TestSupport
import Testing

/// Formats that are read and written.
typealias ExchangedFormat = ImportFormat & ExportFormat

/// Machines that no hypervisor was asked about are written for each as far as it can be told of them.
@Suite("Machines of any kind, written for hypervisors") struct ForeignMachineTests {
  static let formats: [any ExchangedFormat.Type] = [
    CloudHypervisorFormat.self, CrosvmFormat.self, FirecrackerFormat.self, OpenVMMFormat.self,
  ]

  @Test("What is written of a random machine is read, and written as it was", arguments: formats)
  func machines(_ format: any ExchangedFormat.Type) throws {
    var machines = 0
    for seed in 20_000..<20_060 {
      var random = SeededGenerator(seed: UInt64(seed))
      let text = RandomMachine(&random).text(&random)
      guard !Compilation(text).hasErrors else { continue }
      for form in format.forms.isEmpty ? [nil] : format.forms.map(Optional.some) {
        let trip = RoundTrip(text, format, form: form, isLenient: true)
        // A machine that its platform has no room for is none.
        guard !trip.written.isEmpty else {
          try #require(trip.told.contains("[not-expressible]"), "seed \(seed)\n\(text)")
          continue
        }
        machines += 1
        let topology = try #require(
          trip.read.topology,
          "seed \(seed)\n\(text)\(trip.written)\(trip.read.lines.filter { $0.contains("error") })")
        let again = RoundTrip(TopologyText(topology).text, format, form: form)
        try #require(again.told == "", "seed \(seed)\n\(text)\(trip.written)\(trip.read.text)\(again.told)")
        try #require(again.written == trip.written, "seed \(seed)\n\(text)\(trip.read.text)")
        try #require(again.differences == [], "seed \(seed)\n\(again.written)\(again.read.text)")
      }
    }
    #expect(machines > 10)
  }
}
