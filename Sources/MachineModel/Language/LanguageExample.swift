/// A value of a key as a file may have it, which editors show beside the key's meaning.
public indirect enum LanguageExample: Sendable {
  /// A number.
  case number(UInt64)
  /// A word, a size, a list in cpulist form.
  case text(String)
  /// A YAML list.
  case list([LanguageExample])
  /// A mapping, in the order of its keys.
  case mapping([(key: String, value: LanguageExample)])
}

extension LanguageExample: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A number.
  public init(integerLiteral value: UInt64) { self = .number(value) }
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A list.
  public init(arrayLiteral elements: LanguageExample...) { self = .list(elements) }
  /// A mapping.
  public init(dictionaryLiteral elements: (String, LanguageExample)...) {
    self = .mapping(elements.map { (key: $0.0, value: $0.1) })
  }
}

extension LanguageSection {
  /// Examples of the values of the section's keys, by key; none of those whose words the schema lists, and of sections,
  /// whose keys have examples of their own, only where the section has another form.
  public var examples: [String: [LanguageExample]] {
    switch title {
    case "a topology":
      [
        "name": ["two-socket"],
        "memory": ["8GiB", "1536MiB"],
        "nodes": [2, [["memory": "2GiB", "cpus": "0-3"], ["memory": "4GiB", "cpus": "4-7"]]],
        "cpus": [8, ["packages": 2, "llcs": 2, "cores_per_llc": 4, "threads_per_core": 2]],
        "distances": [["remote": 21], [[10, 21], [21, 10]]],
        "visibility": [[["start": "0xf0000", "end": "0x100000", "mode": "read-only"]]],
        "devices": [[["name": "bar0", "start": "3GiB", "size": "16MiB", "priority": 1]]],
        "aliases": [[["name": "vtl0", "offset": "1TiB"]]],
      ]
    case "a node":
      policyExamples.merging([
        "name": ["cxl"], "memory": ["4GiB", 0], "llcs": [1, 0], "cpus": ["0-3,8", [0, 1], 5],
      ]) { $1 }
    case "a memory policy": policyExamples
    case "a backing": ["file": ["/dev/shm/node0"]]
    case "a CPU shape": ["packages": [2], "llcs": [2], "cores_per_llc": [8], "threads_per_core": [2]]
    case "distances":
      [
        "remote": [21],
        "pairs": [[["from": 0, "to": 1, "distance": 16]]],
        "matrix": [[[10, 21], [21, 10]]],
        "links": [[["between": [0, 1], "distance": 16]]],
      ]
    case "a pair": ["from": [0], "to": [1], "distance": [16]]
    case "a link": ["between": [[0, 1]], "distance": [16]]
    case "a placement": ["align": ["2MiB", "1GiB"]]
    case "slots": ["first": [1], "max_size": ["1TiB"], "max": [509]]
    case "a visibility range": rangeExamples
    case "a device window": ["name": ["bar0"], "start": ["3GiB"], "size": ["16MiB"], "priority": [1]]
    case "privileged memory": ["start": ["4GiB"], "size": ["64MiB"]]
    case "a memory alias": ["name": ["vtl0"], "offset": ["1TiB"]]
    case "a platform":
      [
        "dram_base": ["0x40000000"],
        "phys_bits": [46],
        "gaps": [[["name": "mmio32", "start": "3GiB", "end": "4GiB"]]],
        "reserved": [[["name": "shm", "start": "5GiB", "size": "16MiB", "type": "reserved"]]],
      ]
    case "a gap": rangeExamples.merging(["name": ["mmio32"]]) { $1 }
    case "a reserved range": rangeExamples.merging(["name": ["shm"]]) { $1 }
    case "reserved ranges": ["list": [[["start": "0x9fc00", "end": "0x100000"]]]]
    default: [:]
    }
  }

  private var policyExamples: [String: [LanguageExample]] {
    [
      "host_nodes": [[0], "0-1"],
      "backing": ["shared", ["file": "/dev/shm/node0"]],
      "hugepages": ["on", "1GiB"],
    ]
  }

  private var rangeExamples: [String: [LanguageExample]] {
    ["start": ["3GiB", "0xc0000000"], "end": ["4GiB", "0x100000000"], "size": ["16MiB"]]
  }
}
