/*
 * Registers memory slots with the bare ioctls and prints how many microseconds that took: the peer of memc's step
 * 'register'. The mappings are those that memc makes: one range of addresses, and in it a private mapping with a name for each slot.
 *
 *     slots COUNT MIB
 *
 * COUNT slots of MIB each, packed from guest physical address 0, with a gap from 3 to 4 GiB.
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
#include <sys/prctl.h>
#include <time.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif

static const uint64_t HUGE_PAGE = 2 << 20, GAP_START = 3ull << 30, GAP_END = 4ull << 30;

static void fail(const char *what) {
  fprintf(stderr, "slots: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

int main(int count, char **words) {
  uint64_t slots = count == 3 ? strtoull(words[1], NULL, 10) : 0;
  uint64_t size = count == 3 ? strtoull(words[2], NULL, 10) << 20 : 0;
  if (slots == 0 || size == 0) {
    fprintf(stderr, "usage: slots COUNT MIB\n");
    return 64;
  }
  char *reservation = mmap(NULL, slots * size + HUGE_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reservation == MAP_FAILED) fail("mmap");
  uint64_t start = ((uintptr_t)reservation + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
  for (uint64_t i = 0; i < slots; i++) {
    if (mmap((void *)(start + i * size), size, PROT_READ | PROT_WRITE,
             MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED)
      fail("mmap");
    /* Neighbours with different names stay mappings of their own. Kernels without names refuse, to no harm. */
    char name[32];
    snprintf(name, sizeof name, "node %llu", (unsigned long long)i);
    prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, start + i * size, size, name);
  }
  int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
  if (kvm < 0) fail("/dev/kvm");
  int machine = ioctl(kvm, KVM_CREATE_VM, 0);
  if (machine < 0) fail("KVM_CREATE_VM");

  double before = now();
  uint64_t address = 0;
  for (uint64_t i = 0; i < slots; i++) {
    if (address < GAP_END && address + size > GAP_START) address = GAP_END;
    struct kvm_userspace_memory_region region = {
        .slot = i, .guest_phys_addr = address, .memory_size = size, .userspace_addr = start + i * size};
    if (ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region) != 0) fail("KVM_SET_USER_MEMORY_REGION");
    address += size;
  }
  printf("%.1f\n", now() - before);
  return 0;
}
