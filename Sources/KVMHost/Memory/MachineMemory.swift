import Lowering

/// Everything in this process that slots have their memory from.
///
/// A copy keeps all of it mapped: whoever copies bytes holds one meanwhile, since windows come and go.
struct MachineMemory: Sendable {
  /// RAM of all nodes.
  let ram: GuestMemory
  /// RAM of the more privileged level; `nil` where there is none.
  let privileged: GuestMemory?
  /// Windows, whose memory is their own.
  var windows: [RealizedWindow]

  /// The mapping that a slot's memory lies in.
  ///
  /// - Precondition: There is one: the slot is of the same machine at the same time.
  subscript(source: MemorySource) -> GuestMemory {
    let memory: GuestMemory? =
      switch source {
      case .node: ram
      case .vtl2: privileged
      case .window(let number): window(number)?.memory
      }
    guard let memory else { preconditionFailure("slots are of memory that the machine has") }
    return memory
  }

  /// The window with a number; `nil` where there is none.
  func window(_ number: Int) -> RealizedWindow? { windows.first { $0.number == number } }
}
