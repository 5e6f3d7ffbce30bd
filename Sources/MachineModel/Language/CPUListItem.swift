import Addresses
import Diagnostics

extension CPUList {
  /// Reads one item of a list: a number or `first-last`.
  static func item(_ text: Substring, limit: UInt32) throws(ScalarProblem) -> ClosedRange<UInt32> {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    var ends: [UInt32] = []
    for part in parts {
      let value: UInt64
      do throws(ScalarProblem) {
        value = try ScalarParser.number(Array(part.utf8)[...])
      } catch {
        switch error.rule {
        case .leadingZero:
          let item = parts.map(withoutLeadingZero).joined(separator: "-")
          throw ScalarProblem(rule: error.rule, message: error.message, writing: item)
        case .numberOverflow: throw error
        default:
          throw ScalarProblem(
            rule: .invalidCPUList, message: "'\(text.excerpt)' is not a number or a range such as '0-3'")
        }
      }
      if let breach = ValueRules.listed(value, limit: limit) {
        throw ScalarProblem(rule: breach.rule, message: breach.message)
      }
      ends.append(UInt32(value))
    }
    guard ends[0] <= ends[ends.count - 1] else {
      throw ScalarProblem(
        rule: .invalidCPUList, message: "'\(text)' runs backwards", writing: "\(ends[1])-\(ends[0])")
    }
    return ends[0]...ends[ends.count - 1]
  }

  private static func withoutLeadingZero(_ number: Substring) -> String {
    do throws(ScalarProblem) {
      _ = try ScalarParser.number(Array(number.utf8)[...])
      return String(number)
    } catch {
      return error.replacement ?? String(number)
    }
  }
}
