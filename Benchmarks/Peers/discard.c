/*
 * Gives populated memory back, as directly as Linux allows: the peer of what 'memc realize --discard' does.
 *
 *     discard MIB small|shared|huge
 *
 * Private small pages and hugepages go by MADV_DONTNEED, those of a memfd by MADV_REMOVE. Prints how many
 * microseconds that took. The memory is a slot of a machine, as memc's is: KVM is told of every page that goes.
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
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

static void fail(const char *what) {
  fprintf(stderr, "discard: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

int main(int count, char **words) {
  size_t size = count == 3 ? strtoull(words[1], NULL, 10) << 20 : 0;
  if (size == 0) {
    fprintf(stderr, "usage: discard MIB small|shared|huge\n");
    return 64;
  }
  int is_shared = strcmp(words[2], "shared") == 0, is_huge = strcmp(words[2], "huge") == 0;
  int object = -1;
  if (is_shared) {
    object = memfd_create("discard", MFD_CLOEXEC);
    if (object < 0 || ftruncate(object, size) != 0) fail("memfd_create");
  }
  int flags = is_shared ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
  flags |= is_huge ? MAP_HUGETLB : MAP_NORESERVE;
  char *start = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, object, 0);
  if (start == MAP_FAILED) fail("mmap");
  if (!is_huge && madvise(start, size, MADV_NOHUGEPAGE) != 0) fail("madvise");
  if (madvise(start, size, MADV_POPULATE_WRITE) != 0) fail("MADV_POPULATE_WRITE");
  int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
  if (kvm < 0) fail("/dev/kvm");
  int machine = ioctl(kvm, KVM_CREATE_VM, 0);
  if (machine < 0) fail("KVM_CREATE_VM");
  struct kvm_userspace_memory_region region = {.memory_size = size, .userspace_addr = (uintptr_t)start};
  if (ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region) != 0) fail("KVM_SET_USER_MEMORY_REGION");

  double before = now();
  if (madvise(start, size, is_shared ? MADV_REMOVE : MADV_DONTNEED) != 0) fail("madvise");
  printf("%.1f\n", now() - before);
  return 0;
}
