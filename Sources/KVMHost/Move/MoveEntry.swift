package import JSONCoding
import MachineModel

/// What became of pages that were to come to their host nodes, as JSON.
package struct MoveEntry: JSONRecord {
  private var left: UInt64 = 0
  private var misplaced: UInt64 = 0
  private var moved: UInt64 = 0
  private var node: UInt64 = 0
  private var pageSize: UInt64 = 0
  private var pages: UInt64 = 0
  private var zone: UInt64?

  package init() {}

  init(_ moved: MovedMemory) {
    (left, misplaced, self.moved) = (moved.left, moved.misplaced, moved.moved)
    (pages, pageSize) = (moved.pages, moved.pageSize)
    (node, zone) = (UInt64(moved.memory.node), moved.memory.zone.map { UInt64($0) })
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("left", &left, "Pages that are on other host nodes than stated, and could not be moved.")
    coder.member("misplaced", &misplaced, "Pages that were on other host nodes than stated.")
    coder.member("moved", &moved)
    coder.member("node", &node)
    coder.member("page_size", &pageSize)
    coder.member("pages", &pages, "Pages that are there.")
    coder.member("zone", &zone, "The zone, by its place among the node's; absent where the node has none.")
  }
}
