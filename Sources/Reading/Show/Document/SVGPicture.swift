import Addresses
import Diagnostics

/// A picture as SVG, for documents: it is read in black and white by its patterns and names, names its fonts and holds no
/// reference to anything, and says in words what it shows to those who cannot see it.
package struct SVGPicture: Sendable {
  private static let mostBands = 96
  private static let mostNodes = 32
  private static let mostNumbers = 16
  private static let mostCells = 48
  private static let fontSize = 12.0
  /// The width of a character of a font of one width, as DejaVu Sans Mono, Menlo and Consolas have it.
  private static let character = 0.602 * fontSize
  private static let line = 16.0
  private static let margin = 16.0
  private static let shades = ["#ffffff", "#dddddd", "#a9a9a9", "#6b6b6b", "#1a1a1a"]

  private let picture: Picture
  private let heights: BandHeights

  /// Arranges what inputs say, as ``TerminalPicture`` does, with room for all of it.
  package init(_ inputs: [(name: String, facts: MachineFacts)], layers: [FactLayer]? = nil) {
    picture = Picture(inputs, layers: layers, mostBands: Self.mostBands)
    heights = BandHeights(picture.scale, total: 400, least: 18)
  }

  /// The bytes of the file.
  package var bytes: [UInt8] {
    let parts = picture.machines.map { Part($0, picture.scale, heights) }
    let width = parts.reduce(Self.margin) { $0 + $1.width + Self.margin }
    let height = (parts.map(\.height).max() ?? 0) + 2 * Self.margin + Self.line
    var svg = Markup()
    svg.write(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Markup.length(width))\" height=\"\(Markup.length(height))\" "
        + "viewBox=\"0 0 \(Markup.length(width)) \(Markup.length(height))\" role=\"img\" "
        + "aria-labelledby=\"memc-title memc-text\" font-size=\"12\" "
        + "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\">\n<title id=\"memc-title\">")
    svg.text("Memory of " + picture.machines.map(\.name).joined(separator: " and "))
    svg.write("</title>\n<desc id=\"memc-text\">")
    svg.text(picture.machines.map(Self.words).joined(separator: " "))
    svg.write("</desc>\n<defs>\n")
    for (index, colour) in NodePalette.colours.enumerated() {
      svg.write(
        "<pattern id=\"memc-n\(index)\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
          + "<rect width=\"8\" height=\"8\" fill=\"\(colour.hex)\"/>"
          + (colour.pattern.isEmpty
            ? "" : "<path d=\"\(colour.pattern)\" fill=\"none\" stroke=\"\(colour.text)\" stroke-opacity=\".3\"/>")
          + "</pattern>\n")
    }
    svg.write("</defs>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n")
    var left = Self.margin
    for part in parts {
      svg.write("<g transform=\"translate(\(Markup.length(left)) \(Markup.length(Self.margin)))\">\n")
      part.draw(&svg)
      svg.write("</g>\n")
      left += part.width + Self.margin
    }
    if !picture.scale.bands.isEmpty {
      svg.write("<text x=\"\(Markup.length(Self.margin))\" y=\"\(Markup.length(height - 10))\" fill=\"#333\">")
      svg.text(heights.signedCaption)
      svg.write("</text>\n")
    }
    svg.write("</svg>\n")
    return svg.bytes
  }

  /// What is shown of a machine, in words.
  private static func words(_ machine: PicturedMachine) -> String {
    let most = 40
    let ranges = machine.columns.first?.ranges ?? []
    var words = machine.headline + "."
    for shown in ranges.suffix(most).reversed() {
      words += " \(shown.range): \(shown.fact.title), \(shown.fact.meaning)."
    }
    if ranges.count > most { words += " And \(ranges.count - most) more." }
    return words
  }

  /// One machine.
  private struct Part {
    private static let longestLabel = 26

    let machine: PicturedMachine
    let scale: AddressScale
    let heights: BandHeights
    let shades: DistanceShades?
    let axis: Double
    /// The width of each column.
    let columns: [Double]

    init(_ machine: PicturedMachine, _ scale: AddressScale, _ heights: BandHeights) {
      self.machine = machine
      self.scale = scale
      self.heights = heights
      let count = machine.facts.distances?.count ?? 0
      shades = DistanceShades(
        machine.facts.distances, most: count <= SVGPicture.mostNumbers ? max(count, 1) : SVGPicture.mostCells)
      axis = SVGPicture.character * Double(4 + String(scale.bands.last?.range.end ?? 0, radix: 16).utf8.count)
      columns = machine.columns.map { column in
        Double(column.characters(most: Self.longestLabel)) * SVGPicture.character
      }
    }

    private var isNumbered: Bool { (machine.facts.distances?.count ?? 0) <= SVGPicture.mostNumbers }
    private var cell: (width: Double, height: Double) { isNumbered ? (36, 22) : (9, 9) }
    private var nodes: Int { min(machine.nodes.count, SVGPicture.mostNodes) }
    private var top: Double { 3 * SVGPicture.line }

    private var mapHeight: Double { scale.bands.isEmpty ? 0 : heights.total + SVGPicture.line }

    var width: Double {
      let map = axis + columns.reduce(0, +)
      let matrix = shades.map { 60 + Double($0.rows.count) * cell.width } ?? 0
      let legend = machine.nodes.prefix(nodes).map { Double(TextWidth.of(text(of: $0)) + 4) * SVGPicture.character }
      let headline = Double(TextWidth.of(fitted(machine.headline, 90)) + 1) * SVGPicture.character * 14 / 12
      return max(map, matrix, legend.max() ?? 0, headline)
    }

    var height: Double {
      top + mapHeight + Double(nodes + (machine.nodes.count > nodes ? 1 : 0)) * 20 + 8
        + (shades.map { 3 * SVGPicture.line + Double($0.rows.count) * cell.height + SVGPicture.line } ?? 0)
    }

    private func fitted(_ text: String, _ characters: Int) -> String {
      TextWidth.fitted(text.terminalText, characters)
    }

    private func text(of node: Fact) -> String {
      let cpus = node[detail: "CPUs"].map { ", CPUs \($0)" } ?? ""
      let name = node[detail: "name"].map { " \($0)" } ?? ""
      return fitted("\(node.title)\(name): \(node.meaning)\(cpus)", 80)
    }

    private func put(
      _ text: String, _ x: Double, _ y: Double, _ svg: inout Markup, _ attributes: String = "",
      fill: String = "#000"
    ) {
      svg.write("<text x=\"\(Markup.length(x))\" y=\"\(Markup.length(y))\" fill=\"\(fill)\"\(attributes)>")
      svg.text(text)
      svg.write("</text>\n")
    }

    func draw(_ svg: inout Markup) {
      put(fitted(machine.headline, 90), 0, 14, &svg, " font-size=\"14\" font-weight=\"bold\"")
      if !scale.bands.isEmpty { drawMap(&svg) }
      var y = top + mapHeight + 8
      for node in machine.nodes.prefix(nodes) {
        if let number = node.node ?? node.domain.map({ Int($0) }) {
          svg.write(
            "<rect x=\"0\" y=\"\(Markup.length(y))\" width=\"22\" height=\"14\" fill=\"url(#memc-n\(NodePalette.index(of: number)))\" stroke=\"#000\"/>\n"
          )
        }
        put(text(of: node), 30, y + 11, &svg)
        y += 20
      }
      if machine.nodes.count > nodes {
        put("… and \(machine.nodes.count - nodes) more", 30, y + 11, &svg)
        y += 20
      }
      if let shades { draw(shades, y + SVGPicture.line, &svg) }
    }

    // MARK: Address map

    private func drawMap(_ svg: inout Markup) {
      // The place of each end of a band, from the top on.
      var places = [Double](repeating: top, count: scale.bands.count + 1)
      for index in scale.bands.indices.reversed() { places[index] = places[index + 1] + heights.values[index] }
      for index in 0...scale.bands.count {
        let address = index < scale.bands.count ? scale.bands[index].range.start : scale.bands[index - 1].range.end
        put(Units.address(address), axis - 8, places[index] + 4, &svg, " text-anchor=\"end\" font-size=\"11\"")
        svg.write(
          "<path d=\"M\(Markup.length(axis - 5)) \(Markup.length(places[index]))h5\" stroke=\"#000\"/>\n")
      }
      for (index, band) in scale.bands.enumerated() where !heights.areOnScale[index] {
        put(band.leftOut > 0 ? "⋮" : "≈", 0, (places[index] + places[index + 1]) / 2 + 4, &svg)
      }
      var left = axis
      for (column, width) in zip(machine.columns, columns) {
        let characters = Int(width / SVGPicture.character) - 1
        put(fitted(column.title, characters), left + 5, top - 9, &svg, " font-weight=\"bold\"")
        draw(column, left, width, places, &svg)
        left += width
      }
    }

    private func draw(
      _ column: PicturedMachine.Column, _ left: Double, _ width: Double, _ places: [Double], _ svg: inout Markup
    ) {
      var leftOut = [Int](repeating: 0, count: scale.bands.count)
      for shown in column.ranges {
        let bands = scale.bands(of: shown.range)
        guard !bands.isEmpty else { continue }
        if bands.count == 1, scale.bands[bands.lowerBound].leftOut > 0 {
          leftOut[bands.lowerBound] += 1
          continue
        }
        let lane = width / Double(column.lanes)
        let (x, y) = (left + Double(shown.lane) * lane, places[bands.upperBound])
        let height = places[bands.lowerBound] - y
        let colour = shown.colour.map { NodePalette.index(of: $0) }
        let isGap = shown.fact.layer == .gap
        let fill = colour.map { "url(#memc-n\($0))" } ?? (isGap ? "#fff" : "#ececec")
        svg.write(
          "<rect x=\"\(Markup.length(x))\" y=\"\(Markup.length(y))\" width=\"\(Markup.length(lane))\" "
            + "height=\"\(Markup.length(height))\" fill=\"\(fill)\" stroke=\"#000\""
            + (isGap ? " stroke-dasharray=\"4 3\"" : "") + (shown.isOnlyHere ? " stroke-width=\"2.5\"" : "")
            + "><title>")
        svg.text("\(shown.fact.title), \(shown.range), \(shown.fact.meaning)")
        svg.write("</title></rect>\n")
        let room = Int(lane / SVGPicture.character) - 1
        let (label, meaning) = (column.label(of: shown), column.meaning(of: shown))
        let text = colour.map { NodePalette.colours[$0].text } ?? "#000"
        let whole = column.line(of: shown)
        // A rim of the colour keeps the lines of the pattern off the letters.
        let rim =
          " font-size=\"11\""
          + (colour.map {
            " stroke=\"\(NodePalette.colours[$0].hex)\" stroke-width=\"4\" paint-order=\"stroke\" stroke-linejoin=\"round\""
          } ?? "")
        if TextWidth.of(whole) <= room || height < 34 || meaning.isEmpty {
          put(fitted(whole, room), x + 6, y + 13, &svg, rim, fill: text)
        } else {
          put(fitted(label, room), x + 6, y + 13, &svg, rim, fill: text)
          put(fitted(meaning, room), x + 6, y + 27, &svg, rim, fill: text)
        }
      }
      for (index, count) in leftOut.enumerated() where count > 0 {
        put("⋮ \(count) more", left + 6, (places[index] + places[index + 1]) / 2 + 4, &svg, " font-size=\"11\"")
      }
    }

    // MARK: Distances

    private func draw(_ shades: DistanceShades, _ y: Double, _ svg: inout Markup) {
      let block = shades.block > 1 ? ", the farthest of \(shades.block) by \(shades.block)" : ""
      put("distances\(block)", 0, y + 4, &svg, " font-weight=\"bold\"")
      let (left, top) = (44.0, y + 2 * SVGPicture.line)
      for (row, cells) in shades.rows.enumerated() {
        let name = fitted(machine.nodeName(ofDomain: row * shades.block), 5)
        // Names that have no room between their neighbours are left out.
        let step = isNumbered ? 1 : 2
        let place = top + Double(row) * cell.height
        if row % step == 0 {
          put(name, left - 6, place + cell.height / 2 + 4, &svg, " text-anchor=\"end\" font-size=\"11\"")
        }
        if isNumbered {
          put(
            name, left + (Double(row) + 0.5) * cell.width, top - 5, &svg, " text-anchor=\"middle\" font-size=\"11\""
          )
        }
        for (column, value) in cells.enumerated() {
          let shade = shades.shade(of: value)
          let x = left + Double(column) * cell.width
          svg.write(
            "<rect x=\"\(Markup.length(x))\" y=\"\(Markup.length(place))\" width=\"\(Markup.length(cell.width))\" "
              + "height=\"\(Markup.length(cell.height))\" fill=\"\(SVGPicture.shades[shade])\""
              + (isNumbered ? " stroke=\"#000\"" : "") + "/>\n")
          if isNumbered {
            put(
              "\(value)", x + cell.width / 2, place + cell.height / 2 + 4, &svg,
              " text-anchor=\"middle\" font-size=\"11\"", fill: shade > 2 ? "#fff" : "#000")
          }
        }
      }
      if !isNumbered {
        let legend = shades.legend.map { "\(["white", "light", "grey", "dark", "black"][$0.shade]): \($0.text)" }
        put(
          legend.joined(separator: "   "), left, top + Double(shades.rows.count) * cell.height + 14, &svg,
          " font-size=\"11\"")
      }
    }
  }
}
