import Foundation

/// Writes memc's manual page to standard output: the prose of a template, and what the program says of itself.
///
/// Usage: `ManualPage MEMC TEMPLATE DATE`: the built program, the page with places to fill, a date as `2026-01-31`.
/// A place is a line `.\" @NAME@`; each must be there, and no other.
@main
struct ManualPage {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 3, let memc = arguments.first, let date = arguments.last else {
      end("usage: ManualPage MEMC TEMPLATE DATE")
    }
    do {
      let program = Program(path: memc)
      let command = try program.command()
      let places = [
        "HEADER": try header(of: program, date: date),
        "SYNOPSIS": command.leaves.map(\.synopsis).joined(),
        "COMMANDS": command.subcommands.map(\.section).joined(),
        "OPTIONS": command.optionList,
        "CHECKS": try program.changeableChecks(),
      ]
      let template = try String(contentsOfFile: arguments[arguments.startIndex + 1], encoding: .utf8)
      print(try fill(template, with: places), terminator: "")
    } catch {
      end("\(error)")
    }
  }

  private static func end(_ message: String) -> Never {
    FileHandle.standardError.write(Data("ManualPage: \(message)\n".utf8))
    exit(1)
  }

  /// The lines that every page of mdoc begins with.
  private static func header(of program: Program, date: String) throws -> String {
    let form = DateFormatter()
    form.locale = Locale(identifier: "en_US_POSIX")
    form.timeZone = TimeZone(identifier: "UTC")
    form.dateFormat = "yyyy-MM-dd"
    guard let day = form.date(from: date) else { throw Failure(description: "'\(date)' is no date as 2026-01-31") }
    form.dateFormat = "MMMM d, yyyy"
    return ".Dd \(form.string(from: day))\n.Dt MEMC 1\n.Os \(try program.version())\n"
  }

  /// Puts texts where a template has places for them.
  static func fill(_ template: String, with places: [String: String]) throws -> String {
    var open = places
    var page = ""
    for line in template.split(separator: "\n", omittingEmptySubsequences: false) {
      guard let place = line.wholeMatch(of: #/\.\\" @([A-Z]+)@/#) else {
        page += line + "\n"
        continue
      }
      guard let text = open.removeValue(forKey: String(place.1)) else {
        throw Failure(
          description: "the template has a place '\(place.1)' that there is nothing for, or has it twice")
      }
      page += text
    }
    guard open.isEmpty else { throw Failure(description: "the template lacks places for \(open.keys.sorted())") }
    // A text that ends with a line break has an empty line behind it here.
    return page.hasSuffix("\n\n") ? String(page.dropLast()) : page
  }
}

/// Why there is no page.
struct Failure: Error, CustomStringConvertible {
  let description: String
}
