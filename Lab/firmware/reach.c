// Has QEMU's device `edu` copy memory of a guest to other places of it, at guest physical addresses, and says at which of them
// the bytes are there afterwards:
//
//     reach PROCESS SOURCE HOST [DESTINATION HOST]…
//
// The process is the one that holds the memory, each host address is where it has the guest physical address before it. A
// line a destination: `0x1000 written`, or `unchanged`, or `other`.
//
// The device takes a source, a destination, a count and a command in its registers from 0x80 on; its own memory begins at 0x40000
// (QEMU's docs/specs/edu.rst).
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEVICE "/sys/bus/pci/devices/0000:00:04.0/"
enum { SIZE = 512, BUFFER = 0x40000 };

static volatile uint8_t *registers;

static int copy(uint64_t source, uint64_t destination, uint64_t command) {
  *(volatile uint64_t *)(registers + 0x80) = source;
  *(volatile uint64_t *)(registers + 0x88) = destination;
  *(volatile uint64_t *)(registers + 0x90) = SIZE;
  *(volatile uint64_t *)(registers + 0x98) = command | 1;
  for (int milliseconds = 0; milliseconds < 5000; milliseconds++) {
    if ((*(volatile uint64_t *)(registers + 0x98) & 1) == 0) return 0;
    usleep(1000);
  }
  return -1;
}

int main(int count, char **words) {
  if (count < 4) return 64;
  // Memory and bus mastering: VFIO has turned the latter off.
  uint16_t command = 0;
  int configuration = open(DEVICE "config", O_RDWR);
  if (pread(configuration, &command, 2, 4) != 2) return 71;
  command |= 6;
  if (pwrite(configuration, &command, 2, 4) != 2) return 71;
  int resource = open(DEVICE "resource0", O_RDWR | O_SYNC);
  registers = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, resource, 0);
  char path[64];
  snprintf(path, sizeof path, "/proc/%s/mem", words[1]);
  int memory = open(path, O_RDWR);
  if (registers == MAP_FAILED || memory < 0) return 71;
  uint64_t source = strtoull(words[2], NULL, 0), place = strtoull(words[3], NULL, 0);
  for (int word = 4; word + 1 < count; word += 2) {
    uint64_t destination = strtoull(words[word], NULL, 0), host = strtoull(words[word + 1], NULL, 0);
    uint8_t bytes[SIZE], before[SIZE], after[SIZE];
    // Every destination has bytes of its own.
    for (int index = 0; index < SIZE; index++) bytes[index] = (uint8_t)(index * 7 + word * 31 + 1);
    if (pwrite(memory, bytes, SIZE, (off_t)place) != SIZE || pread(memory, before, SIZE, (off_t)host) != SIZE) return 71;
    int failure = copy(source, BUFFER, 0) || copy(BUFFER, destination, 2);
    if (failure || pread(memory, after, SIZE, (off_t)host) != SIZE) return 71;
    const char *result = "other";
    if (memcmp(after, bytes, SIZE) == 0) result = "written";
    if (memcmp(after, before, SIZE) == 0) result = "unchanged";
    printf("0x%llx %s\n", (unsigned long long)destination, result);
  }
  return 0;
}
