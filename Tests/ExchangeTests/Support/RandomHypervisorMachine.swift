import TestSupport

/// The text of a machine drawn at random of what a hypervisor can be told.
struct RandomHypervisorMachine {
  /// What there may be besides nodes with memory and CPUs.
  struct Features: OptionSet {
    let rawValue: UInt16
    static let nodes = Features(rawValue: 1 << 0)
    static let domains = Features(rawValue: 1 << 1)
    static let zones = Features(rawValue: 1 << 2)
    static let hotplug = Features(rawValue: 1 << 3)
    static let hostNodes = Features(rawValue: 1 << 4)
    static let shapes = Features(rawValue: 1 << 5)
    static let files = Features(rawValue: 1 << 6)
    static let advice = Features(rawValue: 1 << 7)
    static let absentCPUs = Features(rawValue: 1 << 8)
    static let asymmetry = Features(rawValue: 1 << 9)
    static let ranges = Features(rawValue: 1 << 10)
  }

  let text: String

  init(_ platform: String, _ features: Features, _ random: inout SeededGenerator) {
    let count = features.contains(.nodes) ? random.number(1...6) : 1
    let domains = Array(0..<count).shuffled(using: &random)
    let hasDomains = features.contains(.domains) && random.once(in: 3)
    let unit = random.one(of: [2, 64, 1024])
    var lines = ["memc: 1", "platform: \(platform)"]
    let cpus = Self.cpus(count, features, &random)
    lines.append("cpus: \(cpus.text)")
    if features.contains(.advice), random.once(in: 2) {
      lines.append("defaults: {thp: \(random.one(of: ["on", "off"]))}")
    }
    let thp = lines.contains { $0.contains("thp: on") }
    lines.append("nodes:")
    for node in 0..<count {
      var keys: [String] = []
      if hasDomains { keys.append("domain: \(domains[node])") }
      let isEmpty = features.contains(.nodes) && count > 1 && !cpus.isShape && random.once(in: 6)
      if isEmpty {
        keys.append("memory: 0")
      } else if features.contains(.zones), random.once(in: 3) {
        let zones = (0..<random.number(2...3)).map { zone in
          "{\((["name: n\(node)z\(zone)", "size: \(random.number(1...40) * unit)MiB"] + Self.policy(features, thp, &random)).joined(separator: ", "))}"
        }
        keys.append("zones: [\(zones.joined(separator: ", "))]")
      } else {
        keys.append("memory: \(random.number(1...60) * unit)MiB")
        keys += Self.policy(features, thp, &random)
      }
      if features.contains(.hotplug), !isEmpty, random.once(in: 4) {
        keys.append("hotplug: \(random.number(1...20) * 128)MiB")
      }
      if !cpus.isShape, !cpus.lists.isEmpty {
        keys.append("cpus: [\(cpus.lists[node].map { "\($0)" }.joined(separator: ", "))]")
      }
      lines.append("  - {\(keys.filter { $0 != "cpus: []" }.joined(separator: ", "))}")
    }
    if count > 1, random.once(in: 2) {
      var matrix = (0..<count).map { row in (0..<count).map { row == $0 ? 10 : random.number(11...255) } }
      let isAsymmetric = features.contains(.asymmetry) && random.once(in: 2)
      if !isAsymmetric {
        for row in 0..<count { for column in 0..<row { matrix[row][column] = matrix[column][row] } }
      }
      let rows = matrix.map { "[\($0.map { "\($0)" }.joined(separator: ", "))]" }.joined(separator: ", ")
      lines.append("distances: {\(isAsymmetric ? "asymmetric: on, " : "")matrix: [\(rows)]}")
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// What a file says of CPUs, whether that groups them, and where it does not whose each is.
  private static func cpus(
    _ nodes: Int, _ features: Features, _ random: inout SeededGenerator
  ) -> (text: String, isShape: Bool, lists: [[Int]]) {
    if features.contains(.shapes), random.once(in: 2) {
      let dies = random.number(1...2)
      let (cores, threads) = (random.number(1...6), random.number(1...2))
      // Nodes share the caches evenly.
      let caches = nodes * dies
      var text = "{packages: \(nodes), llcs: \(caches), cores_per_llc: \(cores), threads_per_core: \(threads)"
      if dies > 1 { text += ", dies: \(caches)" }
      if features.contains(.absentCPUs), random.once(in: 3) {
        text += ", present: \(random.number(1...(caches * cores * threads)))"
      }
      return (text + "}", true, [])
    }
    let count = random.number(1...24)
    var lists = [[Int]](repeating: [], count: nodes)
    for cpu in 0..<count { lists[random.number(0...(nodes - 1))].append(cpu) }
    return ("\(count)", false, nodes == 1 ? [] : lists)
  }

  private static func policy(_ features: Features, _ thp: Bool, _ random: inout SeededGenerator) -> [String] {
    var keys: [String] = []
    let isFile = features.contains(.files) && random.once(in: 8)
    let isShared = !isFile && random.once(in: 3)
    if isFile { keys.append("backing: {file: \"/dev/shm/m,\(random.number(0...1_000_000))\"}") }
    if isShared { keys.append("backing: shared") }
    let hasHugepages = !isFile && random.once(in: 4)
    if hasHugepages { keys += ["hugepages: 2MiB", "thp: default"] }
    if random.once(in: 4) { keys.append("prefault: on") }
    if features.contains(.hostNodes), !isFile, random.once(in: 4) {
      keys.append("host_nodes: \(random.number(0...3))")
    }
    if features.contains(.advice), !hasHugepages {
      if random.once(in: 4) { keys.append("reserve: on") }
      if !isShared, !isFile, random.once(in: 4) { keys.append("mergeable: on") }
    }
    return keys
  }
}
