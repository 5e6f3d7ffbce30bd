// Calls that decide on which host nodes pages are, and that tell it. Every shim returns what the call returns, or -errno.
#ifndef MEMC_CLINUX_PLACEMENT_H
#define MEMC_CLINUX_PLACEMENT_H

#include <errno.h>
#include <linux/mempolicy.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "memory.h"

/// MPOL_WEIGHTED_INTERLEAVE, Linux 6.9's: newer than the headers of the oldest distribution that memc builds on.
static const int MEMC_MPOL_WEIGHTED_INTERLEAVE = 6;
/// Moves pages that are there, as far as this process alone has mapped them.
static const unsigned MEMC_MOVE_OWN = MPOL_MF_MOVE;
/// Moves pages that others have mapped as well, which takes CAP_SYS_NICE.
static const unsigned MEMC_MOVE_ALL = MPOL_MF_MOVE | MPOL_MF_MOVE_ALL;

/// mbind(2): decides about pages that do not exist yet, and by its flags about those that are there.
MEMC_UNSAFE static inline int64_t memc_mbind(
    uint64_t address, uint64_t length, int mode, const uint64_t *mask, uint64_t bits, unsigned flags) {
  return syscall(SYS_mbind, address, length, mode, mask, bits, flags) < 0 ? -(int64_t)errno : 0;
}

/// move_pages(2) without nodes: writes the host node of the page at each address, or -errno.
static inline int64_t memc_page_nodes(const uint64_t *addresses, int32_t *nodes, uint64_t count) {
  return syscall(SYS_move_pages, 0, count, addresses, NULL, nodes, 0) < 0 ? -(int64_t)errno : 0;
}

/// mincore(2): bit 0 of a byte a page says whether the page is there, mapped or not.
static inline int64_t memc_mincore(uint64_t address, uint64_t length, uint8_t *pages) {
  return mincore((void *)(uintptr_t)address, length, pages) < 0 ? -(int64_t)errno : 0;
}

#endif
