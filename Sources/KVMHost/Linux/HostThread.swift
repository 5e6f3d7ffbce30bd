import CLinux
import Glibc
import SystemPackage

/// A thread of this process that runs one closure; it must be joined.
struct HostThread: ~Copyable {
  /// The thread, for signals.
  let identity: pthread_t

  /// Starts a thread.
  init(_ body: @escaping @Sendable () -> Void) throws(HostError) {
    var identity = pthread_t()
    let box = unsafe Unmanaged.passRetained(Body(body))
    // The thread takes over the one reference that the box holds, whenever it gets to run.
    let result = unsafe pthread_create(
      &identity, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard result == 0 else {
      unsafe box.release()
      throw HostError(.createThread, Errno(rawValue: result))
    }
    self.identity = identity
  }

  /// Waits until the closure returns.
  consuming func join() {
    _ = pthread_join(identity, nil)
  }

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
