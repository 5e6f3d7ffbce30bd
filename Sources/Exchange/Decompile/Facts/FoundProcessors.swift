import MachineModel

/// The CPUs of a topology as tables name them.
struct FoundProcessors {
  /// The CPUs by number.
  private(set) var cpus: [CPU]
  /// The UID of the first one; `nil` for 0, and where nothing says it.
  private(set) var firstUID: UInt32?
  /// How many are there when the machine starts; `nil` for all.
  private(set) var present: UInt32?

  /// - Parameters:
  ///   - machine: What was found.
  ///   - node: The node of a domain; `nil` where there is none.
  init(_ machine: FoundMachine, node: (UInt32) -> Int?) {
    let isArm = machine.architecture == .aarch64
    let processors = machine.processors
    cpus = processors.enumerated().map { number, processor in
      CPU(
        apicID: isArm ? UInt32(clamping: number) : processor.id,
        node: UInt32(clamping: processor.domain.flatMap(node) ?? 0))
    }
    if let uid = processors.first?.uid, uid != 0 { firstUID = uid }
    let there = processors.prefix(while: \.isThere).count
    if there < processors.count, there > 0 { present = UInt32(clamping: there) }
    if cpus.isEmpty { cpus = [CPU(apicID: 0, node: 0)] }
  }
}
