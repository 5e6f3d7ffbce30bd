import Addresses
import Diagnostics

/// A picture as lines of a terminal: high addresses at the top, a column for each layer that there is room for, the nodes,
/// the distances as shades. However large a machine is, it is some hundred lines.
package struct TerminalPicture: Sendable {
  private static let mostBands = 48
  private static let mostNodes = 24
  /// What a column needs at least for something to be read in it.
  private static let leastColumn = 10
  /// What a label takes at most where others want room as well.
  private static let mostLabel = 34

  private let picture: Picture
  private let style: TerminalStyle
  /// The columns of each machine that there is room for, each with the width between its lines.
  private let columns: [[(column: PicturedMachine.Column, width: Int)]]
  /// The titles of the others.
  private let omitted: [String]

  /// Arranges what inputs say.
  ///
  /// - Parameters:
  ///   - inputs: The name of each, one or two, and what it says.
  ///   - layers: What is shown; `nil` for as much as there is room for.
  ///   - style: What the terminal can show.
  package init(_ inputs: [(name: String, facts: MachineFacts)], layers: [FactLayer]? = nil, style: TerminalStyle) {
    let whole = Picture(inputs, layers: layers, mostBands: Self.mostBands)
    let fitting = whole.machines.map { Self.fitting($0, whole.scale, style) }
    let kept = zip(whole.machines, fitting).flatMap { $0.columns.prefix($1.count).flatMap(\.layers) }
    omitted = zip(whole.machines, fitting).flatMap { machine, widths in
      machine.columns.dropFirst(widths.count).map(\.title)
    }
    // Where nothing begins that is shown, no line shall be.
    let picture = omitted.isEmpty ? whole : Picture(inputs, layers: kept, mostBands: Self.mostBands)
    self.picture = picture
    self.style = style
    columns = picture.machines.map { machine in
      let widths = Self.fitting(machine, picture.scale, style)
      return zip(machine.columns, widths).map { ($0, $1) }
    }
  }

  /// The lines.
  package var text: String {
    var text = ""
    let heights = BandHeights(picture.scale, total: Double(12 + 2 * picture.scale.bands.count), least: 2)
    for (machine, columns) in zip(picture.machines, columns) {
      if !text.isEmpty { text += "\n" }
      let summary = machine.summary.isEmpty ? "" : ": \(machine.summary)"
      text += line(TextWidth.fittedEnd(machine.name.terminalText, style.width - summary.count) + summary)
      if !columns.isEmpty { text += "\n" + map(columns, heights) }
      text += nodes(machine)
      text += distances(machine)
    }
    var notes: [String] = []
    if !picture.scale.bands.isEmpty { notes.append(heights.signedCaption) }
    if picture.machines.contains(where: { $0.columns.contains { $0.ranges.contains { $0.isOnlyHere } } }) {
      notes.append("* is in one of the two only")
    }
    let hidden = columns.joined().reduce(0) { $0 + $1.column.hidden }
    if hidden > 0 { notes.append("\(hidden) more lie at the same addresses as others") }
    if !omitted.isEmpty {
      var names: [String] = []
      for name in omitted where !names.contains(name) { names.append(name) }
      notes.append("no room for: \(names.joined(separator: ", ").terminalText)")
    }
    if !notes.isEmpty { text += "\n" + notes.map { line($0) }.joined() }
    return text
  }

  /// A line that fits.
  private func line(_ text: String) -> String {
    style.shown(TextWidth.fitted(text, style.width)) + "\n"
  }

  // MARK: Address map

  private static func addressWidth(_ scale: AddressScale) -> Int {
    2 + String(scale.bands.last?.range.end ?? 0, radix: 16).utf8.count
  }

  /// The width of each column from the first on that there is room for.
  private static func fitting(
    _ machine: PicturedMachine, _ scale: AddressScale, _ style: TerminalStyle
  ) -> [Int] {
    var room = style.width - addressWidth(scale) - 2
    var needs: [Int] = []
    var widths: [Int] = []
    for column in machine.columns {
      let need = max(min(column.longestLine, mostLabel) + 2, TextWidth.of(column.title) + 2)
      let least = column.lanes * (leastColumn + 1) - 1
      guard room > least else { break }
      needs.append(max(need * column.lanes + column.lanes - 1, least))
      widths.append(least)
      room -= least + 1
    }
    // What is left goes where it is needed, a column of the terminal at a time.
    while room > 0,
      let poorest = widths.indices.filter({ widths[$0] < needs[$0] }).min(by: { widths[$0] < widths[$1] })
    {
      widths[poorest] += 1
      room -= 1
    }
    return widths
  }

  private func map(_ columns: [(column: PicturedMachine.Column, width: Int)], _ heights: BandHeights) -> String {
    let bands = picture.scale.bands
    let rows = heights.values.map { max(1, Int($0.rounded()) - 1) }
    // The line of each end of a band, from the top on, below the titles.
    var lines = [Int](repeating: 1, count: bands.count + 1)
    for index in bands.indices.reversed() { lines[index] = lines[index + 1] + rows[index] + 1 }
    let axis = Self.addressWidth(picture.scale)
    var canvas = TerminalCanvas(width: style.width, height: lines[0] + 1, style: style)
    for index in 0...bands.count {
      let address = index < bands.count ? bands[index].range.start : bands[index - 1].range.end
      let text = "0x" + String(address, radix: 16)
      canvas.write(text, column: axis - text.utf8.count, row: lines[index])
    }
    for (index, band) in bands.enumerated() where !heights.areOnScale[index] {
      let row = lines[index + 1] + (rows[index] + 1) / 2
      canvas.write(band.leftOut > 0 ? "⋮" : "≈", column: axis - 1, row: row)
    }
    var left = axis + 1
    for (column, width) in columns {
      canvas.write(TextWidth.fitted(column.title.terminalText, width - 1), column: left + 2, row: 0)
      draw(column, left: left, width: width, lines, &canvas)
      left += width + 1
    }
    return style.shown(canvas.text)
  }

  private func draw(
    _ column: PicturedMachine.Column, left: Int, width: Int, _ lines: [Int], _ canvas: inout TerminalCanvas
  ) {
    var leftOut = [Int](repeating: 0, count: picture.scale.bands.count)
    for shown in column.ranges {
      let bands = picture.scale.bands(of: shown.range)
      guard !bands.isEmpty else { continue }
      if bands.count == 1, picture.scale.bands[bands.lowerBound].leftOut > 0 {
        leftOut[bands.lowerBound] += 1
        continue
      }
      // The lanes share the width, and the last one has what is left of it.
      let begin = left + shown.lane * (width + 1) / column.lanes
      let end = left + (shown.lane + 1) * (width + 1) / column.lanes
      let (top, bottom) = (lines[bands.upperBound], lines[bands.lowerBound])
      canvas.frame(begin...end, top...bottom)
      if let colour = shown.colour { canvas.fill(begin + 1..<end, top + 1..<bottom, colour: colour) }
      let room = end - begin - 3
      let label = column.label(of: shown).terminalText
      let whole = column.line(of: shown).terminalText
      let meaning = column.meaning(of: shown).terminalText
      if TextWidth.of(whole) <= room || bottom - top == 2 || meaning.isEmpty {
        canvas.write(TextWidth.fitted(whole, room), column: begin + 2, row: top + 1)
      } else {
        canvas.write(TextWidth.fitted(label, room), column: begin + 2, row: top + 1)
        canvas.write(TextWidth.fitted(meaning, room), column: begin + 2, row: top + 2)
      }
    }
    for (index, count) in leftOut.enumerated() where count > 0 {
      canvas.write(TextWidth.fitted("⋮ \(count) more", width - 1), column: left + 2, row: lines[index + 1] + 1)
    }
  }

  // MARK: Nodes and distances

  private func nodes(_ machine: PicturedMachine) -> String {
    guard !machine.nodes.isEmpty else { return "" }
    var text = "\n"
    let shown = machine.nodes.prefix(Self.mostNodes)
    let rows = shown.map { fact in
      [fact.title, fact.meaning]
        + [fact.details.map { "\($0.name) \($0.text)" }.joined(separator: ", ")]
        + [fact.origin.map { "line \($0.line)" } ?? ""]
    }.map { $0.map(\.terminalText) }
    let widths = (0..<4).map { column in rows.map { TextWidth.of($0[column]) }.max() ?? 0 }
    for (fact, row) in zip(shown, rows) {
      var line = ""
      for (cell, width) in zip(row, widths) {
        line += (line.isEmpty ? "" : "  ") + cell + String(repeating: " ", count: width - TextWidth.of(cell))
      }
      while line.last == " " { line.removeLast() }
      let key = fact.colour
      let swatch = style.isColoured ? key.map { "\(style.begin($0))  \(style.end) " } ?? "   " : ""
      text += swatch + self.line(TextWidth.fitted(line, style.width - (style.isColoured ? 3 : 0)))
    }
    if machine.nodes.count > shown.count { text += line("… and \(machine.nodes.count - shown.count) more") }
    return text
  }

  private static let glyphs: [Character] = [" ", "░", "▒", "▓", "█"]

  private func distances(_ machine: PicturedMachine) -> String {
    let name =
      (machine.facts.distances?.indices.map { TextWidth.of(machine.nodeName(ofDomain: $0)) }.max() ?? 0) + 2
    let count = machine.facts.distances?.count ?? 0
    let isNumbered = name + 5 * count <= style.width
    guard
      let shades = DistanceShades(
        machine.facts.distances, most: isNumbered ? max(count, 1) : (style.width - name - 1) / 2)
    else { return "" }
    func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - TextWidth.of(text))) + text
    }
    var text =
      "\n" + line("distances" + (shades.block > 1 ? ", the farthest of \(shades.block) by \(shades.block)" : ""))
    if isNumbered {
      text += padded("", name) + (0..<count).map { padded(machine.nodeName(ofDomain: $0), 5) }.joined() + "\n"
    }
    for (row, cells) in shades.rows.enumerated() {
      var line = padded(machine.nodeName(ofDomain: row * shades.block), name) + (isNumbered ? "" : " ")
      for cell in cells {
        let glyph = String(Self.glyphs[shades.shade(of: cell)])
        line += isNumbered ? padded(glyph + "\(cell)", 5) : glyph + glyph
      }
      while line.last == " " { line.removeLast() }
      text += self.line(line)
    }
    if !isNumbered {
      let legend = shades.legend.map { "\(Self.glyphs[$0.shade])\(Self.glyphs[$0.shade]) \($0.text)" }
      text += line(padded("", name + 1) + legend.joined(separator: "   "))
    }
    return text
  }
}
