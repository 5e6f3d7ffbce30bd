import Addresses
import CLinux
import HostFiles
import SystemPackage

/// One range of this process's addresses that a machine's memory is mapped into; it owns all of it.
///
/// Mappings made inside own nothing: when the reservation goes, they go with it.
struct Reservation: ~Copyable {
  /// The first address, a multiple of the alignment asked for.
  let start: UInt64
  /// Bytes.
  let size: UInt64

  /// What was reserved to find an aligned beginning in.
  private let whole: AddressRange

  /// The address just behind the range.
  var end: UInt64 { start + size }

  /// Reserves addresses without any memory behind them.
  ///
  /// - Parameters:
  ///   - size: Bytes, a multiple of 4 KiB, more than 0.
  ///   - alignment: What the first address shall be a multiple of, a power of two of at least 4 KiB.
  init(size: UInt64, alignment: UInt64) throws(HostError) {
    let (total, overflow) = size.addingReportingOverflow(alignment)
    guard !overflow else {
      throw HostError(.defect, before: .mmap, .init(), "no process has \(size) bytes of addresses")
    }
    let raw: UInt64
    do {
      raw = UInt64(
        try kernel {
          // A new range at an address of the kernel's choice touches no one's memory.
          unsafe memc_mmap(
            0, total, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MEMC_MAP_NORESERVE, -1, 0)
        })
    } catch {
      throw MappingFailure.error(error, bytes: total, .init(), Self.purpose(total))
    }
    start = raw.roundedUp(to: alignment)
    self.size = size
    whole = AddressRange(start: raw, size: total)
  }

  /// What a number of addresses is for, for the message of a failure.
  static func purpose(_ total: UInt64) -> String { "to reserve \(total) bytes of addresses" }

  deinit {
    // All of it was mapped by this reservation or into it. munmap(2) of a whole range can fail only where its ends
    // cut other mappings, which they do not.
    _ = unsafe memc_munmap(whole.start, whole.size)
  }

  /// Whether a range lies inside.
  func contains(_ address: UInt64, _ length: UInt64) -> Bool {
    address >= start && length <= size && address - start <= size - length
  }
}

/// Why a mapping failed, beyond ENOMEM.
enum MappingFailure {
  /// Asks the host which limit was met, which the errno does not tell.
  static func error(
    _ errno: Errno, bytes: UInt64, isHugetlb: Bool = false, _ subject: HostError.Subject, _ detail: String
  ) -> HostError {
    HostError(.mmap, errno, isHugetlb ? .hugetlb : circumstance(errno, bytes: bytes), subject, detail)
  }

  private static func circumstance(_ errno: Errno, bytes: UInt64) -> Circumstance {
    guard errno == .noMemory else { return .any }
    let limit = memc_limit(MEMC_LIMIT_ADDRESS_SPACE)
    if limit != .max {
      let used = HostFile.fields("/proc/self/status")["VmSize"] ?? 0
      if used > limit || bytes > limit - used { return .addressSpace }
    }
    let maps = HostFile.bytes("/proc/self/maps")?.count { $0 == UInt8(ascii: "\n") } ?? 0
    if let most = HostFile.number("/proc/sys/vm/max_map_count"), UInt64(maps) + 2 >= most { return .mapCount }
    return .any
  }
}
