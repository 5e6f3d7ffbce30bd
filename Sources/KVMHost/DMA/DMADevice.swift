/// A PCI device of the host that is to reach a guest's memory, and the interface of the kernel by which it does.
public struct DMADevice: Hashable, Sendable {
  /// The interface of the kernel that maps memory for the device.
  public enum Way: String, CaseIterable, Hashable, Sendable {
    /// VFIO's own, a container of IOMMU groups with an IOMMU of type 1: `/dev/vfio/vfio` and `/dev/vfio/GROUP`.
    case vfio
    /// iommufd, since Linux 6.6: `/dev/iommu` and `/dev/vfio/devices/vfioN`.
    case iommufd
  }

  /// The interface.
  public let way: Way
  /// Its address on the bus, as the kernel writes it: domain, bus, device and function in hexadecimal, `0000:00:04.0`.
  public let address: String

  /// Creates a device of what it is called: `vfio:0000:00:04.0`, `iommufd:0000:3b:00.1`.
  ///
  /// - Parameter name: The interface, a colon and the address, whose digits may be of either case; `nil` comes of anything else.
  public init?(_ name: String) {
    guard let colon = name.firstIndex(of: ":"), let way = Way(rawValue: String(name[..<colon])) else { return nil }
    let address = name[name.index(after: colon)...].lowercased()
    guard Self.isAddress(address) else { return nil }
    self.way = way
    self.address = address
  }

  /// Whether a text is the address of a PCI device: a domain of four digits at least, a bus of two, one of 32 devices, one of eight
  /// functions.
  private static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, (4...8).contains(parts[0].utf8.count), parts[1].utf8.count == 2 else { return false }
    let place = parts[2].split(separator: ".", omittingEmptySubsequences: false)
    guard place.count == 2, place[0].utf8.count == 2, place[1].utf8.count == 1 else { return false }
    let numbers = [parts[0], parts[1], place[0], place[1]].map { part in
      part.utf8.first == UInt8(ascii: "+") ? nil : UInt32(part, radix: 16)
    }
    guard numbers.allSatisfy({ $0 != nil }), let device = numbers[2], let function = numbers[3] else {
      return false
    }
    return device < 32 && function < 8
  }
}

extension DMADevice: CustomStringConvertible {
  /// `vfio:0000:00:04.0`.
  public var description: String { "\(way.rawValue):\(address)" }
}
