import Diagnostics
import MachineModel

/// A machine of QEMU's as its type says it.
struct QEMUMachine {
  /// Those whose memory memc knows the place of.
  enum Kind: Equatable {
    case pc, q35, virt
    /// Any other one.
    case other
  }

  let kind: Kind
  let architecture: Architecture
  /// The version in the type's name, as of `pc-q35-7.2`; `nil` where it has none that counts as QEMU's.
  let version: Version?

  /// A version of QEMU's.
  struct Version: Comparable {
    let major: Int
    let minor: Int

    static func < (left: Version, right: Version) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
  }

  /// The platform whose geography it has, or the most usual one.
  var platform: String {
    switch kind {
    case .pc: "qemu-pc"
    case .q35: "qemu-q35"
    case .virt: "qemu-virt"
    case .other: "generic"
    }
  }

  /// What the names of AMD's CPUs begin with (QEMU's target/i386/cpu.c, `builtin_x86_defs`).
  static let modelsOfAMD = ["EPYC", "Opteron", "phenom", "athlon"]

  var isPC: Bool { kind == .pc || kind == .q35 }

  /// Whether CPUs of which nothing more is said are sockets, not cores: up to version 6.1 (QEMU's hw/core/machine-smp.c,
  /// `prefer_sockets`).
  var prefersSockets: Bool { version.map { $0 < Version(major: 6, minor: 2) } ?? false }

  /// Whether high RAM goes around HyperTransport's range on AMD's processors: from version 7.1 on (its hw/i386/pc.c,
  /// `enforce_amd_1tb_hole`).
  var avoidsHyperTransport: Bool { isPC && version.map { $0 > Version(major: 7, minor: 0) } ?? true }

  /// The levels between socket and core that the type knows, besides those that all have (`smp_props`).
  var levels: [String] {
    switch kind {
    case .pc, .q35: ["dies", "modules"]
    case .virt: ["clusters"]
    case .other: ["dies", "clusters", "modules"]
    }
  }

  /// The machine of a type's name.
  ///
  /// - Parameter architecture: What the program emulates; `nil` where that is not known.
  init(_ name: String, on architecture: Architecture?) {
    switch name {
    case "pc": kind = .pc
    case "q35": kind = .q35
    case "virt": kind = .virt
    case _ where name.hasPrefix("pc-i440fx"): kind = .pc
    case _ where name.hasPrefix("pc-q35"): kind = .q35
    case _ where name.hasPrefix("virt-"): kind = .virt
    default: kind = .other
    }
    self.architecture = architecture ?? (kind == .virt ? .aarch64 : .x8664)
    let numbers = name.split(separator: "-").last.map { $0.split(separator: ".", omittingEmptySubsequences: false) }
    if let numbers, numbers.count == 2, let major = Int(numbers[0]), let minor = Int(numbers[1]) {
      version = Version(major: major, minor: minor)
    } else {
      version = nil
    }
  }
}

extension QEMUReader {
  /// The machine; `nil` where it is none that a topology could say, after saying so.
  mutating func readMachine() -> QEMUMachine? {
    let architecture: Architecture?
    switch line.architecture {
    case "x86_64", "i386": architecture = .x8664
    case "aarch64": architecture = .aarch64
    case nil: architecture = nil
    case let other?:
      report(
        .malformedInput, at: line.origin,
        "'qemu-system-\(other.excerpt)' emulates another architecture than those of topologies, x86_64 and aarch64")
      return nil
    }
    guard let type = statement.machine["type"] else {
      guard architecture != .aarch64 else {
        report(
          .malformedInput, at: line.origin, "QEMU has no machine for aarch64 unless one is named",
          suggestion: "write '-machine virt'")
        return nil
      }
      // The first version of it is what QEMU has where nothing is said.
      return QEMUMachine("pc", on: .x8664)
    }
    let machine = QEMUMachine(type.value, on: architecture)
    if machine.isPC && machine.architecture == .aarch64 || machine.kind == .virt && machine.architecture == .x8664 {
      report(
        .malformedInput, at: type.range,
        "there is no machine '\(type.value.excerpt)' for \(machine.architecture.rawValue)",
        suggestion: machine.isPC ? "write 'virt'" : "write 'pc' or 'q35'")
      return nil
    }
    if machine.kind == .other {
      report(
        .notImported, at: type.range,
        "where RAM lies on the machine '\(type.value.excerpt)' is not known; here it lies as on platform 'generic'",
        suggestion: "machines of known geography are 'pc', 'q35' and 'virt'")
    }
    return machine
  }

  /// The platform of the machine, with what properties and the CPU change in it.
  mutating func readPlatform(_ machine: QEMUMachine) -> Platform {
    var platform = Platform(preset: Located(machine.platform, at: statement.machine["type"]?.range))
    if let limit = statement.machine["max-ram-below-4g"], machine.isPC {
      platform.mostRAMBelow4GiB = size(limit, "'max-ram-below-4g'", plain: .bytes)
    }
    reportMemoryOfDevices()
    guard let cpu = statement.cpu, machine.architecture == .x8664 else { return platform }
    if let bits = number(cpu["phys-bits"], "'phys-bits'", in: 0...255), bits.value > 0 {
      platform.physicalBits = Located(UInt8(bits.value), at: bits.origin)
    }
    platform.cpuVendor = machine.avoidsHyperTransport ? Self.vendor(cpu) : nil
    return platform
  }

  /// Who made the CPUs, where that is said: by `vendor`, or by the name of a model of AMD's (QEMU's target/i386/cpu.c,
  /// `builtin_x86_defs`). On KVM a model without `vendor` has the host's.
  private static func vendor(_ cpu: QEMUProperties) -> Located<CPUVendor>? {
    if let vendor = cpu["vendor"] {
      switch vendor.value {
      case "AuthenticAMD": return Located(.amd, at: vendor.range)
      case "GenuineIntel": return Located(.intel, at: vendor.range)
      default: return nil
      }
    }
    guard let model = cpu["model"], QEMUMachine.modelsOfAMD.contains(where: model.value.hasPrefix)
    else { return nil }
    return Located(.amd, at: model.range)
  }

  /// Tells of memory that the machine has for CXL and for SGX.
  private mutating func reportMemoryOfDevices() {
    var isTold = (cxl: false, sgx: false, caches: false)
    for property in statement.machine.list {
      if property.key.hasPrefix("cxl-fmw"), !isTold.cxl {
        isTold.cxl = true
        report(
          .notImported, at: property.range, "windows of CXL's memory are not read: addresses above RAM are lost")
      } else if property.key.hasPrefix("sgx-epc"), !isTold.sgx {
        isTold.sgx = true
        report(.notImported, at: property.range, "memory for SGX has no place in a topology")
      } else if property.key.hasPrefix("smp-cache"), !isTold.caches {
        isTold.caches = true
        report(.notImported, at: property.range, "which CPUs share which caches is not read")
      }
    }
  }
}
