import Artifacts
import CMemc
import Diagnostics
import Lowering
import Synchronization

/// What a caller of memc.h holds: a compilation, or why there is none, with everything that was given out of it.
///
/// What is made when it is first asked for is made by one thread, while others that ask for the same wait.
final class CompilationHandle: Sendable {
  /// What became of the compilation.
  let status: memc_status
  /// Why nothing was compiled; empty where something was.
  let message: Lent<CChar>

  private let compilation: Compilation?
  private let json = Mutex<Lent<CChar>?>(nil)
  private let text = Mutex<Lent<CChar>?>(nil)
  private let shelf = Mutex(ArtifactShelf())
  private let table = Mutex<SlotTable?>(nil)

  /// What came of a source.
  init(_ compilation: Compilation) {
    status = compilation.hasErrors ? MEMC_FAILED : MEMC_OK
    message = Lent(text: "")
    self.compilation = compilation
  }

  /// Nothing but the reason why.
  init(_ status: memc_status, message: String) {
    self.status = status
    self.message = Lent(text: message.terminalText)
    compilation = nil
  }

  /// The findings as JSON lines.
  var diagnosticsJSON: Lent<CChar> {
    json.made { render { JSONRenderer().render($0.diagnostics, source: $0.source) } }
  }

  /// The findings as a person reads them.
  var diagnosticsText: Lent<CChar> {
    text.made { render { TextRenderer(isColored: false).render($0.diagnostics, source: $0.source) } }
  }

  private func render(_ renderer: (Compilation) -> String) -> Lent<CChar> {
    Lent(text: compilation.map(renderer) ?? "")
  }

  /// The slots; `nil` where there is no machine.
  var slots: SlotTable? {
    guard let layout = compilation?.layout else { return nil }
    return table.made { SlotTable(layout) }
  }

  /// An artifact; `nil` where the machine has none of that kind, or there is no machine.
  func artifact(_ kind: ArtifactKind) -> LentArtifact? {
    guard let compilation else { return nil }
    return shelf.withLock { $0.artifact(kind, of: compilation) }
  }

  /// The artifacts that are written without being asked for, in their order; none where there is no machine.
  var defaultArtifacts: [LentArtifact] {
    guard let compilation else { return [] }
    return shelf.withLock { $0.defaults(of: compilation) }
  }
}

extension Mutex {
  /// The value, made where there is none yet.
  fileprivate borrowing func made<Made: Sendable>(_ make: () -> Made) -> Made where Value == Made? {
    withLock { value in
      if let value { return value }
      let made = make()
      value = made
      return made
    }
  }
}
