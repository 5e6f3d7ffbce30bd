/*
 * Gives memory its pages on several threads, as directly as Linux allows: the peer of what 'prefault: on' does.
 *
 *     populate MIB small|thp|huge THREADS
 *     populate small COMMAND [ARGUMENT…]
 *
 * The first form maps private anonymous memory, populates it with MADV_POPULATE_WRITE and prints how many microseconds
 * that took, the beginning and the end of its threads included; every thread takes the next
 * 32 MiB as soon as it is done with the last ones, as memc's do, so that a thread that has to wait for a CPU does not
 * make the other one wait for it. The second form runs a command that gets small pages whatever it asks for: QEMU asks
 * for transparent huge ones by itself.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

enum { CHUNK = 32 << 20, HUGE_PAGE = 2 << 20, MOST_THREADS = 64 };

static char *start;
static size_t size;
static atomic_size_t next;

static void fail(const char *what) {
  fprintf(stderr, "populate: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void *work(void *argument) {
  (void)argument;
  size_t offset;
  while ((offset = atomic_fetch_add(&next, CHUNK)) < size) {
    size_t length = size - offset < CHUNK ? size - offset : CHUNK;
    while (madvise(start + offset, length, MADV_POPULATE_WRITE) != 0)
      if (errno != EINTR) fail("madvise");
  }
  return NULL;
}

int main(int count, char **words) {
  if (count > 2 && strcmp(words[1], "small") == 0) {
    if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) != 0) fail("prctl");
    execvp(words[2], &words[2]);
    fail(words[2]);
  }
  long threads = count == 4 ? strtol(words[3], NULL, 10) : 0;
  size = count == 4 ? strtoull(words[1], NULL, 10) << 20 : 0;
  if (threads < 1 || threads > MOST_THREADS || size == 0) {
    fprintf(stderr, "usage: populate MIB small|thp|huge THREADS\n       populate small COMMAND [ARGUMENT...]\n");
    return 64;
  }
  int is_huge = strcmp(words[2], "huge") == 0;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | (is_huge ? MAP_HUGETLB : MAP_NORESERVE);
  /* Room to begin at a multiple of a huge page. */
  char *mapping = mmap(NULL, size + (is_huge ? 0 : HUGE_PAGE), PROT_READ | PROT_WRITE, flags, -1, 0);
  if (mapping == MAP_FAILED) fail("mmap");
  start = (char *)(((uintptr_t)mapping + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1));
  if (!is_huge && madvise(start, size, strcmp(words[2], "thp") == 0 ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) != 0)
    fail("madvise");

  double before = now();
  pthread_t running[MOST_THREADS];
  for (long i = 0; i < threads; i++)
    if ((errno = pthread_create(&running[i], NULL, work, NULL)) != 0) fail("pthread_create");
  for (long i = 0; i < threads; i++) pthread_join(running[i], NULL);
  printf("%.1f\n", now() - before);
  return 0;
}
