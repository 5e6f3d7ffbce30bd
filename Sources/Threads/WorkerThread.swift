package import Glibc
package import SystemPackage

/// A thread of this process that runs one closure; it must be joined.
package struct WorkerThread: ~Copyable {
  /// The thread, for signals.
  package let identity: pthread_t

  /// Starts a thread, with the errno of pthread_create(3) where there can be none.
  package init(_ body: @escaping @Sendable () -> Void) throws(Errno) {
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
      throw Errno(rawValue: result)
    }
    self.identity = identity
  }

  /// Waits until the closure returns.
  package consuming func join() {
    _ = pthread_join(identity, nil)
  }

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
