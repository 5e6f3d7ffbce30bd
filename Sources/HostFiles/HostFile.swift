import Addresses
import Glibc
import SystemPackage

/// Small files of /proc and /sys.
package enum HostFile {
  /// The bytes of a file; `nil` where it is not there or may not be read.
  package static func bytes(_ path: String) -> [UInt8]? {
    guard let file = try? open(FilePath(path)) else { return nil }
    defer { try? file.close() }
    return try? read(file, limit: .max)
  }

  /// The text of a file without white space around it.
  package static func text(_ path: String) -> String? {
    bytes(path).map { String(decoding: $0.trimmed(), as: UTF8.self) }
  }

  /// The number in a file.
  package static func number(_ path: String) -> UInt64? {
    text(path).flatMap { UInt64($0) }
  }

  /// The values behind labels, as /proc/meminfo and /proc/self/status have them; none where the file cannot be read.
  package static func fields(_ path: String) -> HostFields { HostFields(bytes(path) ?? []) }

  /// The choice that stands in brackets: `madvise` of `always [madvise] never`.
  package static func choice(_ path: String) -> String? { text(path).flatMap(choice(in:)) }

  /// The choice that stands in brackets in a text.
  package static func choice(in text: String) -> String? {
    guard let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]"), open < close else {
      return nil
    }
    return String(text[text.index(after: open)..<close])
  }

  /// The numbers of a list as the kernel writes them: `0-3,8`.
  package static func list(_ text: some StringProtocol) -> [UInt32] {
    CPUList(reading: text).numbers
  }

  // MARK: Calls

  /// open(2) for reading.
  static func open(
    _ path: FilePath, _ options: FileDescriptor.OpenOptions = []
  ) throws(Errno) -> FileDescriptor {
    do {
      return try FileDescriptor.open(path, .readOnly, options: options.union(.closeOnExec))
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// read(2) up to the end of a file.
  ///
  /// - Parameter limit: More bytes than this are not read; of a longer file one more is, so that its reader can tell.
  static func read(_ file: FileDescriptor, limit: Int) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let room = min(limit - bytes.count, (1 << 12) - 1) + 1
      do {
        // The array's memory is lent to the call for reading into; only as much as was read becomes elements.
        let part = try unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
          count = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        if part.isEmpty { break }
        if bytes.isEmpty { bytes = part } else { bytes += part }
      } catch {
        throw error as? Errno ?? .ioError
      }
    }
    return bytes
  }

  /// fstat(2): whether a descriptor is of a regular file.
  static func isRegular(_ file: FileDescriptor) -> Bool {
    var status = stat()
    // The kernel writes into the structure and does not keep it.
    return unsafe fstat(file.rawValue, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// readdir(3): the names in an open folder, which is closed, without `.` and `..` and without those that are no UTF-8,
  /// of which the kernel has none.
  static func names(_ folder: FileDescriptor) throws(Errno) -> [String] {
    guard let stream = unsafe fdopendir(folder.rawValue) else {
      let error = Errno(rawValue: Glibc.errno)
      try? folder.close()
      throw error
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      // The name is an array of fixed length in C, a tuple in Swift; it ends with a zero byte.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(validatingCString: $0) }
      }
      if let name, name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}

extension Collection<UInt8> where SubSequence == ArraySlice<UInt8> {
  /// The bytes without white space around them.
  func trimmed() -> ArraySlice<UInt8> {
    var slice = self[...]
    while let last = slice.last, last <= 0x20 { slice.removeLast() }
    while let first = slice.first, first <= 0x20 { slice.removeFirst() }
    return slice
  }
}
