import Artifacts
import Diagnostics
import Exchange
import FuzzSupport
import Reading

/// Whatever tables, maps and logs say, a topology is made of it that compiles, or it is said why there is none.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzedBytes(start, count)
  for fileName in ["input", "e820.bin", "layout.json"] {
    let view = MachineView(bytes, name: "input", fileName: fileName)
    guard view.compilation == nil, !view.isEmpty, let decompiled = try? Decompiler().run(view) else { continue }
    guard decompiled.topology != nil else {
      require(decompiled.hasErrors, "there is no topology, and nothing says why")
      continue
    }
    let compilation = Compiler().compile(SourceFile(name: "output", text: decompiled.text))
    require(!compilation.hasErrors, "what is made does not compile: \(decompiled.text)")
  }
  return 0
}
