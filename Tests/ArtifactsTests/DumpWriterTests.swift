import FirmwareTables
import JSONCoding
import TestSupport
import Testing

@testable import Artifacts

@Suite("Dumps as JSON")
struct DumpWriterTests {
  private func json(_ files: [(name: String, bytes: [UInt8])], _ format: DumpFormat? = nil) -> [UInt8] {
    var writer = DumpWriter()
    var text: [UInt8] = []
    for (name, bytes) in files {
      writer.write(ArtifactDump(bytes, name: name, format: format), name: name) { text += $0 }
    }
    writer.end { text += $0 }
    return text
  }

  private static let dump = """
    SLIT @ 0x000000007FFE1200
        0000: 53 4C 49 54 30 00 00 00 01 E8 42 4F 43 48 53 20  SLIT0.....BOCHS\u{20}
        0010: 42 58 50 43 20 20 20 20 01 00 00 00 42 58 50 43  BXPC    ....BXPC
        0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 15 15 0B  ................

    """

  @Test("a text of acpidump, whole")
  func acpidump() {
    let text = String(decoding: json([("tables.txt", Array(Self.dump.utf8))]), as: UTF8.self)
    #expect(
      text == """
        {
          "files": [
            {
              "issues": [
                {"byte": 9, "line": 1, "message": "checksum is 0xe8, bytes sum to 0x01, should be 0", "severity": "error", "table": 0}
              ],
              "name": "tables.txt",
              "tables": [
                {
                  "address": 2147357184,
                  "line": 1,
                  "name": "SLIT",
                  "records": [
                    {
                      "fields": [
                        {"length": 4, "name": "signature", "offset": 0, "text": "\\"SLIT\\""},
                        {"length": 4, "name": "length", "number": 48, "offset": 4, "text": "48"},
                        {"length": 1, "name": "revision", "number": 1, "offset": 8, "text": "1"},
                        {"length": 1, "name": "checksum", "number": 232, "offset": 9, "text": "0xe8"},
                        {"length": 6, "name": "OEM ID", "offset": 10, "text": "\\"BOCHS \\""},
                        {"length": 8, "name": "OEM table ID", "offset": 16, "text": "\\"BXPC    \\""},
                        {"length": 4, "name": "OEM revision", "number": 1, "offset": 24, "text": "1"},
                        {"length": 4, "name": "creator ID", "offset": 28, "text": "\\"BXPC\\""},
                        {"length": 4, "name": "creator revision", "number": 1, "offset": 32, "text": "1"},
                        {"length": 8, "name": "localities", "number": 2, "offset": 36, "text": "2"}
                      ],
                      "length": 44,
                      "offset": 0,
                      "title": "SLIT header"
                    },
                    {
                      "fields": [
                        {"length": 2, "name": "distances", "numbers": [10, 21], "offset": 44, "text": "10 21"}
                      ],
                      "length": 2,
                      "offset": 44,
                      "title": "SLIT distances from node 0"
                    },
                    {
                      "fields": [
                        {"length": 2, "name": "distances", "numbers": [21, 11], "offset": 46, "text": "21 11"}
                      ],
                      "length": 2,
                      "offset": 46,
                      "title": "SLIT distances from node 1"
                    }
                  ]
                }
              ]
            }
          ],
          "version": 1
        }

        """, "\(text)")
  }

  @Test("no file at all is a list of none")
  func none() {
    #expect(
      String(decoding: json([]), as: UTF8.self) == """
        {
          "files": [],
          "version": 1
        }

        """)
  }

  @Test("what is written part by part is what the schema describes")
  func described() throws {
    let map = "BIOS-e820: [mem 0x0-0x9fbff] usable\nBIOS-e820: [mem 0x10-0x0] usable\n"
    var files = [("dump", Array(Self.dump.utf8)), ("log", Array(map.utf8)), ("nothing", []), ("other", [0, 1, 2])]
    let compilation = Compilation("{memc: 1, memory: 64MiB, cpus: 2, nodes: 2, acpi: {}}")
    files += compilation.artifacts(Set(ArtifactKind.all)).map { ($0.kind.fileName, $0.bytes) }
    #expect(files.count > 10)
    let bytes = json(files)
    let (file, issues) = DumpFile.read(file: bytes)
    #expect(issues == [])
    #expect(file.files.count == files.count)
    #expect(file.files.map(\.name) == files.map(\.0))
    #expect(file.files.contains { $0.lines != nil })
    #expect(String(decoding: file.fileBytes(), as: UTF8.self) == String(decoding: bytes, as: UTF8.self))
  }

  @Test("the text of a large table comes in pieces")
  func pieces() {
    var bytes = Array("SSDT".utf8) + [0x40, 0x0d, 3, 0] + [UInt8](repeating: 0, count: 199_992)
    bytes[9] = 0 &- bytes.reduce(0, &+)
    var writer = DumpWriter()
    var pieces: [Int] = []
    writer.write(ArtifactDump(bytes, name: "ssdt"), name: "ssdt") { pieces.append($0.count) }
    #expect(pieces.count > 20)
    #expect(pieces.allSatisfy { $0 < 70_000 })
  }
}
