import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

/// Holds the device windows of `layout.json` against each other and against its memory: a window has slots where it is seen,
/// which is where no other one of a higher priority lies over it.
struct WindowComparison {
  private let layout: LayoutFile

  init(_ layout: LayoutFile) {
    self.layout = layout
  }

  /// What disagrees, each as the end of a line about `layout.json`.
  func problems() -> [String] {
    let devices = layout.devices ?? []
    var problems: [String] = []
    for device in devices where device.priority >= UInt64(DeviceWindow.ramPriority) {
      problems.append(
        "device '\(device.name.excerpt)' has priority \(device.priority); it is 0 to \(DeviceWindow.ramPriority - 1)"
      )
    }
    guard problems.isEmpty else { return problems }
    let view = FlatView(
      devices.enumerated().map { index, device in
        FlatView.Window(
          id: index, start: device.start, end: device.start &+ device.size,
          priority: UInt8(clamping: device.priority))
      }, under: AddressSet(layout.ranges.slots))
    let seen = Set(view.ranges.map(\.id))
    for (index, device) in devices.enumerated() where device.slots.isEmpty == seen.contains(index) {
      let state = device.slots.isEmpty ? "no slot, but its priority makes it seen" : "slots, but is hidden"
      problems.append("device '\(device.name.excerpt)' has \(state)")
    }
    for device in devices where (device.file == nil) != (device.fileOffset == nil) {
      problems.append("device '\(device.name.excerpt)' has a file or an offset in one, and not both")
    }
    for device in devices {
      let isOutside =
        switch device.place.flatMap(WindowPlace.init) {
        case .low: device.start &+ device.size > PCMap.high
        case .high: device.start < max(PCMap.high, (layout.ranges.extents + layout.ranges.spaces).highestEnd)
        case nil: false
        }
      if isOutside { problems.append("device '\(device.name.excerpt)' does not lie where its place is") }
    }
    return problems
  }
}
