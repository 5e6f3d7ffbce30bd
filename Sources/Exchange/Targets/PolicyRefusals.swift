import Addresses
import Diagnostics
import MachineModel

/// What a target can be told of how the host provides memory.
struct PolicyAbilities: OptionSet {
  let rawValue: UInt16

  /// That it is shared.
  static let sharing = PolicyAbilities(rawValue: 1 << 0)
  /// That it is a file's.
  static let files = PolicyAbilities(rawValue: 1 << 1)
  /// Hugepages of 2 MiB.
  static let largePages = PolicyAbilities(rawValue: 1 << 2)
  /// Hugepages of other sizes.
  static let allPages = PolicyAbilities(rawValue: 1 << 3)
  /// From which node of the host it is.
  static let binding = PolicyAbilities(rawValue: 1 << 4)
  /// That it is populated from the start.
  static let populating = PolicyAbilities(rawValue: 1 << 5)
  /// That it is locked.
  static let locking = PolicyAbilities(rawValue: 1 << 6)
  /// That it is accounted for at once.
  static let reserving = PolicyAbilities(rawValue: 1 << 7)
  /// That equal pages may be merged.
  static let merging = PolicyAbilities(rawValue: 1 << 8)
  /// That transparent huge pages are asked for.
  static let advice = PolicyAbilities(rawValue: 1 << 9)
  /// That transparent huge pages are not asked for.
  static let noAdvice = PolicyAbilities(rawValue: 1 << 10)
}

extension ExportRefusals {
  /// Tells what a target cannot be told of how the host provides memory.
  ///
  /// - Parameter place: Where the memory is stated, for what has no place of its own.
  /// - Returns: What is left, all of which can be told.
  mutating func reduced(
    _ policy: MemoryPolicy, at place: SourceRange?, for abilities: PolicyAbilities
  ) -> MemoryPolicy {
    var left = policy
    let backing = policy.backingOrigin ?? place
    switch policy.backing {
    case .private: break
    case .shared where abilities.contains(.sharing): break
    case .file where abilities.contains(.files): break
    case .shared: refuse("memory that others can map", at: backing)
    case .file: refuse("memory of files", at: backing)
    case .existing: refuse("memory of a machine from before", at: backing)
    }
    if policy.backing == .existing || policy.backing == .shared && !abilities.contains(.sharing)
      || policy.backing.isFile && !abilities.contains(.files)
    {
      left.backing = .private
    }
    reduceHugepages(of: &left, at: policy.hugepages.origin ?? place, for: abilities)
    reduceMode(of: &left, at: place, for: abilities)
    func reduce(_ path: WritableKeyPath<MemoryPolicy, Bool>, _ ability: PolicyAbilities, _ what: String) {
      guard left[keyPath: path], !abilities.contains(ability) else { return }
      refuse(what, at: place)
      left[keyPath: path] = false
    }
    reduce(\.prefault, .populating, "memory that is populated from the start")
    reduce(\.pin, .locking, "memory that is locked")
    // Hugepages are reserved in any case.
    if left.hugepages.value != .off { left.reserve = false }
    reduce(\.reserve, .reserving, "memory that is accounted for at once")
    reduce(\.mergeable, .merging, "memory that KSM may merge")
    // Of hugepages it means nothing.
    if left.hugepages.value != .off { left.transparentHugepages = .default }
    switch left.transparentHugepages {
    case .on where !abilities.contains(.advice):
      refuse("way to ask for transparent huge pages", at: place)
      left.transparentHugepages = .default
    case .off where !abilities.contains(.noAdvice):
      refuse("way to do without transparent huge pages", at: place)
      left.transparentHugepages = .default
    default: break
    }
    return left
  }

  private mutating func reduceHugepages(
    of policy: inout MemoryPolicy, at place: SourceRange?, for abilities: PolicyAbilities
  ) {
    switch policy.hugepages.value {
    case .off: return
    case .size(Units.largePage) where abilities.contains(.largePages): return
    case .size where abilities.contains(.allPages): return
    case .size(let size):
      if abilities.contains(.largePages) {
        refuse(at: place, "\(target) has hugepages of 2 MiB only, not of \(Units.bytes(size))")
      } else {
        refuse("hugepages", at: place)
      }
    case .auto:
      refuse(
        at: place, "\(target) never goes on with small pages where there are too few hugepages",
        suggestion: "write 'on' or 'off'")
    }
    policy.hugepages = Located(.off)
  }

  private mutating func reduceMode(
    of policy: inout MemoryPolicy, at place: SourceRange?, for abilities: PolicyAbilities
  ) {
    guard let mode = policy.mode else { return }
    if !abilities.contains(.binding) {
      refuse("way to say from which nodes of the host memory is", at: place)
    } else if mode != .bind {
      refuse(at: place, "\(target) binds memory to a node of the host, and has no policy '\(mode.rawValue)'")
    } else if policy.hostNodes.count != 1 {
      refuse(at: place, "\(target) binds memory to one node of the host, not to \(policy.hostNodes.count)")
    } else {
      return
    }
    policy.mode = nil
    policy.hostNodes = []
  }
}
