/*
 * Registers the memory slots of a memslots.json on /dev/kvm: what a hypervisor does with the file, and no more.
 *
 *     cc -o register-memslots register-memslots.c -ljansson      (Debian: libjansson-dev)
 *     memc compile topology.yaml
 *     ./register-memslots topology.memc/memslots.json
 *
 * The memory of a node, or of each of its zones, of a device or of VTL2 is one object of the host, which the slots of
 * all partitions are parts of.
 * What a hypervisor adds to the objects is left out: host_nodes and policy (mbind), thp and mergeable (madvise),
 * prefault (MADV_POPULATE_WRITE), pin (mlock), and host addresses that agree with guest addresses in the bits of a
 * large page.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <linux/kvm.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A slot as the file has it; strings belong to the document. */
struct slot {
    const char *source, *device, *device_file, *backing, *backing_file, *hugepages, *visibility;
    json_int_t node, zone, number, flags, start, size, offset, device_file_offset, page_size;
    int reserve;
};

/* Memory of the host, with the slot that was the first to need it: that slot says what it is made of. */
struct object {
    struct slot slot;
    uint64_t size;
    char *memory;
};

static struct slot read_slot(json_t *json)
{
    struct slot slot = {.node = -1, .zone = -1};
    json_error_t error;
    if (json_unpack_ex(json, &error, 0,
                       "{s:s, s?:I, s?:I, s?:s, s?:s, s?:I, s:s, s?:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:b}",
                       "source", &slot.source, "node", &slot.node, "zone", &slot.zone, "device", &slot.device,
                       "device_file", &slot.device_file, "device_file_offset", &slot.device_file_offset,
                       "backing", &slot.backing,
                       "backing_file", &slot.backing_file, "hugepages", &slot.hugepages,
                       "visibility", &slot.visibility, "slot", &slot.number, "flags", &slot.flags,
                       "guest_phys_addr", &slot.start, "memory_size", &slot.size, "backing_offset", &slot.offset,
                       "page_size", &slot.page_size, "reserve", &slot.reserve))
        errx(1, "a slot cannot be read: %s", error.text);
    return slot;
}

static bool have_one_owner(const struct slot *left, const struct slot *right)
{
    return !strcmp(left->source, right->source) && left->node == right->node &&
           left->zone == right->zone &&
           !strcmp(left->device ? left->device : "", right->device ? right->device : "");
}

/* What provides a slot's memory: "node 0", "zone 1 of node 0", "device bar0" or "vtl2". */
static void print_owner(FILE *file, const struct slot *slot)
{
    if (slot->device)
        fprintf(file, "device %s", slot->device);
    else if (slot->zone >= 0)
        fprintf(file, "zone %" PRId64 " of node %" PRId64, (int64_t)slot->zone, (int64_t)slot->node);
    else if (slot->node >= 0)
        fprintf(file, "node %" PRId64, (int64_t)slot->node);
    else
        fputs(slot->source, file);
}

static _Noreturn void fail(const struct slot *slot, const char *what)
{
    print_owner(stderr, slot);
    fprintf(stderr, ": %s: %s\n", what, strerror(errno));
    exit(1);
}

/* The object that a slot is a part of, a new one at the end of the list if there is none yet. */
static struct object *object_of(const struct slot *slot, struct object **objects, size_t *count)
{
    for (size_t i = 0; i < *count; i++)
        if (have_one_owner(&(*objects)[i].slot, slot))
            return &(*objects)[i];
    *objects = reallocarray(*objects, *count + 1, sizeof **objects);
    if (!*objects)
        err(1, "objects");
    (*objects)[*count] = (struct object){.slot = *slot};
    return &(*objects)[(*count)++];
}

/* Maps an object, with large pages or without; MAP_FAILED where the host has too few. */
static char *map_object(const struct object *object, bool huge)
{
    const struct slot *slot = &object->slot;
    int page_bits = __builtin_ctzll((uint64_t)slot->page_size) << 26;
    int flags = huge || slot->reserve ? 0 : MAP_NORESERVE;
    int descriptor;
    off_t offset = 0;
    if (!strcmp(slot->backing, "private")) {
        flags |= MAP_PRIVATE | MAP_ANONYMOUS | (huge ? MAP_HUGETLB | page_bits : 0);
        return mmap(NULL, object->size, PROT_READ | PROT_WRITE, flags, -1, 0);
    }
    bool is_file = !strcmp(slot->backing, "file");
    const char *path = is_file ? slot->backing_file : slot->device_file;
    if (is_file || path) {
        struct stat facts;
        offset = slot->device_file_offset;
        /* Of a device's file memory is a copy, page by page as it is written: the file stays as it is. */
        descriptor = open(path ? path : "", (is_file ? O_RDWR : O_RDONLY) | O_CLOEXEC);
        if (descriptor < 0 || fstat(descriptor, &facts))
            fail(slot, path ? path : "no backing_file");
        if ((uint64_t)facts.st_size < offset + object->size)
            errx(1, "%s is shorter than what is made of it, %" PRIu64 " bytes", path, object->size);
    } else if (!strcmp(slot->backing, "shared") || !strcmp(slot->backing, "device")) {
        descriptor = memfd_create(slot->source, MFD_CLOEXEC | (huge ? MFD_HUGETLB | (unsigned)page_bits : 0));
        if (descriptor < 0 || ftruncate(descriptor, (off_t)object->size))
            fail(slot, "memfd");
    } else {
        errx(1, "backing '%s' is memory of a machine that is there already: take it over from there", slot->backing);
    }
    flags |= slot->device_file ? MAP_PRIVATE : MAP_SHARED;
    char *memory = mmap(NULL, object->size, PROT_READ | PROT_WRITE, flags, descriptor, offset);
    close(descriptor);
    return memory;
}

/* "auto" asks for large pages, and takes small ones where there are too few. */
static void provide(struct object *object)
{
    bool automatic = !strcmp(object->slot.hugepages, "auto");
    object->memory = map_object(object, automatic || !strcmp(object->slot.hugepages, "on"));
    if (object->memory == MAP_FAILED && automatic)
        object->memory = map_object(object, false);
    if (object->memory == MAP_FAILED)
        fail(&object->slot, "mmap");
}

static void register_slot(int machine, const char *partition, const struct slot *slot, const struct object *object)
{
    struct kvm_userspace_memory_region region = {
        .slot = (uint32_t)slot->number,
        .flags = (uint32_t)slot->flags,
        .guest_phys_addr = (uint64_t)slot->start,
        .memory_size = (uint64_t)slot->size,
        .userspace_addr = (uintptr_t)object->memory + (uint64_t)slot->offset,
    };
    /* What is unmapped keeps its number, so that it can be registered later. */
    if (strcmp(slot->visibility, "unmapped") && ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region))
        err(1, "%s slot %" PRIu32, partition, region.slot);
    printf("%s slot %" PRIu32 ": 0x%" PRIx64 "-0x%" PRIx64 " ", partition, region.slot,
           (uint64_t)region.guest_phys_addr, (uint64_t)(region.guest_phys_addr + region.memory_size));
    print_owner(stdout, slot);
    printf(" at 0x%" PRIx64 " %s\n", (uint64_t)slot->offset, slot->visibility);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        errx(1, "usage: register-memslots MEMSLOTS.JSON");
    json_error_t error;
    json_t *file = json_load_file(argv[1], JSON_REJECT_DUPLICATES, &error);
    if (!file)
        errx(1, "%s:%d: %s", argv[1], error.line, error.text);
    if (json_integer_value(json_object_get(file, "version")) != 1)
        errx(1, "%s: this program reads version 1", argv[1]);
    json_t *partitions = json_object_get(file, "partitions"), *partition, *json;
    if (!json_is_array(partitions))
        errx(1, "%s: there are no partitions", argv[1]);
    size_t i, k, count = 0;
    struct object *objects = NULL;

    json_array_foreach(partitions, i, partition) {
        json_array_foreach(json_object_get(partition, "slots"), k, json) {
            struct slot slot = read_slot(json);
            struct object *object = object_of(&slot, &objects, &count);
            uint64_t end = (uint64_t)slot.offset + (uint64_t)slot.size;
            if (end > object->size)
                object->size = end;
        }
    }
    for (i = 0; i < count; i++)
        provide(&objects[i]);

    int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    if (kvm < 0)
        err(1, "/dev/kvm");
    json_array_foreach(partitions, i, partition) {
        const char *name = json_string_value(json_object_get(partition, "name"));
        int machine = ioctl(kvm, KVM_CREATE_VM, 0);
        if (!name || machine < 0)
            err(1, "KVM_CREATE_VM");
        json_array_foreach(json_object_get(partition, "slots"), k, json) {
            struct slot slot = read_slot(json);
            register_slot(machine, name, &slot, object_of(&slot, &objects, &count));
        }
    }
    return 0;
}
