import Reading
import Testing

@Suite struct QuestionTests {
  @Test(arguments: [
    ("0x1_0000_0000", Question.address(0x1_0000_0000)), ("4096", .address(4096)), ("address 0x10", .address(16)),
    ("srat.bin+0x48", .byte(0x48, table: "srat.bin")), ("out+1/slit.bin+9", .byte(9, table: "out+1/slit.bin")),
    ("byte 0x48 of SRAT", .byte(0x48, table: "SRAT")), ("topo.yaml:9", .line(9)), ("topo.yaml:9:5", .line(9)),
    (":9", .line(9)), ("line 9", .line(9)), ("a:b.yaml:3", .line(3)), ("slot 3", .slot(3, partition: nil)),
    ("slot 3 of vtl2", .slot(3, partition: "vtl2")), ("memslot 3", .slot(3, partition: nil)), ("cpu 17", .cpu(17)),
    ("CPU 17", .cpu(17)), ("apic 0x23", .apic(0x23)), ("node 1", .node("1")), ("node hbm", .node("hbm")),
    ("domain 1", .node("1")),
  ])
  func isRead(_ text: String, _ question: Question) {
    #expect(Question(text) == question)
  }

  @Test(arguments: [
    "", "slot", "slot x", "cpu -1", "0x", "0xg", "+", "+4", "topo.yaml", "topo.yaml:", "byte 3", "byte x of SRAT",
    "cpu 1 of vtl2", "what is this", "0x1_0000_0000_0000_0000_0", "18446744073709551616", "node 1 of vtl2",
  ])
  func isNone(_ text: String) {
    #expect(Question(text) == nil)
  }
}
