import CLinux
import Glibc

/// How a report comes from a guest to whoever runs it, without a device: it lies in locked pages, and one write to a port tells
/// the frame of a page that tells all others. The pages are read through the guest's memory slots, so that a report that arrives
/// proves by itself that the guest's memory is where the layout has it.
///
/// A directory page holds numbers of 64 bits, little-endian: a mark, the bytes of the whole report, the frame of the next
/// directory page or 0, how many frames follow, and those, in the order of the report.
package enum GuestDelivery {
  /// The port that the frame of the first directory page is written to, as 32 bits.
  package static let port: UInt16 = 0x6d0
  /// Bytes of a page.
  package static let pageSize = 4096

  private static let mark: UInt64 = 0x3130_5249_444d_4753
  private static let framesPerDirectory = pageSize / 8 - 4

  /// The report of a guest that wrote a frame to ``port``.
  ///
  /// - Parameters:
  ///   - frame: What was written.
  ///   - read: Reads a page of guest memory by its frame; `nil` where the guest has no memory there.
  /// - Returns: The report, or why there is none.
  package static func collect(_ frame: UInt64, read: (UInt64) -> [UInt8]?) -> Result<GuestReport, Fault> {
    var (next, total, bytes): (UInt64, UInt64?, [UInt8]) = (frame, nil, [])
    repeat {
      guard let page = read(next) else { return .failure(.noMemory(next)) }
      let numbers = numbers(of: page)
      guard numbers.count == pageSize / 8, numbers[0] == mark, numbers[1] <= UInt64(GuestReport.limit),
        total == nil || total == numbers[1], (1...UInt64(framesPerDirectory)).contains(numbers[3])
      else { return .failure(.noDirectory(next)) }
      total = numbers[1]
      for frame in numbers[4..<4 + Int(numbers[3])] {
        // Directories that lead in a circle end here.
        guard bytes.count < Int(numbers[1]) else { return .failure(.noDirectory(next)) }
        guard let page = read(frame) else { return .failure(.noMemory(frame)) }
        bytes += page
      }
      next = numbers[2]
    } while next != 0
    guard let total, bytes.count >= total else { return .failure(.noReport) }
    bytes.removeSubrange(Int(total)...)
    return GuestReport(decoding: bytes).map { .success($0) } ?? .failure(.noReport)
  }

  /// Why what a guest delivers is no report.
  package enum Fault: Error, Hashable, Sendable {
    /// The guest has no memory at a frame that it tells.
    case noMemory(UInt64)
    /// What lies at a frame tells no other frames.
    case noDirectory(UInt64)
    /// What arrived is not what a report is written as.
    case noReport
  }

  /// Pages with their directory, as they are to be laid out in memory: directories first.
  ///
  /// - Parameters:
  ///   - report: The report.
  ///   - frame: The frame of a page, by its place in the result.
  static func pages(of report: GuestReport, frame: (Int) -> UInt64) -> [[UInt8]] {
    let bytes = report.encoded
    let count = (bytes.count + pageSize - 1) / pageSize
    let directories = (count + framesPerDirectory - 1) / framesPerDirectory
    var pages: [[UInt8]] = []
    for directory in 0..<directories {
      let first = directory * framesPerDirectory
      let mine = first..<min(count, first + framesPerDirectory)
      let isLast = directory == directories - 1
      let numbers =
        [mark, UInt64(bytes.count), isLast ? 0 : frame(directory + 1), UInt64(mine.count)]
        + mine.map { frame(directories + $0) }
      pages.append(
        padded(numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }))
    }
    for page in 0..<count {
      pages.append(padded(Array(bytes[page * pageSize..<min(bytes.count, (page + 1) * pageSize)])))
    }
    return pages
  }

  /// How many pages ``pages(of:frame:)`` makes.
  static func pageCount(of report: GuestReport) -> Int {
    let count = (report.encoded.count + pageSize - 1) / pageSize
    return count + (count + framesPerDirectory - 1) / framesPerDirectory
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: pageSize - bytes.count)
  }

  private static func numbers(of page: [UInt8]) -> [UInt64] {
    stride(from: 0, to: page.count - page.count % 8, by: 8).map { start in
      page[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
