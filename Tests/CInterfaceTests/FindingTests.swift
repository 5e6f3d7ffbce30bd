import Artifacts
import CMemc
import Diagnostics
import TestSupport
import Testing

@testable import CInterface

@Suite("Findings in C")
struct FindingTests {
  private static let wrong = "{memc: 1, memory: 8GiB, nodes: [{memory: 2GiB, cpu: 0}, {memory: 2GiB}]}"

  @Test("are those of the compiler")
  func same() {
    let machine = Machine(Self.wrong)
    let compilation = Compilation(Self.wrong)
    #expect(machine.status == MEMC_FAILED)
    #expect(unsafe memc_failed(machine.handle) == 1)
    #expect(machine.json == JSONRenderer().render(compilation.diagnostics, source: compilation.source))
    #expect(machine.json?.contains("\"file\":\"topo.yaml\"") == true)
    #expect(machine.findings == compilation.text)
    #expect(compilation.diagnostics.count == 2)
    #expect(machine.message == "")
  }

  @Test("are told with their length, which does not count the zero")
  func length() {
    let machine = Machine(Self.wrong)
    var length = 0
    let json = unsafe memc_diagnostics_json(machine.handle, &length)
    #expect(unsafe text(json)?.utf8.count == length && length > 100)
    let lines = unsafe memc_diagnostics_text(machine.handle, &length)
    #expect(unsafe text(lines)?.utf8.count == length && length > 100)
  }

  @Test("are none where nothing is wrong")
  func none() {
    let machine = Machine("{memc: 1, memory: 64MiB}", severities: ["-Wno-acpi-not-placed"])
    #expect(machine.status == MEMC_OK)
    #expect(unsafe memc_failed(machine.handle) == 0)
    #expect(machine.json == "" && machine.findings == "" && machine.message == "")
  }

  @Test("a text without a name is told as one")
  func nameless() {
    #expect(Machine(Self.wrong, name: nil).findings?.hasPrefix("<text>:1:") == true)
  }

  @Test("a name that is no text is shown as one")
  func bytes() {
    var made: OpaquePointer?
    let name: [CChar] = [0x61, -1, 0x62, 0]
    #expect(unsafe memc_compile_text("x", 1, name, nil, &made) == MEMC_FAILED)
    #expect(unsafe text(memc_diagnostics_text(made, nil))?.hasPrefix("a\u{FFFD}b:1:") == true)
    unsafe memc_free(made)
  }

  @Test(
    "are as grave as the words of the command line say, of which the last one holds",
    arguments: [
      ([], MEMC_OK, "warning"), (["-Werror"], MEMC_FAILED, "error"),
      (["-Edevice-under-ram", "-Wdevice-under-ram"], MEMC_OK, "warning"),
      (["-Edevice-under-ram"], MEMC_FAILED, "error"),
    ])
  func severities(_ words: [String], _ status: memc_status, _ severity: String) {
    let machine = Machine(
      "{memc: 1, memory: 64MiB, devices: [{name: a, start: 16MiB, size: 4KiB}]}", severities: words)
    #expect(machine.status == status, "\(machine.message ?? "") \(machine.findings ?? "")")
    #expect(machine.json?.contains("\"severity\":\"\(severity)\"") == true, "\(machine.json ?? "")")
  }

  @Test(
    "an option that cannot be had is told in a line",
    arguments: [
      ("-Wdistance-saturate", "there is no check 'distance-saturate'; did you mean 'distance-saturated'?"),
      ("-Eno-such-thing-at-all", "there is no check 'no-such-thing-at-all'"),
      ("-Wno-memory-sum-mismatch", "'memory-sum-mismatch' keeps the tables true; it stays an error"),
      ("-w", "'-w' is no option; severities are '-WID', '-Wno-ID', '-Werror' and '-EID'"),
      ("", "'' is no option; severities are '-WID', '-Wno-ID', '-Werror' and '-EID'"),
    ])
  func options(_ word: String, _ message: String) {
    let machine = Machine("{memc: 1, memory: 64MiB}", severities: ["-Werror", word])
    #expect(machine.status == MEMC_INVALID_OPTION)
    #expect(unsafe machine.handle != nil && memc_failed(machine.handle) == 1)
    #expect(machine.message == message)
    #expect(machine.json == "" && machine.findings == "")
    #expect(machine.artifact("srat").status == MEMC_FAILED)
  }

  @Test("the version is that of the command")
  func version() { #expect(unsafe text(memc_version()) == Version.number) }
}
