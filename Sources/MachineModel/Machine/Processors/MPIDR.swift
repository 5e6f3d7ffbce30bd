/// The Multiprocessor Affinity Register of CPUs on aarch64, by which interrupts and PSCI name them.
package enum MPIDR {
  /// The affinity fields that KVM gives to the vCPU of a number: the lowest holds up to 16, as an interrupt controller can
  /// send to so many at once; the next two 256 each.
  package static func affinity(ofCPU number: UInt32) -> UInt32 {
    number & 0xf | (number >> 4 & 0xff) << 8 | (number >> 12 & 0xff) << 16
  }
}
