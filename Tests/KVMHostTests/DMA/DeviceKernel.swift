import Addresses
import CLinux
import Foundation
import HostFiles
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import KVMHost

/// Stands in for a kernel with an IOMMU: VFIO's containers of type 1, iommufd, and KVM's files of devices. Descriptors are real
/// ones, so that it knows which are closed.
final class DeviceKernel: DeviceCalls {
  /// A mapping.
  struct Mapping: Hashable {
    let guest: AddressRange
    let host: UInt64
    let isWritable: Bool
  }

  /// What a descriptor is of.
  enum Kind: Hashable {
    case container
    case group(UInt32)
    case iommu
    case device(String)
    case kvm
  }

  private struct Object {
    let kind: Kind
    /// Hears when the descriptor that was given away is closed.
    let peer: OwnedDescriptor
    var mappings: [Mapping] = []
    var members: [CInt] = []
    var isReady = false
    var allowed: [AddressRange] = []
  }

  private struct State {
    var objects: [CInt: Object] = [:]
    var made: [(call: KernelCall, bytes: [UInt8])] = []
    var count = 0
  }

  private let state = Mutex(State())
  /// The calls that fail, counted from 0, opening among them.
  let failing = Mutex<(numbers: Set<Int>, errno: Errno)>(([], .ioError))
  /// What is not there.
  let missing = Mutex<Set<String>>([])
  /// Addresses at which devices reach memory.
  let reachable = Mutex([AddressRange(0, 0xfee0_0000), AddressRange(0xfef0_0000, 1 << 40)])
  /// Mappings that there can be.
  let limit = Mutex<UInt32>(65535)
  let isViable = Mutex(true)
  let pageSizes = Mutex<UInt64>(0x4020_1000)

  // MARK: What is asked of it

  /// Calls that were made, opening among them.
  var count: Int { state.withLock { $0.count } }
  /// The structures of the calls that were made, in hexadecimal, each behind its call.
  var structures: [String] {
    state.withLock { state in
      state.made.map { call, bytes in
        "\(call.rawValue) " + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      }
    }
  }
  /// What is open, in order.
  var open: [Kind] {
    state.withLock { state in
      state.objects.filter { Self.isOpen($1) }.sorted { $0.key < $1.key }.map(\.value.kind)
    }
  }
  /// What devices reach, ascending.
  var mappings: [Mapping] {
    state.withLock { state in
      state.objects.values.filter { Self.isOpen($0) }.flatMap(\.mappings).sorted { $0.guest.start < $1.guest.start }
    }
  }

  /// A device writes to memory: whether it reaches all of it.
  func write(_ bytes: [UInt8], at address: UInt64) -> Bool {
    let range = AddressRange(start: address, size: UInt64(bytes.count))
    guard let mapping = mappings.first(where: { $0.isWritable && $0.guest.contains(range) }),
      let place = unsafe UnsafeMutablePointer<UInt8>(
        bitPattern: UInt(mapping.host + (address - mapping.guest.start)))
    else { return false }
    for (offset, byte) in bytes.enumerated() { unsafe place[offset] = byte }
    return true
  }

  private static func isOpen(_ object: Object) -> Bool { memc_wait(object.peer.descriptor.rawValue, 0) == 0 }

  // MARK: Calls

  func open(_ path: String) throws(Errno) -> OwnedDescriptor {
    try count(nil, CallBytes([]))
    guard !missing.withLock({ $0.contains(path) }) else { throw .noSuchFileOrDirectory }
    switch path {
    case "/dev/vfio/vfio": return make(.container)
    case "/dev/iommu": return make(.iommu)
    default:
      if path.hasPrefix("/dev/vfio/devices/") { return make(.device(path)) }
      guard path.hasPrefix("/dev/vfio/"), let number = UInt32(path.dropFirst(10)) else {
        throw .noSuchFileOrDirectory
      }
      return make(.group(number))
    }
  }

  func call(_ call: KernelCall, on file: FileDescriptor, _ value: UInt64) throws(Errno) -> Int64 {
    try count(call, CallBytes([]).with(value))
    switch call {
    case .getVFIOVersion: return 0
    case .checkVFIOExtension: return value == 3 ? 1 : 0
    case .setIOMMU:
      guard value == 3 else { throw .invalidArgument }
      return try change(file, .container) { object throws(Errno) in
        guard !object.members.isEmpty else { throw .invalidArgument }
        object.isReady = true
        return 0
      }
    default: throw .inappropriateIOCTLForDevice
    }
  }

  func call(_ call: KernelCall, on file: FileDescriptor, _ argument: inout CallBytes) throws(Errno) -> Int64 {
    try count(call, argument)
    switch call {
    case .getGroupStatus:
      argument = CallBytes(8, isViable.withLock { $0 } ? 1 : 0)
      return 0
    case .setContainer:
      let container = FileDescriptor(rawValue: CInt(bitPattern: argument.word(at: 0)))
      return try change(container, .container) { object throws(Errno) in
        object.members.append(file.rawValue)
        return 0
      }
    case .getIOMMUInfo:
      answer(&argument)
      return 0
    case .getDevice:
      let address = String(decoding: argument.bytes.prefix { $0 != 0 }, as: UTF8.self)
      return give(make(.device(address)))
    case .createDevice:
      guard argument == CallBytes(4, 0, 0) else { throw .operationNotSupportedByDevice }
      argument = CallBytes(4, UInt32(give(make(.kvm))), 0)
      return 0
    case .allocateIOAS:
      argument = CallBytes(12, 0, 7)
      return 0
    case .bindDevice: return 0
    case .attachDevice:
      let allowed = state.withLock { $0.objects.values.filter { $0.kind == .iommu }.flatMap(\.allowed) }
      let reachable = AddressSet(reachable.withLock { $0 })
      guard allowed.allSatisfy({ reachable.gaps(in: $0).isEmpty }) else { throw .addressInUse }
      return 0
    case .mapDMA:
      return try map(
        Mapping(
          guest: AddressRange(start: argument.long(at: 16), size: argument.long(at: 24)),
          host: argument.long(at: 8),
          isWritable: argument.word(at: 4) & 2 != 0), on: file, .container)
    case .mapIOAS:
      guard argument.word(at: 8) == 7, argument.word(at: 4) & 1 == 1 else { throw .invalidArgument }
      return try map(
        Mapping(
          guest: AddressRange(start: argument.long(at: 32), size: argument.long(at: 24)),
          host: argument.long(at: 16),
          isWritable: argument.word(at: 4) & 2 != 0), on: file, .iommu)
    case .unmapDMA, .unmapIOAS:
      let range = AddressRange(start: argument.long(at: 8), size: argument.long(at: 16))
      return try change(file, call == .unmapDMA ? .container : .iommu) { object throws(Errno) in
        guard let index = object.mappings.firstIndex(where: { $0.guest == range }) else { throw .invalidArgument }
        object.mappings.remove(at: index)
        return 0
      }
    default: throw .inappropriateIOCTLForDevice
    }
  }

  func call(
    _ call: KernelCall, on file: FileDescriptor, _ argument: inout CallBytes, at offset: Int,
    pointingTo nested: inout CallBytes
  ) throws(Errno) -> Int64 {
    // Descriptors are other numbers every time.
    try count(call, CallBytes(argument.bytes + (call == .setDeviceAttribute ? [] : nested.bytes)))
    switch call {
    case .setDeviceAttribute: return 0
    case .allowIOVAs:
      return try change(file, .iommu) { object throws(Errno) in
        object.allowed = (0..<Int(argument.word(at: 8))).map {
          AddressRange(nested.long(at: 16 * $0), nested.long(at: 16 * $0 + 8) + 1)
        }
        return 0
      }
    case .getIOVARanges:
      let ranges = reachable.withLock { $0 }
      let room = Int(argument.word(at: 8))
      argument = CallBytes(32, 7, UInt32(ranges.count), 0).with(0, 4096)
      guard ranges.count <= room else { throw .messageTooLong }
      nested = CallBytes(ranges.flatMap { CallBytes([]).with($0.start, $0.end - 1).bytes })
      return 0
    default: throw .inappropriateIOCTLForDevice
    }
  }

  private func count(_ call: KernelCall?, _ argument: CallBytes) throws(Errno) {
    let number = state.withLock { state in
      if let call { state.made.append((call, argument.bytes)) }
      state.count += 1
      return state.count - 1
    }
    let (numbers, errno) = failing.withLock { $0 }
    if numbers.contains(number) { throw errno }
  }

  private func map(_ mapping: Mapping, on file: FileDescriptor, _ kind: Kind) throws(Errno) -> Int64 {
    let reachable = AddressSet(reachable.withLock { $0 })
    let limit = Int(limit.withLock { $0 })
    return try change(file, kind) { object throws(Errno) in
      guard !mapping.guest.isEmpty, reachable.gaps(in: mapping.guest).isEmpty else { throw .invalidArgument }
      guard !object.mappings.contains(where: { $0.guest.overlaps(mapping.guest) }) else { throw .fileExists }
      guard object.mappings.count < limit else { throw .noSpace }
      object.mappings.append(mapping)
      return 0
    }
  }

  private func change(
    _ file: FileDescriptor, _ kind: Kind, _ body: (inout Object) throws(Errno) -> Int64
  ) throws(Errno) -> Int64 {
    try state.withLock { state throws(Errno) in
      guard var object = state.objects[file.rawValue], object.kind == kind, Self.isOpen(object) else {
        throw .badFileDescriptor
      }
      defer { state.objects[file.rawValue] = object }
      return try body(&object)
    }
  }

  /// `struct vfio_iommu_type1_info` with all of its chain, as far as there is room.
  private func answer(_ argument: inout CallBytes) {
    let ranges = reachable.withLock { $0 }
    let head = 24
    let available = head + 16 + 16 * ranges.count
    let list = ranges.flatMap { CallBytes([]).with($0.start, $0.end - 1).bytes }
    var info = CallBytes(UInt32(available + 12), 3).with(pageSizes.withLock { $0 }).bytes
    info += CallBytes(UInt32(head), 0, 1 | 1 << 16, UInt32(available), UInt32(ranges.count), 0).bytes + list
    info += CallBytes(3 | 1 << 16, 0, limit.withLock { $0 }).bytes
    let room = argument.bytes.count
    argument = CallBytes(Array(info.prefix(room)) + [UInt8](repeating: 0, count: max(0, room - info.count)))
  }

  private func make(_ kind: Kind) -> OwnedDescriptor {
    let ends = memc_pipe()
    let given = OwnedDescriptor(returned: ends >> 32)
    let object = Object(kind: kind, peer: OwnedDescriptor(returned: ends & 0xffff_ffff))
    state.withLock { $0.objects[given.descriptor.rawValue] = object }
    return given
  }

  /// A descriptor that a call returns as a number, for a caller that owns it from then on.
  private func give(_ descriptor: OwnedDescriptor) -> Int64 {
    let copy = memc_fcntl(descriptor.descriptor.rawValue, F_DUPFD_CLOEXEC, 0)
    state.withLock { $0.objects[CInt(copy)] = $0.objects.removeValue(forKey: descriptor.descriptor.rawValue) }
    return copy
  }
}

/// A host with devices behind an IOMMU, as its files tell of it.
final class DeviceHost {
  private let folder: TemporaryFolder
  /// Where its files lie.
  let root: HostRoot

  /// A host whose devices 00:04.0 and 00:05.0 are VFIO's, in groups 2 and 3, and 00:06.0 in group 4 is a driver's.
  init() throws {
    folder = try TemporaryFolder()
    root = HostRoot(FilePath(folder.path))
    for (number, device) in [(2, "0000:00:04.0"), (3, "0000:00:05.0"), (4, "0000:00:06.0")] {
      try add(device, toGroup: number)
      try reserve("0x00000000fee00000 0x00000000feefffff msi", inGroup: number)
    }
    try folder.makeFolder("sys/bus/pci/devices/0000:00:07.0")
    // Who may lock any memory.
    try folder.makeFolder("proc/self")
    try folder.write("CapEff:\t000001ffffffffff\n", to: "proc/self/status")
    for (number, device) in ["0000:00:04.0", "0000:00:05.0"].enumerated() {
      try drive(device, by: "vfio-pci")
      try folder.makeFolder("sys/bus/pci/devices/\(device)/vfio-dev/vfio\(number)")
    }
    try drive("0000:00:06.0", by: "e1000e")
  }

  func add(_ device: String, toGroup number: Int) throws {
    try folder.makeFolder("sys/bus/pci/devices/\(device)")
    try folder.makeFolder("sys/kernel/iommu_groups/\(number)/devices/\(device)")
  }

  func reserve(_ lines: String, inGroup number: Int) throws {
    try folder.write(lines + "\n", to: "sys/kernel/iommu_groups/\(number)/reserved_regions")
  }

  func drive(_ device: String, by driver: String) throws {
    try folder.makeFolder("sys/bus/pci/drivers/\(driver)/\(device)")
  }
}
