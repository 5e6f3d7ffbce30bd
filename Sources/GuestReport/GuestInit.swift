import Addresses
import CLinux
import Glibc
import HostFiles
import SystemPackage

/// memc as the first process of a guest: it reads what the kernel made of the machine, and delivers it.
package enum GuestInit {
  /// The name by which the program is started as a guest's first process.
  package static let path = "/init"

  /// Whether this process is a guest's first, as which nobody starts memc on a host.
  ///
  /// - Parameter program: The name that it was started by, which is looked at there alone.
  package static func isWanted(program: @autoclosure () -> String) -> Bool { getpid() == 1 && program() == path }

  /// Does all of it; afterwards the machine restarts.
  package static func run() -> Never {
    for (type, folder) in [("proc", "/proc"), ("sysfs", "/sys")] {
      // Without them the report is short, which its reader tells. The names are lent for the length of the call.
      _ = unsafe memc_mount_kernel(type, folder)
    }
    do throws(Errno) {
      try deliver(report())
    } catch {
      tell("memc: no report: \(error)\n")
    }
    _ = memc_restart()
    // Whoever runs the machine ends it.
    while true { pause() }
  }

  private static func report() -> GuestReport {
    let root = HostRoot.this
    var files = GuestFiles.read(root)
    files.append(GuestReport.File(path: GuestReport.kernelLog, bytes: kernelLog()))
    let nodes = root.list("/sys/devices/system/node/has_memory", below: 1 << 20)?.numbers ?? []
    return GuestReport(files: files, pages: nodes.compactMap(page))
  }

  /// A page that Linux gives when it is asked for one of a node.
  private static func page(of node: UInt32) -> GuestReport.NodePage? {
    guard let pages = try? LockedPages(count: 1, onNode: node), let frame = try? pages.frames().first else {
      return nil
    }
    return GuestReport.NodePage(node: node, address: frame * UInt64(GuestDelivery.pageSize))
  }

  private static func deliver(_ report: GuestReport) throws(Errno) {
    let pages = try LockedPages(count: GuestDelivery.pageCount(of: report))
    let frames = try pages.frames()
    for (number, page) in GuestDelivery.pages(of: report, frame: { frames[$0] }).enumerated() {
      pages.write(page, toPage: number)
    }
    #if arch(x86_64)
      guard let first = frames.first, let frame = UInt32(exactly: first) else { throw .outOfRange }
      let result = memc_write_port(GuestDelivery.port, frame)
      guard result >= 0 else { throw Errno(rawValue: CInt(-result)) }
    #else
      throw .notSupported
    #endif
  }

  private static func kernelLog() -> [UInt8] {
    let size = memc_kernel_log_size()
    guard size > 0 else { return [] }
    // The array's memory is lent to the call for writing into; only as much as was written becomes elements.
    return unsafe [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
      count = Int(max(0, unsafe memc_kernel_log(buffer.baseAddress, UInt64(buffer.count))))
    }
  }

  private static func tell(_ text: String) {
    _ = try? FileDescriptor.standardError.writeAll(text.utf8)
  }
}
