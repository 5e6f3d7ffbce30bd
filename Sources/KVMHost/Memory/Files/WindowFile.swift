import Addresses
import MachineModel
import SystemPackage

/// The file whose bytes a window's memory begins with: a regular one, long enough, open for reading.
struct WindowFile: Sendable {
  /// The open file.
  let object: OwnedDescriptor
  /// Where in it the window begins, in bytes.
  let offset: UInt64

  /// Opens the file of a window, and holds it against what was declared; `nil` where the window has none.
  init?(of window: DeviceWindow) throws(HostError) {
    guard let path = window.file?.value else { return nil }
    offset = window.fileOffset?.value ?? 0
    let (name, subject) = ("file '\(path)' of device '\(window.name)'", HostError.Subject(guest: window.range))
    let part = Units.bytes(window.size) + (offset == 0 ? "" : " from \(Units.address(offset)) on")
    let file = try RegularFile(
      path, .readOnly, name, for: subject, holding: window.size + offset, "the window shows \(part)")
    guard file.hugePageSize == nil else {
      throw HostError(
        .layout, before: .mmap, subject,
        "\(name) lies on a hugetlbfs, of which a window can have no copy of small pages",
        as: .fileOnHugetlbfs)
    }
    object = file.object
  }

  /// Bytes of the window as the file has them now; `nil` where it has none there any more.
  func read(_ count: Int, at windowOffset: UInt64) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try? unsafe bytes.withUnsafeMutableBytes { buffer in
      // The array's own memory is lent to the call, which writes no more than fits.
      try unsafe object.descriptor.read(fromAbsoluteOffset: Int64(offset + windowOffset), into: buffer)
    }
    return read == count ? bytes : nil
  }
}
