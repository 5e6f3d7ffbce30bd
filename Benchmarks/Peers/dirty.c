/*
 * Gets the log of dirty pages of every slot of a machine, as directly as KVM allows: the peer of what
 * 'memc realize --dirty-log' does.
 *
 *     dirty SLOTS KIB
 *
 * Each slot has so many KiB of private memory that nobody touches, and is cleared on request. Prints how many microseconds
 * it took to get all bitmaps, which are kept.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>

static void fail(const char *what) {
  fprintf(stderr, "dirty: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

int main(int count, char **words) {
  size_t slots = count == 3 ? strtoull(words[1], NULL, 10) : 0;
  size_t size = count == 3 ? strtoull(words[2], NULL, 10) << 10 : 0;
  if (slots == 0 || size == 0) {
    fprintf(stderr, "usage: dirty SLOTS KIB\n");
    return 64;
  }
  char *start = mmap(NULL, slots * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED) fail("mmap");
  int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
  if (kvm < 0) fail("/dev/kvm");
  int machine = ioctl(kvm, KVM_CREATE_VM, 0);
  if (machine < 0) fail("KVM_CREATE_VM");
  struct kvm_enable_cap manual = {.cap = KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, .args = {1}};
  if (ioctl(machine, KVM_ENABLE_CAP, &manual) != 0) fail("KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2");
  for (size_t slot = 0; slot < slots; slot++) {
    struct kvm_userspace_memory_region region = {
        .slot = (uint32_t)slot,
        .flags = KVM_MEM_LOG_DIRTY_PAGES,
        .guest_phys_addr = slot * size,
        .memory_size = size,
        .userspace_addr = (uintptr_t)(start + slot * size),
    };
    if (ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region) != 0) fail("KVM_SET_USER_MEMORY_REGION");
  }
  void **bitmaps = calloc(slots, sizeof *bitmaps);
  size_t bytes = (size / 4096 + 63) / 64 * 8;

  double before = now();
  for (size_t slot = 0; slot < slots; slot++) {
    bitmaps[slot] = malloc(bytes);
    if (bitmaps[slot] == NULL) fail("malloc");
    struct kvm_dirty_log log = {.slot = (uint32_t)slot, .dirty_bitmap = bitmaps[slot]};
    if (ioctl(machine, KVM_GET_DIRTY_LOG, &log) != 0) fail("KVM_GET_DIRTY_LOG");
  }
  printf("%.1f\n", now() - before);
  return 0;
}
