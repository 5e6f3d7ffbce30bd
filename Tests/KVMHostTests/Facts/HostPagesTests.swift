import Artifacts
import Lowering
import MachineModel
import TestSupport
import Testing

@testable import KVMHost

@Suite("Pages of a host")
struct HostPagesTests {
  private func layout(_ pageSize: String) throws -> Layout {
    try #require(Compilation("{memc: 1, memory: 64MiB, slots: {page_size: \(pageSize)}}").layout)
  }

  @Test("slots of smaller pages than the host's are refused, those of larger ones told of")
  func comparison() throws {
    let medium = HostPages(size: 16 << 10)
    let (small, same, large) = (try layout("4KiB"), try layout("16KiB"), try layout("64KiB"))
    let objection = try #require(medium.objection(to: small))
    #expect(
      objection.description.contains(
        "this host has pages of 16 KiB, but the layout's slots are of pages of 4KiB; 'slots: {page_size: 16KiB}'"))
    #expect(medium.warning(of: small) == nil)
    #expect(medium.objection(to: same) == nil && medium.warning(of: same) == nil)
    #expect(medium.objection(to: large) == nil)
    #expect(
      medium.warning(of: large)?.message == "'slots.page_size' is 64KiB, but this host has pages of 16 KiB")
  }

  @Test("of this host are a power of two")
  func own() {
    #expect(HostPages.own.size >= 4096 && HostPages.own.size.nonzeroBitCount == 1)
  }
}
