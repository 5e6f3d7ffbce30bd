/// A thread that can stand in an array or be shared, which one that cannot be copied cannot; it must be joined.
package final class JoinableThread {
  private var thread: WorkerThread?

  /// Takes a thread over.
  package init(_ thread: consuming WorkerThread) { self.thread = consume thread }

  /// Waits until its closure returns; the second time, for nothing.
  package func join() { thread.take()?.join() }
}
