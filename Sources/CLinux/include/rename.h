// renameat2(2): glibc declares it under _GNU_SOURCE only, which importers of this module need not define.
#ifndef MEMC_CLINUX_RENAME_H
#define MEMC_CLINUX_RENAME_H

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Exchanges two paths, relative to the working directory, in one step: renameat2(2) with RENAME_EXCHANGE.
/// Returns 0, or -1 with errno set.
static inline int memc_rename_exchange(const char *left, const char *right) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, left, AT_FDCWD, right, RENAME_EXCHANGE);
}

#endif
