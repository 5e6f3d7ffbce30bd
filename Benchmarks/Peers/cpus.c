/*
 * Writes SRAT, MADT and PPTT of so many CPUs, in order over so many nodes, and all three behind each other as in an image:
 * cpus CPUS NODES FILE, the file's name being what the four names begin with. The least that a program does which has
 * nothing to read and nothing to check: a structure for each CPU, checksums, four writes.
 */
#include "table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 36, SRAT_HEAD = 48, MADT_HEAD = 44, APIC = 16, X2APIC = 24, LAPIC = 8, LX2APIC = 16, PROCESSOR = 20 };

static void put(uint8_t *place, uint32_t number) { memcpy(place, &number, sizeof number); }

static void begin(uint8_t *table, const char *signature, uint8_t revision, size_t size) {
  memcpy(table, signature, 4);
  put(table + 4, size);
  table[8] = revision;
  memcpy(table + 10, "MEMC  MEMC", 10);
  memcpy(table + 20, signature, 4);
  memcpy(table + 24, "\1\0\0\0MEMC\1\0\0\0", 12);
}

static void srat(uint8_t *table, size_t size, uint64_t cpus, uint64_t narrow, uint64_t nodes) {
  begin(table, "SRAT", 3, size);
  put(table + HEADER, 1);
  uint8_t *place = table + SRAT_HEAD;
  for (uint64_t cpu = 0; cpu < cpus; cpu++) {
    uint32_t node = cpu * nodes / cpus;
    if (cpu < narrow) {
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
}

static void madt(uint8_t *table, size_t size, uint64_t cpus, uint64_t narrow) {
  begin(table, "APIC", 5, size);
  put(table + HEADER, 0xfee00000);
  uint8_t *place = table + MADT_HEAD;
  for (uint64_t cpu = 0; cpu < cpus; cpu++) {
    if (cpu < narrow) {
      place[1] = LAPIC;
      place[2] = place[3] = cpu;
      put(place + 4, 1);
      place += LAPIC;
    } else {
      place[0] = 9;
      place[1] = LX2APIC;
      put(place + 4, cpu);
      put(place + 8, 1);
      put(place + 12, cpu);
      place += LX2APIC;
    }
  }
}

static void pptt(uint8_t *table, size_t size, uint64_t cpus) {
  begin(table, "PPTT", 2, size);
  uint8_t *place = table + HEADER;
  for (uint64_t cpu = 0; cpu < cpus; cpu++, place += PROCESSOR) {
    place[1] = PROCESSOR;
    put(place + 4, 10);
    put(place + 8, HEADER);
    put(place + 12, cpu);
  }
}

int main(int arguments, char **words) {
  if (arguments != 4) return 64;
  uint64_t cpus = strtoul(words[1], NULL, 10), nodes = strtoul(words[2], NULL, 10);
  uint64_t narrow = cpus < 255 ? cpus : 255;
  size_t sizes[] = {
      SRAT_HEAD + narrow * APIC + (cpus - narrow) * X2APIC,
      MADT_HEAD + narrow * LAPIC + (cpus - narrow) * LX2APIC,
      HEADER + cpus * PROCESSOR,
  };
  size_t all = sizes[0] + sizes[1] + sizes[2];
  uint8_t *image = calloc(all, 1), *tables[] = {image, image + sizes[0], image + sizes[0] + sizes[1]};
  if (image == NULL) return 71;
  srat(tables[0], sizes[0], cpus, narrow, nodes);
  madt(tables[1], sizes[1], cpus, narrow);
  pptt(tables[2], sizes[2], cpus);
  static const char *const names[] = {".srat", ".madt", ".pptt", ".image"};
  char path[4096];
  for (int number = 0; number < 4; number++) {
    if (snprintf(path, sizeof path, "%s%s", words[3], names[number]) >= (int)sizeof path) return 64;
    int code = number < 3 ? write_table(tables[number], sizes[number], path) : write_bytes(image, all, path);
    if (code != 0) return code;
  }
  return 0;
}
