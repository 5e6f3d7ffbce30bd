import Exchange
import Testing

/// What is read of Firecracker's configuration, and what is said of the rest.
@Suite("Firecracker, read") struct FirecrackerReadingTests {
  static let read: [(text: String, topology: String)] = [
    // tests/framework/vm_config.json.
    (
      """
      {
        "boot-source": {"kernel_image_path": "vmlinux.bin", "boot_args": "console=ttyS0 reboot=k panic=1", "initrd_path": null},
        "drives": [{"drive_id": "rootfs", "is_root_device": true, "cache_type": "Unsafe", "path_on_host": "bionic.rootfs.ext4"}],
        "machine-config": {"vcpu_count": 2, "mem_size_mib": 1024, "smt": false, "track_dirty_pages": false, "huge_pages": "None"},
        "cpu-config": null, "balloon": null, "network-interfaces": [], "vsock": null, "memory-hotplug": null
      }
      """,
      """
      memc: 1
      platform: firecracker
      memory: 1GiB
      cpus: 2

      """
    ),
    (
      """
      {"machine-config": {"vcpu_count": 8, "mem_size_mib": 4096, "smt": true, "cpu_template": "T2", "huge_pages": "2M"},
       "memory-hotplug": {"total_size_mib": 1024, "block_size_mib": 2, "slot_size_mib": 256}}
      """,
      """
      memc: 1
      platform: firecracker
      nodes: [{memory: 4GiB, hotplug: {size: 1GiB, start: 512GiB, slots: 4}}]
      cpus: {cores_per_llc: 4, threads_per_core: 2}
      defaults: {hugepages: 2MiB}

      """
    ),
    // What its API takes.
    (
      #"{"vcpu_count": 1, "mem_size_mib": 512, "smt": true, "huge_pages": "Transparent"}"#,
      """
      memc: 1
      platform: firecracker
      memory: 512MiB
      defaults: {thp: on}

      """
    ),
    // What nothing says is what Firecracker has.
    (
      #"{"boot-source": {"kernel_image_path": "vmlinux.bin"}, "drives": []}"#,
      """
      memc: 1
      platform: firecracker
      memory: 128MiB

      """
    ),
    (
      #"{"machine-config": {"vcpu_count": 1, "mem_size_mib": 128}, "memory-hotplug": {"total_size_mib": 65536}}"#,
      """
      memc: 1
      platform: firecracker
      nodes: [{memory: 128MiB, hotplug: {size: 64GiB, start: 512GiB}}]
      input:1:97: warning: memory is plugged in by 512 slots, and in a topology by at most 256: that there are several is left out [not-imported]

      """
    ),
    (
      #"{"machine-config": {"vcpu_count": 1, "mem_size_mib": 128, "track_dirty_pages": true}, "memory-hotplug": {"total_size_mib": 1024, "block_size_mib": 4}}"#,
      """
      memc: 1
      platform: firecracker
      nodes: [{memory: 128MiB, hotplug: {size: 1GiB, start: 512GiB, slots: 8}}]
      input:1:80: warning: that pages which are written to are tracked has no place in a topology [not-imported]
      input:1:148: warning: by how much at once a guest takes memory has no place in a topology [not-imported]

      """
    ),
  ]

  @Test("What is read", arguments: read)
  func reads(_ text: String, _ topology: String) {
    #expect(ReadMachine(text, FirecrackerFormat.self).text == topology)
  }

  static let refused: [(text: String, message: String)] = [
    ("", "input:1:1: error: the text is not JSON: a value is expected"),
    (
      "{}",
      "input:1:1: error: this is no configuration of Firecracker: none of its members is there, such as 'machine-config'"
    ),
    (
      #"{"cpus": {"boot_vcpus": 1}}"#,
      "input:1:1: error: this is no configuration of Firecracker: none of its members is there, such as 'machine-config'"
    ),
    ("[]", "input:1:1: error: the configuration is a list of 0, not an object"),
    (#"{"machine-config": 7}"#, "input:1:20: error: 'machine-config' is 7, not an object"),
    (#"{"machine-config": {"vcpu_count": 2}}"#, "input:1:20: error: 'machine-config' has no 'mem_size_mib'"),
    (#"{"machine-config": {"mem_size_mib": 128}}"#, "input:1:20: error: 'machine-config' has no 'vcpu_count'"),
    (
      #"{"vcpu_count": 33, "mem_size_mib": 128}"#,
      "input:1:16: error: 'vcpu_count' is 33, not an integer from 1 to 32"
    ),
    (
      #"{"vcpu_count": 0, "mem_size_mib": 128}"#,
      "input:1:16: error: 'vcpu_count' is 0, not an integer from 1 to 32"
    ),
    (
      #"{"vcpu_count": 3, "mem_size_mib": 128, "smt": true}"#,
      "input:1:16: error: with two threads a core, CPUs are 1 or an even number, not 3"
    ),
    (
      #"{"vcpu_count": 1, "mem_size_mib": 0}"#,
      "input:1:35: error: 'mem_size_mib' is 0, not an integer from 1 to 17592186044415"
    ),
    (
      #"{"vcpu_count": 1, "mem_size_mib": 18446744073709551615}"#,
      "input:1:35: error: 'mem_size_mib' is 18446744073709551615, not an integer from 1 to 17592186044415"
    ),
    (
      #"{"vcpu_count": 1, "mem_size_mib": 17592186044415}"#,
      "input:1:35: error: 17592186044415 MiB is more than 2^52 bytes, all that addresses reach"
    ),
    (
      #"{"vcpu_count": 1, "mem_size_mib": 127, "huge_pages": "2M"}"#,
      "input:1:35: error: with huge pages, memory is a multiple of 2 MiB"
    ),
    (
      #"{"vcpu_count": 1, "mem_size_mib": 128, "huge_pages": "1G"}"#,
      "input:1:54: error: 'huge_pages' is \"1G\", not one of \"None\", \"Transparent\", \"2M\""
    ),
    (
      #"{"vcpu_count": 1, "mem_size_mib": 128, "smt": "on"}"#,
      "input:1:47: error: 'smt' is \"on\", not true or false"
    ),
    (
      #"{"vcpu_count": 1, "mem_size_mib": 128, "ht_enabled": false}"#,
      "input:1:40: error: the configuration has no member 'ht_enabled'; it has 'vcpu_count', 'mem_size_mib', 'smt', 'huge_pages', 'track_dirty_pages', 'cpu_template', 'gdb_socket_path'"
    ),
    (
      #"{"vcpu_count": 1, "mem_size_mib": 128, "hugepages": "2M"}"#,
      "input:1:40: error: the configuration has no member 'hugepages'; did you mean 'huge_pages'?"
    ),
    (#"{"memory-hotplug": {"slot_size_mib": 128}}"#, "input:1:20: error: 'memory-hotplug' has no 'total_size_mib'"),
    (
      #"{"memory-hotplug": {"total_size_mib": 100}}"#,
      "input:1:39: error: 100 MiB are not a multiple of a slot's 128 MiB"
    ),
    (
      #"{"memory-hotplug": {"total_size_mib": 128, "slot_size_mib": 64}}"#,
      "input:1:61: error: 'slot_size_mib' is 64, not an integer from 128 to 4294967295"
    ),
    (
      #"{"machine-config": {"vcpu_count": 1, "mem_size_mib": 524288}, "memory-hotplug": {"total_size_mib": 1024}}"#,
      "input:1:100: error: the hot-pluggable space of node 0, 0x8000000000-0x8040000000, overlaps RAM of node 0, 0x8000000000-0xc040000000; write 'start: 0xc040000000'"
    ),
    (
      #"{"vcpu_count": 1, "vcpu_count": 2}"#,
      "input:1:19: error: the text is not JSON: another member of the object has this name already"
    ),
  ]

  @Test("What is refused, and where", arguments: refused)
  func refuses(_ text: String, _ message: String) {
    let machine = ReadMachine(text, FirecrackerFormat.self)
    #expect(machine.topology == nil)
    #expect(machine.lines.contains { $0.hasPrefix("\(message) [") }, "\(machine.diagnostics)")
  }

  @Test(
    "Whatever bytes there are, they are read or refused",
    arguments: ["{\"machine-config\":", "[", "{\"vcpu_count\": 1,", "\"", "\u{FF}", "9"])
  func megabytes(_ text: String) {
    let bytes = Array(String(repeating: text, count: (1 << 20) / text.utf8.count).utf8)
    #expect(ReadMachine(bytes: bytes, FirecrackerFormat.self).topology == nil)
    #expect(ReadMachine(bytes: [0x7B, 0xFF, 0x7D], FirecrackerFormat.self).topology == nil)
  }
}
