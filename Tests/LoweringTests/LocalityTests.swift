import Artifacts
import Diagnostics
import MachineModel
import Platforms
import TestSupport
import Testing

@testable import Lowering

/// What HMAT holds of latencies and bandwidths, in units.
@Suite("Latencies and bandwidths of layouts") struct LocalityTests {
  /// The matrices of a topology: what, in which unit, and the entries.
  private func matrices(_ text: String) throws -> [String] {
    let compilation = Compilation(text)
    #expect(!compilation.hasErrors, "\(compilation.text)")
    let layout = try #require(compilation.layout)
    let domains = LocalityDomains(layout.topology)
    return layout.localityValues(domains).map { values in
      let unit = layout.localityUnit(of: values).size
      let entries = values.entries(in: unit, domains, layout.topology.distances)
      return "\(values.attribute.rawValue) \(values.attribute.quantity.text(unit)) \(entries)"
    }
  }

  @Test("A node's own value is for its own initiators, and longer or less by distance for others, rounded half up")
  func byDistance() throws {
    #expect(
      try matrices(
        """
        memc: 1
        nodes:
          - {memory: 1GiB, cpus: 0, hmat: {latency: 100ns, bandwidth: 1000MB/s, write_latency: 5ps}}
          - {memory: 1GiB, cpus: 1}
          - {memory: 1GiB, hmat: {latency: 15ps, bandwidth: 10MB/s}}
        distances: [[10, 21, 17], [21, 10, 30], [17, 30, 10]]
        """) == [
          // 15 ps × 1.7 is 25.5 ps. The second node says nothing.
          "latency 4ps [25000, 0, 7, 52500, 0, 11]",
          // 5 ps × 2.1 is 10.5 ps.
          "write_latency 1ps [5, 0, 0, 11, 0, 0]",
          // 1000 × 10 / 21 is 476.2; 10 × 10 / 17 is 5.9, 10 × 10 / 30 is 3.3.
          "bandwidth 1MB/s [1000, 0, 6, 476, 0, 3]",
        ])
  }

  @Test("Estimates are for all that is not stated")
  func estimates() throws {
    let nodes =
      "nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB}, {memory: 1GiB, hmat: {latency: 200ns, read_latency: 190ns}}]\n"
    #expect(
      try matrices("memc: 1\n\(nodes)distances: {remote: 20}\nhmat: derive\n") == [
        "latency 100ns [1, 6, 4]", "read_latency 380ns [0, 0, 1]", "bandwidth 10240MB/s [5, 1, 1]",
      ])
    #expect(
      try matrices(
        "memc: 1\n\(nodes)distances: {remote: 20}\nhmat: {derive: on, bandwidth: [[none, 1GB/s, 2GB/s]]}\n")
        == ["latency 100ns [1, 6, 4]", "read_latency 380ns [0, 0, 1]", "bandwidth 1000MB/s [0, 1, 2]"])
  }

  @Test("A matrix is what it says; what cannot be reached has the highest entry, wherever it is from")
  func matrix() throws {
    #expect(
      try matrices(
        """
        memc: 1
        nodes: [{memory: 1GiB, cpus: 0, hmat: {bandwidth: 4GB/s}}, {memory: 1GiB, cpus: 1, hmat: {bandwidth: 4GB/s}}]
        distances: [[10, 255], [255, 10]]
        hmat: {latency: [[10ns, unreachable], [none, 20ns]]}
        """) == ["latency 10ns [1, 65535, 0, 2]", "bandwidth 4000MB/s [1, 65535, 65535, 1]"])
  }

  @Test("Nodes without memory have no column, those without initiators no row")
  func shape() throws {
    #expect(
      try matrices(
        """
        memc: 1
        nodes: [{memory: 0, cpus: 0}, {memory: 1GiB}, {memory: 1GiB}, {memory: 0}]
        initiators: [{node: 3, pci: "0000:00:02.0"}]
        hmat: {latency: [[10ns, 20ns], [30ns, 40ns]]}
        """) == ["latency 10ns [1, 2, 3, 4]"])
  }

  // MARK: Units

  private func unit(
    _ values: [UInt64], _ attribute: LocalityAttribute = .accessLatency, stated: UInt64? = nil,
    rule: LocalityBaseRule = .greatest
  ) -> LocalityUnit {
    LocalityUnit(of: LocalityValues(attribute, StatedLocalities(rows: [values])), stated: stated, rule)
  }

  @Test(
    "The unit is what all values are multiples of while entries have 16 bits, and else the least that they have them in",
    arguments: [
      ([100, 200, 300], 100, nil), ([7, 13], 1, nil), ([65534, 1], 1, nil), ([65535, 1], 2, 65535),
      ([65535, 2], 2, 65535), ([65535 * 3, 3], 4, 65535 * 3), ([4_294_967_295, 1000], 65539, 4_294_967_295),
      ([], 1, nil),
      ([0, .max], 1, nil), ([65534 * 7, 7, .max, 0], 7, nil), ([131_068, 1], 2, 1), ([131_069, 2], 3, 131_069),
    ] as [([UInt64], UInt64, UInt64?)])
  func greatest(_ values: [UInt64], _ size: UInt64, _ rounded: UInt64?) {
    #expect(unit(values).size == size)
    #expect(unit(values).rounded == rounded)
    #expect(unit(values).tooLarge == nil)
  }

  @Test("A stated unit holds up to 65534 of it")
  func stated() {
    #expect(unit([655_340, 20], stated: 10).tooLarge == nil)
    #expect(unit([655_344, 20], stated: 10).tooLarge == nil)
    #expect(unit([655_345, 20], stated: 10).tooLarge == 655_345)
    #expect(unit([20, 25], stated: 10).rounded == 25)
    #expect(unit([20, 30], stated: 10).rounded == nil)
    #expect(unit([20], stated: 0).size == 1)
  }

  @Test("QEMU counts in powers of ten of nanoseconds, and in powers of two of MB/s")
  func ofQEMU() {
    #expect(unit([10_000, 20_000, 50_000], .accessLatency, rule: .ofQEMU).size == 10_000)
    #expect(unit([300_000, 100_000, 120_000], .accessLatency, rule: .ofQEMU).size == 10_000)
    #expect(unit([5000, 15000], .accessLatency, rule: .ofQEMU).size == 1000)
    #expect(unit([200, 100, 50], .accessBandwidth, rule: .ofQEMU).size == 2)
    #expect(unit([1024, 4096], .accessBandwidth, rule: .ofQEMU).size == 1024)
    // What QEMU cannot be told has the language's unit.
    #expect(unit([1500, 3000], .accessLatency, rule: .ofQEMU).size == 1500)
    #expect(unit([70_000_000, 1000], .accessLatency, rule: .ofQEMU).size == 1069)
    #expect(unit([3, 300_000], .accessBandwidth, rule: .ofQEMU).size == 5)
  }

  @Test("An entry is rounded half up, at least 1, and never that of what cannot be reached")
  func entries() {
    #expect([0, 1, 4, 5, 14, 15, .max].map { LocalityValues.entry($0, in: 10) } == [0, 1, 1, 1, 1, 2, 65535])
    #expect([1, 2, 4, 5].map { LocalityValues.entry($0, in: 3) } == [1, 1, 1, 2])
    #expect(LocalityValues.entry(1 << 40, in: 1) == 65534)
  }

  @Test("The platform says how its units are chosen")
  func platform() throws {
    let text = "memc: 1\nmemory: 1GiB\nhmat: {latency: [[60ns]], bandwidth: [[600MB/s]]}\n"
    #expect(try matrices(text) == ["latency 60ns [1]", "bandwidth 600MB/s [1]"])
    #expect(try matrices(text + "platform: qemu-pc\n") == ["latency 10ns [6]", "bandwidth 8MB/s [75]"])
    #expect(
      try matrices(text.replacing("hmat: {", with: "platform: qemu-pc\nhmat: {base: {latency: 20ns}, ")) == [
        "latency 20ns [3]", "bandwidth 8MB/s [75]",
      ])
  }
}
