import Addresses
import Artifacts
import Diagnostics
import JSONCoding

/// A picture as a page of its own: no file beside it, nothing from a network, of which the page forbids itself even the
/// attempt. What can be seen is written here; ``PageScript`` adds what happens when somebody points at it.
package struct HTMLPage: Sendable {
  private static let mostBands = 256
  private static let mostNodes = 128
  /// The most nodes whose distances are numbers in a table.
  private static let mostNumbers = 24
  private static let mostCells = 512
  private static let longestLabel = 24

  private let picture: Picture
  private let heights: BandHeights

  /// Arranges what inputs say, as ``TerminalPicture`` does, with room for all of it.
  package init(_ inputs: [(name: String, facts: MachineFacts)], layers: [FactLayer]? = nil) {
    picture = Picture(inputs, layers: layers, mostBands: Self.mostBands)
    heights = BandHeights(picture.scale, total: 560, least: 18)
  }

  /// The bytes of the file.
  package var bytes: [UInt8] {
    var page = Markup()
    let names = picture.machines.map(\.name).joined(separator: " and ")
    page.write(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
      script-src 'sha256-\(Base64.text(ofHexadecimal: SHA256.hexDigest(of: Array("\n\(PageScript.text)".utf8))))'">
      <title>
      """)
    page.text("Memory of \(names)")
    page.write("</title>\n<style>\n\(PageStyle.text)</style>\n</head>\n<body>\n<h1>Memory of ")
    page.text(names)
    page.write("</h1>\n")
    writeLayers(&page)
    page.write("<main>\n<div class=\"machines\">\n")
    for (number, machine) in picture.machines.enumerated() {
      // A line each, so that the maps of two inputs begin at one height.
      page.write("<section class=\"machine\">\n<h2 title=\"")
      page.text(machine.name)
      page.write("\">")
      page.text(machine.name)
      page.write("</h2>\n<p class=\"quiet\">")
      page.text(machine.summary)
      page.write("</p>\n")
      if !picture.scale.bands.isEmpty { writeMap(machine, number, &page) }
      writeNodes(machine, &page)
      writeDistances(machine, number, &page)
      page.write("</section>\n")
    }
    page.write(
      """
      </div>
      <aside id="memc-panel" aria-live="polite"><p class="quiet">Point at a range, or go to one with the tabulator and on \
      with the arrow keys: what it is stands here.</p></aside>
      </main>
      <script type="application/json" id="memc-data">
      """)
    page.write(data)
    page.write("</script>\n<script>\n\(PageScript.text)</script>\n</body>\n</html>\n")
    return page.bytes
  }

  // MARK: Layers

  private var titles: [String] {
    var titles: [String] = []
    for column in picture.machines.flatMap(\.columns) where !titles.contains(column.title) {
      titles.append(column.title)
    }
    return titles
  }

  private func writeLayers(_ page: inout Markup) {
    let titles = titles
    if titles.count > 1 {
      page.write("<fieldset><legend>layers</legend>\n")
      for title in titles {
        page.write("<label><input type=\"checkbox\" checked value=\"")
        page.text(title)
        page.write("\"> ")
        page.text(title)
        page.write("</label>\n")
      }
      page.write("</fieldset>\n")
    }
    guard !picture.scale.bands.isEmpty else { return }
    page.write("<p class=\"quiet\">Heights are \(heights.signedCaption).")
    if picture.machines.contains(where: { $0.columns.contains { $0.ranges.contains { $0.isOnlyHere } } }) {
      page.write(" What has a double frame and a * is in one of the two only.")
    }
    page.write("</p>\n")
  }

  // MARK: Address map

  private func writeMap(_ machine: PicturedMachine, _ number: Int, _ page: inout Markup) {
    let bands = picture.scale.bands
    // The place of each end of a band, from the top on.
    var places = [Double](repeating: 0, count: bands.count + 1)
    for index in bands.indices.reversed() { places[index] = places[index + 1] + heights.values[index] }
    let total = Markup.length(places[0])
    let digits = 6 + String(bands.last?.range.end ?? 0, radix: 16).utf8.count
    page.write(
      "<div class=\"scroll\"><div class=\"map\">\n<div class=\"axis\" style=\"width:\(digits)ch;height:\(total)px\">\n"
    )
    for index in 0...bands.count {
      let address = index < bands.count ? bands[index].range.start : bands[index - 1].range.end
      let place = Markup.length(places[index] + 36)
      page.write(
        "<span style=\"top:\(place)px\">\(Units.address(address))</span><i style=\"top:\(place)px\"></i>\n")
    }
    for (index, band) in bands.enumerated() where !heights.areOnScale[index] {
      let place = Markup.length((places[index] + places[index + 1]) / 2 + 36)
      page.write("<span class=\"off\" style=\"top:\(place)px\">\(band.leftOut > 0 ? "⋮" : "≈")</span>\n")
    }
    page.write("</div>\n")
    var first = number == 0
    var index = 0
    for column in machine.columns {
      let width = column.characters(most: Self.longestLabel)
      page.write("<div class=\"column\" data-layer=\"")
      page.text(column.title)
      page.write("\" style=\"width:\(width)ch;height:\(total)px\"><b><span>")
      page.text(column.title)
      page.write("</span></b>\n")
      write(column, number, places, &index, &first, &page)
      page.write("</div>\n")
    }
    page.write("</div></div>\n")
  }

  /// Whether a range is among those that are left out.
  private func isLeftOut(_ bands: Range<Int>) -> Bool {
    bands.isEmpty || bands.count == 1 && picture.scale.bands[bands.lowerBound].leftOut > 0
  }

  private func write(
    _ column: PicturedMachine.Column, _ machine: Int, _ places: [Double], _ index: inout Int, _ first: inout Bool,
    _ page: inout Markup
  ) {
    var leftOut = [Int](repeating: 0, count: picture.scale.bands.count)
    for shown in column.ranges {
      let bands = picture.scale.bands(of: shown.range)
      guard !isLeftOut(bands) else {
        if let band = bands.first { leftOut[band] += 1 }
        continue
      }
      let (top, bottom) = (places[bands.upperBound], places[bands.lowerBound])
      var classes = "r"
      if let colour = shown.colour { classes += " n\(NodePalette.index(of: colour))" }
      if shown.fact.layer == .gap { classes += " gap" }
      if shown.isOnlyHere { classes += " only" }
      let share = 100 / Double(column.lanes)
      page.write(
        "<button type=\"button\" class=\"\(classes)\" tabindex=\"\(first ? 0 : -1)\" data-m=\"\(machine)\" "
          + "data-i=\"\(index)\" style=\"top:\(Markup.length(top + 36))px;height:\(Markup.length(bottom - top + 1))px;"
          + "left:\(Markup.length(Double(shown.lane) * share))%;width:calc(\(Markup.length(share))% + 1px)\" aria-label=\""
      )
      page.text("\(shown.fact.title), \(shown.range), \(shown.fact.meaning)")
      page.write("\"><span>")
      let (label, meaning) = (column.label(of: shown), column.meaning(of: shown))
      // Where there is room for one line it has both.
      if bottom - top < 34 {
        page.text(column.line(of: shown))
      } else {
        page.text(label)
        page.write("</span><span>")
        page.text(meaning)
      }
      page.write("</span></button>\n")
      first = false
      index += 1
    }
    for (band, count) in leftOut.enumerated() where count > 0 {
      page.write(
        "<div class=\"more\" style=\"top:\(Markup.length(places[band + 1] + 38))px\">⋮ \(count) more</div>\n")
    }
  }

  // MARK: Nodes and distances

  private func writeNodes(_ machine: PicturedMachine, _ page: inout Markup) {
    guard !machine.nodes.isEmpty else { return }
    // Many are in the way of what stands below them.
    let isLong = machine.nodes.count > 16
    page.write("<h3>Nodes</h3>\n")
    if isLong { page.write("<details><summary>all \(machine.nodes.count)</summary>\n") }
    page.write("<table class=\"nodes\">\n")
    for fact in machine.nodes.prefix(Self.mostNodes) {
      let colour = fact.colour.map { " n\(NodePalette.index(of: $0))" } ?? ""
      page.write("<tr><td><span class=\"key\(colour)\"></span></td><td>")
      page.text(fact.title)
      page.write("</td><td>")
      page.text(fact.meaning)
      page.write("</td><td>")
      page.text(fact.details.map { "\($0.name) \($0.text)" }.joined(separator: ", "))
      page.write("</td><td>\(fact.origin.map { "line \($0.line)" } ?? "")</td></tr>\n")
    }
    page.write("</table>\n")
    if machine.nodes.count > Self.mostNodes {
      page.write("<p class=\"quiet\">… and \(machine.nodes.count - Self.mostNodes) more</p>\n")
    }
    if isLong { page.write("</details>\n") }
  }

  /// The matrix that is drawn by the script; `nil` where it is a table.
  private func drawn(_ machine: PicturedMachine) -> DistanceShades? {
    guard let distances = machine.facts.distances, distances.count > Self.mostNumbers else { return nil }
    return DistanceShades(distances, most: Self.mostCells)
  }

  private func writeDistances(_ machine: PicturedMachine, _ number: Int, _ page: inout Markup) {
    if let shades = drawn(machine) {
      let scale = max(1, 512 / shades.rows.count)
      let size = scale * shades.rows.count
      page.write("<h3>Distances</h3>\n")
      if shades.block > 1 {
        page.write("<p class=\"quiet\">A cell is the farthest of \(shades.block) by \(shades.block) nodes.</p>\n")
      }
      page.write(
        "<canvas data-m=\"\(number)\" data-scale=\"\(scale)\" width=\"\(size)\" height=\"\(size)\" tabindex=\"0\" "
          + "role=\"img\" aria-label=\"Distances of \(shades.domains) nodes\"></canvas>"
          + "<output aria-live=\"polite\"></output>\n<p class=\"legend\">")
      for entry in shades.legend {
        page.write(
          "<span><span class=\"key s\(entry.shade)\" style=\"margin-right:5px\"></span>\(entry.text)</span> ")
      }
      page.write("</p>\n")
    } else if let shades = DistanceShades(machine.facts.distances, most: Self.mostNumbers) {
      page.write("<h3>Distances</h3>\n<div class=\"scroll\"><table class=\"distances\">\n<tr><th></th>")
      for domain in shades.rows.indices {
        page.write("<th scope=\"col\">\(machine.nodeName(ofDomain: domain))</th>")
      }
      page.write("</tr>\n")
      for (domain, row) in shades.rows.enumerated() {
        page.write("<tr><th scope=\"row\">\(machine.nodeName(ofDomain: domain))</th>")
        for value in row { page.write("<td class=\"s\(shades.shade(of: value))\">\(value)</td>") }
        page.write("</tr>\n")
      }
      page.write("</table></div>\n")
    }
    if let graph = LinkGraph(machine) {
      page.write(
        "<h3>Links</h3>\n<p class=\"quiet\">What the distances tell of them: a line is where no way over a third node is as short.</p>\n"
      )
      graph.write(to: &page)
    }
  }

  // MARK: Data

  /// What the script tells of: the ranges that are shown, and the matrices that it draws.
  private var data: String {
    var json = JSONWriter(layout: .compact)
    json.object { json in
      json.name("machines")
      json.array { json in
        for machine in picture.machines { write(machine, &json) }
      }
    }
    // JSON has this sign in strings only, and there it may be said so: nothing in them ends the element.
    return json.text.replacing("<", with: "\\u003c")
  }

  private func write(_ machine: PicturedMachine, _ json: inout JSONWriter) {
    json.object { json in
      json.name("facts")
      json.array { json in
        for shown in machine.columns.flatMap(\.ranges) where !isLeftOut(picture.scale.bands(of: shown.range)) {
          write(shown, &json)
        }
      }
      if let shades = drawn(machine) {
        json.name("matrix")
        json.object { json in
          json.member("block", shades.block)
          json.member("cells", Base64.text(Array(shades.rows.joined())))
          json.name("names")
          json.array { json in
            for row in shades.rows.indices { json.value(machine.nodeName(ofDomain: row * shades.block)) }
          }
          json.name("shades")
          json.array { json in
            for distance in UInt8.min...UInt8.max { json.value(shades.shade(of: distance)) }
          }
          json.member("size", shades.rows.count)
        }
      }
      json.member("name", machine.name.terminalText)
    }
  }

  private func write(_ shown: PicturedMachine.Shown, _ json: inout JSONWriter) {
    let fact = shown.fact
    json.object { json in
      if !fact.details.isEmpty {
        json.name("details")
        json.array { json in
          for detail in fact.details {
            json.object { json in
              json.member("name", detail.name.terminalText)
              json.member("text", detail.text.terminalText)
            }
          }
        }
      }
      if let domain = fact.domain { json.member("domain", domain) }
      json.member("end", Units.address(shown.range.end))
      json.member("layer", fact.layer.rawValue + (fact.partition.map { " of \($0.terminalText)" } ?? ""))
      if let origin = fact.origin {
        json.member("line", "\(origin.line)" + (origin.column.map { ":\($0)" } ?? ""))
      }
      json.member("meaning", fact.meaning.terminalText)
      if let node = fact.node { json.member("node", node) }
      if let offset = fact.backingOffset { json.member("offset", Units.address(offset)) }
      if shown.isOnlyHere { json.member("only", true) }
      if let place = fact.place { json.member("place", "\(place)".terminalText) }
      json.member("size", Units.bytes(shown.range.size))
      json.member("start", Units.address(shown.range.start))
      json.member("title", fact.title.terminalText)
    }
  }
}
