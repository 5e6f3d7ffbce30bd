/*
 * Finds the shortest paths between all nodes of a network and writes a SLIT of them: what memc does for links, without
 * reading a file, hashes or JSON.
 *
 *     paths ring NODES FILE     NODES in a ring, by a breadth-first search from each
 *     paths cube BITS FILE      2^BITS nodes, joined where their numbers differ in a bit, by Dijkstra's algorithm from
 *                               each, whose queue is an array of lists, as no path is longer than 254
 *
 * A link has the distance 12.
 */
#include "table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LOCAL = 10, LENGTH = 2, LONGEST = 254, HEADER = 44 };

static uint32_t count, links_per_node;
static uint32_t *links; /* links_per_node a node */

static void *allocate(size_t size) {
  void *memory = malloc(size);
  if (memory == NULL) exit(71);
  return memory;
}

static void breadth_first(uint32_t source, uint8_t *row, uint32_t *queue) {
  memset(row, 255, count);
  uint32_t begin = 0, end = 0;
  row[source] = LOCAL;
  queue[end++] = source;
  while (begin < end) {
    uint32_t node = queue[begin++];
    unsigned sum = row[node] + LENGTH;
    for (uint32_t link = 0; link < links_per_node; link++) {
      uint32_t to = links[node * links_per_node + link];
      if (row[to] != 255) continue;
      row[to] = sum > LONGEST ? LONGEST : sum;
      queue[end++] = to;
    }
  }
}

struct entry {
  uint32_t node, next;
};

static void dijkstra(uint32_t source, uint8_t *row, struct entry *entries) {
  static uint32_t heads[256];
  memset(row, 255, count);
  memset(heads, 255, sizeof heads);
  uint32_t used = 0;
  row[source] = LOCAL;
  entries[used] = (struct entry){source, UINT32_MAX};
  heads[LOCAL] = used++;
  for (unsigned distance = LOCAL; distance <= LONGEST; distance++) {
    while (heads[distance] != UINT32_MAX) {
      struct entry entry = entries[heads[distance]];
      heads[distance] = entry.next;
      if (row[entry.node] != distance) continue;
      unsigned sum = distance + LENGTH > LONGEST ? LONGEST : distance + LENGTH;
      for (uint32_t link = 0; link < links_per_node; link++) {
        uint32_t to = links[entry.node * links_per_node + link];
        if (sum >= row[to]) continue;
        row[to] = sum;
        entries[used] = (struct entry){to, heads[sum]};
        heads[sum] = used++;
      }
    }
  }
}

int main(int arguments, char **words) {
  if (arguments != 4) return 64;
  int is_ring = strcmp(words[1], "ring") == 0;
  unsigned number = strtoul(words[2], NULL, 10);
  count = is_ring ? number : 1u << number;
  links_per_node = is_ring ? 2 : number;
  links = allocate(sizeof *links * count * links_per_node);
  for (uint32_t node = 0; node < count; node++) {
    for (uint32_t link = 0; link < links_per_node; link++) {
      links[node * links_per_node + link] =
          is_ring ? (node + (link ? count - 1 : 1)) % count : node ^ 1u << link;
    }
  }
  size_t size = HEADER + (size_t)count * count;
  uint8_t *table = allocate(size);
  memset(table, 0, HEADER);
  memcpy(table, "SLIT", 4);
  memcpy(table + 4, &(uint32_t){size}, 4);
  memcpy(table + 36, &(uint64_t){count}, 8);
  /* Every link makes a node wait once at the most. */
  void *room = allocate(sizeof(struct entry) * ((size_t)count * links_per_node + 1));
  for (uint32_t source = 0; source < count; source++) {
    uint8_t *row = table + HEADER + (size_t)source * count;
    if (is_ring) breadth_first(source, row, room);
    else dijkstra(source, row, room);
  }
  return write_table(table, size, words[3]);
}
