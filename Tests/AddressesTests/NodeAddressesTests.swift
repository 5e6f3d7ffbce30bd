import Testing

@testable import Addresses

@Suite("Addresses of nodes")
struct NodeAddressesTests {
  private let addresses = NodeAddresses([
    (4, AddressRange(0x3000, 0x4000)), (-1, AddressRange(0, 0x1000)), (4, AddressRange(0x2000, 0x3000)),
    (4, AddressRange(0x8000, 0x9000)), (2, AddressRange(5, 5)),
  ])

  @Test("are gathered, whatever the order that ranges come in")
  func gathered() {
    #expect(addresses.nodes == [-1, 2, 4])
    #expect(addresses[4].ranges == [AddressRange(0x2000, 0x4000), AddressRange(0x8000, 0x9000)])
    #expect(addresses[-1].ranges == [AddressRange(0, 0x1000)])
    #expect(addresses[2].isEmpty)
  }

  @Test("are none of a node of which nothing was said", arguments: [-2, 0, 3, 5, .max])
  func absent(_ node: Int) {
    #expect(addresses[node].isEmpty)
  }

  @Test("are equal where nodes have the same addresses, however they are cut")
  func equal() {
    #expect(
      NodeAddresses([(1, AddressRange(0, 2)), (1, AddressRange(2, 4))]) == NodeAddresses([(1, AddressRange(0, 4))]))
    #expect(NodeAddresses([(1, AddressRange(0, 4))]) != NodeAddresses([(2, AddressRange(0, 4))]))
  }
}
