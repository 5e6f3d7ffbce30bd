import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let scalars: [RuleCase<LanguageRule>] = [
    RuleCase(
      .unprintableText,
      """
      memc: 1
      memory: 64MiB
      devices: [{name: "a\\nb\\e[31m", start: 3GiB, size: 4KiB}]
      """,
      """
      topo.yaml:3:18: error: 'name' has the control character U+000A [unprintable-text]
         3 | devices: [{name: "a\\nb\\e[31m", start: 3GiB, size: 4KiB}]
           |                  ^~~~~~~~~~~~
      """),
    RuleCase(
      .invalidNumber,
      """
      memc: 1
      memory: 1GiB
      nodes: two
      """,
      """
      topo.yaml:3:8: error: 'two' is not a number [invalid-number]
         3 | nodes: two
           |        ^~~
      """),
    RuleCase(
      .negativeNumber,
      """
      memc: 1
      memory: -4GiB
      """,
      """
      topo.yaml:2:9: error: '-4GiB' is negative [negative-number]
         2 | memory: -4GiB
           |         ^~~~~
      """),
    RuleCase(
      .leadingZero,
      """
      memc: 1
      memory: 1GiB
      cpus: 010
      """,
      """
      topo.yaml:3:7: error: '010' has a leading zero, which some readers of YAML take for octal; write '10' [leading-zero]
         3 | cpus: 010
           |       ^~~
      """),
    RuleCase(
      .leadingZero, "of a size",
      """
      memc: 1
      nodes:
        - memory: 01.5 GiB
        - memory: 0_512M
      """,
      """
      topo.yaml:3:13: error: '01.5 GiB' has a leading zero, which some readers of YAML take for octal; write '1.5 GiB' [leading-zero]
         3 |   - memory: 01.5 GiB
           |             ^~~~~~~~
      topo.yaml:4:13: error: '0_512M' has a leading zero, which some readers of YAML take for octal; write '512M' [leading-zero]
         4 |   - memory: 0_512M
           |             ^~~~~~
      """),
    RuleCase(
      .numberOverflow,
      """
      memc: 1
      memory: 16777216TiB
      """,
      """
      topo.yaml:2:9: error: '16777216TiB' does not fit into 64 bits [number-overflow]
         2 | memory: 16777216TiB
           |         ^~~~~~~~~~~
      """),
    RuleCase(
      .numberOutOfRange,
      """
      memc: 1
      memory: 1GiB
      slots: {first: 32764}
      """,
      """
      topo.yaml:3:16: error: 'first' is 32764; it is 0 to 32763 [number-out-of-range]
         3 | slots: {first: 32764}
           |                ^~~~~
      """),
    RuleCase(
      .numberOutOfRange, "a CPU of a list",
      """
      memc: 1
      memory: 1GiB
      nodes: [{cpus: 1048576}]
      """,
      """
      topo.yaml:3:16: error: 1048576 is too high: numbers in this list are below 1048576 [number-out-of-range]
         3 | nodes: [{cpus: 1048576}]
           |                ^~~~~~~
      """),
    RuleCase(
      .numberOutOfRange, "the longest slot",
      """
      memc: 1
      memory: 1GiB
      slots: {max_size: 8TiB}
      """,
      """
      topo.yaml:3:19: error: 'max_size' is 8 TiB; KVM takes slots from 4 KiB to 8 TiB - 4 KiB [number-out-of-range]
         3 | slots: {max_size: 8TiB}
           |                   ^~~~
      """),
    RuleCase(
      .invalidSize,
      """
      memc: 1
      memory: 4gib
      """,
      """
      topo.yaml:2:9: error: '4gib' is not a size: units are KiB, MiB, GiB, TiB, or K, M, G, T; write '4GiB' [invalid-size]
         2 | memory: 4gib
           |         ^~~~
      """),
    RuleCase(
      .invalidSize, "no unit of memc",
      """
      memc: 1
      memory: lots
      """,
      """
      topo.yaml:2:9: error: 'lots' is not a size: units are KiB, MiB, GiB, TiB, or K, M, G, T [invalid-size]
         2 | memory: lots
           |         ^~~~
      """),
    RuleCase(
      .decimalUnit,
      """
      memc: 1
      memory: 4GB
      """,
      """
      topo.yaml:2:9: error: 'GB' in '4GB' is a power of ten; sizes have binary units; write '4GiB' [decimal-unit]
         2 | memory: 4GB
           |         ^~~
      """),
    RuleCase(
      .decimalUnit, "that no binary one can take the place of",
      """
      memc: 1
      nodes:
        - {memory: 0.3GB}
        - {memory: 99999999TB}
      """,
      """
      topo.yaml:3:14: error: 'GB' in '0.3GB' is a power of ten; sizes have binary units [decimal-unit]
         3 |   - {memory: 0.3GB}
           |              ^~~~~
      topo.yaml:4:14: error: 'TB' in '99999999TB' is a power of ten; sizes have binary units [decimal-unit]
         4 |   - {memory: 99999999TB}
           |              ^~~~~~~~~~
      """),
    RuleCase(
      .fractionalBytes,
      """
      memc: 1
      memory: 0.3KiB
      """,
      """
      topo.yaml:2:9: error: '0.3KiB' is not a whole number of bytes; use a smaller unit [fractional-bytes]
         2 | memory: 0.3KiB
           |         ^~~~~~
      """),
    RuleCase(
      .unalignedSize,
      """
      memc: 1
      memory: 6KiB
      """,
      """
      topo.yaml:2:9: error: 6 KiB is not a multiple of 4 KiB; write '4KiB' [unaligned-size]
         2 | memory: 6KiB
           |         ^~~~
      """),
    RuleCase(
      .unalignedSize, "less than a page",
      """
      memc: 1
      memory: 512
      """,
      """
      topo.yaml:2:9: error: 512 bytes is not a multiple of 4 KiB; a number without a unit counts bytes; for MiB write '512MiB' [unaligned-size]
         2 | memory: 512
           |         ^~~
      """),
    RuleCase(
      .unalignedSize, "of a gap",
      """
      memc: 1
      memory: 1GiB
      platform: {gaps: [{start: 3GiB, size: 1KiB}]}
      """,
      """
      topo.yaml:3:39: error: 1 KiB is not a multiple of 4 KiB; write '4KiB' [unaligned-size]
         3 | platform: {gaps: [{start: 3GiB, size: 1KiB}]}
           |                                       ^~~~
      """),
    RuleCase(
      .unalignedAddress,
      """
      memc: 1
      memory: 1GiB
      platform: {dram_base: 0x1800}
      """,
      """
      topo.yaml:3:23: error: 0x1800 is not on a 4 KiB page; write '0x1000' [unaligned-address]
         3 | platform: {dram_base: 0x1800}
           |                       ^~~~~~
      """),
    RuleCase(
      .unalignedSize, "one byte too small",
      """
      memc: 1
      memory: 0xffffffff
      """,
      """
      topo.yaml:2:9: error: 4294967295 bytes is not a multiple of 4 KiB; write '4GiB' [unaligned-size]
         2 | memory: 0xffffffff
           |         ^~~~~~~~~~
      """),
    RuleCase(
      .unalignedAddress, "the last address of a gap",
      """
      memc: 1
      memory: 8GiB
      platform:
        gaps:
          - {start: 0xbfffffff, end: 0xffffffff}
          - {start: 0x140000800, end: 0x150000800}
      """,
      """
      topo.yaml:5:15: error: 0xbfffffff is not on a 4 KiB page; write '0xc0000000' [unaligned-address]
         5 |     - {start: 0xbfffffff, end: 0xffffffff}
           |               ^~~~~~~~~~
      topo.yaml:5:32: error: 0xffffffff is not on a 4 KiB page; 'end' is the address just behind the range; write '0x100000000' [unaligned-address]
         5 |     - {start: 0xbfffffff, end: 0xffffffff}
           |                                ^~~~~~~~~~
      topo.yaml:6:15: error: 0x140000800 is not on a 4 KiB page; write '0x140000000' [unaligned-address]
         6 |     - {start: 0x140000800, end: 0x150000800}
           |               ^~~~~~~~~~~
      topo.yaml:6:33: error: 0x150000800 is not on a 4 KiB page; write '0x150001000' [unaligned-address]
         6 |     - {start: 0x140000800, end: 0x150000800}
           |                                 ^~~~~~~~~~~
      """),
    RuleCase(
      .inclusiveEnd,
      """
      memc: 1
      memory: 1GiB
      platform:
        reserved:
          replace: true
          list:
            - {start: 0x9fc00, end: 0x100000}
            - {start: 0x1000000, end: 0x1ffffff}
            - {start: 0, end: 0x9fbff}
            - {start: 0x200000, end: 0x2007f0}
      """,
      """
      topo.yaml:8:33: warning: the range ends just before 0x1ffffff, one byte below a multiple of 1 KiB; 'end' is the address just behind the range; write '0x2000000' [inclusive-end]
         8 |       - {start: 0x1000000, end: 0x1ffffff}
           |                                 ^~~~~~~~~
      topo.yaml:9:25: warning: the range ends just before 0x9fbff, one byte below a multiple of 1 KiB; 'end' is the address just behind the range; write '0x9fc00' [inclusive-end]
         9 |       - {start: 0, end: 0x9fbff}
           |                         ^~~~~~~
      """),
    RuleCase(
      .addressTooHigh, "sizes that no multiple is near of",
      """
      memc: 1
      nodes:
        - {memory: 9223372036854775807}
        - {memory: 4503599627370497}
      platform: {gaps: [{start: 1TiB, size: 18446744073709551615}]}
      """,
      """
      topo.yaml:3:14: error: 9223372036854775807 bytes is more than 2^52 bytes, all that addresses reach [address-too-high]
         3 |   - {memory: 9223372036854775807}
           |              ^~~~~~~~~~~~~~~~~~~
      topo.yaml:4:14: error: 4503599627370497 bytes is more than 2^52 bytes, all that addresses reach [address-too-high]
         4 |   - {memory: 4503599627370497}
           |              ^~~~~~~~~~~~~~~~
      topo.yaml:5:39: error: the range reaches beyond 2^52, the highest address that KVM takes [address-too-high]
         5 | platform: {gaps: [{start: 1TiB, size: 18446744073709551615}]}
           |                                       ^~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .addressTooHigh,
      """
      memc: 1
      memory: 1GiB
      platform: {dram_base: 0x10000000001000}
      """,
      """
      topo.yaml:3:23: error: 0x10000000001000 is above 2^52, the highest guest physical address that KVM takes [address-too-high]
         3 | platform: {dram_base: 0x10000000001000}
           |                       ^~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .addressTooHigh, "a node that reaches beyond",
      """
      memc: 1
      memory: 1GiB
      platform: {dram_base: 0x10000000000000, gaps: [], reserved: {replace: true, list: []}}
      """,
      """
      topo.yaml:2:9: error: node 0 would reach beyond 2^52, the highest guest physical address that KVM takes [address-too-high]
         2 | memory: 1GiB
           |         ^~~~
      """),
    RuleCase(
      .addressTooHigh, "a size",
      """
      memc: 1
      memory: 4097TiB
      """,
      """
      topo.yaml:2:9: error: 4097 TiB is more than 2^52 bytes, all that addresses reach [address-too-high]
         2 | memory: 4097TiB
           |         ^~~~~~~
      """),
    RuleCase(
      .addressTooHigh, "the sum of nodes",
      """
      memc: 1
      nodes:
        - {memory: 4096TiB}
        - {memory: 4KiB}
      """,
      """
      topo.yaml:4:14: error: with node 1 the memory exceeds 2^52 bytes, the highest guest physical address [address-too-high]
         4 |   - {memory: 4KiB}
           |              ^~~~
      """),
    RuleCase(
      .addressTooHigh, "the end of a range",
      """
      memc: 1
      memory: 1GiB
      platform: {gaps: [{start: 4095TiB, size: 2TiB}]}
      """,
      """
      topo.yaml:3:42: error: the range reaches beyond 2^52, the highest address that KVM takes [address-too-high]
         3 | platform: {gaps: [{start: 4095TiB, size: 2TiB}]}
           |                                          ^~~~
      """),
    RuleCase(
      .invalidSwitch,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, pin: On}
      """,
      """
      topo.yaml:3:25: error: 'On' is not a switch: 'on', 'off', 'true', 'false', 'yes' or 'no'; write 'on' [invalid-switch]
         3 |   - {memory: 1GiB, pin: On}
           |                         ^~
      """),
    RuleCase(
      .invalidChoice,
      """
      memc: 1
      arch: x86-64
      memory: 1GiB
      """,
      """
      topo.yaml:2:7: error: 'arch' is 'x86_64' or 'aarch64', not 'x86-64'; did you mean 'x86_64'? [invalid-choice]
         2 | arch: x86-64
           |       ^~~~~~
      """),
    RuleCase(
      .notPowerOfTwo,
      """
      memc: 1
      memory: 1GiB
      placement: {align: 3MiB}
      """,
      """
      topo.yaml:3:20: error: 'align' is 3 MiB; it is a power of two from 4 KiB to 2^52 bytes [not-power-of-two]
         3 | placement: {align: 3MiB}
           |                    ^~~~
      """),
    RuleCase(
      .notPowerOfTwo, "of a node",
      """
      memc: 1
      nodes: [{memory: 1GiB, align: 3MiB}, {memory: 1GiB, align: on}]
      """,
      """
      topo.yaml:2:31: error: 'align' is 3 MiB; it is a power of two from 4 KiB to 2^52 bytes [not-power-of-two]
         2 | nodes: [{memory: 1GiB, align: 3MiB}, {memory: 1GiB, align: on}]
           |                               ^~~~
      topo.yaml:2:60: error: 'align' is 'auto' or a size such as '2MiB', not 'on' [wrong-type]
         2 | nodes: [{memory: 1GiB, align: 3MiB}, {memory: 1GiB, align: on}]
           |                                                            ^~
      """),
    RuleCase(
      .emptyRange,
      """
      memc: 1
      memory: 1GiB
      platform: {gaps: [{start: 3GiB, end: 3GiB}]}
      """,
      """
      topo.yaml:3:38: error: the range ends at 0xc0000000, not above its start, 0xc0000000 [empty-range]
         3 | platform: {gaps: [{start: 3GiB, end: 3GiB}]}
           |                                      ^~~~
      """),
    RuleCase(
      .emptyRange, "no size",
      """
      memc: 1
      memory: 1GiB
      platform: {gaps: [{start: 3GiB, size: 0}]}
      """,
      """
      topo.yaml:3:39: error: the range has no size [empty-range]
         3 | platform: {gaps: [{start: 3GiB, size: 0}]}
           |                                       ^
      """),
  ]
}
