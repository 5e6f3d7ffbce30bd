import Glibc
import HostFiles

@testable import KVMHost

/// A thread of this process, as the kernel sees it.
struct ThreadState: Sendable {
  private let folder: String

  /// The thread that asks.
  static func ofThisThread() -> ThreadState {
    var buffer = [CChar](repeating: 0, count: 64)
    // The kernel writes into the buffer and does not keep it.
    let count = unsafe readlink("/proc/thread-self", &buffer, buffer.count)
    return ThreadState(
      folder: "/proc/" + String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    )
  }

  /// Whether it waits for a `Mutex`: futex(2) with FUTEX_LOCK_PI, which nothing else here calls.
  var waitsForMutex: Bool {
    let words = (HostFile.text("\(folder)/syscall") ?? "").split(separator: " ")
    guard words.count > 2, let operation = UInt64(words[2].dropFirst(2), radix: 16) else { return false }
    #if arch(x86_64)
      let futex = "202"
    #else
      let futex = "98"
    #endif
    return words[0] == futex && operation & 0x7f == 6
  }

  /// Whether it sleeps in a call of the kernel.
  var sleeps: Bool {
    let stat = HostFile.text("\(folder)/stat") ?? ""
    return stat.split(separator: ")").last?.split(separator: " ").first == "S"
  }
}
