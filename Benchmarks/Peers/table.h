/* What the peers that make ACPI tables do in the end: a checksum over all of one, and one write. */
#include <stdint.h>
#include <stdio.h>

/* Returns the exit code. */
static int write_bytes(const uint8_t *bytes, size_t size, const char *path) {
  FILE *file = fopen(path, "wb");
  return file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0 ? 0 : 73;
}

/* Returns the exit code. */
static int write_table(uint8_t *table, size_t size, const char *path) {
  uint8_t sum = 0;
  for (size_t byte = 0; byte < size; byte++) sum += table[byte];
  table[9] = -sum;
  return write_bytes(table, size, path);
}
