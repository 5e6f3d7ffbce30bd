import ArgumentParser
import KVMHost

/// A device on the command line, with the interface by which it reaches memory: `vfio:0000:00:04.0`.
struct DMADeviceArgument: ExpressibleByArgument {
  /// The device.
  let device: DMADevice

  init?(argument: String) {
    guard let device = DMADevice(argument) else { return nil }
    self.device = device
  }
}
