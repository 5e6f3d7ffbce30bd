package import Addresses
import CLinux
import Glibc
package import SystemPackage

/// Where /proc and /sys are read: those of this host, or of a copy that anybody may have made.
///
/// Of a copy nothing is believed. No symbolic link in it is followed, so that none leads out of it or round in circles; what is
/// no regular file is not opened for long; and no file is read further than is said.
package struct HostRoot: Sendable {
  /// This host.
  package static let this = HostRoot("")
  /// Bytes of the longest file that is read where nothing else is said: more than the kernel writes into any of those that
  /// are read here.
  package static let longestFile = 1 << 20

  /// The folder that holds `proc` and `sys`; empty for this host.
  package let folder: FilePath
  /// Told of all that is read.
  private let journal: HostJournal?

  /// - Parameters:
  ///   - folder: The folder that holds `proc` and `sys`; empty for this host.
  ///   - journal: Told of all that is read.
  package init(_ folder: FilePath, journal: HostJournal? = nil) {
    self.folder = folder
    self.journal = journal
  }

  /// Whether this is the host that the process runs on.
  package var isThisHost: Bool { folder.isEmpty }

  // MARK: Files

  /// The bytes of a file; `nil` where it is not there or may not be read.
  ///
  /// - Parameters:
  ///   - path: The file, from `/proc` or `/sys` on.
  ///   - limit: More bytes than this are not read; what is longer is one byte longer then.
  package func bytes(_ path: String, limit: Int = longestFile) -> [UInt8]? {
    do throws(Errno) {
      let file = try open(path, isFolder: false)
      defer { try? file.close() }
      let bytes = try HostFile.read(file, limit: limit)
      journal?.note(.read(path, bytes))
      return bytes
    } catch {
      journal?.note(.failed(path, error))
      return nil
    }
  }

  /// The text of a file without white space around it; `nil` where it is not there or may not be read.
  package func text(_ path: String) -> String? { trimmed(path).map { String(decoding: $0, as: UTF8.self) } }

  /// The number in a file.
  package func number(_ path: String) -> UInt64? {
    value(path, "a number") { text in UInt64(String(decoding: text, as: UTF8.self)) }
  }

  /// The number in a file that has it in hexadecimal, with `0x` or without.
  package func hexadecimal(_ path: String) -> UInt64? {
    value(path, "a hexadecimal number") { text in
      let digits = text.starts(with: "0x".utf8) ? text.dropFirst(2) : text
      return UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
    }
  }

  /// The numbers in a file that lists CPUs or nodes.
  ///
  /// - Parameter limit: What all of them are below.
  package func list(_ path: String, below limit: UInt32) -> CPUList? {
    value(path, "an ascending list of numbers below \(limit)") { CPUList(exactly: $0, below: limit) }
  }

  /// The values behind labels.
  package func fields(_ path: String) -> HostFields { HostFields(bytes(path) ?? []) }

  private func trimmed(_ path: String) -> ArraySlice<UInt8>? {
    guard let bytes = bytes(path) else { return nil }
    guard bytes.count <= Self.longestFile else {
      journal?.note(.misread(path, bytes, 0..<0, "a file of at most \(Units.bytes(UInt64(Self.longestFile)))"))
      return nil
    }
    return bytes.trimmed()
  }

  private func value<Value>(_ path: String, _ wanted: String, _ read: (ArraySlice<UInt8>) -> Value?) -> Value? {
    guard let text = trimmed(path) else { return nil }
    if let value = read(text) { return value }
    tell(path, Array(text), 0..<text.count, isNot: wanted)
    return nil
  }

  /// Tells the journal that a file is not what the kernel writes.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - bytes: What is in it.
  ///   - place: What of that is wrong.
  ///   - wanted: What it should be, with its article.
  package func tell(_ path: String, _ bytes: [UInt8], _ place: Range<Int>, isNot wanted: String) {
    journal?.note(.misread(path, bytes, place, wanted))
  }

  // MARK: Folders

  /// What is in a folder; `nil` where there is none, or where it may not be read.
  package func names(in path: String) -> [String]? {
    do throws(Errno) {
      return try HostFile.names(open(path, isFolder: true))
    } catch {
      journal?.note(.failed(path, error))
      return nil
    }
  }

  /// The numbers behind a prefix in the names of what is in a folder, ascending: 0 and 2 of `node0`, `node2` and `online`.
  ///
  /// - Parameter limit: What all of them are below; others are none of the kernel's names.
  package func numbers(in path: String, behind prefix: String, below limit: UInt32) -> [UInt32]? {
    names(in: path).map { names in
      names.compactMap { name -> UInt32? in
        guard name.hasPrefix(prefix), let number = UInt32(name.dropFirst(prefix.count)), number < limit,
          name == "\(prefix)\(number)"
        else { return nil }
        return number
      }.sorted()
    }
  }

  // MARK: Opening

  private func open(_ path: String, isFolder: Bool) throws(Errno) -> FileDescriptor {
    guard !isThisHost else {
      return try HostFile.open(FilePath(path), isFolder ? [.directory] : [])
    }
    var file = try HostFile.open(folder, .directory)
    let names = path.split(separator: "/")
    for (place, name) in names.enumerated() {
      let parent = file
      defer { try? parent.close() }
      // The name is read through a pointer that is valid for the length of the call.
      let result = unsafe String(name).withCString {
        unsafe memc_open_in(parent.rawValue, $0, place < names.count - 1 || isFolder ? 1 : 0)
      }
      guard result >= 0 else { throw Errno(rawValue: CInt(-result)) }
      file = FileDescriptor(rawValue: CInt(result))
    }
    guard isFolder || HostFile.isRegular(file) else {
      try? file.close()
      throw .invalidArgument
    }
    return file
  }
}
