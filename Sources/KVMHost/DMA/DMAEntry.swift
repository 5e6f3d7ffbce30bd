import Addresses
package import JSONCoding
import MachineModel

/// Devices that reach a machine's memory, at one moment.
package struct DMAReach: Sendable {
  /// The devices, with the IOMMU groups that they are in as far as these are known.
  let devices: [(device: DMADevice, group: UInt32?)]
  /// Mappings, one a slot.
  let mappings: Int
  /// Mappings that there can be in all; `nil` where nothing limits them.
  let limit: Int?
  /// Bytes that they reach.
  let bytes: UInt64
  /// Bytes of them that they only read.
  let readOnly: UInt64
  /// How long it took to attach them.
  let duration: Duration

  init(_ attachment: DMAAttachment) {
    let container = attachment.mapper as? VFIOContainer
    devices = attachment.mapper.devices.map { ($0, container?.group(of: $0)) }
    let regions = attachment.regions
    mappings = regions.count
    limit = attachment.capacity.mappingCount
    bytes = regions.reduce(0) { $0 + $1.guest.size }
    readOnly = regions.reduce(0) { $0 + ($1.visibility == .readOnly ? $1.guest.size : 0) }
    duration = attachment.duration
  }
}

extension DMAReach: CustomStringConvertible {
  /// A line.
  package var description: String {
    let names = devices.map { device, group in "\(device)" + (group.map { " (IOMMU group \($0))" } ?? "") }
    var text = names.isEmpty ? "devices" : names.joined(separator: ", ")
    text += ": \(Units.bytes(bytes)) in \(mappings) mapping\(mappings == 1 ? "" : "s")"
    if let limit { text += " of at most \(limit)" }
    if readOnly > 0 { text += ", \(Units.bytes(readOnly)) of it read-only" }
    return text + ", in \(MachineReport.milliseconds(duration))"
  }
}

/// Devices that reach a machine's memory, as JSON.
package struct DMAEntry: JSONRecord {
  private var bytes: UInt64 = 0
  private var devices: [DeviceEntry] = []
  private var mappings: UInt64 = 0
  private var mappingsMax: UInt64?
  private var microseconds: UInt64 = 0
  private var readOnly: UInt64 = 0

  package init() {}

  init(_ reach: DMAReach) {
    bytes = reach.bytes
    devices = reach.devices.map { DeviceEntry($0, group: $1) }
    mappings = UInt64(reach.mappings)
    mappingsMax = reach.limit.map { UInt64($0) }
    microseconds = UInt64(MachineReport.microseconds(reach.duration))
    readOnly = reach.readOnly
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("bytes", &bytes, "What devices reach, at its guest physical addresses.")
    coder.member("devices", &devices)
    coder.member("mappings", &mappings, "One for each slot of RAM that the guest sees.")
    coder.member("mappings_max", &mappingsMax, "How many there can be; absent where nothing limits them.")
    coder.member("microseconds", &microseconds, "How long it took to pin and map the memory.")
    coder.member("read_only", &readOnly, "Bytes that devices do not write to.")
  }

  /// A device.
  package struct DeviceEntry: JSONRecord {
    private var address = ""
    private var group: UInt64?
    private var way = ""

    package init() {}

    init(_ device: DMADevice, group: UInt32?) {
      address = device.address
      self.group = group.map { UInt64($0) }
      way = device.way.rawValue
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("address", &address, "Its address on the PCI bus.")
      coder.member("group", &group, "Its IOMMU group; absent where iommufd has it.")
      coder.member("way", &way, values: .words(DMADevice.Way.allCases.map(\.rawValue)))
    }
  }
}
