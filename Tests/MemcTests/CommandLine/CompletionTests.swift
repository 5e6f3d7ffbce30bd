import Foundation
import TestSupport
import Testing

/// A line of a shell, up to where TAB is pressed, and what is then offered.
struct CompletionCase: Sendable, CustomTestStringConvertible {
  /// The line.
  let line: String
  /// What is offered, by the last component of a path, in any order.
  let offers: [String]

  init(_ line: String, _ offers: [String]) {
    self.line = line
    self.offers = offers
  }

  init(_ line: String, _ offers: String...) {
    self.line = line
    self.offers = offers
  }

  var testDescription: String { line }
}

/// The shells are asked, not the scripts: each loads its script and tells what it offers.
@Suite("Completion")
struct CompletionTests {
  static let passes = [
    "node-sizing", "platform-resolution", "gap-relocation", "hotplug-placement", "window-placement", "map-carving",
    "window-flattening", "slot-assignment", "hugepage-alignment", "address-width",
  ]

  static let cases: [CompletionCase] = [
    CompletionCase("memc compi", "compile"),
    CompletionCase("memc compile ex", "examples"),
    CompletionCase("memc compile examples/gap", "gap-exact.yaml", "gap-straddle.yaml"),
    CompletionCase("memc compile to", "topology.yml"),
    CompletionCase("memc compile topology.yml -o ex", "examples"),
    CompletionCase("memc compile topology.yml -o tab", "tables.d"),
    CompletionCase("memc compile --format ", "text", "json"),
    CompletionCase("memc compile topology.yml --print-after ", passes),
    CompletionCase("memc check -W hugepages-res", "hugepages-reserve"),
    CompletionCase("memc check -W no-hugepages-res", "no-hugepages-reserve"),
    CompletionCase("memc check -W no-legacy", "no-legacy-split-on-hugepages"),
    CompletionCase("memc check -W err", "error"),
    CompletionCase("memc realize -E yaml-s", "yaml-syntax"),
    CompletionCase("memc check -Wno-hugepages-res", "no-hugepages-reserve"),
    CompletionCase("memc check topology.yml -Eyaml-s", "yaml-syntax"),
    CompletionCase("memc check ex", "examples"),
    CompletionCase("memc realize to", "topology.yml"),
    CompletionCase("memc realize --share sock", "socket.d"),
    CompletionCase("memc realize --inspect sock", "socket.d"),
    CompletionCase("memc realize --existing socket.d/vm", "vm.sock"),
    CompletionCase("memc realize --tables o", "on", "off"),
    CompletionCase("memc dump ta", "table.dat", "tables.d"),
    CompletionCase("memc dump --as li", "linux"),
    CompletionCase("memc golden up", "update"),
    CompletionCase("memc golden check --examples ex", "examples"),
    CompletionCase("memc golden update --golden ta", "tables.d"),
    CompletionCase("memc schema mem", "memslots"),
    CompletionCase("memc schema lay", "layout"),
  ]

  /// Lists of artifacts, for which the script asks memc.
  static let lists: [CompletionCase] = [
    CompletionCase("memc compile --emit s", "srat", "slit"),
    CompletionCase("memc compile --emit srat,sl", "srat,slit"),
    CompletionCase("memc compile --emit slit,s", "slit,srat"),
    CompletionCase("memc compile --emit slit,srat,e8", "slit,srat,e820"),
    CompletionCase("memc compile --emit dsdx,"),
  ]

  /// Loads the script and calls its function as readline does.
  private static let bash = #"""
    source "$1"; shift
    function=$(complete -p memc | sed -n 's/.* -F \([^ ]*\) memc$/\1/p')
    for COMP_LINE; do
      read -r -a COMP_WORDS <<<"$COMP_LINE"
      [[ $COMP_LINE = *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_POINT=${#COMP_LINE} COMPREPLY=()
      "$function" memc "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\n' "${COMPREPLY[@]}" '=='
    done
    """#

  private static let fish = #"""
    source $argv[1]
    for line in $argv[2..]
      complete -C $line | string split -f 1 \t
      echo '=='
    end
    """#

  /// Only an interactive shell completes: one on a terminal of its own does, in its line editor, and notes what the
  /// completion system is told to add.
  private static let zsh = #"""
    zmodload zsh/zpty
    export MEMC_SCRIPT=$1 ZDOTDIR=$HOME; shift
    print -rl -- "$@" > $HOME/lines
    cat > $HOME/.zshrc <<'END'
      autoload -Uz compinit && compinit -u -D
      source $MEMC_SCRIPT
      compadd() {
        local -a found
        # With these, a helper only asks what would fit.
        if (( ! ${argv[(I)-[OAD]]} )); then
          builtin compadd -A found "$@"
          print -rl -- $found >> $HOME/offers
        fi
        builtin compadd "$@"
      }
      offer() { _main_complete }
      zle -C offer complete-word offer
      zle-line-init() {
        local line
        for line in ${(f)"$(<$HOME/lines)"}; do
          BUFFER=$line CURSOR=$#line
          zle offer
          print -r -- '==' >> $HOME/offers
        done
        exit
      }
      zle -N zle-line-init
    END
    zpty inner zsh -i
    while zpty -r inner; do :; done > $HOME/terminal
    cat $HOME/offers
    """#

  /// What a shell offers for each line, sorted.
  private func offers(of shell: String, for lines: [String]) throws -> [[String]] {
    let folder = try TemporaryFolder()
    let home = try TemporaryFolder()
    try folder.copy("examples", to: "examples")
    for name in ["socket.d", "tables.d"] { try folder.makeFolder(name) }
    for name in ["topology.yml", "topology.txt", "table.dat", "socket.d/vm.sock"] {
      try folder.write("", to: name)
    }
    let script = try home.write(
      MemcProcess.run(["--generate-completion-script", shell]).text, to: "completion")
    let path = try #require(MemcProcess.path(of: shell))
    let driver: [String] =
      switch shell {
      case "bash": ["--norc", "-c", Self.bash, "bash"]
      case "fish": ["--no-config", "-c", Self.fish]
      default: ["-f", "-c", Self.zsh, "zsh"]
      }
    let result = try MemcProcess.run(
      "/usr/bin/env", environment(home: home) + [path] + driver + [script] + lines, in: folder.path)
    #expect(result.errors == "")
    var offers: [[String]] = []
    var block: [String] = []
    for line in result.text.split(separator: "\n") {
      if line == "==" {
        // zsh may add a match to two of its groups.
        offers.append(Set(block).sorted())
        block = []
      } else {
        // Of a value that stands in the word of its option, some shells offer the word, others the value.
        block += line.replacing(#/^-[WE]/#, with: "").split(separator: "/").suffix(1).map(String.init)
      }
    }
    return offers
  }

  /// What 'env' is to set for a shell: it finds the built memc, and nothing of the user's own.
  private func environment(home: TemporaryFolder) -> [String] {
    let tools = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let memc = URL(filePath: MemcProcess.memc).deletingLastPathComponent().path
    return ["PATH=\(memc):\(tools)", "HOME=\(home.path)", "TERM=xterm"]
  }

  @Test("offers what fits", arguments: ["bash", "zsh", "fish"])
  func offers(shell: String) throws {
    guard MemcProcess.path(of: shell) != nil else { try Test.cancel("\(shell) is not installed (apt \(shell))") }
    // fish tells where the cursor is, which memc is asked with, only to who types.
    let cases = shell == "fish" ? Self.cases : Self.cases + Self.lists
    let found = try offers(of: shell, for: cases.map(\.line))
    try #require(found.count == cases.count)
    for (offers, one) in zip(found, cases) { #expect(offers == one.offers.sorted(), "\(one.line)") }
  }

  /// The words of the commands that a shell runs when lines are typed, where `\t` is TAB: a command to a line.
  private func typed(_ lines: [String], into shell: String, _ options: String) throws -> [String] {
    let path = try #require(MemcProcess.path(of: shell))
    let script = try #require(MemcProcess.path(of: "script"), "script is not installed (apt bsdutils)")
    let home = try TemporaryFolder()
    try home.makeFolder("golden")
    // The line that was completed is run: by a function that notes its words.
    let function =
      shell == "fish"
      ? "function memc; string join ' ' -- $argv >> ~/words; end" : #"memc() { printf '%s\n' "$*" >> ~/words; }"#
    let completion = try MemcProcess.run(["--generate-completion-script", shell]).text
    _ = try home.write("\(completion)\n\(function)\n", to: "setup")
    _ = try MemcProcess.run(
      "/usr/bin/env",
      environment(home: home) + [script, "-qec", "\(path) \(options)", "/dev/null"],
      in: home.path, input: lines.map { "\($0)\n" }.joined() + "exit\n")
    return String(decoding: try home.bytes("words"), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test(
    "fish completes a list of artifacts that is typed",
    .enabled(if: MemcProcess.path(of: "fish") != nil, "fish is not installed (apt fish)"))
  func typedInFish() throws {
    let words = try typed(
      ["memc compile --emit srat,sl\t"], into: "fish", "--no-config -i -C 'source ~/setup'")
    #expect(words == ["compile --emit srat,slit"])
  }

  @Test("bash takes a command for no folder, and a folder for one")
  func typedInBash() throws {
    let words = try typed(
      ["memc gol\tche\t--gold\tgol\t", "memc check -Wno-sm\tfile"], into: "bash", "--rcfile ~/setup -i")
    #expect(words == ["golden check --golden golden/", "check -Wno-small-node file"])
  }

  @Test("a script is asked for in each way that options are given", arguments: ["bash", "zsh", "fish"])
  func request(shell: String) throws {
    let option = "--generate-completion-script"
    let script = try MemcProcess.run([option, shell]).text
    #expect(try MemcProcess.run(["\(option)=\(shell)"]).text == script)
    let guessed = try MemcProcess.run("/usr/bin/env", ["SHELL=/bin/\(shell)", MemcProcess.memc, option])
    #expect(guessed.text == script)
    let full = try MemcProcess.run([option, shell], output: FileHandle(forWritingAtPath: "/dev/full"))
    #expect(full.status == 73)
    #expect(try MemcProcess.run([option, "tcsh"]).status == 64)
  }

  @Test("what is offered for -W and -E is taken")
  func rules() throws {
    let found = try offers(of: "bash", for: ["memc check -W ", "memc check -E "])
    let arguments = found[0].flatMap { ["-W", $0] } + found[1].flatMap { ["-E", $0] }
    #expect(found[0].contains("small-node") && found[0].contains("no-small-node"))
    let result = try MemcProcess.run(["check", "-"] + arguments, input: "{memc: 1, memory: 64MiB}")
    #expect(result.status == 0, "\(result.errors)")
    let listed = try MemcProcess.run(["check", "--list-checks"]).text.matches(
      of: #/(?m)^[a-z0-9-]+(?=  +(error|warning|note))/#)
    #expect(found[1] == listed.map { String($0.0) }.sorted())
  }
}
