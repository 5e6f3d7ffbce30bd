import CLinux
import SystemPackage

/// The calls that attach devices and map memory for them. Tests stand in for the kernel, which here may have no IOMMU.
protocol DeviceCalls: Sendable {
  /// open(2) for reading and writing, close-on-exec.
  func open(_ path: String) throws(Errno) -> OwnedDescriptor

  /// ioctl(2) with a number.
  func call(_ call: KernelCall, on file: FileDescriptor, _ value: UInt64) throws(Errno) -> Int64

  /// ioctl(2) with a structure.
  func call(_ call: KernelCall, on file: FileDescriptor, _ argument: inout CallBytes) throws(Errno) -> Int64

  /// ioctl(2) with a structure that has the address of another one at an offset.
  func call(
    _ call: KernelCall, on file: FileDescriptor, _ argument: inout CallBytes, at offset: Int,
    pointingTo nested: inout CallBytes
  ) throws(Errno) -> Int64
}

/// The kernel's own.
struct KernelDeviceCalls: DeviceCalls {
  func open(_ path: String) throws(Errno) -> OwnedDescriptor { try OwnedDescriptor.open(path, .readWrite) }

  func call(_ call: KernelCall, on file: FileDescriptor, _ value: UInt64) throws(Errno) -> Int64 {
    let request = try call.request
    return try kernel { memc_ioctl(file.rawValue, request, value) }
  }

  func call(_ call: KernelCall, on file: FileDescriptor, _ argument: inout CallBytes) throws(Errno) -> Int64 {
    let request = try call.request
    return try kernel {
      // A structure says its own size, or has the one that the request knows.
      unsafe argument.bytes.withUnsafeMutableBytes {
        unsafe memc_ioctl_pointer(file.rawValue, request, $0.baseAddress)
      }
    }
  }

  func call(
    _ call: KernelCall, on file: FileDescriptor, _ argument: inout CallBytes, at offset: Int,
    pointingTo nested: inout CallBytes
  ) throws(Errno) -> Int64 {
    precondition(offset >= 0 && offset + 8 <= argument.bytes.count, "an address lies inside of its structure")
    let request = try call.request
    return try kernel {
      // How long the second structure is says the first one.
      unsafe argument.bytes.withUnsafeMutableBytes { outer in
        unsafe nested.bytes.withUnsafeMutableBytes { inner in
          unsafe memc_ioctl_nested(file.rawValue, request, outer.baseAddress, UInt64(offset), inner.baseAddress)
        }
      }
    }
  }
}

extension KernelCall {
  /// The number of the ioctl.
  fileprivate var request: UInt {
    get throws(Errno) {
      switch self {
      case .getVFIOVersion: MEMC_VFIO_GET_API_VERSION
      case .checkVFIOExtension: MEMC_VFIO_CHECK_EXTENSION
      case .getGroupStatus: MEMC_VFIO_GROUP_GET_STATUS
      case .setContainer: MEMC_VFIO_GROUP_SET_CONTAINER
      case .setIOMMU: MEMC_VFIO_SET_IOMMU
      case .getIOMMUInfo: MEMC_VFIO_IOMMU_GET_INFO
      case .mapDMA: MEMC_VFIO_IOMMU_MAP_DMA
      case .unmapDMA: MEMC_VFIO_IOMMU_UNMAP_DMA
      case .getDevice: MEMC_VFIO_GROUP_GET_DEVICE_FD
      case .bindDevice: MEMC_VFIO_DEVICE_BIND_IOMMUFD
      case .attachDevice: MEMC_VFIO_DEVICE_ATTACH_IOMMUFD
      case .allocateIOAS: MEMC_IOMMU_IOAS_ALLOC
      case .allowIOVAs: MEMC_IOMMU_IOAS_ALLOW_IOVAS
      case .getIOVARanges: MEMC_IOMMU_IOAS_IOVA_RANGES
      case .mapIOAS: MEMC_IOMMU_IOAS_MAP
      case .unmapIOAS: MEMC_IOMMU_IOAS_UNMAP
      case .createDevice: MEMC_KVM_CREATE_DEVICE
      case .setDeviceAttribute: MEMC_KVM_SET_DEVICE_ATTR
      default: throw .noFunction
      }
    }
  }
}
