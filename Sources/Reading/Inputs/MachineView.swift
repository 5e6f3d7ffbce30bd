package import Artifacts
package import Diagnostics
import FieldCoding
package import FirmwareTables
import JSONCoding
package import Lowering
package import SystemPackage

/// What there is to know of a machine in an input, whoever made it: a topology, a folder of artifacts or of tables, a file
/// of tables, a text of acpidump, a kernel's log.
package struct MachineView: Sendable {
  /// What messages call the input.
  package let name: String
  /// What came of a topology; `nil` for other inputs.
  package private(set) var compilation: Compilation?
  /// The tables, with those that only show once more what others say.
  package private(set) var tables: [ViewedTable] = []
  /// `memslots.json` of a folder.
  package private(set) var memslots: MemslotsFile?
  /// `layout.json` of a folder.
  package private(set) var layoutFile: LayoutFile?
  /// What kernels said, each with the name of its file.
  package private(set) var logs: [(file: String, log: KernelLog)] = []
  /// What is wrong with files of the input, each as the end of a line about it.
  package private(set) var issues: [String] = []
  /// What is odd about them, but keeps nobody from reading them.
  package private(set) var warnings: [String] = []

  /// The layout of a topology without errors.
  package var layout: Layout? { compilation?.layout }
  /// What lines of the topology are called.
  package var sourceName: String { compilation?.source.name ?? "the topology" }
  /// Whether there is anything to look at.
  package var isEmpty: Bool {
    layout == nil && tables.isEmpty && memslots == nil && layoutFile == nil && logs.isEmpty
  }

  /// Reads a file that is there already.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: What messages call it.
  ///   - fileName: Its name in its folder, which tells a memory map.
  ///   - overrides: How grave findings in a topology are.
  package init(
    _ bytes: [UInt8], name: String, fileName: String, overrides: SeverityOverrides = SeverityOverrides()
  ) {
    self.name = name
    read(bytes, fileName, overrides)
    // What is there need not be read.
    if compilation == nil { try? judgeTables() }
  }

  /// Reads an input.
  ///
  /// - Parameters:
  ///   - path: A file or a folder; `-` is standard input.
  ///   - name: What messages call it.
  ///   - overrides: How grave findings in a topology are.
  package init(_ path: FilePath, name: String, overrides: SeverityOverrides = SeverityOverrides()) throws(FileError)
  {
    self.name = name
    if FileIO.isDirectory(path) {
      try readFolder(path)
    } else {
      read(try FileIO.read(path), path.lastComponent?.string ?? name, overrides)
    }
    if compilation == nil { try judgeTables() }
  }

  /// Reads several inputs that are of one machine.
  ///
  /// - Parameters:
  ///   - inputs: Files and folders, and what messages call each; `-` is standard input.
  ///   - overrides: How grave findings in a topology are.
  package init(
    _ inputs: [(path: FilePath, name: String)], overrides: SeverityOverrides = SeverityOverrides()
  ) throws(FileError) {
    name = inputs.map(\.name).joined(separator: ", ")
    for input in inputs {
      let view = try MachineView(input.path, name: input.name, overrides: overrides)
      compilation = compilation ?? view.compilation
      tables += view.tables
      logs += view.logs
      memslots = memslots ?? view.memslots
      layoutFile = layoutFile ?? view.layoutFile
      issues += view.issues
      warnings += view.warnings
    }
  }

  /// What tables say that were read elsewhere.
  ///
  /// - Parameters:
  ///   - tables: Their names, what they are and their bytes.
  ///   - name: What messages call all of them.
  package init(tables: [(name: String, kind: TableKind, bytes: [UInt8])], name: String) {
    self.name = name
    self.tables = tables.map { ViewedTable($0.name, $0.kind, $0.bytes) }
    // What is there need not be read.
    try? judgeTables()
  }

  /// What came of a topology that was compiled already.
  package init(_ compilation: Compilation) {
    name = compilation.source.name
    take(compilation)
  }

  // MARK: Reading

  private mutating func note(_ found: [DecodingIssue], of file: String) {
    issues += found.filter { !$0.isWarning }.map { "\(file): \($0)" }
    warnings += found.filter(\.isWarning).map { "\(file): \($0)" }
  }

  /// Looks for what is wrong with tables that somebody else may have made.
  private mutating func judgeTables() throws(FileError) {
    // All that an image has is in the files of its tables, where there are any.
    let others = tables.filter { $0.format?.imageRole != .derived }
    for table in others.isEmpty ? tables : others {
      note(TableDump(try table.bytes(), as: table.kind).issues, of: table.name)
    }
  }

  private mutating func take(_ compilation: Compilation) {
    self.compilation = compilation
    tables = compilation.encodedTables.map { ViewedTable($0.kind, $0.bytes) }
  }

  private mutating func read(_ bytes: [UInt8], _ fileName: String, _ overrides: SeverityOverrides) {
    let format = DumpFormat(ofInput: bytes, fileName: fileName)
    // A part of a log may be without its map, and then begins as a table of the signature 'ACPI' does.
    let mayBeLog =
      switch format?.reading {
      case .acpi?: DumpFormat.isText(bytes)
      case nil: DumpFormat.isText(bytes) && !DumpFormat.isYAML(fileName)
      default: false
      }
    if mayBeLog, case let log = KernelLog(bytes), log.saysMoreThanMap {
      take(log, fileName)
    } else if let format {
      read(bytes, as: format, fileName)
    } else {
      take(Compiler(overrides: overrides).compile(SourceFile(name: name, bytes: bytes)))
    }
  }

  private mutating func take(_ log: KernelLog, _ fileName: String) {
    logs.append((fileName, log))
    note(log.issues, of: fileName)
  }

  private mutating func read(_ bytes: [UInt8], as format: DumpFormat, _ fileName: String) {
    switch format.reading {
    case .table(let table): tables.append(ViewedTable(fileName, TableKind(table), bytes))
    case .linux: take(KernelLog(bytes), fileName)
    case .acpidump:
      let text = AcpidumpText.decode(bytes)
      note(text.issues, of: fileName)
      for table in text.value.tables {
        let bytes = text.value.bytes(of: table)
        tables.append(ViewedTable("\(table.name)", TableKind(ofTable: bytes), bytes, line: table.line))
      }
    case .acpi:
      guard let kind = TableKind(signatureOf: bytes) else { return }
      guard kind == TableKind(ACPIImage.self) else {
        tables.append(ViewedTable(fileName, kind, bytes))
        return
      }
      for place in ACPIImage(bytes: bytes).tables {
        let table = Array(bytes[place.range])
        let kind = TableKind(ofTable: table)
        tables.append(ViewedTable(kind.name, kind, table))
      }
    case .json(let json):
      if json == .layout {
        let (file, issues) = LayoutFile.decode(bytes)
        if issues.isEmpty { layoutFile = file }
        self.issues += issues.map { "\(fileName): \($0)" }
      } else if json == .memslots {
        let (file, issues) = MemslotsFile.decode(bytes)
        if issues.isEmpty { memslots = file }
        self.issues += issues.map { "\(fileName): \($0)" }
      }
    }
  }

  /// The files of a folder that say something of a machine; others are left alone.
  private mutating func readFolder(_ folder: FilePath) throws(FileError) {
    for name in try FileSystem.names(in: folder) {
      let path = folder.appending(name)
      guard let size = FileSystem.size(ofFile: path) else { continue }
      // What the name tells need not be asked of the bytes.
      if let kind = ArtifactKind(fileName: name.string), let table = kind.tableKind {
        tables.append(try ViewedTable(name.string, table, file: path, size: size))
        continue
      }
      let bytes = try FileIO.read(path)
      // What has the name of an artifact is that, or it is told what is wrong with it.
      let named = ArtifactKind(fileName: name.string).flatMap { DumpFormat(name: $0.name) }
      guard let format = named ?? DumpFormat(of: bytes, name: name.string) else { continue }
      if case .acpi = format.reading, let kind = TableKind(signatureOf: bytes), kind != TableKind(ACPIImage.self) {
        tables.append(try ViewedTable(name.string, kind, file: path, size: size))
      } else {
        read(bytes, as: format, name.string)
      }
    }
  }
}
