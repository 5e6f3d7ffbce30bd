import SystemPackage

/// Whether trying again can help, and who can help otherwise.
public enum FailureKind: String, CaseIterable, Hashable, Sendable {
  /// The host is short of something for now.
  case contention
  /// Trying again will not cure it.
  case defect
  /// What is to be made cannot be made in the place where it is to be.
  case output
  /// The process may not do it.
  case permission
  /// KVM is not there, or lacks what the layout needs.
  case unavailable
  /// The layout asks for what cannot be had together.
  case layout
  /// The caller asked to stop.
  case cancelled

  /// The exit code of a command (sysexits).
  package var exitCode: Int32 {
    switch self {
    case .contention: 75
    case .defect: 71
    case .output: 73
    case .permission: 77
    case .unavailable: 69
    case .layout: 1
    case .cancelled: 130
    }
  }
}

/// What is known of a failed call beyond its errno, because the host was asked.
package enum Circumstance: String, CaseIterable, Hashable, Sendable {
  /// Nothing that matters.
  case any
  /// The memory is of the hugetlb pool.
  case hugetlb
  /// The memory is of the hugetlb pool, and a control group allows no more of it.
  case hugetlbLimit
  /// The process has as many mappings as `vm.max_map_count` allows.
  case mapCount
  /// The process would have more address space than RLIMIT_AS allows.
  case addressSpace
  /// The other process had not begun to answer.
  case unanswered
  /// The process would have more memory locked than RLIMIT_MEMLOCK allows.
  case lockedMemory
}

/// The one place that says what a failure means, keyed by call, errno and circumstance.
enum FailureTable {
  /// What a failure means.
  struct Row: Sendable {
    /// The call; `nil` for every call that has no row of its own.
    let call: KernelCall?
    /// The errno; `nil` for every errno that has no row of its own.
    let errno: Errno?
    /// What else is known.
    let circumstance: Circumstance
    /// What the failure is.
    let kind: FailureKind
    /// The limit or pool that is behind it.
    let reason: String

    init(
      _ call: KernelCall?, _ errno: Errno?, _ circumstance: Circumstance, _ kind: FailureKind, _ reason: String
    ) {
      self.call = call
      self.errno = errno
      self.circumstance = circumstance
      self.kind = kind
      self.reason = reason
    }
  }

  /// The row of a failure: of its call and circumstance first, then of its call, then of its errno alone.
  static func row(_ call: KernelCall, _ errno: Errno, _ circumstance: Circumstance) -> Row {
    let ways: [(KernelCall?, Errno?, Circumstance)] = [
      (call, errno, circumstance), (call, errno, .any), (call, nil, .any), (nil, errno, .any),
    ]
    for (call, errno, circumstance) in ways {
      let found = rows.first { $0.call == call && $0.errno == errno && $0.circumstance == circumstance }
      if let found { return found }
    }
    return Row(nil, nil, .any, .defect, "the kernel refuses the call")
  }

  /// Why pages of memory that can be touched cannot be pinned.
  private static let pinning =
    "the pages cannot be pinned; since Linux 6.5 those of files are not, but for tmpfs and hugetlbfs"

  static let rows: [Row] = [
    Row(.openKVM, .noSuchFileOrDirectory, .any, .unavailable, "the kernel has no KVM, or its module is not loaded"),
    Row(
      .openKVM, .operationNotSupportedByDevice, .any, .unavailable,
      "the CPU has no virtualization, or firmware turned it off"),
    Row(.openKVM, .noSuchAddressOrDevice, .any, .unavailable, "/dev/kvm is there, but no KVM behind it"),
    Row(
      .openKVM, .permissionDenied, .any, .permission, "the user may not open /dev/kvm; its group is usually 'kvm'"),
    Row(.openKVM, .resourceBusy, .any, .contention, "another hypervisor has the CPU's virtualization"),

    Row(.open, .noSuchFileOrDirectory, .any, .defect, "the file is not there"),
    Row(.open, .isDirectory, .any, .defect, "that is a directory"),
    Row(.open, .readOnlyFileSystem, .any, .permission, "the file system is mounted read-only"),
    Row(.open, .textFileBusy, .any, .contention, "the file is being executed"),

    Row(.memfdCreate, .operationNotSupportedByDevice, .hugetlb, .defect, "the host has no hugepages of that size"),
    Row(.memfdCreate, .invalidArgument, .hugetlb, .defect, "the host has no hugepages of that size"),
    Row(.memfdCreate, .noMemory, .hugetlb, .contention, "not enough free hugepages"),
    Row(
      .memfdCreate, .notPermitted, .hugetlb, .permission,
      "vm.hugetlb_shm_group names who may have shared hugepages"),

    Row(.ftruncate, .fileTooLarge, .any, .defect, "RLIMIT_FSIZE does not allow a file of that size"),
    Row(.ftruncate, .noMemory, .hugetlb, .contention, "not enough free hugepages"),
    Row(.addSeals, .resourceBusy, .any, .contention, "someone is writing to the memory"),

    Row(.mmap, .noMemory, .hugetlb, .contention, "not enough free hugepages"),
    Row(.mmap, .noMemory, .hugetlbLimit, .contention, "a control group allows no more hugepages"),
    Row(.mmap, .noMemory, .mapCount, .defect, "the process has as many mappings as vm.max_map_count allows"),
    Row(.mmap, .noMemory, .addressSpace, .defect, "RLIMIT_AS does not allow that much address space"),
    Row(
      .mmap, .noMemory, .any, .contention, "the host does not have that much memory to give (vm.overcommit_memory)"),
    Row(.mmap, .invalidArgument, .hugetlb, .defect, "the host has no hugepages of that size"),
    Row(.mmap, .wouldBlock, .any, .permission, "RLIMIT_MEMLOCK does not allow so much locked memory"),
    Row(.mmap, .operationNotSupportedByDevice, .any, .defect, "the file system does not map files"),

    Row(.mbind, .noFunction, .any, .defect, "the kernel is built without NUMA"),
    Row(.mbind, .invalidArgument, .any, .defect, "no stated host node has memory that this process may use"),

    Row(.movePages, .noFunction, .any, .defect, "the kernel is built without the migration of pages"),

    Row(.madvise, .wouldBlock, .any, .contention, "a kernel resource is short"),

    Row(.populate, .noMemory, .any, .contention, "not enough free memory"),
    Row(.populate, .badAddress, .hugetlb, .contention, "the hugepages ran out"),
    Row(.populate, .badAddress, .hugetlbLimit, .contention, "a control group allows no more hugepages"),
    Row(.populate, .badAddress, .any, .defect, "the memory cannot be touched: is its file shorter than it was?"),
    Row(.populate, .hardwarePoison, .any, .defect, "a page of the memory is broken (hardware poison)"),
    Row(.populate, .invalidArgument, .any, .defect, "MADV_POPULATE_WRITE needs Linux 5.14"),
    Row(.populate, .wouldBlock, .any, .contention, "a kernel resource is short"),

    Row(.dontNeed, .invalidArgument, .any, .defect, "the process has locked the memory (mlockall)"),
    Row(.remove, .invalidArgument, .any, .defect, "the process has locked the memory (mlockall)"),
    Row(.remove, .notSupported, .any, .defect, "the file system cannot take pages out of a file"),

    Row(.mlock, .noMemory, .any, .permission, "RLIMIT_MEMLOCK does not allow so much locked memory"),
    Row(.mlock, .notPermitted, .any, .permission, "RLIMIT_MEMLOCK is 0, and the process lacks CAP_IPC_LOCK"),
    Row(.mlock, .wouldBlock, .any, .contention, "some of the memory could not be locked"),

    Row(.createThread, .wouldBlock, .any, .contention, "the host or RLIMIT_NPROC allows no more threads"),

    Row(.bind, .noSuchFileOrDirectory, .any, .output, "the folder for the socket is not there"),
    Row(.bind, .notDirectory, .any, .output, "the socket's path leads through a file"),
    Row(.bind, .addressInUse, .any, .contention, "something took the socket's place meanwhile"),
    Row(.bind, .readOnlyFileSystem, .any, .permission, "the file system is mounted read-only"),
    Row(.connect, .noSuchFileOrDirectory, .any, .defect, "the socket is not there"),
    Row(.connect, .connectionRefused, .any, .defect, "nobody listens on the socket"),
    Row(.connect, .protocolWrongTypeForSocket, .any, .defect, "the socket is not one of streams"),
    Row(.connect, .noBufferSpace, .any, .contention, "the host is short of memory for sockets"),
    Row(.send, .tooManyReferences, .any, .contention, "RLIMIT_NOFILE does not allow more descriptors on their way"),
    Row(.send, .brokenPipe, .any, .defect, "the other process closed the connection"),
    Row(.send, .connectionReset, .any, .defect, "the other process closed the connection"),
    Row(.receive, .connectionReset, .any, .defect, "the other process closed the connection"),
    // Trying again tells which of the two it was: whoever took the memory may share it on, or nobody listens any more.
    Row(
      .receive, .connectionReset, .unanswered, .contention,
      "another process may have taken the memory, or the one that shared it has ended, before it was this one's turn"
    ),

    Row(.getAPIVersion, nil, .any, .unavailable, "/dev/kvm does not speak KVM"),
    Row(.getSupportedCPUID, .argListTooLong, .any, .unavailable, "KVM lists more CPUID leaves than memc reads"),

    Row(.createVM, .noMemory, .any, .contention, "the kernel has no memory for a machine"),
    Row(.createVM, .wouldBlock, .any, .contention, "KVM has no room for another machine now"),
    Row(.createVM, .resourceBusy, .any, .contention, "another hypervisor has the CPU's virtualization"),

    Row(.setMemoryRegion, .noMemory, .any, .contention, "the kernel has no memory for the slot's tables"),
    Row(.setMemoryRegion, .wouldBlock, .any, .contention, "KVM cannot change the slot now"),
    Row(.setMemoryRegion, .resourceBusy, .any, .contention, "KVM cannot change the slot now"),
    Row(
      .setMemoryRegion, .invalidArgument, .any, .defect,
      "KVM does not take the slot's number, size, alignment or flags"),
    Row(.setMemoryRegion, .fileExists, .any, .defect, "the slot overlaps another one"),
    Row(.setMemoryRegion, .badAddress, .any, .defect, "the slot's host addresses are not this process's"),
    Row(.setMemoryRegion, .ioError, .any, .defect, "the machine is beyond repair (KVM_BUG)"),

    Row(.enableCapability, .invalidArgument, .any, .defect, "KVM does not take the capability with that argument"),
    Row(.getDirtyLog, .noSuchAddressOrDevice, .any, .defect, "the machine keeps rings, which have no bitmap"),
    Row(.getDirtyLog, .noSuchFileOrDirectory, .any, .defect, "KVM does not log the slot"),
    Row(.clearDirtyLog, .noSuchFileOrDirectory, .any, .defect, "KVM does not log the slot"),

    Row(.createVCPU, .noMemory, .any, .contention, "the kernel has no memory for a vCPU"),
    Row(.createVCPU, .wouldBlock, .any, .contention, "KVM has no room for another vCPU now"),
    Row(.run, .noMemory, .any, .contention, "the host has no memory for what the guest touched"),
    Row(.run, .badAddress, .any, .defect, "the guest touched memory that the host cannot provide"),

    Row(
      .createDevice, .operationNotSupportedByDevice, .any, .unavailable,
      "KVM knows nothing of VFIO here (KVM_DEV_TYPE_VFIO)"),
    Row(
      .createDevice, .resourceBusy, .any, .contention,
      "the machine has a device of KVM for VFIO that somebody else made, and it can have one only"),

    Row(
      .openVFIO, .noSuchFileOrDirectory, .any, .unavailable,
      "the kernel has no VFIO, or its modules are not loaded ('modprobe vfio-pci')"),
    Row(
      .openVFIO, .operationNotSupportedByDevice, .any, .unavailable,
      "/dev/vfio/vfio is there, but no VFIO behind it ('modprobe vfio-pci')"),
    Row(.openVFIO, .permissionDenied, .any, .permission, "the user may not open /dev/vfio/vfio"),
    Row(
      .openGroup, .noSuchFileOrDirectory, .any, .defect, "no driver of VFIO has the group's devices"),
    Row(.openGroup, .resourceBusy, .any, .contention, "another process has the group's devices"),
    Row(
      .openGroup, .permissionDenied, .any, .permission,
      "the user may not open the group's file; whose it is says who may have its devices"),
    Row(.setContainer, .resourceBusy, .any, .contention, "the group is another process's"),
    Row(
      .setIOMMU, .notPermitted, .any, .permission,
      "the host does not remap interrupts, so that a device could send any; vfio_iommu_type1 allows it by allow_unsafe_interrupts"
    ),
    Row(
      .setIOMMU, .operationNotSupportedByDevice, .any, .unavailable,
      "the host has no IOMMU that VFIO's type 1 drives"),
    Row(.mapDMA, .noMemory, .lockedMemory, .permission, "RLIMIT_MEMLOCK does not allow so much pinned memory"),
    Row(.mapDMA, .noMemory, .any, .contention, "the kernel has no memory to pin pages, or for the IOMMU's tables"),
    Row(.mapDMA, .noSpace, .any, .unavailable, "VFIO takes no more mappings (dma_entry_limit of vfio_iommu_type1)"),
    Row(.mapDMA, .badAddress, .any, .defect, pinning),
    Row(.mapDMA, .fileExists, .any, .defect, "devices reach other memory at some of the addresses already"),
    Row(.mapDMA, .invalidArgument, .any, .defect, "the IOMMU does not take the addresses, or pages of that size"),
    Row(.unmapDMA, .invalidArgument, .any, .defect, "the addresses are no whole mapping"),
    Row(.getDevice, .operationNotSupportedByDevice, .any, .defect, "no driver of VFIO has the device any more"),
    Row(.getDevice, .resourceBusy, .any, .contention, "another process has the device"),
    Row(
      .openIOMMU, .noSuchFileOrDirectory, .any, .unavailable,
      "the kernel has no iommufd, which is Linux 6.2's (CONFIG_IOMMUFD), or its module is not loaded"),
    Row(
      .openIOMMU, .operationNotSupportedByDevice, .any, .unavailable,
      "/dev/iommu is there, but no iommufd behind it ('modprobe iommufd')"),
    Row(.openIOMMU, .permissionDenied, .any, .permission, "the user may not open /dev/iommu"),
    Row(
      .openDevice, .noSuchFileOrDirectory, .any, .unavailable,
      "the kernel has no files of devices, which are Linux 6.6's (CONFIG_VFIO_DEVICE_CDEV)"),
    Row(.openDevice, .resourceBusy, .any, .contention, "another process has the device"),
    Row(
      .bindDevice, .inappropriateIOCTLForDevice, .any, .unavailable,
      "the kernel binds no devices to iommufd, as Linux does since 6.6"),
    Row(.bindDevice, .resourceBusy, .any, .contention, "another process has devices of the same group"),
    Row(.attachDevice, .addressInUse, .any, .defect, "the device's IOMMU reserves addresses where RAM is"),
    Row(.allowIOVAs, .addressInUse, .any, .defect, "the IOMMU reserves addresses where RAM is"),
    Row(.mapIOAS, .noMemory, .lockedMemory, .permission, "RLIMIT_MEMLOCK does not allow so much pinned memory"),
    Row(.mapIOAS, .noMemory, .any, .contention, "the kernel has no memory to pin pages, or for the IOMMU's tables"),
    Row(.mapIOAS, .badAddress, .any, .defect, pinning),
    Row(.mapIOAS, .fileExists, .any, .defect, "devices reach other memory at some of the addresses already"),
    Row(.mapIOAS, .addressInUse, .any, .defect, "devices reach other memory at some of the addresses already"),
    Row(.mapIOAS, .invalidArgument, .any, .defect, "the IOMMU does not take the addresses, or pages of that size"),
    Row(.unmapIOAS, .noSuchFileOrDirectory, .any, .defect, "the addresses are no whole mapping"),

    Row(nil, .notPermitted, .any, .permission, "the process may not do that"),
    Row(nil, .permissionDenied, .any, .permission, "the process may not do that"),
    Row(nil, .tooManyOpenFiles, .any, .defect, "RLIMIT_NOFILE does not allow another descriptor"),
    Row(
      nil, .tooManyOpenFilesInSystem, .any, .contention, "fs.file-max does not allow another open file on this host"
    ),
    Row(nil, .noMemory, .any, .contention, "the host is short of memory"),
    Row(nil, .noSpace, .any, .contention, "no space is left where the memory lies"),
    Row(nil, .diskQuotaExceeded, .any, .contention, "the quota does not allow so much where the memory lies"),
  ]
}
