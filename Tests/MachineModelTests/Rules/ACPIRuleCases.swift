import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let acpi: [RuleCase<LanguageRule>] = [
    RuleCase(
      .acpiIdentity,
      """
      memc: 1
      memory: 1GiB
      acpi: {oem_id: ACME}
      """,
      """
      topo.yaml:3:16: error: 'oem_id' is 'ACME', 4 characters; it is exactly 6; write '"ACME  "' [acpi-identity]
         3 | acpi: {oem_id: ACME}
           |                ^~~~
      """),
    RuleCase(
      .acpiIdentity, "too long, not ASCII, and control characters",
      """
      memc: 1
      memory: 1GiB
      acpi:
        oem_id: 1234567
        oem_table_id: "Größe 12"
        creator_id: "a\tbc"
      """,
      """
      topo.yaml:4:11: error: 'oem_id' is '1234567', 7 characters; it is exactly 6 [acpi-identity]
         4 |   oem_id: 1234567
           |           ^~~~~~~
      topo.yaml:5:17: error: 'oem_table_id' is 'Größe 12'; it is 8 characters of printable ASCII [acpi-identity]
         5 |   oem_table_id: "Größe 12"
           |                 ^~~~~~~~~~
      topo.yaml:6:15: error: 'creator_id' has the control character U+0009 [unprintable-text]
         6 |   creator_id: "a\tbc"
           |               ^~~~~~
      """),
    RuleCase(
      .serialNeedsX86,
      """
      memc: 1
      arch: aarch64
      memory: 1GiB
      acpi: {serial: com1}
      """,
      """
      topo.yaml:4:16: error: aarch64 has no 'com1', which lies at I/O ports of a PC [serial-needs-x86]
         4 | acpi: {serial: com1}
           |                ^~~~
      """),
    RuleCase(
      .invalidChoice, "a serial port",
      """
      memc: 1
      memory: 1GiB
      acpi: {serial: com2, oem_revision: 4294967296}
      """,
      """
      topo.yaml:3:16: error: 'serial' is 'com1', not 'com2'; did you mean 'com1'? [invalid-choice]
         3 | acpi: {serial: com2, oem_revision: 4294967296}
           |                ^~~~
      topo.yaml:3:36: error: 'oem_revision' is 4294967296; it is 0 to 4294967295 [number-out-of-range]
         3 | acpi: {serial: com2, oem_revision: 4294967296}
           |                                    ^~~~~~~~~~
      """),
  ]
}
