package import Addresses
import Synchronization

/// What the caller of a verification decides.
package struct VerificationOptions: Sendable {
  /// Whether the guest may write to memory whose contents were there before; it is restored afterwards.
  package var writesFiles = false
  /// How long the guest may run without coming to an end of what it was given to do.
  package var timeout: Duration = .seconds(10)

  /// Guest physical addresses in which the guest of `vtl0` must read zeros: whole pages of slots.
  package var zeros: [AddressRange] = []

  /// The guest's code, for tests that replace it.
  var code: [UInt8]?

  /// The defaults: files are only read, ten seconds.
  package init() {}
}

/// Proves by a guest that a machine is what its layout says.
package enum Verification {
  /// Runs a guest that tries every slot, the holes between them and the tables; in a machine of two partitions, one in
  /// each.
  ///
  /// The guest in `vtl0` also tries where `vtl2` has its RAM and its aliases, which must be nothing there. The one in
  /// `vtl2` reads at an alias what was written at the address, and the other way round.
  ///
  /// What a guest writes was saved before and is restored afterwards, also when this throws. No other guest may
  /// run meanwhile; changes of slots wait until this is done. A machine keeps a vCPU of the highest number that KVM takes:
  /// what must be made before any vCPU, such as an in-kernel interrupt controller, must be made before.
  ///
  /// - Returns: A line a range in ascending address, then a line a table, partition by partition.
  /// - Throws: ``HostError`` of kind ``FailureKind/unavailable`` where the host is not x86_64; of another where the
  ///   host fails. What is wrong with the machine is told by the lines.
  package static func run(
    _ machine: RealizedMachine, options: VerificationOptions = VerificationOptions()
  ) throws(HostError) -> [VerificationLine] {
    #if arch(x86_64)
      machine.guest.gate.checkOutside()
      return try machine.changes.withLock { _ throws(HostError) in
        var lines: [VerificationLine] = []
        for partition in machine.partitions {
          var found = try ProbeRun(partition, of: machine, options).run()
          if machine.partitions.count > 1 { for index in found.indices { found[index].partition = partition.name } }
          lines += found
        }
        return lines
      }
    #else
      throw HostError(.unavailable, before: .run, .init(), "verification needs a host of x86_64")
    #endif
  }
}
