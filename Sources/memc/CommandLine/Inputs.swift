import Artifacts
import Diagnostics
import Reading
import YAMLTree

/// Inputs named on the command line.
enum Inputs {
  /// Reads a source; where it cannot be read, says so.
  static func source(_ file: PathArgument) -> SourceFile? {
    do throws(FileError) {
      return try read(file)
    } catch {
      Console.error(error.message)
      return nil
    }
  }

  /// Reads a source.
  static func read(_ file: PathArgument) throws(FileError) -> SourceFile {
    SourceFile(name: file.inputName, bytes: try FileIO.read(file.path, limit: YAMLTree.maximumInput))
  }

  /// Reads an input of any kind, and tells what is wrong with it.
  ///
  /// Of an input with ``MachineView/issues``, what could be read is given all the same.
  ///
  /// - Throws: The exit code of an input that cannot be read, or says nothing.
  static func view(_ input: PathArgument, _ settings: DiagnosticSettings = DiagnosticSettings()) throws
    -> MachineView
  {
    let view: MachineView
    do throws(FileError) {
      view = try MachineView(input.path, name: input.inputName, overrides: settings.overrides)
    } catch {
      Console.error(error.message)
      throw ExitStatus.noInput
    }
    if let compilation = view.compilation {
      settings.show(compilation.diagnostics.filter { $0.severity == .error }, of: compilation.source)
      if compilation.hasErrors { throw ExitStatus.failed }
    }
    tellProblems(of: view)
    guard !view.isEmpty else {
      Console.error("\(view.name): nothing in it tells of a machine's memory")
      throw ExitStatus.failed
    }
    return view
  }

  /// Tells what is wrong with the files of an input, and what is odd about them.
  static func tellProblems(of view: MachineView) {
    for warning in view.warnings { Console.warning("\(view.name): \(warning)") }
    for issue in view.issues { Console.error("\(view.name): \(issue)") }
  }

  /// Why inputs cannot be read one after the other; `nil` where they can.
  static func refusal(_ inputs: [PathArgument]) -> String? {
    inputs.count(where: \.isStandardStream) > 1 ? "standard input can be read once only" : nil
  }
}
