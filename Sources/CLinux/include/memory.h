// Calls that make and shape mappings. Addresses are integers here, as in KVM's own structures: a mapping
// for a guest is nothing that a program dereferences. Every shim returns what the call returns, or -errno.
// What could pull memory away from under live pointers is marked, so that Swift asks for `unsafe`.
#ifndef MEMC_CLINUX_MEMORY_H
#define MEMC_CLINUX_MEMORY_H

#include <errno.h>
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <linux/prctl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define MEMC_UNSAFE __attribute__((swift_attr("unsafe")))

// Newer than the headers of the oldest distribution that memc builds on; the values are ABI.
static const unsigned int MEMC_MFD_NOEXEC_SEAL = 0x0008U;
static const unsigned int MEMC_MFD_CLOEXEC = 0x0001U;
static const unsigned int MEMC_MFD_ALLOW_SEALING = 0x0002U;
static const unsigned int MEMC_MFD_HUGETLB = 0x0004U;
static const int MEMC_MAP_NORESERVE = 0x4000;
static const int MEMC_MADV_POPULATE_READ = 22;
static const int MEMC_MADV_POPULATE_WRITE = 23;
/// MAP_HUGE_SHIFT, which is MFD_HUGE_SHIFT too: where log2 of the page size lies in the flags.
static const int MEMC_HUGE_SHIFT = 26;
static const long MEMC_HUGETLBFS_MAGIC = 0x958458f6;
static const long MEMC_TMPFS_MAGIC = 0x01021994;
static const int MEMC_ADD_SEALS = 1033;
static const int MEMC_GET_SEALS = 1034;
static const int MEMC_SEAL_SEAL = 1;
static const int MEMC_SEAL_SHRINK = 2;
static const int MEMC_SEAL_GROW = 4;
static const int MEMC_SEAL_WRITE = 8;
static const int MEMC_SEAL_FUTURE_WRITE = 16;

/// mmap(2): the address of the mapping.
MEMC_UNSAFE static inline int64_t memc_mmap(
    uint64_t address, uint64_t length, int protection, int flags, int descriptor, uint64_t offset) {
  void *result = mmap((void *)(uintptr_t)address, length, protection, flags, descriptor, (off_t)offset);
  return result == MAP_FAILED ? -(int64_t)errno : (int64_t)(uintptr_t)result;
}

/// munmap(2).
MEMC_UNSAFE static inline int64_t memc_munmap(uint64_t address, uint64_t length) {
  return munmap((void *)(uintptr_t)address, length) < 0 ? -(int64_t)errno : 0;
}

/// madvise(2).
MEMC_UNSAFE static inline int64_t memc_madvise(uint64_t address, uint64_t length, int advice) {
  return madvise((void *)(uintptr_t)address, length, advice) < 0 ? -(int64_t)errno : 0;
}

/// mlock(2).
static inline int64_t memc_mlock(uint64_t address, uint64_t length) {
  return mlock((const void *)(uintptr_t)address, length) < 0 ? -(int64_t)errno : 0;
}

/// memfd_create(2).
MEMC_UNSAFE static inline int64_t memc_memfd_create(const char *name, unsigned int flags) {
  long result = syscall(SYS_memfd_create, name, flags);
  return result < 0 ? -(int64_t)errno : result;
}

/// fcntl(2) with an integer argument.
static inline int64_t memc_fcntl(int descriptor, int command, int argument) {
  int result = fcntl(descriptor, command, argument);
  return result < 0 ? -(int64_t)errno : result;
}

/// ftruncate(2).
static inline int64_t memc_ftruncate(int descriptor, uint64_t length) {
  return ftruncate(descriptor, (off_t)length) < 0 ? -(int64_t)errno : 0;
}

/// pipe2(2) with O_CLOEXEC: the read end in the low 32 bits, the write end in the high ones.
static inline int64_t memc_pipe(void) {
  int ends[2];
  if (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0) return -(int64_t)errno;
  return (int64_t)ends[1] << 32 | ends[0];
}

/// prctl(2) with PR_SET_VMA_ANON_NAME: names a mapping in /proc/self/maps.
MEMC_UNSAFE static inline int64_t memc_name_mapping(uint64_t address, uint64_t length, const char *name) {
  return prctl(0x53564d41, 0, address, length, name) < 0 ? -(int64_t)errno : 0;
}

/// What fstat(2) and fstatfs(2) say of an open file.
struct memc_file {
  /// 0, or -errno.
  int64_t result;
  uint64_t size;
  uint32_t mode;
  int64_t file_system;
  uint64_t block_size;
  uint64_t device;
  uint64_t inode;
};

static inline struct memc_file memc_file_facts(int descriptor) {
  struct memc_file facts = {0};
  struct stat status;
  struct statfs file_system;
  if (fstat(descriptor, &status) < 0 || fstatfs(descriptor, &file_system) < 0) {
    facts.result = -(int64_t)errno;
    return facts;
  }
  facts.size = (uint64_t)status.st_size;
  facts.mode = status.st_mode;
  facts.file_system = (int64_t)file_system.f_type;
  facts.block_size = (uint64_t)file_system.f_bsize;
  facts.device = status.st_dev;
  facts.inode = status.st_ino;
  return facts;
}

static const uint32_t MEMC_FILE_TYPE = S_IFMT;
static const uint32_t MEMC_REGULAR_FILE = S_IFREG;
static const int MEMC_LIMIT_ADDRESS_SPACE = RLIMIT_AS;
static const int MEMC_LIMIT_LOCKED = RLIMIT_MEMLOCK;
static const int MEMC_LIMIT_FILES = RLIMIT_NOFILE;

/// The soft limit of getrlimit(2); the largest number where there is none.
static inline uint64_t memc_limit(int resource) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY) return UINT64_MAX;
  return limit.rlim_cur;
}

/// A range of pages of which the same can be said: `struct page_region` of PAGEMAP_SCAN.
struct memc_page_region {
  uint64_t start;
  uint64_t end;
  /// MEMC_PAGE_IS_… of what was asked for.
  uint64_t categories;
};

// PAGEMAP_SCAN is Linux 6.7's: newer than the headers of the oldest distribution that memc builds on.
static const uint64_t MEMC_PAGE_IS_PRESENT = 1 << 3;
static const uint64_t MEMC_PAGE_IS_ZERO_PAGE = 1 << 5;
static const uint64_t MEMC_PAGE_IS_HUGE = 1 << 6;

/// ioctl(2) with PAGEMAP_SCAN: the pages of a range that are there, the shared page of zeros left out, and whether they
/// are huge. Returns how many regions were filled; the walk came as far as `walk_end` says.
static inline int64_t memc_scan_pages(
    int pagemap, uint64_t start, uint64_t end, struct memc_page_region *regions, uint64_t capacity,
    uint64_t *walk_end) {
  struct {
    uint64_t size, flags, start, end, walk_end, vector, vector_length, max_pages;
    uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
  } argument = {
      .size = sizeof argument,
      .start = start,
      .end = end,
      .vector = (uint64_t)(uintptr_t)regions,
      .vector_length = capacity,
      .category_inverted = MEMC_PAGE_IS_ZERO_PAGE,
      .category_mask = MEMC_PAGE_IS_PRESENT | MEMC_PAGE_IS_ZERO_PAGE,
      .return_mask = MEMC_PAGE_IS_PRESENT | MEMC_PAGE_IS_HUGE,
  };
  int result = ioctl(pagemap, _IOWR('f', 16, argument), &argument);
  *walk_end = argument.walk_end;
  return result < 0 ? -(int64_t)errno : result;
}

#endif
