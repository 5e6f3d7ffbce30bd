import Addresses
import Artifacts
import FieldCoding
import FirmwareTables
import MachineModel
import Reading

/// What tables, maps and logs say of a machine, whoever made them, before it is a topology.
struct FoundMachine {
  /// Memory of a proximity domain, or room for it.
  struct Memory: AddressRanged {
    let domain: UInt32
    let range: AddressRange
    var isPluggable = false
    var isPersistent = false
    var isSpecialPurpose = false
  }

  /// A CPU.
  struct Processor {
    /// The local APIC ID on x86_64; on aarch64 the ACPI processor UID.
    let id: UInt32
    /// The ACPI processor UID; `nil` where nothing says it.
    var uid: UInt32?
    /// The proximity domain; `nil` where nothing says it.
    var domain: UInt32?
    /// Whether it is there when the machine starts.
    var isThere = true
    /// Whether it is one only where SRAT knows it: MADT says no more than that it is not enabled.
    var isDoubtful = false
  }

  /// A device with a proximity domain.
  struct Device {
    let domain: UInt32
    let handle: GenericDevice.Handle
  }

  /// The architecture, as far as anything tells: x86_64 where nothing does.
  private(set) var architecture = Architecture.x8664
  /// Memory with its domains, ascending.
  private(set) var memory: [Memory] = []
  /// CPUs, in the order of MADT, or of SRAT where there is no MADT.
  private(set) var processors: [Processor] = []
  /// What the firmware's map says, ascending; empty where there is none.
  private(set) var map: [E820Entry] = []
  private(set) var slit: SLIT?
  private(set) var hmat: HMAT?
  private(set) var pptt: PPTT?
  private(set) var cedt: CEDT?
  private(set) var initiators: [Device] = []
  private(set) var ports: [Device] = []
  /// The tables of an image that may be left out of one, as `acpi: {tables}` names them; empty where there is no image.
  private(set) var listedTables: [String] = []
  /// The maker in the header of a table.
  private(set) var identity: ACPIIdentity?

  init(_ view: MachineView) throws(FileError) {
    var domains: [UInt32: UInt32] = [:]
    for (kind, bytes) in try Self.firstHand(view) {
      switch kind.name {
      case SRAT.title: take(SRAT.decode(bytes).value, &domains)
      case MADT.title: take(MADT.decode(bytes).value)
      case SLIT.title: slit = SLIT.decode(bytes).value
      case HMAT.title: hmat = HMAT.decode(bytes).value
      case PPTT.title: pptt = PPTT.decode(bytes).value
      case CEDT.title: cedt = CEDT.decode(bytes).value
      case GTDT.title: architecture = .aarch64
      case E820Map.title: map = E820Map.decode(bytes).value.entries
      case EFIMemoryMap.title where map.isEmpty:
        map = EFIMemoryMap.decode(bytes).value.entries.map { descriptor in
          E820Entry(base: descriptor.start, length: descriptor.range.size, type: E820Type(descriptor.type))
        }
      default: continue
      }
      identity = identity ?? Self.identity(of: kind, bytes)
    }
    listedTables = try Self.listedTables(view)
    for (_, log) in view.logs { take(log, &domains) }
    finishProcessors(domains)
    memory.sort { ($0.start, $0.domain) < ($1.start, $1.domain) }
    map.sort { $0.start < $1.start }
  }

  // MARK: Tables

  /// The tables that say what no other says; those of an image where nothing else is there.
  private static func firstHand(_ view: MachineView) throws(FileError) -> [(TableKind, [UInt8])] {
    let images = view.tables.filter { $0.format?.imageRole == .derived }
    let others = view.tables.filter { $0.format?.imageRole != .derived }
    var found: [(TableKind, [UInt8])] = []
    for table in others { found.append((table.kind, try table.bytes())) }
    let hasTables = others.contains { $0.format?.imageRole.isTable == true }
    for image in images where !hasTables && image.kind == TableKind(ACPIImage.self) {
      let bytes = try image.bytes()
      for place in ACPIImage(bytes: bytes).tables {
        let table = Array(bytes[place.range])
        found.append((TableKind(ofTable: table), table))
      }
    }
    return found
  }

  private static func listedTables(_ view: MachineView) throws(FileError) -> [String] {
    guard let image = view.tables.first(where: { $0.kind == TableKind(ACPIImage.self) }) else { return [] }
    let bytes = try image.bytes()
    return ACPIImage(bytes: bytes).tables.compactMap { place in
      let kind = TableKind(ofTable: Array(bytes[place.range]))
      guard let format = tableFormats.first(where: { $0.title == kind.name }), !format.imageRole.isNeeded else {
        return nil
      }
      return format.imageRole.isTable ? format.name : nil
    }
  }

  private static func identity(of kind: TableKind, _ bytes: [UInt8]) -> ACPIIdentity? {
    switch kind.name {
    case SRAT.title: SRAT.decode(bytes).value.identity
    case MADT.title: MADT.decode(bytes).value.identity
    case SLIT.title: SLIT.decode(bytes).value.identity
    default: nil
    }
  }

  private mutating func take(_ table: SRAT, _ domains: inout [UInt32: UInt32]) {
    for affinity in table.affinities where affinity.isEnabled {
      switch affinity {
      case .memory(let range) where range.length > 0:
        memory.append(
          Memory(
            domain: range.proximityDomain, range: range.range, isPluggable: range.flags.contains(.hotPluggable),
            isPersistent: range.flags.contains(.nonVolatile),
            isSpecialPurpose: range.flags.contains(.specialPurpose)))
      case .processor(let cpu): note(UInt32(cpu.apicID), of: cpu.proximityDomain, &domains)
      case .x2APIC(let cpu): note(cpu.apicID, of: cpu.proximityDomain, &domains)
      case .gicc(let cpu):
        architecture = .aarch64
        note(cpu.processorUID, of: cpu.proximityDomain, &domains)
      case .initiator(let initiator): initiators += Device(initiator.device).map { [$0] } ?? []
      case .port(let port): ports += Device(port.device).map { [$0] } ?? []
      default: continue
      }
    }
  }

  private mutating func take(_ table: MADT) {
    var found: [Processor] = []
    for entry in table.entries {
      switch entry {
      case .gicc, .shortGICC, .longGICC: architecture = .aarch64
      default: break
      }
      if let cpu = entry.cpu {
        found.append(Processor(id: cpu.apicID ?? cpu.uid, uid: cpu.uid, isThere: cpu.isThere))
      } else if table.revision < 5, let cpu = entry.disabledCPU {
        found.append(Processor(id: cpu.apicID ?? cpu.uid, uid: cpu.uid, isThere: false, isDoubtful: true))
      }
    }
    ofMADT = found
  }

  /// Whether anything tells of memory.
  var hasMemory: Bool { memory.contains { !$0.isPluggable } || map.contains { $0.type == .usable } }

  // MARK: Logs

  private mutating func take(_ log: KernelLog, _ domains: inout [UInt32: UInt32]) {
    if map.isEmpty { map = log.map.map(\.entry) }
    guard memory.isEmpty, ofSRAT.isEmpty else { return }
    memory = log.affinities.map { affinity in
      Memory(
        domain: affinity.domain, range: affinity.range, isPluggable: affinity.isPluggable,
        isPersistent: affinity.traits.contains("non-volatile"))
    }
    for processor in log.processors {
      switch processor.id {
      case .apic(let id): note(id, of: processor.domain, &domains)
      case .mpidr:
        architecture = .aarch64
        note(UInt32(clamping: ofSRAT.count), of: processor.domain, &domains)
      case .uid(let id): note(id, of: processor.domain, &domains)
      }
    }
  }

  // MARK: CPUs

  private var ofMADT: [Processor] = []
  private var ofSRAT: [UInt32] = []

  private mutating func note(_ id: UInt32, of domain: UInt32, _ domains: inout [UInt32: UInt32]) {
    if domains.updateValue(domain, forKey: id) == nil { ofSRAT.append(id) }
  }

  /// CPUs stand in MADT by their numbers, whatever order SRAT has.
  private mutating func finishProcessors(_ domains: [UInt32: UInt32]) {
    let known = ofMADT.isEmpty ? ofSRAT.map { Processor(id: $0) } : ofMADT
    processors = known.compactMap { processor in
      var processor = processor
      processor.domain = domains[processor.id]
      return processor.isDoubtful && processor.domain == nil ? nil : processor
    }
    // Those that may come are the last ones of a topology.
    guard let last = processors.lastIndex(where: \.isThere) else { return }
    let others = processors[...last].filter(\.isThere)
    processors.replaceSubrange(...last, with: others)
  }
}

extension E820Type {
  /// What a BIOS would say of memory of a type (UEFI 2.10, section 7.2.3): all that is not in use once the kernel runs is
  /// usable.
  fileprivate init(_ type: EFIMemoryType) {
    switch type {
    case .conventional: self = .usable
    case .unusable: self = E820Type(rawValue: ReservedRange.Kind.unusable.rawValue)
    case .acpiReclaim: self = E820Type(rawValue: ReservedRange.Kind.acpi.rawValue)
    case .acpiNVS: self = E820Type(rawValue: ReservedRange.Kind.nvs.rawValue)
    case .persistent: self = E820Type(rawValue: ReservedRange.Kind.persistent.rawValue)
    // What loaders and boot services have.
    case _ where 1...4 ~= type.rawValue: self = .usable
    default: self = .reserved
    }
  }
}

extension FoundMachine.Device {
  fileprivate init?(_ affinity: SRAT.DeviceAffinity) {
    domain = affinity.proximityDomain
    switch affinity.handle {
    case .pci(let function):
      handle = .pci(
        PCIAddress(
          segment: function.segment, bus: function.bus, device: function.deviceAndFunction >> 3,
          function: function.deviceAndFunction & 7))
    case .acpi(let hardwareID, let uniqueID):
      handle = .acpi(ACPIDeviceName(hardwareID: "\(hardwareID)", uniqueID: uniqueID))
    case .other: return nil
    }
  }
}
