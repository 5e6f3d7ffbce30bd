import CLinux
import Glibc
package import SystemPackage

/// Pages of this process that stay where they are, with the frames that the kernel has them in.
package final class LockedPages {
  private let address: UInt64
  private let count: Int

  /// Maps and locks pages, on a node where one is stated.
  ///
  /// - Parameters:
  ///   - count: How many, at least 1.
  ///   - node: The only node that they may come from; `nil` for any.
  package init(count: Int, onNode node: UInt32? = nil) throws(Errno) {
    let size = UInt64(count * GuestDelivery.pageSize)
    // A new range at an address of the kernel's choice touches no one's memory.
    address = try Self.call {
      unsafe memc_mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    }
    self.count = count
    let start = address
    if let node {
      var mask = [UInt64](repeating: 0, count: Int(node / 64) + 1)
      mask[Int(node / 64)] = 1 << UInt64(node % 64)
      // The kernel reads the mask and keeps nothing of it; the range is this object's own.
      _ = try Self.call { unsafe memc_mbind(start, size, CInt(MPOL_BIND), mask, UInt64(mask.count * 64 + 1), 0) }
    }
    _ = try Self.call { memc_mlock(start, size) }
  }

  deinit {
    // Nobody else knows the range.
    _ = unsafe memc_munmap(address, UInt64(count * GuestDelivery.pageSize))
  }

  /// Writes a page.
  package func write(_ bytes: [UInt8], toPage page: Int) {
    precondition(page < count && bytes.count <= GuestDelivery.pageSize, "a page of this object's")
    // The page is this object's, and mapped for writing.
    let place = unsafe UnsafeMutableRawPointer(bitPattern: UInt(address) + UInt(page * GuestDelivery.pageSize))
    unsafe place?.copyMemory(from: bytes, byteCount: bytes.count)
  }

  /// The frame of each page: a guest physical address divided by 4,096.
  ///
  /// - Throws: The error of /proc/self/pagemap; EPERM where the kernel hides frames, as from all but root.
  package func frames() throws(Errno) -> [UInt64] {
    do {
      let pagemap = try FileDescriptor.open(FilePath("/proc/self/pagemap"), .readOnly, options: .closeOnExec)
      defer { try? pagemap.close() }
      let first = address / UInt64(GuestDelivery.pageSize)
      var frames: [UInt64] = []
      for page in 0..<UInt64(count) { frames.append(try Self.frame(ofPage: first + page, pagemap)) }
      return frames
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  private static func frame(ofPage page: UInt64, _ pagemap: FileDescriptor) throws -> UInt64 {
    var entry: UInt64 = 0
    // Eight bytes are read into a number of eight bytes.
    let count = try unsafe withUnsafeMutableBytes(of: &entry) {
      try unsafe pagemap.read(fromAbsoluteOffset: Int64(page * 8), into: $0)
    }
    // Bit 63 says that the page is there; bits 0 to 54 are its frame, and 0 where it is hidden
    // (Documentation/admin-guide/mm/pagemap.rst).
    let frame = entry & (1 << 55 - 1)
    guard count == 8, entry >> 63 == 1, frame != 0 else { throw Errno.notPermitted }
    return frame
  }

  private static func call(_ body: () -> Int64) throws(Errno) -> UInt64 {
    let result = body()
    guard result >= 0 else { throw Errno(rawValue: CInt(-result)) }
    return UInt64(result)
  }
}
