import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import memc

/// The two ways in which a command line is read: quickly where it is right, and by the argument parser.
@Suite("Reading command lines") struct CommandTableTests {
  private static let path = "Sources/memc/CommandLine/CommandTable.swift"

  private func described() throws -> CommandTableText {
    try CommandTableText(dump: MemcProcess.run(["--experimental-dump-help"]).output)
  }

  @Test("the table is what the argument parser says")
  func table() throws {
    let text = try described().text
    if ProcessInfo.processInfo.environment["MEMC_WRITE_GRAMMAR"] != nil {
      try text.write(toFile: "\(packageRoot)/\(Self.path)", atomically: true, encoding: .utf8)
    }
    #expect(try packageText(Self.path) == text, "'make grammar' writes it anew")
  }

  @Test("every command has a job")
  func jobs() throws {
    #expect(CommandJobs.all.map(\.name) == (try described().commands.map { $0.words.joined(separator: " ") }))
  }

  /// Command lines as users write them.
  static let right = [
    "compile a.yaml", "compile a.yaml -o d", "compile -o d a.yaml", "compile --output d a.yaml",
    "compile --output=d a.yaml", "compile a.yaml b.yaml -o d", "compile -o - --emit srat a.yaml", "compile -",
    "compile --emit=srat a.yaml", "compile a.yaml --format json", "compile --format=text a.yaml",
    "compile --print-after node-sizing a.yaml --print-after map-carving",
    "compile a.yaml -W small-node -E ram-over-apic -Wno-small-node", "compile -Werror a.yaml -Esmall-node",
    "compile -W error -E small-node -W small-node a.yaml", "compile a.yaml --diagnostics json",
    "compile -j 2 a.yaml b.yaml", "compile a.yaml b.yaml --jobs=3", "compile -- a.yaml", "compile -o d -- -a.yaml",
    "compile ./-a.yaml",
    "check a.yaml", "check --host a.yaml", "check a.yaml --host", "check --fix a.yaml",
    "check a.yaml --diagnostics sarif", "check --list-checks", "check a b c",
    "realize a.yaml", "realize a.yaml --verify", "realize --verify a.yaml", "realize --verify=write a.yaml",
    "realize --verify=read --format json a.yaml", "realize a.yaml --hold --inspect s --share t --existing u",
    "realize a.yaml --discard 0x1000-0x3000 --discard=4096-8192 --verify", "realize a.yaml --existing s --move",
    "realize a.yaml --dirty-log", "realize --dirty-log --verify a.yaml", "realize --dirty-log=ring a.yaml",
    "realize --dirty-log=bitmap a.yaml",
    "realize a.yaml --tables off --allow-unbound --threads 2", "realize --verify ./a --threads=1024",
    "realize a.yaml --dma vfio:0000:00:04.0 --dma=iommufd:0000:3B:00.1 --hold",
    "golden check", "golden check a.yaml", "golden check --examples e --golden g", "golden update a.yaml b.yaml",
    "dump a", "dump a b --as e820", "dump --as=acpi -", "schema", "schema report",
    "show a", "show a b", "show - --svg -", "show a --html b --svg c", "show a b --format json",
    "show a --layers ram,slot --width 200", "show a --color never -Wno-small-node --diagnostics json",
  ]

  private func words(_ line: String) -> [String] {
    CommandRun.separated(line.split(separator: " ").map(String.init))
  }

  private func job(_ command: some JobCommand) -> any CommandJob { command.job() }

  /// A job as text, with everything in it; in no order, as dictionaries and sets have none.
  private func text(_ job: any CommandJob) -> String {
    var text = ""
    dump(job, to: &text)
    // Objects are numbered in the order in which they are met, and shown where they are met first.
    return text.replacing(#/ #\d+/#, with: "").split(separator: "\n").map { $0.drop { $0 == " " } }.sorted().joined(
      separator: "\n")
  }

  @Test("both ways come to the same", arguments: right)
  func same(line: String) throws {
    let quick = try #require(CommandJobs.job(for: words(line)))
    let slow = try #require(try Memc.parseAsRoot(words(line)) as? any JobCommand)
    #expect(text(quick) == text(job(slow)))
  }

  static let wrong = [
    "", "compile", "compile -o", "compile -o d", "compile a.yaml -o d -o e", "compile a.yaml --emit nothing",
    "compile a.yaml --format xml", "compile a.yaml --frmat json", "compile a.yaml -o -",
    "compile x/a.yaml y/a.yaml",
    "compile a.yaml -W nothing", "compile a.yaml -W -o d", "compile a.yaml -od", "compile a.yaml --no-such=1",
    "compile -j 0 a.yaml", "compile -j x a.yaml", "compile -x a.yaml", "compile a.yaml --help", "compile -h",
    "compile a.yaml --version",
    "compile a.yaml --print-after", "compile a.yaml --print-after node-sizing --diagnostics sarif",
    "check", "check --host=yes a.yaml", "check --host --host a.yaml", "check --fix -", "check --fix",
    "check a.yaml -W gap-overlap",
    "realize", "realize a b", "realize a.yaml --verify=all", "realize a.yaml --threads many",
    "realize a.yaml --discard 0x3000-0x1000", "realize a.yaml --discard 0x1000", "realize a.yaml --discard -1-5",
    "realize a.yaml --dirty-log=both", "realize a.yaml --dirty-log=",
    "realize a.yaml --dma 0000:00:04.0", "realize a.yaml --dma vfio:0000:00:04.0 --dma iommufd:0000:00:04.0",
    "realize a.yaml --threads 0", "realize a.yaml --inspect s", "realize a.yaml --hold --inspect s --share ./s",
    "golden", "golden compare", "golden check --golden", "show", "show a b c", "show - -", "show a --width 39",
    "show a --width wide", "show a --layers", "show a --layers ram,nothing", "show a --color sometimes",
    "show a --svg b --format json", "show a --svg b --html ./b", "dump", "dump a --as tables", "schema nothing",
    "schema a b",
    "help", "help compile", "compose a.yaml", "--help", "-h",
  ]

  @Test("what is wrong, and what asks for help, is left to the argument parser", arguments: wrong)
  func left(line: String) { #expect(CommandJobs.job(for: words(line)) == nil) }

  @Test("a word behind --verify that may be meant for it is left to the argument parser")
  func valueOrOperand() throws {
    for line in ["realize --verify write a.yaml", "realize --verify read", "realize --dirty-log ring a.yaml"] {
      #expect(CommandJobs.job(for: words(line)) == nil)
    }
  }

  @Test("every command line on the pages is read quickly, and no other way")
  func pages() throws {
    var count = 0
    for block in Page.all.flatMap({ $0.blocks("console") }) {
      for line in block.text.split(separator: "\n") {
        // Of a line that a shell makes more of, the first command.
        guard let call = line.prefixMatch(of: #/\$ memc ([^|<>$;&"'#\\]+)/#) else { continue }
        let words = words(call.1.trimmingCharacters(in: .whitespaces))
        guard words.first != "--version", let slow = try? Memc.parseAsRoot(words) as? any JobCommand else {
          continue
        }
        let quick = try #require(CommandJobs.job(for: words), "\(line)")
        #expect(text(quick) == text(job(slow)), "\(line)")
        count += 1
      }
    }
    #expect(count > 10)
  }
}
