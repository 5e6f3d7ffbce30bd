import JSONCoding

/// A finding.
struct SARIFResult: JSONRecord {
  private var fixes: [SARIFFix]?
  private var level = ""
  private var locations: [SARIFLocation] = []
  private var message = SARIFMessage()
  private var relatedLocations: [SARIFLocation]?
  private var ruleId: String?
  private var ruleIndex: UInt64?

  init() {}

  /// - Parameters:
  ///   - diagnostic: What was found.
  ///   - file: In which file; `nil` where it is about none.
  ///   - rule: The place of its rule among those that the run has; `nil` where it has none.
  init(_ diagnostic: Diagnostic, in file: String?, rule: Int?) {
    fixes = file.flatMap { file in diagnostic.fix.map { [SARIFFix($0, diagnostic.suggestion, in: file)] } }
    level = diagnostic.severity.rawValue
    locations = file.map { [SARIFLocation(file: $0, diagnostic.range)] } ?? []
    message = SARIFMessage(diagnostic.message + (diagnostic.suggestion.map { "; \($0)" } ?? ""))
    if !diagnostic.notes.isEmpty {
      relatedLocations = diagnostic.notes.map { SARIFLocation(file: file, $0.range, $0.message) }
    }
    ruleId = diagnostic.identifier
    ruleIndex = rule.map { UInt64($0) }
  }

  /// An error that is of no rule.
  init(_ message: String, in file: String) {
    level = Severity.error.rawValue
    locations = [SARIFLocation(file: file, nil)]
    self.message = SARIFMessage(message)
  }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("fixes", &fixes)
    coder.member("level", &level)
    coder.member("locations", &locations)
    coder.member("message", &message)
    coder.member("relatedLocations", &relatedLocations)
    coder.member("ruleId", &ruleId)
    coder.member("ruleIndex", &ruleIndex)
  }
}

/// What cures a finding.
struct SARIFFix: JSONRecord {
  /// What is to change in a file.
  struct Change: JSONRecord {
    fileprivate var artifactLocation = SARIFArtifactLocation()
    fileprivate var replacements: [Replacement] = []

    mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("artifactLocation", &artifactLocation)
      coder.member("replacements", &replacements)
    }
  }

  /// What takes the place of what.
  struct Replacement: JSONRecord {
    /// What stands there then.
    struct Content: JSONRecord {
      fileprivate var text = ""

      mutating func describe(_ coder: inout some JSONCoder) { coder.member("text", &text) }
    }

    private var deletedRegion = SARIFRegion()
    private var insertedContent = Content()

    init() {}

    init(_ edit: Fix.Edit) {
      deletedRegion = SARIFRegion(edit.range)
      insertedContent.text = edit.replacement
    }

    mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("deletedRegion", &deletedRegion)
      coder.member("insertedContent", &insertedContent)
    }
  }

  private var artifactChanges: [Change] = []
  private var description: SARIFMessage?

  init() {}

  init(_ fix: Fix, _ suggestion: String?, in file: String) {
    var change = Change()
    change.artifactLocation = SARIFArtifactLocation(file)
    change.replacements = fix.edits.map { Replacement($0) }
    artifactChanges = [change]
    description = suggestion.map { SARIFMessage($0) }
  }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("artifactChanges", &artifactChanges)
    coder.member("description", &description)
  }
}
