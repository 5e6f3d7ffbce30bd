import JSONCoding

// The part of SARIF 2.1.0 (OASIS, errata 01) that memc writes; each record is an object of the specification's section 3.

/// A document: what one run of one tool found.
struct SARIFLog: JSONRecord {
  private var schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
  private var runs: [SARIFRun] = []
  private var version = "2.1.0"

  init() {}

  init(_ run: SARIFRun) { runs = [run] }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("$schema", &schema)
    coder.member("runs", &runs)
    coder.member("version", &version)
  }
}

/// A run.
struct SARIFRun: JSONRecord {
  var invocations: [SARIFInvocation] = []
  var results: [SARIFResult] = []
  var tool = SARIFTool()
  private var columnKind = "unicodeCodePoints"
  // Where YAML 1.1 ends lines; of several that begin alike the longest first.
  private var newlineSequences = ["\r\n", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("columnKind", &columnKind)
    coder.member("invocations", &invocations)
    coder.member("newlineSequences", &newlineSequences)
    coder.member("results", &results)
    coder.member("tool", &tool)
  }
}

/// Who ran.
struct SARIFTool: JSONRecord {
  /// The program.
  struct Driver: JSONRecord {
    var name = ""
    var rules: [SARIFRule] = []
    var version = ""

    mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("name", &name)
      coder.member("rules", &rules)
      coder.member("version", &version)
    }
  }

  var driver = Driver()

  mutating func describe(_ coder: inout some JSONCoder) { coder.member("driver", &driver) }
}

/// A rule that results are of.
struct SARIFRule: JSONRecord {
  /// What holds of a rule unless it is said otherwise.
  struct Configuration: JSONRecord {
    var level = ""

    mutating func describe(_ coder: inout some JSONCoder) { coder.member("level", &level) }
  }

  private var defaultConfiguration = Configuration()
  private var id = ""
  private var shortDescription = SARIFMessage()

  init() {}

  init(_ rule: some DiagnosticRule) {
    defaultConfiguration.level = rule.severity.rawValue
    id = rule.identifier
    shortDescription = SARIFMessage(rule.summary)
  }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("defaultConfiguration", &defaultConfiguration)
    coder.member("id", &id)
    coder.member("shortDescription", &shortDescription)
  }
}

/// How the run ended, and what kept it from its work.
struct SARIFInvocation: JSONRecord {
  /// What the tool says of its own work.
  struct Notification: JSONRecord {
    private var level = ""
    private var message = SARIFMessage()

    init() {}

    init(_ severity: Severity, _ message: String) {
      level = severity.rawValue
      self.message = SARIFMessage(message)
    }

    mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("level", &level)
      coder.member("message", &message)
    }
  }

  var executionSuccessful = true
  var exitCode: UInt64 = 0
  var toolExecutionNotifications: [Notification] = []

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("executionSuccessful", &executionSuccessful)
    coder.member("exitCode", &exitCode)
    coder.member("toolExecutionNotifications", &toolExecutionNotifications)
  }
}

/// A text for people.
struct SARIFMessage: JSONRecord {
  private var text = ""

  init() {}

  init(_ text: String) {
    // In a message braces stand for arguments, and brackets before a parenthesis for a link: here they are none.
    for scalar in text.unicodeScalars {
      if scalar == "(", self.text.unicodeScalars.last == "]" {
        self.text.unicodeScalars.removeLast()
        self.text += "\\]"
      }
      if scalar == "{" || scalar == "}" { self.text.unicodeScalars.append(scalar) }
      self.text.unicodeScalars.append(scalar)
    }
  }

  mutating func describe(_ coder: inout some JSONCoder) { coder.member("text", &text) }
}
