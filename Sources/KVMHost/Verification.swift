/// What the caller of a verification decides.
public struct VerificationOptions: Sendable {
  /// Whether the guest may write to memory whose contents were there before; it is restored afterwards.
  public var writesFiles = false
  /// How long the guest may run without coming to an end of what it was given to do.
  public var patience: Duration = .seconds(10)

  /// The guest's code, for tests that replace it.
  var code: [UInt8]?

  /// The defaults: files are only read, ten seconds.
  public init() {}
}

/// Proves by a guest that a machine is what its layout says.
public enum Verification {
  /// Runs a guest that tries every slot, the holes between them and the tables.
  ///
  /// What the guest writes was saved before and is restored afterwards, also when this throws. No other guest may
  /// run meanwhile. The machine keeps a vCPU of the highest number that KVM takes: what must be made before any
  /// vCPU, such as an in-kernel interrupt controller, must be made before.
  ///
  /// - Returns: A line a range in ascending address, then a line a table.
  /// - Throws: ``HostError`` of kind ``FailureKind/unavailable`` where the host is not x86_64; of another where the
  ///   host fails. What is wrong with the machine is told by the lines.
  public static func run(
    _ machine: RealizedMachine, options: VerificationOptions = VerificationOptions()
  ) throws(HostError) -> [VerificationLine] {
    #if arch(x86_64)
      try ProbeRun(machine, options).run()
    #else
      throw HostError(.unavailable, before: .run, .init(), "verification needs a host of x86_64")
    #endif
  }
}
