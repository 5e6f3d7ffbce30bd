import Addresses
import SystemPackage
import Testing

@testable import KVMHost

/// What every row of the table says, written out once more by hand.
private let expectations: [(KernelCall?, CInt?, Circumstance, Int32)] = [
  (.openKVM, 2, .any, 69), (.openKVM, 19, .any, 69), (.openKVM, 6, .any, 69), (.openKVM, 13, .any, 77),
  (.openKVM, 16, .any, 75),
  (.open, 2, .any, 71), (.open, 21, .any, 71), (.open, 30, .any, 77), (.open, 26, .any, 75),
  (.memfdCreate, 19, .hugetlb, 71), (.memfdCreate, 22, .hugetlb, 71), (.memfdCreate, 12, .hugetlb, 75),
  (.memfdCreate, 1, .hugetlb, 77),
  (.ftruncate, 27, .any, 71), (.ftruncate, 12, .hugetlb, 75), (.addSeals, 16, .any, 75),
  (.mmap, 12, .hugetlb, 75), (.mmap, 12, .hugetlbLimit, 75), (.mmap, 12, .mapCount, 71),
  (.mmap, 12, .addressSpace, 71), (.mmap, 12, .any, 75),
  (.mmap, 22, .hugetlb, 71), (.mmap, 11, .any, 77), (.mmap, 19, .any, 71),
  (.mbind, 38, .any, 71), (.mbind, 22, .any, 71), (.movePages, 38, .any, 71),
  (.madvise, 11, .any, 75),
  (.populate, 12, .any, 75), (.populate, 14, .hugetlb, 75), (.populate, 14, .hugetlbLimit, 75),
  (.populate, 14, .any, 71),
  (.populate, 133, .any, 71),
  (.populate, 22, .any, 71), (.populate, 11, .any, 75),
  (.dontNeed, 22, .any, 71), (.remove, 22, .any, 71), (.remove, 95, .any, 71),
  (.mlock, 12, .any, 77), (.mlock, 1, .any, 77), (.mlock, 11, .any, 75),
  (.bind, 2, .any, 73), (.bind, 20, .any, 73), (.bind, 98, .any, 75), (.bind, 30, .any, 77),
  (.connect, 2, .any, 71), (.connect, 111, .any, 71), (.connect, 91, .any, 71), (.connect, 105, .any, 75),
  (.send, 109, .any, 75), (.send, 32, .any, 71), (.send, 104, .any, 71), (.receive, 104, .any, 71),
  (.receive, 104, .unanswered, 75),
  (.createThread, 11, .any, 75), (.getAPIVersion, nil, .any, 69), (.getSupportedCPUID, 7, .any, 69),
  (.createVM, 12, .any, 75), (.createVM, 11, .any, 75), (.createVM, 16, .any, 75),
  (.setMemoryRegion, 12, .any, 75), (.setMemoryRegion, 11, .any, 75), (.setMemoryRegion, 16, .any, 75),
  (.setMemoryRegion, 22, .any, 71), (.setMemoryRegion, 17, .any, 71), (.setMemoryRegion, 14, .any, 71),
  (.setMemoryRegion, 5, .any, 71),
  (.enableCapability, 22, .any, 71), (.getDirtyLog, 6, .any, 71), (.getDirtyLog, 2, .any, 71),
  (.clearDirtyLog, 2, .any, 71),
  (.createVCPU, 12, .any, 75), (.createVCPU, 11, .any, 75), (.run, 12, .any, 75), (.run, 14, .any, 71),
  (.createDevice, 19, .any, 69), (.createDevice, 16, .any, 75),
  (.openVFIO, 2, .any, 69), (.openVFIO, 19, .any, 69), (.openVFIO, 13, .any, 77),
  (.openGroup, 2, .any, 71), (.openGroup, 16, .any, 75), (.openGroup, 13, .any, 77), (.setContainer, 16, .any, 75),
  (.setIOMMU, 1, .any, 77), (.setIOMMU, 19, .any, 69),
  (.mapDMA, 12, .lockedMemory, 77), (.mapDMA, 12, .any, 75), (.mapDMA, 28, .any, 69), (.mapDMA, 14, .any, 71),
  (.mapDMA, 17, .any, 71), (.mapDMA, 22, .any, 71), (.unmapDMA, 22, .any, 71),
  (.getDevice, 19, .any, 71), (.getDevice, 16, .any, 75),
  (.openIOMMU, 2, .any, 69), (.openIOMMU, 19, .any, 69), (.openIOMMU, 13, .any, 77),
  (.openDevice, 2, .any, 69), (.openDevice, 16, .any, 75), (.bindDevice, 25, .any, 69), (.bindDevice, 16, .any, 75),
  (.attachDevice, 98, .any, 71), (.allowIOVAs, 98, .any, 71),
  (.mapIOAS, 12, .lockedMemory, 77), (.mapIOAS, 12, .any, 75), (.mapIOAS, 14, .any, 71), (.mapIOAS, 17, .any, 71),
  (.mapIOAS, 98, .any, 71), (.mapIOAS, 22, .any, 71), (.unmapIOAS, 2, .any, 71),
  (nil, 1, .any, 77), (nil, 13, .any, 77), (nil, 24, .any, 71), (nil, 23, .any, 75), (nil, 12, .any, 75),
  (nil, 28, .any, 75), (nil, 122, .any, 75),
]

@Suite("The table of failures") struct FailureTableTests {
  @Test("Every row says what it should", arguments: expectations.indices)
  func row(_ index: Int) throws {
    let (call, number, circumstance, exitCode) = expectations[index]
    let errno = number.map { Errno(rawValue: $0) }
    let rows = FailureTable.rows.filter { $0.call == call && $0.errno == errno && $0.circumstance == circumstance }
    #expect(rows.count == 1)
    #expect(rows.first?.kind.exitCode == exitCode)
    #expect(rows.first?.reason.isEmpty == false)
    // The row is what a failure gets: of the call itself, or of one that has no rows for that errno.
    let error = HostError(call ?? .pipe, errno ?? .ioError, circumstance)
    #expect(error.exitCode == exitCode)
    #expect(error.description.contains(rows.first?.reason ?? "?"))
  }

  @Test func noRowIsWithoutExpectation() {
    #expect(FailureTable.rows.count == expectations.count)
  }

  @Test(
    "Rows of the call go before rows of the errno, and circumstances before their absence",
    arguments: [
      (KernelCall.openKVM, Errno.tooManyOpenFiles, Circumstance.any, FailureKind.defect),
      (.memfdCreate, .tooManyOpenFiles, .hugetlb, .defect),
      (.memfdCreate, .tooManyOpenFilesInSystem, .any, .contention),
      (.memfdCreate, .noMemory, .any, .contention), (.openKVM, .notPermitted, .any, .permission),
      (.populate, .noMemory, .hugetlb, .contention), (.createVM, .tooManyOpenFiles, .any, .defect),
      (.fstat, .ioError, .any, .defect), (.mbind, .notPermitted, .any, .permission),
      (.getAPIVersion, .inappropriateIOCTLForDevice, .any, .unavailable),
      (.getAPIVersion, .noMemory, .any, .unavailable), (.setVCPUState, .invalidArgument, .any, .defect),
    ])
  func precedence(_ call: KernelCall, _ errno: Errno, _ circumstance: Circumstance, _ kind: FailureKind) {
    #expect(HostError(call, errno, circumstance).kind == kind)
  }

  @Test func errorsNameCallSubjectAndErrno() {
    let error = HostError(
      .setMemoryRegion, .fileExists, .any,
      .init(slot: 3, node: 1, guest: AddressRange(0x1000, 0x3000), host: AddressRange(0x7000, 0x9000)), "more")
    #expect(
      error.description
        == "KVM_SET_USER_MEMORY_REGION of slot 3, node 1, guest 0x1000-0x3000, host 0x7000-0x9000: EEXIST: "
        + "the slot overlaps another one; more")
    #expect(Errno(rawValue: 200).name == "errno 200")
  }

  @Test func kernelCallsAreRepeatedAfterSignals() throws {
    var results: [Int64] = [-4, -4, 7]
    #expect(try kernel { results.removeFirst() } == 7)
    #expect(throws: Errno.noMemory) { try kernel { -12 } }
  }
}
