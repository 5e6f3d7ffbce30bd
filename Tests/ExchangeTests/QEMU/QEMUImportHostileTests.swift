import Exchange
import TestSupport
import Testing

@Suite("Command lines that mean harm")
struct QEMUImportHostileTests {
  private static let backend = "-object memory-backend-ram,id=a,size=1G "

  static let megabytes: [(String, String, String)] = [
    ("nodes", "-m 1G ", "-numa node,mem=1M "),
    ("backends", "-m 1G ", "-object memory-backend-ram,id=a,size=1G "),
    ("NVDIMMs of no backend", "-M q35 -m 1G \(backend)", "-device nvdimm,memdev=x "),
    ("initiators of no device", "-m 1G ", "-object acpi-generic-initiator,id=g,pci-dev=x,node=0 "),
    (
      "CPUs given again and again", "-m 1G -smp 1048576 \(backend)-numa node,memdev=a,cpus=0-1048575",
      ",cpus=0-1048575"
    ),
    (
      "CPUs given level by level", "-m 1G -smp 1048576,sockets=1024 \(backend)-numa node,memdev=a -numa node ",
      "-numa cpu,node-id=0 -numa cpu,node-id=0,thread-id=0 -numa cpu,node-id=1,die-id=0 "
    ),
    ("host nodes", "-m 1G -object memory-backend-ram,id=a,size=1G,policy=bind", ",host-nodes=0-1023"),
    ("distances", "-m 1G \(backend)-numa node,memdev=a -numa node ", "-numa dist,src=0,dst=1,val=20 "),
    (
      "latencies", "-M q35,hmat=on -m 1G \(backend)-numa node,memdev=a ",
      "-numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-latency,latency=1 "
    ),
    (
      "caches", "-M q35,hmat=on -m 1G \(backend)-numa node,memdev=a ",
      "-numa hmat-cache,node-id=0,size=1M,level=1,associativity=none,policy=none,line=1 "
    ),
    ("unknown options", "-m 1G ", "-mm 1 "),
    ("what stands in braces", "-m 1G -object ", "{"),
    ("lists within lists", "-m 1G -object '{\"a\":", "["),
    ("one long number", "-m ", "9"),
    ("one long fraction", "-m 1.", "3"),
    ("commas", "-m 1G -numa node", ","),
    ("dashes", "", "-"),
    ("a name that never ends", "-object memory-backend-ram,id=", "x"),
    ("properties of one machine", "-M q35", ",smp.cpus=1"),
  ]

  @Test("take no time", .timeLimit(.minutes(10)), arguments: megabytes)
  func megabyte(_ name: String, _ start: String, _ part: String) {
    // Of what is read one by one, a quarter of one shows it, too.
    let size = part.utf8.count == 1 ? 1 << 20 : 1 << 18
    let text = "qemu-system-x86_64 " + start + String(repeating: part, count: size / part.utf8.count)
    let imported = Imported(text, QEMUFormat.self)
    #expect(imported.topology != nil || imported.text.contains(": error: "))
  }

  @Test("of any bytes are judged")
  func bytes() {
    let lines = QEMUImportTests.people.map(\.line) + QEMUImportMessageTests.lines.map(\.line)
    var random = SeededGenerator(seed: 37)
    for line in lines {
      for _ in 0..<20 {
        var bytes = Array(line.utf8)
        for _ in 0..<random.number(1...8) where !bytes.isEmpty {
          let place = random.number(0...(bytes.count - 1))
          switch random.number(0...3) {
          case 0: bytes.remove(at: place)
          case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
          case 2: bytes.insert(contentsOf: [0x39, 0x39, 0x39], at: place)
          default: bytes.insert(random.one(of: Array("'\"\\,={}-0x.\0\n".utf8)), at: place)
          }
        }
        let imported = Imported(bytes: bytes, QEMUFormat.self)
        #expect(imported.topology != nil || imported.text.contains(": error: "))
      }
    }
  }
}
