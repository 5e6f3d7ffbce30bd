// Calls of a guest's first process, which nobody else makes. Every shim returns what the call returns, or -errno.
#ifndef MEMC_CLINUX_GUEST_H
#define MEMC_CLINUX_GUEST_H

#include <errno.h>
#include <linux/reboot.h>
#include <stdint.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "memory.h"

/// mkdir(2) and mount(2): a file system of the kernel's own at a folder.
static inline int64_t memc_mount_kernel(const char *type, const char *folder) {
  if (mkdir(folder, 0755) < 0 && errno != EEXIST) return -(int64_t)errno;
  return mount(type, folder, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0 ? -(int64_t)errno : 0;
}

/// Bytes of the kernel's log buffer: syslog(2) with SYSLOG_ACTION_SIZE_BUFFER.
static inline int64_t memc_kernel_log_size(void) {
  int result = klogctl(10, NULL, 0);
  return result < 0 ? -(int64_t)errno : result;
}

/// The kernel's messages, the last ones that fit: syslog(2) with SYSLOG_ACTION_READ_ALL.
static inline int64_t memc_kernel_log(uint8_t *bytes, uint64_t capacity) {
  int result = klogctl(3, (char *)bytes, (int)capacity);
  return result < 0 ? -(int64_t)errno : result;
}

/// reboot(2): the machine begins anew, or is reset; whoever runs it ends it.
static inline int64_t memc_restart(void) {
  return syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_RESTART, NULL) < 0
      ? -(int64_t)errno
      : 0;
}

#if defined(__x86_64__)
#include <sys/io.h>

/// ioperm(2) for four ports, and a write of 32 bits to the first of them.
static inline int64_t memc_write_port(uint16_t port, uint32_t value) {
  if (ioperm(port, 4, 1) < 0) return -(int64_t)errno;
  outl(value, port);
  return 0;
}
#endif

#endif
