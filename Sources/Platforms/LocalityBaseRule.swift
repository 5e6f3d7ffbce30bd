/// How a machine chooses what an entry of 1 stands for in a matrix of HMAT, where that is not stated.
package enum LocalityBaseRule: Sendable {
  /// What all values are multiples of, the largest such unit.
  case greatest
  /// As QEMU does: the greatest power of ten of nanoseconds, the greatest power of two of MB/s, that all values are
  /// multiples of.
  case ofQEMU
}
