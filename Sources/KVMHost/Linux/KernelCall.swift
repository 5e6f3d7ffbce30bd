package import SystemPackage

/// The calls into the kernel that can fail, by the names under which people know them.
package enum KernelCall: String, CaseIterable, Hashable, Sendable {
  /// open(2) of `/dev/kvm`.
  case openKVM = "open /dev/kvm"
  /// open(2) of a file that backs memory.
  case open
  /// fstat(2) and fstatfs(2) of a file that backs memory.
  case fstat
  /// memfd_create(2).
  case memfdCreate = "memfd_create"
  /// ftruncate(2) of a memfd.
  case ftruncate
  /// fcntl(2) with F_ADD_SEALS.
  case addSeals = "fcntl F_ADD_SEALS"
  /// mmap(2).
  case mmap
  /// mbind(2).
  case mbind
  /// move_pages(2).
  case movePages = "move_pages"
  /// madvise(2) with advice that changes what pages are like.
  case madvise
  /// madvise(2) with MADV_POPULATE_WRITE.
  case populate = "madvise MADV_POPULATE_WRITE"
  /// madvise(2) with MADV_DONTNEED.
  case dontNeed = "madvise MADV_DONTNEED"
  /// madvise(2) with MADV_REMOVE.
  case remove = "madvise MADV_REMOVE"
  /// mlock(2).
  case mlock
  /// pthread_create(3).
  case createThread = "pthread_create"
  /// pipe(2).
  case pipe
  /// socket(2), and getsockopt(2) with SO_PEERCRED.
  case socket
  /// bind(2) and listen(2).
  case bind
  /// accept4(2).
  case accept
  /// connect(2).
  case connect
  /// send(2) and sendmsg(2) with SCM_RIGHTS.
  case send = "sendmsg"
  /// recv(2) and recvmsg(2) with SCM_RIGHTS.
  case receive = "recvmsg"
  /// KVM_GET_API_VERSION.
  case getAPIVersion = "KVM_GET_API_VERSION"
  /// KVM_GET_SUPPORTED_CPUID.
  case getSupportedCPUID = "KVM_GET_SUPPORTED_CPUID"
  /// KVM_CREATE_VM.
  case createVM = "KVM_CREATE_VM"
  /// KVM_ENABLE_CAP of a machine.
  case enableCapability = "KVM_ENABLE_CAP"
  /// KVM_GET_DIRTY_LOG.
  case getDirtyLog = "KVM_GET_DIRTY_LOG"
  /// KVM_CLEAR_DIRTY_LOG.
  case clearDirtyLog = "KVM_CLEAR_DIRTY_LOG"
  /// KVM_RESET_DIRTY_RINGS.
  case resetDirtyRings = "KVM_RESET_DIRTY_RINGS"
  /// KVM_SET_USER_MEMORY_REGION.
  case setMemoryRegion = "KVM_SET_USER_MEMORY_REGION"
  /// KVM_CREATE_VCPU.
  case createVCPU = "KVM_CREATE_VCPU"
  /// The calls that set a vCPU's CPUID, registers and signal mask.
  case setVCPUState = "KVM_SET_SREGS"
  /// KVM_RUN.
  case run = "KVM_RUN"
  /// KVM_CREATE_DEVICE.
  case createDevice = "KVM_CREATE_DEVICE"
  /// KVM_SET_DEVICE_ATTR.
  case setDeviceAttribute = "KVM_SET_DEVICE_ATTR"
  /// open(2) of `/dev/vfio/vfio`.
  case openVFIO = "open /dev/vfio/vfio"
  /// VFIO_GET_API_VERSION.
  case getVFIOVersion = "VFIO_GET_API_VERSION"
  /// VFIO_CHECK_EXTENSION.
  case checkVFIOExtension = "VFIO_CHECK_EXTENSION"
  /// open(2) of an IOMMU group in `/dev/vfio`.
  case openGroup = "open /dev/vfio/…"
  /// VFIO_GROUP_GET_STATUS.
  case getGroupStatus = "VFIO_GROUP_GET_STATUS"
  /// VFIO_GROUP_SET_CONTAINER.
  case setContainer = "VFIO_GROUP_SET_CONTAINER"
  /// VFIO_SET_IOMMU.
  case setIOMMU = "VFIO_SET_IOMMU"
  /// VFIO_IOMMU_GET_INFO.
  case getIOMMUInfo = "VFIO_IOMMU_GET_INFO"
  /// VFIO_IOMMU_MAP_DMA.
  case mapDMA = "VFIO_IOMMU_MAP_DMA"
  /// VFIO_IOMMU_UNMAP_DMA.
  case unmapDMA = "VFIO_IOMMU_UNMAP_DMA"
  /// VFIO_GROUP_GET_DEVICE_FD.
  case getDevice = "VFIO_GROUP_GET_DEVICE_FD"
  /// open(2) of `/dev/iommu`.
  case openIOMMU = "open /dev/iommu"
  /// open(2) of a device in `/dev/vfio/devices`.
  case openDevice = "open /dev/vfio/devices/…"
  /// VFIO_DEVICE_BIND_IOMMUFD.
  case bindDevice = "VFIO_DEVICE_BIND_IOMMUFD"
  /// VFIO_DEVICE_ATTACH_IOMMUFD_PT.
  case attachDevice = "VFIO_DEVICE_ATTACH_IOMMUFD_PT"
  /// IOMMU_IOAS_ALLOC.
  case allocateIOAS = "IOMMU_IOAS_ALLOC"
  /// IOMMU_IOAS_ALLOW_IOVAS.
  case allowIOVAs = "IOMMU_IOAS_ALLOW_IOVAS"
  /// IOMMU_IOAS_IOVA_RANGES.
  case getIOVARanges = "IOMMU_IOAS_IOVA_RANGES"
  /// IOMMU_IOAS_MAP.
  case mapIOAS = "IOMMU_IOAS_MAP"
  /// IOMMU_IOAS_UNMAP.
  case unmapIOAS = "IOMMU_IOAS_UNMAP"
}

/// Calls the kernel, again as long as signals interrupt it.
///
/// - Parameter body: Returns what the call returns, or the negated errno.
func kernel(_ body: () -> Int64) throws(Errno) -> Int64 {
  while true {
    let result = body()
    if result >= 0 { return result }
    let errno = Errno(rawValue: CInt(-result))
    if errno != .interrupted { throw errno }
  }
}

extension Errno {
  /// The symbolic name: `ENOMEM`; `errno 200` where it has none here.
  package var name: String { Self.names[rawValue] ?? "errno \(rawValue)" }

  /// EHWPOISON: a page of the memory is broken.
  static let hardwarePoison = Errno(rawValue: 133)

  private static let names: [CInt: String] = [
    1: "EPERM", 2: "ENOENT", 3: "ESRCH", 4: "EINTR", 5: "EIO", 6: "ENXIO", 7: "E2BIG", 9: "EBADF", 11: "EAGAIN",
    12: "ENOMEM", 13: "EACCES", 14: "EFAULT", 16: "EBUSY", 17: "EEXIST", 19: "ENODEV", 20: "ENOTDIR",
    21: "EISDIR", 22: "EINVAL", 23: "ENFILE", 24: "EMFILE", 25: "ENOTTY", 26: "ETXTBSY", 27: "EFBIG",
    28: "ENOSPC", 30: "EROFS", 32: "EPIPE", 34: "ERANGE", 36: "ENAMETOOLONG", 38: "ENOSYS", 40: "ELOOP",
    90: "EMSGSIZE",
    75: "EOVERFLOW", 95: "EOPNOTSUPP", 98: "EADDRINUSE", 104: "ECONNRESET", 109: "ETOOMANYREFS", 110: "ETIMEDOUT",
    111: "ECONNREFUSED", 122: "EDQUOT", 133: "EHWPOISON",
  ]
}
