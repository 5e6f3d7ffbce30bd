import ArgumentParser
import Artifacts
import Reading

/// What `memc diff` is asked to do.
struct DiffJob: CommandJob {
  /// What was.
  let old: PathArgument
  /// What is.
  let new: PathArgument
  /// The form of differences.
  let output: OutputForm

  init(old: PathArgument, new: PathArgument, output: OutputForm) {
    self.old = old
    self.new = new
    self.output = output
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      old: PathArgument(argument: arguments.operands[0]), new: PathArgument(argument: arguments.operands[1]),
      output: try arguments.value("format") ?? .text)
  }

  func refusal() -> String? {
    old.isStandardStream && new.isStandardStream ? "only one of the inputs can be standard input" : nil
  }

  func run() throws {
    guard let before = try? Inputs.view(old), let after = try? Inputs.view(new) else { throw ExitStatus.trouble }
    let comparison: MachineComparison
    do throws(FileError) {
      comparison = try MachineComparison(before, after)
    } catch {
      Console.error(error.message)
      throw ExitStatus.trouble
    }
    guard !comparison.compared.isEmpty else {
      Console.error("\(before.name) and \(after.name) have nothing in common that could be compared")
      throw ExitStatus.trouble
    }
    do {
      switch output {
      case .text: try Console.result(ComparisonText(comparison, before, after).description)
      case .json: try Console.result(ComparisonFile(comparison, before, after).encoded())
      }
    } catch {
      throw ExitStatus.trouble
    }
    // What is missing of a damaged table is no difference.
    if !before.issues.isEmpty || !after.issues.isEmpty { throw ExitStatus.trouble }
    if comparison.count > 0 { throw ExitStatus.failed }
  }
}
