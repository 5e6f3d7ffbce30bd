/*
 * Threads with little stack compile topologies at once, each the same ones in another order, and ask one handle that they
 * share: all are told the same, to the byte.
 *
 *     threads STACK-KIB TOPOLOGY...
 */
#define _GNU_SOURCE
#include <err.h>
#include <memc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 8, ROUNDS = 3 };

static char **files;
static size_t file_count;
static memc_compilation **shared;
/* What the first thread to compile a file found, by the file. */
static uint64_t *expected;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* FNV-1a. */
static void mix(uint64_t *sum, const void *bytes, size_t length)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < length; i++)
        *sum = (*sum ^ byte[i]) * 0x100000001b3;
}

static void mix_text(uint64_t *sum, const char *text)
{
    mix(sum, text ? text : "", text ? strlen(text) + 1 : 1);
}

/* All that a handle tells, as a number. */
static uint64_t everything(const memc_compilation *topology)
{
    static const char *const names[] = {"acpi-loader", "acpi-loader-tables", "memslots", "srat", "none"};
    uint64_t sum = 0xcbf29ce484222325;
    mix_text(&sum, memc_diagnostics_json(topology, NULL));
    mix_text(&sum, memc_diagnostics_text(topology, NULL));
    mix_text(&sum, memc_message(topology));
    struct memc_artifact artifact = {.size = sizeof artifact};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        memc_status status = memc_get_artifact(topology, names[i], &artifact);
        mix(&sum, &status, sizeof status);
        if (status == MEMC_OK)
            mix(&sum, artifact.bytes, artifact.length);
    }
    for (size_t i = 0; memc_get_default_artifact(topology, i, &artifact) == MEMC_OK; i++) {
        mix_text(&sum, artifact.file_name);
        mix(&sum, artifact.bytes, artifact.length);
    }
    struct memc_partition partition = {.size = sizeof partition};
    for (size_t i = 0; memc_get_partition(topology, i, &partition) == MEMC_OK; i++) {
        mix_text(&sum, partition.name);
        struct memc_slot slot = {.size = sizeof slot};
        for (size_t k = 0; memc_get_slot(topology, i, k, &slot) == MEMC_OK; k++) {
            mix(&sum, &slot.guest_phys_addr, offsetof(struct memc_slot, host_nodes) - sizeof slot.size);
            mix_text(&sum, slot.device);
            mix_text(&sum, slot.backing_file);
            mix_text(&sum, slot.device_file);
            mix(&sum, slot.host_nodes, slot.host_node_count * sizeof *slot.host_nodes);
        }
        struct memc_pluggable_slot free_slot = {.size = sizeof free_slot};
        for (size_t k = 0; memc_get_pluggable_slot(topology, i, k, &free_slot) == MEMC_OK; k++)
            mix(&sum, &free_slot, sizeof free_slot);
    }
    return sum;
}

static void compare(size_t file, uint64_t sum)
{
    pthread_mutex_lock(&lock);
    if (!expected[file])
        expected[file] = sum;
    if (expected[file] != sum)
        errx(1, "%s: a thread was told something else", files[file]);
    pthread_mutex_unlock(&lock);
}

static void *work(void *argument)
{
    size_t number = (size_t)(uintptr_t)argument;
    for (size_t i = 0; i < file_count * ROUNDS; i++) {
        size_t file = (i + number) % file_count;
        memc_compilation *topology;
        memc_compile_file(files[file], NULL, &topology);
        compare(file, everything(topology));
        memc_free(topology);
        compare(file, everything(shared[file]));
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        errx(1, "usage: threads STACK-KIB TOPOLOGY...");
    files = argv + 2;
    file_count = (size_t)argc - 2;
    expected = calloc(file_count, sizeof *expected);
    shared = calloc(file_count, sizeof *shared);
    for (size_t i = 0; i < file_count; i++)
        memc_compile_file(files[i], NULL, &shared[i]);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    if (pthread_attr_setstacksize(&attributes, strtoul(argv[1], NULL, 10) << 10))
        errx(1, "a thread cannot have so little stack");
    pthread_t threads[THREADS];
    for (uintptr_t i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], &attributes, work, (void *)i))
            errx(1, "there are no threads");
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < file_count; i++)
        memc_free(shared[i]);
    printf("%zu topologies in %d threads\n", file_count, THREADS);
    free(shared);
    free(expected);
    return 0;
}
