import Foundation

/// A page of the documentation.
package struct Page: Sendable, CustomStringConvertible {
  /// Its path below the package's root.
  package let path: String
  /// Its Markdown.
  package let text: String

  /// Creates a page.
  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  /// README.md, and every page in `docs/`.
  package static let all: [Page] = pages(
    ["README.md"]
      + ((try? FileManager.default.subpathsOfDirectory(atPath: packageRoot + "/docs")) ?? [])
      .filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" })

  /// The pages at the root that are for those who work on memc.
  package static let ofContributors: [Page] = pages([
    "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
  ])

  private static func pages(_ paths: [String]) -> [Page] {
    paths.compactMap { path in (try? packageText(path)).map { Page(path: path, text: $0) } }
  }

  /// Its path.
  package var description: String { path }

  /// The fenced blocks of a language; those of none have the language "".
  package func blocks(_ language: String) -> [Block] { blocks.filter { $0.language == language } }

  /// Every fenced block, in order.
  package var blocks: [Block] {
    var blocks: [Block] = []
    var open: (line: Int, language: String, lines: [Substring])?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard line.hasPrefix("```") else {
        open?.lines.append(line)
        continue
      }
      if let block = open {
        blocks.append(
          Block(page: self, line: block.line, language: block.language, text: block.lines.joined(separator: "\n")))
        open = nil
      } else {
        open = (index + 1, String(line.dropFirst(3)), [])
      }
    }
    return blocks
  }

  /// The rows of the one table that has a header, cell by cell.
  ///
  /// - Parameter header: The line above the rule below the header, as it stands there.
  /// - Throws: ``NoCases`` where there is no such table or more than one, or where it has no rows.
  package static func table(_ header: String) throws -> [[String]] {
    let tables = all.flatMap { page -> [[[String]]] in
      page.text.components(separatedBy: "\n\(header)\n").dropFirst().map { rest in
        rest.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("|") }.dropFirst().map {
          $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
      }
    }
    guard tables.count == 1 else { throw NoCases(what: "pages, or too many, with one table '\(header)'") }
    return try found(tables[0], "rows below '\(header)'")
  }

  /// The anchors that its headings have on GitHub.
  package var anchors: [String] {
    text.matches(of: #/(?m)^#+ (.+)$/#).map { heading in
      String(
        heading.1.lowercased().compactMap { $0 == " " ? "-" : $0.isLetter || $0.isNumber || $0 == "-" ? $0 : nil })
    }
  }
}

/// A fenced block of a page.
package struct Block: Sendable, CustomStringConvertible {
  /// Where it stands.
  package let page: Page
  /// The line of the fence above it.
  package let line: Int
  /// What stands behind the fence.
  package let language: String
  /// What is between the fences, without the last line break.
  package let text: String

  /// Its place: the path and the line.
  package var description: String { "\(page.path):\(line)" }

  /// What the next block of the page holds, where that is the output of this one: a console without commands.
  package var outputBelow: String? {
    let next = page.blocks.first { $0.line > line }
    return next.flatMap { $0.language == "console" && !$0.text.hasPrefix("$ ") ? $0.text + "\n" : nil }
  }
}
