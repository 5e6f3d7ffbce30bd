import JSONCoding

/// How a log is kept, as JSON.
struct DirtyLogSupportEntry: Sendable {
  private var mode = ""
  private var clearsOnRequest: Bool?
  private var ringEntries: UInt64?

  init() {}

  init(_ support: DirtyLogSupport) {
    mode = support.mode.rawValue
    switch support.mode {
    case .bitmap: clearsOnRequest = support.clearsOnRequest
    case .ring: ringEntries = UInt64(support.ringEntries)
    }
  }

  mutating func describeManual(_ coder: inout some JSONCoder) {
    coder.member(
      "manual_protect", &clearsOnRequest,
      "Whether KVM forgets pages only when it is told to (KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2); absent where it keeps rings."
    )
  }

  mutating func describeMode(_ coder: inout some JSONCoder) {
    coder.member("mode", &mode, values: .words(DirtyLogMode.allCases.map(\.rawValue)))
  }

  mutating func describeRing(_ coder: inout some JSONCoder) {
    coder.member("ring_entries", &ringEntries, "Entries of a vCPU's ring; absent where KVM keeps bitmaps.")
  }
}
