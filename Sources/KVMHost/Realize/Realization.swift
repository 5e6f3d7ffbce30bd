import Addresses
import CLinux
import HostFiles
public import Lowering
import MachineModel
import SystemPackage

/// Builds a layout on this host's KVM.
///
/// ```swift
/// let machine = try Realization.run(layout)
/// try machine.write([0xf4], at: 0x1000)
/// ```
public enum Realization {
  /// Reserves, maps, binds, populates and registers the layout's memory, then loads tables.
  ///
  /// Whatever was built is released again when a step fails.
  ///
  /// - Parameters:
  ///   - layout: The layout, from a compilation without errors.
  ///   - options: What the caller decides.
  ///   - tables: The firmware tables to load; `nil` for none.
  ///   - progress: Told of every step when it begins, and how far it came where it may take long, while memory is
  ///     populated a few times a second; on the calling thread. Returns whether to go on: where it says no, the
  ///     realization ends with an error of kind ``FailureKind/cancelled``.
  ///   - isWanted: Asked whether to go on, on the calling thread, behind every step and every single thing in it, so
  ///     thousands of times for thousands of slots. Where it says no, the realization ends in the same way.
  /// - Returns: The machine, which owns all that was built.
  public static func run(
    _ layout: Layout, options: RealizationOptions = RealizationOptions(), tables: GuestTables? = nil,
    progress: @escaping (RealizationProgress) -> Bool = { _ in true }, isWanted: @escaping () -> Bool = { true }
  ) throws(HostError) -> RealizedMachine {
    var builder = Builder(layout: layout, options: options, progress: progress, isWanted: isWanted)
    return try builder.build(tables: tables)
  }
}

/// The state between the steps; what it holds is released when a step throws.
private struct Builder {
  let layout: Layout
  let options: RealizationOptions
  let progress: (RealizationProgress) -> Bool
  let isWanted: () -> Bool
  var times: [StepTime] = []
  var warnings: Set<HostWarning> = []
  /// What the memory of windows is made of, in their order.
  var windowBackings: [RealizedWindow.Backing] = []
  let identity = MachineIdentity()
  /// What KVM has for the log of dirty pages; `nil` where none was chosen.
  var dirtyLog: DirtyLogSupport?

  init(
    layout: Layout, options: RealizationOptions, progress: @escaping (RealizationProgress) -> Bool,
    isWanted: @escaping () -> Bool
  ) {
    self.layout = layout
    self.options = options
    self.progress = progress
    self.isWanted = isWanted
  }

  mutating func build(tables: GuestTables?) throws(HostError) -> RealizedMachine {
    let (kvm, facts, assessment) = try timed(.check) { (self) throws(HostError) in try self.check() }
    let nodes = assessment.supply.nodes
    let backings = try timed(.back) { (self) throws(HostError) in try self.back(assessment) }
    let packing = Packing(layout.extents, pageSizes: layout.extents.map { backings[$0.memory]?.pageSize ?? 0 })
    let (memory, privileged, windows) = try timed(.reserve) { (self) throws(HostError) in
      try self.reserve(packing)
    }
    let mappings = extentMappings(packing, backings, at: memory.start)
    try timed(.map) { (self) throws(HostError) in
      try self.forEach(mappings, .map) { (mapping, _) throws(HostError) in
        try memory.map(mapping)
        mapping.name()
      }
      guard let privileged, let declared = self.layout.topology.vtl2 else { return }
      try privileged.memory.mapAnonymous(at: privileged.hostAddress, size: declared.size)
      try self.proceed(.map, mappings.count)
    }
    try timed(.advise) { (self) throws(HostError) in
      try self.forEach(mappings, .advise) { (mapping, warnings) throws(HostError) in try mapping.advise(&warnings) }
    }
    try timed(.bind) { (self) throws(HostError) in
      try self.forEach(mappings, .bind) { (mapping, _) throws(HostError) in
        guard nodes.objection(to: mapping.backing.policy.hostNodes) == nil else { return }
        try mapping.bind()
      }
    }
    try timed(.populate) { (self) throws(HostError) in try self.populate(mappings, nodes) }
    try timed(.lock) { (self) throws(HostError) in try self.lock(mappings.filter(\.backing.policy.pin)) }
    let places = HostPlaces(
      mappings, privileged: privileged.map { AddressRange($0.hostAddress, $0.memory.start + $0.memory.size) },
      windows: windows)
    let machineMemory = MachineMemory(ram: memory, privileged: privileged?.memory, windows: windows)
    let (current, partitions) = try timed(.create) { (self) throws(HostError) in
      let regions = try self.regions(places)
      let current = CurrentState(MachineSnapshot(regions: regions, windows: windows, memory: machineMemory))
      return (current, try self.create(current, kvm))
    }
    try timed(.register) { (self) throws(HostError) in try self.register(partitions) }
    let space = GuestSpace(regions: partitions[0].regions, memory: machineMemory)
    let loaded = try timed(.load) { (self) throws(HostError) in try self.load(tables, into: space, backings) }
    let host = MachineHost(
      identity: identity, kvm: kvm, facts: facts, backings: backings, tables: loaded, slotLimit: options.slotLimit,
      dirtyLog: dirtyLog.map { DirtyLog($0, of: partitions[0]) }, confirmation: options.existing?.confirmation)
    return RealizedMachine(
      layout: layout, partitions: partitions, host: host, current: current, times: times, warnings: warnings)
  }

  // MARK: Steps

  private mutating func check() throws(HostError) -> (KVM, HostFacts.KVMFacts, HostAssessment) {
    guard !layout.slots.isEmpty else {
      throw HostError(.layout, before: .mmap, .init(), "the layout has no memory")
    }
    try checkExisting()
    if let error = DescriptorBudget.objection(to: layout, takesExisting: options.existing != nil) { throw error }
    let kvm = try KVM()
    let facts = try HostFacts.KVMFacts(kvm)
    if let error = facts.shortcomings(for: layout).first { throw error }
    if let mode = options.dirtyLog {
      dirtyLog = try DirtyLogSupport(
        mode, entries: options.dirtyRingEntries,
        asking: kvm.machineCapabilities(lacking: options.lackingCapabilities))
    }
    let assessment = HostAssessment(
      layout, on: .read(options.host), slotTables: .read(options.host), options: options)
    if let error = assessment.errors.first { throw error }
    warnings.formUnion(assessment.warnings)
    try proceed(.check, 0)
    return (kvm, facts, assessment)
  }

  private mutating func back(_ assessment: HostAssessment) throws(HostError) -> Backings {
    let maker = BackingMaker(layout: layout, assessment: assessment, existing: options.existing, root: options.host)
    var backings = Backings()
    let memory = layout.backedMemory
    for (number, memory) in memory.enumerated() {
      if let backing = try maker.backing(of: memory) { backings.append(backing) }
      try proceed(.back, number)
    }
    for (number, window) in layout.topology.devices.enumerated() {
      windowBackings.append(try RealizedWindow.Backing(for: window, assessment.windowFiles[number]))
      try proceed(.back, memory.count + number)
    }
    return backings
  }

  /// The range for all nodes' memory, and the ranges for what does not belong to a node, with windows mapped.
  private func reserve(
    _ packing: Packing
  ) throws(HostError) -> (GuestMemory, privileged: CongruentPlace?, [RealizedWindow]) {
    let memory = GuestMemory(try Reservation(size: packing.size, alignment: packing.alignment))
    try proceed(.reserve, 0)
    var privileged: CongruentPlace?
    if let declared = layout.topology.vtl2 {
      privileged = try CongruentPlace(declared.range)
      try proceed(.reserve, 1)
    }
    var windows: [RealizedWindow] = []
    for (window, backing) in zip(layout.topology.devices, windowBackings) {
      windows.append(try RealizedWindow(window, number: windows.count, machine: identity, backing: backing))
      try proceed(.reserve, 1 + windows.count)
    }
    return (memory, privileged, windows)
  }

  /// The places of each partition's slots, in ascending guest physical address.
  private func regions(_ places: HostPlaces) throws(HostError) -> [[Region]] {
    var regions: [[Region]] = []
    for partition in layout.partitions {
      var found: [Region] = []
      found.reserveCapacity(partition.slots.count)
      for slot in partition.slots { found.append(try places.region(of: slot)) }
      regions.append(found.sorted { $0.guest.start < $1.guest.start })
    }
    return regions
  }

  /// A virtual machine a partition, of whose slots none is registered yet.
  private func create(_ current: CurrentState, _ kvm: KVM) throws(HostError) -> [RealizedPartition] {
    var partitions: [RealizedPartition] = []
    for (index, partition) in layout.partitions.enumerated() {
      let machine = VirtualMachine(owner: try kvm.makeMachine())
      try dirtyLog?.enable(in: machine)
      partitions.append(RealizedPartition(name: partition.name, machine: machine, index: index, of: current))
      try proceed(.create, index)
    }
    return partitions
  }

  private func register(_ partitions: [RealizedPartition]) throws(HostError) {
    let total = partitions.flatMap(\.regions).reduce(0) { $0 + $1.slot.size }
    var (count, done): (Int, UInt64) = (0, 0)
    for partition in partitions {
      for region in partition.regions {
        try partition.machine.register(region)
        done += region.slot.size
        try report(.register, done, of: total)
        try proceed(.register, count)
        count += 1
      }
    }
  }

  private func lock(_ mappings: [ExtentMapping]) throws(HostError) {
    let total = mappings.reduce(0) { $0 + $1.extent.size }
    var done: UInt64 = 0
    for (index, mapping) in mappings.enumerated() {
      try mapping.lock { (size) throws(HostError) in
        done += size
        try report(.lock, done, of: total)
      }
      try proceed(.lock, index)
    }
  }

  private func extentMappings(
    _ packing: Packing, _ backings: Backings, at start: UInt64
  ) -> [ExtentMapping] {
    zip(layout.extents, packing.offsets).compactMap { extent, offset in
      backings[extent.memory].map { ExtentMapping(extent: extent, hostAddress: start + offset, backing: $0) }
    }
  }

  private mutating func populate(_ mappings: [ExtentMapping], _ nodes: HostNodes) throws(HostError) {
    // Devices' memory is pinned, which takes all of its pages.
    let wanted = mappings.filter { $0.backing.policy.prefault || !options.devices.isEmpty }
    let total = wanted.reduce(0) { $0 + $1.extent.size }
    var done: UInt64 = 0
    let wantedOf = Dictionary(grouping: wanted, by: \.extent.memory)
    let order = Population.order(wantedOf.keys.map { ($0, nodes.bound(layout.policy(of: $0))) })
    for (number, memory) in order.enumerated() {
      let mine = wantedOf[memory] ?? []
      guard let policy = mine.first?.backing.policy else { continue }
      let population = Population(
        memory: memory,
        parts: mine.map {
          Population.Part(hostAddress: $0.hostAddress, size: $0.extent.size, pageSize: $0.backing.pageSize)
        }, hostNodes: nodes.bound(policy))
      let before = done
      let threads = options.populationThreads ?? HostCPUs.count(onNodes: policy.hostNodes)
      try population.run(threads: threads) {
        progress(RealizationProgress(step: .populate, done: before + $0, total: total))
      }
      done += population.size
      try proceed(.populate, number)
    }
  }

  // MARK: Existing memory

  /// Who realizes a layout without the compiler's plan is told here what does not fit.
  private mutating func checkExisting() throws(HostError) {
    let obstacles = ExistingMemoryFit(options.existing?.memory).obstacles(to: layout)
    // What may be lowered is judged once it is known of all nodes what their memory is.
    if let obstacle = obstacles.first(where: { $0.rule != .legacySplitOnHugepages }) {
      throw HostError(
        .layout, .init(),
        obstacle.message + (obstacle.suggestion.map { "; \($0)" } ?? ""), identifier: obstacle.rule.identifier)
    }
    guard let existing = options.existing else { return }
    let takers = Set(layout.memoryThatTakesExisting)
    for memory in takers where !options.movesPages {
      let policy = layout.policy(of: memory)
      guard !policy.hostNodes.isEmpty else { continue }
      let hostNodes = HostNodes.name(policy.hostNodes)
      warnings.insert(
        HostWarning(
          "existing-not-moved", of: memory,
          "pages that the memory has already stay where they are; only new ones come from host \(hostNodes)"))
    }
    for node in existing.memory.nodes where node.kind == .memfd && !takers.contains(node.memory) {
      let what = node.zone == nil ? "node" : "zone"
      warnings.insert(
        HostWarning(
          "existing-not-taken", of: node.memory, "the other process's memory of this \(what) is not taken"))
    }
  }

  /// Loads tables into memory that is new. In memory that was taken over they stand already, or the guest that lives
  /// there has others: then they are not this machine's, and nothing is overwritten.
  private mutating func load(
    _ tables: GuestTables?, into space: GuestSpace, _ backings: Backings
  ) throws(HostError) -> GuestTables? {
    guard let tables else { return nil }
    let isTaken = space.regions.contains { region in
      guard let memory = region.slot.memory, backings[memory]?.isExisting == true else { return false }
      return tables.places.contains { $0.overlaps(region.guest) }
    }
    if !isTaken {
      try tables.load(into: space, layout: layout)
    } else if !tables.stand(in: space) {
      warnings.insert(
        HostWarning(
          "tables-not-loaded",
          "the memory that was taken over does not hold this topology's tables where they would be loaded; "
            + "it is left as it is"))
      return nil
    }
    try proceed(.load, 0)
    return tables
  }

  // MARK: Going on

  /// Comes behind every single thing that is done.
  private func proceed(_ step: RealizationStep, _ index: Int) throws(HostError) {
    try options.afterEach(step, index)
    try checkWanted(step)
  }

  /// Tells how far a step is, whoever wants to know.
  private func report(_ step: RealizationStep, _ done: UInt64, of total: UInt64) throws(HostError) {
    guard progress(RealizationProgress(step: step, done: done, total: total)) else { throw cancellation(of: step) }
  }

  private func cancellation(of step: RealizationStep) -> HostError {
    HostError(.cancelled, .init(), "stopped on request in step '\(step)'")
  }

  private func checkWanted(_ step: RealizationStep) throws(HostError) {
    guard isWanted() else { throw cancellation(of: step) }
  }

  // MARK: Time

  private mutating func timed<Result>(
    _ step: RealizationStep, _ body: (inout Builder) throws(HostError) -> Result
  ) throws(HostError) -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    try report(step, 0, of: 0)
    let result = try body(&self)
    times.append(StepTime(step: step, duration: clock.now - start))
    try checkWanted(step)
    return result
  }

  private mutating func forEach(
    _ mappings: [ExtentMapping], _ step: RealizationStep,
    _ body: (ExtentMapping, inout Set<HostWarning>) throws(HostError) -> Void
  ) throws(HostError) {
    for (index, mapping) in mappings.enumerated() {
      try body(mapping, &warnings)
      try proceed(step, index)
    }
  }
}

/// The host's CPUs that this process may run on.
enum HostCPUs {
  /// How many of them belong to some host nodes, or to any where none are stated; at least 1.
  static func count(onNodes nodes: [UInt32]) -> Int {
    let allowed = HostFile.fields("/proc/self/status").list("Cpus_allowed_list") ?? [0]
    guard !nodes.isEmpty else { return max(1, allowed.count) }
    let near = Set(
      nodes.flatMap { HostFile.list(HostFile.text("/sys/devices/system/node/node\($0)/cpulist") ?? "") })
    let count = allowed.count { near.contains($0) }
    // A node without CPUs of its own is populated from wherever the process may run.
    return count > 0 ? count : max(1, allowed.count)
  }
}
