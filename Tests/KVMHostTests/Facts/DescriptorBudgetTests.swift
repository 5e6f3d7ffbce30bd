import SystemPackage
import Testing

@testable import KVMHost

@Suite("Descriptors are counted before they are made") struct DescriptorBudgetTests {
  @Test func whatIsOpenAndWhatIsNeededFitsIntoTheLimit() throws {
    #expect(DescriptorBudget.objection(1000, "", open: 24, limit: 1024) == nil)
    #expect(DescriptorBudget.objection(1000, "", open: 24, limit: .max) == nil)
    let error = try #require(DescriptorBudget.objection(1001, "for 990 windows", open: 24, limit: 1024))
    #expect(error.exitCode == 71)
    #expect(
      error.description
        == "memfd_create: 1001 descriptors are needed, for 990 windows, and 24 are open, but RLIMIT_NOFILE allows 1024; "
        + "'ulimit -n 1025' allows enough")
  }

  @Test func openDescriptorsAreCounted() throws {
    // Other tests open and close theirs meanwhile.
    let files = try (0..<200).map { _ in try OwnedDescriptor.open("/dev/null", .readOnly) }
    #expect(try #require(DescriptorBudget.openCount()) > files.count)
  }
}
