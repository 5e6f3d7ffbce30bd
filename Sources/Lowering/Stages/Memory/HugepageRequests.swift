package import MachineModel

/// The pages that memory is asked to have, as far as a compiler can tell: `auto` is `off` where the host could not give the
/// memory large pages however many it has.
package struct HugepageRequests {
  private let layout: Layout
  /// What has `auto`, and cannot have large pages.
  private let small: [BackedMemory: Extent]

  /// Creates the requests of a layout.
  init(_ layout: Layout) {
    self.layout = layout
    small = layout.extentsTooSmallForAuto
  }

  /// The pages of a node, or of a zone.
  package subscript(memory: BackedMemory) -> MemoryPolicy.Hugepages {
    small[memory] == nil ? layout.policy(of: memory).hugepages.value : .off
  }
}
