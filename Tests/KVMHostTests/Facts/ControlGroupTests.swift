import HostFiles
import Testing

@testable import KVMHost

@Suite("Control groups of a process") struct ControlGroupTests {
  private func folders(_ controller: String, _ mountInfo: String, _ membership: String) -> [String] {
    ControlGroups(mountInfo: mountInfo, membership: membership).groups(of: controller).map(\.folder)
  }

  @Test func ofVersion2() {
    let mounts = """
      22 27 0:21 / /proc rw,relatime - proc proc rw
      30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
      """
    #expect(
      folders("memory", mounts, "0::/user.slice/user 0/vm\n")
        == [
          "/sys/fs/cgroup/user.slice/user 0/vm", "/sys/fs/cgroup/user.slice/user 0", "/sys/fs/cgroup/user.slice",
          "/sys/fs/cgroup",
        ])
    #expect(folders("memory", mounts, "0::/\n") == ["/sys/fs/cgroup"])
    #expect(folders("memory", mounts, "") == [])
    #expect(folders("memory", "", "0::/vm\n") == [])
  }

  @Test func ofBothVersions() {
    let mounts = """
      35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
      36 31 0:33 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
      40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
      41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
      """
    let membership = "9:name=systemd:/s\n4:memory:/m/a:b\n1:cpu,cpuacct:/c\n0::/u\n"
    #expect(
      folders("memory", mounts, membership)
        == ["/sys/fs/cgroup/memory/m/a:b", "/sys/fs/cgroup/memory/m", "/sys/fs/cgroup/memory"])
    #expect(
      folders("cpuacct", mounts, membership) == ["/sys/fs/cgroup/cpu,cpuacct/c", "/sys/fs/cgroup/cpu,cpuacct"])
    // What no hierarchy of version 1 has belongs to version 2.
    #expect(folders("hugetlb", mounts, membership) == ["/sys/fs/cgroup/unified/u", "/sys/fs/cgroup/unified"])
    let groups = ControlGroups(mountInfo: mounts, membership: membership)
    #expect(groups.groups(of: "memory").map(\.isLegacy) == [true, true, true])
    #expect(groups.groups(of: "hugetlb").map(\.isLegacy) == [false, false])
  }

  @Test func atOddPlaces() {
    let mounts = """
      50 23 0:26 /other /mnt/other rw - cgroup2 cgroup2 rw
      51 23 0:26 /box /mnt/with\\040space\\011and\\134 rw - cgroup2 cgroup2 rw
      """
    #expect(
      folders("memory", mounts, "0::/box/vm\n") == ["/mnt/with space\tand\\/vm", "/mnt/with space\tand\\"])
    #expect(folders("memory", mounts, "0::/box\n") == ["/mnt/with space\tand\\"])
    // No part of a name is a group above it.
    #expect(folders("memory", mounts, "0::/boxer\n") == [])
    // Mounted from outside the namespace, or a process outside of it.
    #expect(folders("memory", "50 23 0:26 /../.. /mnt rw - cgroup2 cgroup2 rw", "0::/\n") == ["/mnt"])
    #expect(folders("memory", "50 23 0:26 / /mnt rw - cgroup2 cgroup2 rw", "0::/../vm\n") == [])
    for line in ["", "51", "51 23 0:26 / /mnt rw -", "51 23 0:26 / /mnt rw cgroup2 cgroup2 rw"] {
      #expect(folders("memory", line, "0::/\n") == [])
    }
  }
}
