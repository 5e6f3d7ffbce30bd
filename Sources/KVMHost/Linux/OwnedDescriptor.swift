import SystemPackage

/// A descriptor with one owner: closed when the owner goes, whatever way that happens.
final class OwnedDescriptor: Sendable {
  /// The descriptor; valid as long as this object lives.
  let descriptor: FileDescriptor

  /// Takes a descriptor over.
  init(_ descriptor: FileDescriptor) {
    self.descriptor = descriptor
  }

  /// Takes over what a call returned.
  init(returned number: Int64) {
    descriptor = FileDescriptor(rawValue: CInt(number))
  }

  deinit {
    // close(2) gives the descriptor back even where it reports an error, and there is no one to tell.
    try? descriptor.close()
  }

  /// open(2), close-on-exec.
  ///
  /// - Parameter isWaiting: Whether to wait for the other end of a pipe that has a path.
  static func open(
    _ path: String, _ mode: FileDescriptor.AccessMode, isWaiting: Bool = true
  ) throws(Errno) -> OwnedDescriptor {
    do {
      let options: FileDescriptor.OpenOptions = isWaiting ? [.closeOnExec] : [.closeOnExec, .nonBlocking]
      return OwnedDescriptor(try FileDescriptor.open(FilePath(path), mode, options: options))
    } catch let errno as Errno {
      throw errno
    } catch {
      throw .ioError
    }
  }
}
