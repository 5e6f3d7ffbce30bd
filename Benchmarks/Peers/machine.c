/*
 * Builds the machine of examples/two-socket.yaml with the bare calls and lets it go again: the peer of 'memc realize'
 * as a whole process. The calls are those that memc makes of the machine; nothing is read, checked or reported.
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

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif

static const uint64_t GIB = 1ull << 30, HUGE_PAGE = 2 << 20;

static const struct {
  uint64_t guest, size;
  const char *name;
} extents[] = {{0, 2ull << 30, "memc node 0"}, {2ull << 30, 1ull << 30, "memc node 1"}, {4ull << 30, 3ull << 30, "memc node 1"}};

static int check(int result, const char *what) {
  if (result >= 0) return result;
  fprintf(stderr, "machine: %s: %s\n", what, strerror(errno));
  exit(1);
}

int main(void) {
  int kvm = check(open("/dev/kvm", O_RDWR | O_CLOEXEC), "/dev/kvm");
  check(ioctl(kvm, KVM_GET_API_VERSION, 0), "KVM_GET_API_VERSION");
  check(ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_NR_MEMSLOTS), "KVM_CHECK_EXTENSION");
  check(ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_READONLY_MEM), "KVM_CHECK_EXTENSION");
  enum { ENTRIES = 256 };
  struct kvm_cpuid2 *cpuid = calloc(1, sizeof *cpuid + ENTRIES * sizeof cpuid->entries[0]);
  cpuid->nent = ENTRIES;
  check(ioctl(kvm, KVM_GET_SUPPORTED_CPUID, cpuid), "KVM_GET_SUPPORTED_CPUID");

  char *reservation = mmap(NULL, 6 * GIB + HUGE_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reservation == MAP_FAILED) check(-1, "mmap");
  char *start = (char *)(((uintptr_t)reservation + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1)), *place = start;
  for (int extent = 0; extent < 3; extent++) {
    if (mmap(place, extents[extent].size, PROT_READ | PROT_WRITE,
             MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED)
      check(-1, "mmap");
    /* Kernels without names refuse, to no harm. */
    prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, place, extents[extent].size, extents[extent].name);
    place += extents[extent].size;
  }

  int machine = check(ioctl(kvm, KVM_CREATE_VM, 0), "KVM_CREATE_VM");
  place = start;
  for (int extent = 0; extent < 3; extent++) {
    struct kvm_userspace_memory_region region = {
        .slot = extent,
        .guest_phys_addr = extents[extent].guest,
        .memory_size = extents[extent].size,
        .userspace_addr = (uintptr_t)place};
    check(ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region), "KVM_SET_USER_MEMORY_REGION");
    place += extents[extent].size;
  }
  /* The pages that memc loads tables into. */
  start[0x7000] = 1;
  start[0xe0000] = 1;
  return 0;
}
