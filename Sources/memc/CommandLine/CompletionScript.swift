import ArgumentParser

/// The scripts that complete memc's command lines in a shell: those of the argument parser, with what they lack.
enum CompletionScript {
  /// The shell whose script a command line asks for and nothing else; `nil` for every other command line.
  ///
  /// - Parameter arguments: The command line without the name of the program.
  static func shell(askedForBy arguments: [String]) -> CompletionShell? {
    let option = "--generate-completion-script"
    if arguments.count == 2, arguments[0] == option { return CompletionShell(rawValue: arguments[1]) }
    guard arguments.count == 1, let argument = arguments.first, argument.hasPrefix(option) else { return nil }
    if argument == option { return .autodetected() }
    guard argument.hasPrefix("\(option)=") else { return nil }
    return CompletionShell(rawValue: String(argument.dropFirst(option.count + 1)))
  }

  /// The script of a shell.
  static func text(for shell: CompletionShell) -> String {
    let script = Memc.completionScript(for: shell)
    switch shell {
    case .bash: return "\(script)\n\(bashAddition)\n"
    // The sign says that a value may also stand in the word of its option.
    case .zsh: return script.replacing("'*-W[", with: "'*-W+[").replacing("'*-E[", with: "'*-E+[") + "\n"
    default: return script + "\n"
    }
  }

  /// What takes the place of a function of the script, and of the one that bash calls.
  private static let bashAddition = #"""

    # As above, but only what are files is shown as files: 'golden' is a command, also where a folder is called so.
    __memc_add_completions() {
        [[ "${1}" = -W ]] || compopt -o filenames 2>/dev/null
        local completion
        while IFS='' read -r completion; do
            COMPREPLY+=("${completion}")
        done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
    }

    # The value of -W and -E may stand in the same word.
    __memc_complete() {
        if [[ "${2}" != -[WE]?* ]]; then
            _memc "${@}"
            return
        fi
        local -r option="${2:0:2}" value="${2:2}"
        local -a COMP_WORDS=("${COMP_WORDS[@]:0:COMP_CWORD}" "${option}" "${value}")
        local -i COMP_CWORD="$((COMP_CWORD + 1))"
        _memc "${1}" "${value}" "${option}"
        COMPREPLY=("${COMPREPLY[@]/#/${option}}")
    }

    complete -F __memc_complete memc
    """#
}
