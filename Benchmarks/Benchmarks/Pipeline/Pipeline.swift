import Artifacts
import Benchmark
import Diagnostics
import Lowering
import MachineModel
import SystemPackage
import YAMLTree

/// The example with two nodes and eight CPUs, four levels above this file.
private let example =
  "/" + (#filePath.split(separator: "/").dropLast(4) + ["examples", "two-socket.yaml"]).joined(separator: "/")

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock], timeUnits: .nanoseconds, warmupIterations: 10, scalingFactor: .kilo,
    maxDuration: .seconds(3), maxIterations: 1000)

  // What a virtual machine monitor that has memc as a library and its topology as values pays.
  Benchmark("lower and emit") { benchmark in
    let source = try source()
    var sink = DiagnosticSink(source: source)
    guard let tree = YAMLTree(parsing: source, reportingTo: &sink),
      let topology = Topology(decoding: tree, reportingTo: &sink)
    else { return benchmark.error("the example does not decode") }
    // Only a compilation emits; its layout is equal to the one that is made anew in each iteration.
    let compilation = Compiler().compile(source)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      var sink = DiagnosticSink(source: source)
      blackHole(LoweringPipeline().run(topology, reportingTo: &sink))
      blackHole(compilation.artifacts())
    }
  }

  // The same from the text.
  Benchmark("whole") { benchmark in
    let source = try source()
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(Compiler().compile(source).artifacts()) }
  }
}

private func source() throws -> SourceFile {
  SourceFile(name: "two-socket.yaml", bytes: try FileIO.read(FilePath(example)))
}
