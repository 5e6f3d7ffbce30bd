package import MachineModel

/// The pages that memory is asked to have, as far as a compiler can tell: `auto` is `off` where the host could not give the
/// memory large pages however many it has.
package struct HugepageRequests {
  private let layout: Layout
  private let numbers: BackedMemoryNumbers
  /// For each number, whether the memory has `auto` and cannot have large pages; nothing where all can.
  private var isSmall: [Bool] = []

  /// Creates the requests of a layout.
  init(_ layout: Layout) {
    self.layout = layout
    numbers = BackedMemoryNumbers(of: layout.topology.nodes)
    let small = layout.extentsTooSmallForAuto
    guard !small.isEmpty else { return }
    isSmall = [Bool](repeating: false, count: numbers.count)
    for extent in small { if let number = numbers[extent.memory] { isSmall[number] = true } }
  }

  /// The pages of a node, or of a zone.
  package subscript(memory: BackedMemory) -> MemoryPolicy.Hugepages {
    if !isSmall.isEmpty, let number = numbers[memory], isSmall[number] { return .off }
    return layout.policy(of: memory).hugepages.value
  }
}
