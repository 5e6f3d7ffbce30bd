/*
 * Writes an SRAT of so many CPUs, in order over so many nodes: cpus CPUS NODES FILE. The least that a program does which
 * has nothing to read and nothing to check: a structure for each CPU, a checksum, one write.
 */
#include "table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 48, APIC = 16, X2APIC = 24 };

static void put(uint8_t *place, uint32_t number) { memcpy(place, &number, sizeof number); }

int main(int arguments, char **words) {
  if (arguments != 4) return 64;
  uint64_t cpus = strtoul(words[1], NULL, 10), nodes = strtoul(words[2], NULL, 10);
  uint64_t narrow = cpus < 255 ? cpus : 255;
  size_t size = HEADER + narrow * APIC + (cpus - narrow) * X2APIC;
  uint8_t *table = calloc(size, 1);
  if (table == NULL) return 71;
  memcpy(table, "SRAT", 4);
  put(table + 4, size);
  table[8] = 3;
  memcpy(table + 10, "MEMC  MEMCSRAT\1\0\0\0MEMC\1\0\0\0\1\0\0\0", 30);
  uint8_t *place = table + HEADER;
  for (uint64_t cpu = 0; cpu < cpus; cpu++) {
    uint32_t node = cpu * nodes / cpus;
    if (cpu < narrow) {
      place[0] = 0;
      place[1] = APIC;
      place[2] = node;
      place[3] = cpu;
      put(place + 4, 1);
      place += APIC;
    } else {
      place[0] = 2;
      place[1] = X2APIC;
      put(place + 4, node);
      put(place + 8, cpu);
      put(place + 12, 1);
      place += X2APIC;
    }
  }
  return write_table(table, size, words[3]);
}
