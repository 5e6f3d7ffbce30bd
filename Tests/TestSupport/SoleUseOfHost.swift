import Glibc
package import Testing

/// Lets every test of a suite have the host's hugepages, and what is counted of them, to itself.
///
/// The lock is on the folder that tells of hugepages, so it holds against tests of other suites, which run at the same
/// time in this process, against another run of the tests, and against the benchmarks.
package struct SoleUseOfHost: SuiteTrait, TestTrait, TestScoping {
  /// Tests inside take the lock one by one, not the suite for all of them.
  package var isRecursive: Bool { true }

  /// Runs a test with the lock held.
  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let folder = unsafe open("/sys/kernel/mm/hugepages", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // Without the folder there are no hugepages to quarrel about.
    guard folder >= 0 else { return try await function() }
    defer { close(folder) }
    // Waiting in the call would keep a thread from the tests that run meanwhile.
    while flock(folder, LOCK_EX | LOCK_NB) != 0 { try await Task.sleep(for: .milliseconds(5)) }
    try await function()
  }
}

extension Trait where Self == SoleUseOfHost {
  /// Every test has the host's hugepages to itself.
  package static var soleUseOfHost: Self { Self() }
}
