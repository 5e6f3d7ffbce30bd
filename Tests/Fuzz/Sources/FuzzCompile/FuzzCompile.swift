import Artifacts
import Diagnostics
import FirmwareTables
import FuzzSupport
import Lowering
import MachineModel

/// The whole way from bytes to tables. What compiles must be true, what does not must be told well.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let source = SourceFile(name: "fuzz.yaml", bytes: unsafe fuzzedBytes(start, count))
  var states = 0
  let compilation = Compiler().compile(source) { _, state in states += state.description.utf8.count }
  let hasError = compilation.diagnostics.contains { $0.severity == .error }
  require(
    compilation.hasErrors == hasError, "hasErrors is \(compilation.hasErrors), but an error is told: \(hasError)")
  require((compilation.layout == nil) == hasError, "errors and layout do not exclude each other")
  _ = TextRenderer(isColored: true).render(compilation.diagnostics, source: source)
  _ = JSONRenderer().render(compilation.diagnostics, source: source)
  if let layout = compilation.layout { check(compilation, layout) }
  return 0
}

private func check(_ compilation: Compilation, _ layout: Layout) {
  // Thousands of nodes and a million CPUs are legal, but seconds of checking each would leave no time for others.
  guard layout.topology.nodes.count <= 256, layout.topology.cpus.count <= 8192 else { return }
  requireNone(LayoutInvariants.violations(of: layout), "the layout")
  requireNone(compilation.tableViolations(), "the tables")
  _ = LayoutSummary(layout).description

  let artifacts = compilation.artifacts()
  for artifact in artifacts {
    let name = artifact.kind.fileName
    if let table = artifact.kind.tableKind {
      let (encoded, issues) = table.rewritten(artifact.bytes) ?? ([], [])
      requireNone(issues, name)
      require(encoded == artifact.bytes, "\(name) is not written as it was read")
    } else if artifact.kind == .memslots {
      let (file, issues) = MemslotsFile.decode(artifact.bytes)
      requireNone(issues, name)
      require(file == MemslotsFile(layout), "\(name) decodes to something else")
    } else {
      let (file, issues) = LayoutFile.decode(artifact.bytes)
      requireNone(issues, name)
      require(file.encoded() == artifact.bytes, "\(name) is not written as it was read")
    }
    requireNone(ArtifactDump(artifact.bytes, name: name).issues, "the dump of \(name)")
  }
  require(Compiler().compile(compilation.source).artifacts() == artifacts, "the same input gave other bytes")
}
