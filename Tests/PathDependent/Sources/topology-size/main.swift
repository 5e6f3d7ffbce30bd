// Compiles a topology in the process, and tells how large its artifacts are.
import Artifacts
import Diagnostics

let source = SourceFile(name: "topo.yaml", text: "{memc: 1, memory: 6GiB, nodes: 2}")
let compilation = Compiler().compile(source)
for artifact in compilation.artifacts() { print(artifact.kind.fileName, artifact.bytes.count) }
