package import Diagnostics

/// The rules that make a text one YAML document that memc can take in.
package enum SyntaxRule: String, CaseIterable, DiagnosticRule {
  case yamlSyntax = "yaml-syntax"
  case notUTF8 = "not-utf8"
  case controlCharacter = "control-character"
  case emptyDocument = "empty-document"
  case multipleDocuments = "multiple-documents"
  case yamlTag = "yaml-tag"
  case aliasUndefined = "alias-undefined"
  case aliasRecursive = "alias-recursive"
  case keyNotScalar = "key-not-scalar"
  case duplicateKey = "duplicate-key"
  case mergeNotMapping = "merge-not-mapping"
  case inputTooLarge = "input-too-large"
  case nestingTooDeep = "nesting-too-deep"
  case tooManyTreeNodes = "too-many-tree-nodes"

  /// Nothing can be compiled from a text that breaks one of these.
  package var severity: Severity { .error }

  /// What the rule demands.
  package var summary: String {
    switch self {
    case .yamlSyntax: "the file is YAML 1.1 as libyaml reads it"
    case .notUTF8: "the file is UTF-8"
    case .controlCharacter: "the file holds no control characters, NUL among them"
    case .emptyDocument: "the file holds a document"
    case .multipleDocuments: "the file holds one document only"
    case .yamlTag: "no tags: memc decides by key what a scalar is"
    case .aliasUndefined: "an alias names an anchor that stands before it"
    case .aliasRecursive: "an alias does not stand inside its own anchor"
    case .keyNotScalar: "keys are plain words"
    case .duplicateKey: "a key stands once in its mapping"
    case .mergeNotMapping: "'<<' merges a mapping or a list of mappings"
    case .inputTooLarge: "a file has at most 64 MiB"
    case .nestingTooDeep: "collections nest at most 64 deep"
    case .tooManyTreeNodes: "a document has at most 2,000,000 nodes after its aliases are expanded"
    }
  }
}
