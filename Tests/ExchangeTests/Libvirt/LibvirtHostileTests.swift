import Exchange
import TestSupport
import Testing

@Suite("Domains that mean harm")
struct LibvirtHostileTests {
  private static let begin = "<domain type='kvm'><memory unit='GiB'>1</memory><vcpu>1048576</vcpu>"

  static let megabytes: [(String, String, String, String)] = [
    ("elements that nobody reads", "<domain><devices>", "<disk/>", "</devices></domain>"),
    ("elements within elements", "<domain>", "<a>", ""),
    ("elements within elements that are read", "<domain>", "<cpu>", ""),
    ("elements that are read", "<domain><memory>1</memory>", "<vcpu/>", "</domain>"),
    ("cells", "\(begin)<cpu><numa>", "<cell memory='1'/>", "</numa></cpu></domain>"),
    (
      "CPUs given again and again", "\(begin)<cpu><numa><cell memory='1048576' cpus='0",
      ",0-1048575", "'/></numa></cpu></domain>"
    ),
    (
      "CPUs taken away again and again", "\(begin)<cpu><numa><cell memory='1048576' cpus='0-1048575",
      ",^77", "'/></numa></cpu></domain>"
    ),
    (
      "distances", "\(begin)<cpu><numa><cell memory='1048576'><distances>", "<sibling id='0' value='10'/>",
      "</distances></cell></numa></cpu></domain>"
    ),
    (
      "latencies", "\(begin)<cpu><numa><cell memory='1048576' cpus='0'/><interconnects>",
      "<latency initiator='0' target='0' type='access' value='5'/>", "</interconnects></numa></cpu></domain>"
    ),
    (
      "caches", "\(begin)<cpu><numa><cell memory='1048576' cpus='0'>",
      "<cache level='1' associativity='none' policy='none'><size value='1'/><line value='1'/></cache>",
      "</cell></numa></cpu></domain>"
    ),
    (
      "NVDIMMs", "\(begin)<devices>",
      "<memory model='nvdimm'><target><size>1</size><node>0</node></target></memory>",
      "</devices></domain>"
    ),
    (
      "NVDIMMs of all that 64 bits count", "\(begin)<devices>",
      "<memory model='nvdimm'><target><size unit='EiB'>15</size></target></memory>", "</devices></domain>"
    ),
    ("host nodes", "\(begin)<numatune><memory nodeset='0", ",0-1023", "'/></numatune></domain>"),
    (
      "pages", "\(begin)<memoryBacking><hugepages>", "<page size='1' nodeset='0'/>",
      "</hugepages></memoryBacking></domain>"
    ),
    ("CPUs, one by one", "\(begin)<vcpus>", "<vcpu id='1' enabled='no'/>", "</vcpus></domain>"),
    ("options of QEMU's", "\(begin)<qemu:commandline>", "<qemu:arg value='-m'/>", "</qemu:commandline></domain>"),
    ("attributes", "<domain a='", "&lt;", "'/>"),
    ("one long number", "<domain><memory>", "9", "</memory></domain>"),
    ("one long name", "<domain><", "a", "/></domain>"),
    ("a comment", "<domain><!--", "- ", "--></domain>"),
    ("what is no XML", "", "<", ""),
    ("nothing but NUL bytes", "", "\0", ""),
  ]

  @Test("take no time, a megabyte long", .timeLimit(.minutes(10)), arguments: megabytes)
  func megabyte(_ name: String, _ begin: String, _ middle: String, _ end: String) {
    let text = begin + String(repeating: middle, count: 1_000_000 / middle.utf8.count) + end
    let imported = Imported(text, LibvirtFormat.self, name: "domain.xml")
    #expect(imported.topology != nil || !imported.identifiers.isEmpty)
  }

  @Test(
    "that are not UTF-8 are refused",
    arguments: [[0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF8, 0x88]] as [[UInt8]])
  func notUTF8(_ bytes: [UInt8]) {
    let text = Array("<domain><name>".utf8) + bytes + Array("</name></domain>".utf8)
    let imported = Imported(bytes: text, LibvirtFormat.self, name: "domain.xml")
    #expect(
      imported.text.hasPrefix(
        "domain.xml:1:15: error: this is no XML: not well-formed (invalid token) [malformed-input]"),
      "\(imported.text)")
  }

  static let bombs = [
    // Each entity is ten of the one before.
    (0..<20).reduce("<!DOCTYPE domain [<!ENTITY e0 'ha'>") { text, index in
      text + "<!ENTITY e\(index + 1) '" + String(repeating: "&e\(index);", count: 10) + "'>"
    } + "]><domain><name>&e20;</name></domain>",
    "<!DOCTYPE domain [<!ENTITY secret SYSTEM 'file:///etc/passwd'>]><domain><name>&secret;</name></domain>",
    "<!DOCTYPE domain [<!ENTITY % remote SYSTEM 'http://127.0.0.1/a.dtd'>%remote;]><domain/>",
  ]

  @Test("with entities are refused where one is declared", arguments: bombs)
  func bomb(_ text: String) {
    let imported = Imported(text, LibvirtFormat.self, name: "domain.xml")
    #expect(
      imported.text.hasPrefix(
        "domain.xml:1:19: error: an entity is declared, and entities are not expanded here; write out what it stands for "
          + "[malformed-input]\n"), "\(imported.text)")
    #expect(imported.identifiers == ["malformed-input"])
  }

  @Test("that name a DTD elsewhere are read without it")
  func externalSubset() {
    let text = "<!DOCTYPE domain SYSTEM 'http://127.0.0.1/domain.dtd'><domain><memory>1048576</memory></domain>"
    #expect(Imported(text, LibvirtFormat.self, name: "domain.xml").text == "")
  }

  @Test("of another encoding are read as it, or refused")
  func encodings() {
    let latin = "<?xml version='1.0' encoding='ISO-8859-1'?><domain><memory>1048576</memory></domain>"
    #expect(Imported(latin, LibvirtFormat.self, name: "domain.xml").text == "")
    let wide = Array("<domain/>".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(
      Imported(bytes: [0xFF, 0xFE] + wide, LibvirtFormat.self, name: "domain.xml").identifiers == [
        "malformed-input"
      ])
  }
}
