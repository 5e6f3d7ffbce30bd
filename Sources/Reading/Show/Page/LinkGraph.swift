import Glibc

/// The links between proximity domains as a drawing: the domains on a circle, a line for each link.
struct LinkGraph {
  private static let characterWidth = 6.7

  private let machine: PicturedMachine
  private let links: DistanceLinks
  private let radius: Double

  /// `nil` for a single node, for more than somebody would look at, and where nothing tells of distances.
  init?(_ machine: PicturedMachine) {
    guard let links = DistanceLinks(machine.facts.distances) else { return nil }
    self.machine = machine
    self.links = links
    // Neighbours on the circle do not touch.
    radius = max(90, Double(links.domains) * 34 / (2 * .pi))
  }

  private var centre: Double { radius + 24 }

  private func place(_ domain: Int) -> (x: Double, y: Double) {
    let angle = 2 * Double.pi * Double(domain) / Double(links.domains) - .pi / 2
    return (centre + radius * cos(angle), centre + radius * sin(angle))
  }

  /// Writes the drawing.
  func write(to page: inout Markup) {
    let size = Markup.length(2 * centre)
    page.write(
      "<svg class=\"graph\(links.all.count > 64 ? " dense" : "")\" width=\"\(size)\" height=\"\(size)\" viewBox=\"0 0 \(size) \(size)\" role=\"img\">"
    )
    page.write("<title>Links between nodes: \(links.all.count)</title>\n")
    for link in links.all {
      let (from, to) = (place(link.from), place(link.to))
      page.write(
        "<path d=\"M\(Markup.length(from.x)) \(Markup.length(from.y))L\(Markup.length(to.x)) \(Markup.length(to.y))\">"
          + "<title>\(name(link.from)) to \(name(link.to)): \(link.text)</title></path>\n")
    }
    for (link, at) in labels {
      page.write(
        "<text class=\"length\" x=\"\(Markup.length(at.x))\" y=\"\(Markup.length(at.y + 4))\">\(link.text)</text>\n"
      )
    }
    for domain in 0..<links.domains {
      let at = place(domain)
      let colour = NodePalette.index(of: number(domain))
      page.write(
        "<circle class=\"c\(colour)\" cx=\"\(Markup.length(at.x))\" cy=\"\(Markup.length(at.y))\" r=\"13\"/>"
          + "<text class=\"t\(colour)\" x=\"\(Markup.length(at.x))\" y=\"\(Markup.length(at.y + 4))\">\(name(domain))</text>\n"
      )
    }
    page.write("</svg>\n")
  }

  private func name(_ domain: Int) -> String { machine.nodeName(ofDomain: domain) }

  private func number(_ domain: Int) -> Int { Int(name(domain)) ?? domain }

  /// The lengths that there is room for, where no other text and no node is.
  private var labels: [(DistanceLinks.Link, (x: Double, y: Double))] {
    guard links.all.count <= 128 else { return [] }
    var taken: [(x: Double, y: Double, width: Double)] = (0..<links.domains).map { domain in
      let at = place(domain)
      return (at.x, at.y, 28)
    }
    var labels: [(DistanceLinks.Link, (x: Double, y: Double))] = []
    for link in links.all {
      let (from, to) = (place(link.from), place(link.to))
      let width = Double(link.text.utf8.count) * Self.characterWidth + 4
      let places = [0.5, 0.4, 0.6, 0.3, 0.7].map { part in
        (x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part)
      }
      let free = places.first { place in
        taken.allSatisfy { other in
          abs(other.x - place.x) > (other.width + width) / 2 + 8
            || abs(other.y - place.y) > (other.width == 28 ? 22 : 16)
        }
      }
      guard let free else { continue }
      taken.append((free.x, free.y, width))
      labels.append((link, free))
    }
    return labels
  }
}
