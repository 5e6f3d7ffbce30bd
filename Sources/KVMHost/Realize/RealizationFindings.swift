/// What became of everything that is asked of a realization beside the machine.
package struct RealizationFindings: Sendable {
  /// Which pages were brought to their host nodes, by node and zone.
  package var moves: [MovedMemory] = []
  /// What devices reach, by the interface that they are attached by.
  package var dma: [DMAReach] = []
  /// What was given back, in the order of the requests.
  package var discards: [DiscardOutcome] = []
  /// What the log of dirty pages had; `nil` where none was asked for.
  package var dirtyLog: DirtyLogOutcome?
  /// What a guest found; `nil` where none was to prove the machine.
  package var verification: [VerificationLine]?
}
