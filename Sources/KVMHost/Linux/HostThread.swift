import SystemPackage
import Threads

extension WorkerThread {
  /// Starts a thread, with the host's error where there can be none.
  static func start(_ body: @escaping @Sendable () -> Void) throws(HostError) -> WorkerThread {
    do throws(Errno) {
      return try WorkerThread(body)
    } catch {
      throw HostError(.createThread, error)
    }
  }
}
