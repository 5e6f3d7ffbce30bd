import CLinux
import SystemPackage

/// Wakes one thread from another: a pipe, since poll(2) can wait for it with a bound.
final class Pipe: Sendable {
  private let readEnd: OwnedDescriptor
  private let writeEnd: OwnedDescriptor

  /// Makes the pipe, close-on-exec.
  init() throws(HostError) {
    do {
      let ends = try kernel { memc_pipe() }
      readEnd = OwnedDescriptor(returned: ends & 0xffff_ffff)
      writeEnd = OwnedDescriptor(returned: ends >> 32)
    } catch {
      throw HostError(.pipe, error)
    }
  }

  /// What becomes readable once ``wake()`` was called, for whoever waits for other things too.
  var descriptor: FileDescriptor { readEnd.descriptor }

  /// Makes ``wait(milliseconds:)`` return at once, now or when it is called next.
  func wake() {
    _ = try? writeEnd.descriptor.writeAll([1])
  }

  /// Waits until ``wake()`` was called or the time is over.
  ///
  /// - Returns: Whether it was called.
  @discardableResult
  func wait(milliseconds: CInt) -> Bool {
    guard let ready = try? kernel({ memc_wait(readEnd.descriptor.rawValue, milliseconds) }), ready > 0 else {
      return false
    }
    var byte: [UInt8] = [0]
    _ = try? unsafe byte.withUnsafeMutableBytes { unsafe try readEnd.descriptor.read(into: $0) }
    return true
  }
}
