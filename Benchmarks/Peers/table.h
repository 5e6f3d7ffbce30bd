/* What the peers that make an ACPI table do in the end: a checksum over all of it, and one write. */
#include <stdint.h>
#include <stdio.h>

/* Returns the exit code. */
static int write_table(uint8_t *table, size_t size, const char *path) {
  uint8_t sum = 0;
  for (size_t byte = 0; byte < size; byte++) sum += table[byte];
  table[9] = -sum;
  FILE *file = fopen(path, "wb");
  return file != NULL && fwrite(table, 1, size, file) == size && fclose(file) == 0 ? 0 : 73;
}
