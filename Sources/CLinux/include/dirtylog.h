// KVM's log of the pages that a guest writes, as a bitmap a slot or as a ring a vCPU. Every shim returns what the call
// returns, or -errno.
#ifndef MEMC_CLINUX_DIRTYLOG_H
#define MEMC_CLINUX_DIRTYLOG_H

#include <errno.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <sys/ioctl.h>

#include "kvm.h"
#include "memory.h"

// Newer than the headers of the oldest distribution that memc builds on; the values are ABI.
static const int MEMC_KVM_CAP_DIRTY_LOG_RING_ACQ_REL = 223;
static const uint32_t MEMC_KVM_EXIT_DIRTY_RING_FULL = 31;
/// KVM_DIRTY_LOG_PAGE_OFFSET: the page of a vCPU's descriptor at which its ring is mapped; 0 where an architecture has none.
static const uint64_t MEMC_KVM_DIRTY_LOG_PAGE_OFFSET = KVM_DIRTY_LOG_PAGE_OFFSET;
static const uint64_t MEMC_DIRTY_ENTRY_SIZE = sizeof(struct kvm_dirty_gfn);
static const unsigned long MEMC_KVM_RESET_DIRTY_RINGS = KVM_RESET_DIRTY_RINGS;

/// KVM_ENABLE_CAP of a machine.
static inline int64_t memc_kvm_enable(int vm, int capability, uint64_t argument) {
  struct kvm_enable_cap enabled = {.cap = (uint32_t)capability, .args = {argument}};
  int result = ioctl(vm, KVM_ENABLE_CAP, &enabled);
  return result < 0 ? -(int64_t)errno : result;
}

/// KVM_GET_DIRTY_LOG: writes a bit a page of the slot, in whole words of 64.
MEMC_UNSAFE static inline int64_t memc_kvm_get_dirty_log(int vm, uint32_t slot, uint64_t *bits) {
  struct kvm_dirty_log log = {.slot = slot, .dirty_bitmap = bits};
  int result = ioctl(vm, KVM_GET_DIRTY_LOG, &log);
  return result < 0 ? -(int64_t)errno : result;
}

/// KVM_CLEAR_DIRTY_LOG: has KVM forget the pages of set bits, and protect them again.
static inline int64_t memc_kvm_clear_dirty_log(
    int vm, uint32_t slot, uint64_t first_page, uint32_t page_count, const uint64_t *bits) {
  struct kvm_clear_dirty_log log = {
      .slot = slot,
      .num_pages = page_count,
      .first_page = first_page,
      .dirty_bitmap = (void *)bits,
  };
  int result = ioctl(vm, KVM_CLEAR_DIRTY_LOG, &log);
  return result < 0 ? -(int64_t)errno : result;
}

/// An entry of a ring: a page of a slot that was written.
struct memc_dirty_page {
  /// The slot's number; above it, from bit 16 on, that of the address space.
  uint32_t slot;
  /// The page of the slot.
  uint64_t offset;
};

/// Takes entries out of a ring, and leaves them to KVM_RESET_DIRTY_RINGS.
///
/// `ring` is where the ring is mapped, of `entry_count` entries, and `next` counts those that were ever taken. Returns how
/// many were taken, at most `capacity`.
MEMC_UNSAFE static inline uint32_t memc_take_dirty_pages(
    uint64_t ring, uint32_t entry_count, uint32_t *next, struct memc_dirty_page *pages, uint32_t capacity) {
  struct kvm_dirty_gfn *entries = (struct kvm_dirty_gfn *)(uintptr_t)ring;
  uint32_t count = 0;
  while (count < capacity) {
    struct kvm_dirty_gfn *entry = &entries[*next % entry_count];
    // KVM writes the flags last, and reads them first.
    if (__atomic_load_n(&entry->flags, __ATOMIC_ACQUIRE) != 1) break;
    pages[count].slot = entry->slot;
    pages[count].offset = entry->offset;
    __atomic_store_n(&entry->flags, 2, __ATOMIC_RELEASE);
    count++;
    (*next)++;
  }
  return count;
}

#endif
