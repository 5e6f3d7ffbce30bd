import ArgumentParser

/// The forms of what a command prints.
enum OutputForm: String, CaseIterable, ExpressibleByArgument {
  /// For people.
  case text
  /// For programs.
  case json
}
