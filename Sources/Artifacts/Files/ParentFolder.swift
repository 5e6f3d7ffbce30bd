import SystemPackage

extension FilePath {
  /// The path without its last component, as `removingLastComponent()` has it.
  ///
  /// Of a path that is text without the views of components, whose generic types the runtime would put together first:
  /// that takes as long as all else about writing a few small files.
  var parent: FilePath {
    guard let text = String(validating: self) else { return removingLastComponent() }
    guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return slash == text.startIndex ? "/" : FilePath(String(text[..<slash]))
  }
}
