import Addresses
import HostFiles
package import JSONCoding
import MachineModel

/// `memc-capture.json`: what a copy of a host's files says of itself, and what its files cannot say.
package struct CaptureFile: JSONFile, Equatable {
  package static let currentVersion: UInt64 = 1
  package static var isLine: Bool { false }
  /// Its place in the copy.
  package static let path = "/memc-capture.json"

  /// The host's architecture, as topologies have it.
  private(set) var architecture = ""
  private var memc = ""
  private var memoryBlocks: [Blocks] = []
  package private(set) var version = currentVersion

  package init() {}

  /// What a copy of a host says.
  ///
  /// - Parameters:
  ///   - tree: The host.
  ///   - version: That of the memc that makes the copy.
  init(_ tree: HostTree, memc version: String) {
    architecture = tree.architecture?.rawValue ?? ""
    memc = version
    memoryBlocks = tree.nodes.compactMap { node in
      guard let number = node.number, !node.blocks.isEmpty else { return nil }
      return Blocks(node: UInt64(number), blocks: node.blocks.text)
    }
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("architecture", &architecture, "The host's; empty where it is not known.")
    coder.member("memc", &memc, "The version of memc that made the copy.")
    coder.member(
      "memory_blocks", &memoryBlocks, "The blocks of memory of each node that has some, by the kernel's numbers.")
    coder.member("version", &version, values: .number(Self.currentVersion))
  }

  /// The blocks of a node; none of one of which nothing is said, or nothing that can be read.
  func blocks(ofNode number: UInt32) -> CPUList {
    let text = memoryBlocks.first { $0.node == UInt64(number) }?.blocks ?? ""
    return CPUList(exactly: Array(text.utf8)[...], below: .max) ?? CPUList()
  }

  /// The blocks of a node.
  private struct Blocks: JSONRecord, Equatable {
    var blocks = ""
    var node: UInt64 = 0

    init() {}

    init(node: UInt64, blocks: String) {
      self.node = node
      self.blocks = blocks
    }

    mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("blocks", &blocks, "A list as Linux writes those of CPUs: 0-23,32-199.")
      coder.member("node", &node)
    }
  }
}
