import Diagnostics
import MachineModel

extension QEMUReader {
  /// Devices that reach memory as CPUs do (`-object acpi-generic-initiator`), and ports behind which memory may come to be
  /// (`acpi-generic-port`).
  mutating func readInitiators(into topology: inout Topology) {
    for object in statement.objects {
      switch object["qom-type"]?.value {
      case "acpi-generic-initiator":
        guard let node = node(object, "node", topology.nodes.count), let name = required(object, "pci-dev"),
          let handle = address(of: name)
        else { continue }
        var device = GenericDevice(node: node, handle: .pci(handle), origin: object.range)
        device.handleOrigin = name.range
        topology.initiators.append(device)
      case "acpi-generic-port":
        guard let node = node(object, "node", topology.nodes.count), let name = required(object, "pci-bus"),
          let handle = host(of: name)
        else { continue }
        var device = GenericDevice(node: node, handle: .acpi(handle), origin: object.range)
        device.handleOrigin = name.range
        topology.ports.append(device)
      default: break
      }
    }
  }

  private mutating func device(_ name: QEMUProperty) -> QEMUProperties? {
    guard let device = devices[name.value] else {
      report(.malformedInput, at: name.range, "there is no device '\(name.value.excerpt)'")
      return nil
    }
    return device
  }

  /// The address of a device on the root bus that states it.
  private mutating func address(of name: QEMUProperty) -> PCIAddress? {
    guard let device = device(name) else { return nil }
    let bus = device["bus"]?.value ?? "pcie.0"
    guard ["pcie.0", "pci.0", "pci"].contains(bus) else {
      report(
        .notImported, at: name.range,
        "the number of bus '\(bus.excerpt)', which the device '\(name.value.excerpt)' is on, is the guest's to give"
      )
      return nil
    }
    guard let stated = device["addr"] else {
      report(
        .notImported, at: name.range, "the device '\(name.value.excerpt)' states no address: QEMU gives it one",
        suggestion: "write for example 'addr=04.0' into '-device'")
      return nil
    }
    let parts = stated.value.split(separator: ".", omittingEmptySubsequences: false).map { text in
      UInt64(text.hasPrefix("0x") ? text.dropFirst(2) : text, radix: 16)
    }
    guard (1...2).contains(parts.count), let slot = parts.first ?? nil,
      let function = parts.count == 2 ? parts[1] : 0,
      slot <= 31, function <= 7
    else {
      report(
        .malformedInput, at: stated.range,
        "'addr' is a slot and a function such as '04.0', not '\(stated.value.excerpt)'")
      return nil
    }
    return PCIAddress(device: UInt8(slot), function: UInt8(function))
  }

  /// The CXL host bridge of a bus, whose unique ID is the bus's number (QEMU's hw/acpi/pci.c, `build_acpi_generic_port`).
  private mutating func host(of name: QEMUProperty) -> ACPIDeviceName? {
    guard let device = device(name) else { return nil }
    guard device["driver"]?.value == "pxb-cxl",
      let bus = required(device, "bus_nr").flatMap({ number($0, "'bus_nr'", in: 0...255) })
    else {
      report(.notImported, at: name.range, "only host bridges of CXL, 'pxb-cxl', are ports here")
      return nil
    }
    return ACPIDeviceName(hardwareID: "ACPI0016", uniqueID: UInt32(bus.value))
  }
}
