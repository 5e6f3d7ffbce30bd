/*
 * Compiles a topology with libmemc and registers its memory slots on /dev/kvm: what a hypervisor does that has memc inside,
 * and no more.
 *
 *     cc -o compile-topology compile-topology.c $(pkg-config --cflags --libs memc)
 *     ./compile-topology topology.yaml
 *
 * Behind the file may stand other severities of checks, as for 'memc compile': -Werror, -Wno-distance-saturated.
 * What a hypervisor adds to the memory is left out: host_nodes and policy (mbind), thp and mergeable (madvise), prefault
 * (MADV_POPULATE_WRITE), pin (mlock), and host addresses that agree with guest addresses in the bits of a large page.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/kvm.h>
#include <memc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What provides a slot's memory: "node 0", "zone 1 of node 0", "device bar0" or "vtl2". */
static const char *owner(const struct memc_slot *slot, char *text, size_t size)
{
    if (slot->source == MEMC_SOURCE_DEVICE)
        snprintf(text, size, "device %s", slot->device);
    else if (slot->source == MEMC_SOURCE_VTL2)
        snprintf(text, size, "vtl2");
    else if (slot->zone != MEMC_NONE)
        snprintf(text, size, "zone %" PRIu32 " of node %" PRIu32, slot->zone, slot->node);
    else
        snprintf(text, size, "node %" PRIu32, slot->node);
    return text;
}

/* Maps the object that a slot is a part of, with large pages or without; MAP_FAILED where the host has too few. */
static void *map_object(const struct memc_slot *slot, bool huge)
{
    unsigned page_bits = (unsigned)__builtin_ctzll(slot->page_size) << 26;
    int flags = huge || slot->reserve ? 0 : MAP_NORESERVE;
    if (slot->backing == MEMC_BACKING_PRIVATE) {
        flags |= MAP_PRIVATE | MAP_ANONYMOUS | (huge ? MAP_HUGETLB | (int)page_bits : 0);
        return mmap(NULL, slot->object_size, PROT_READ | PROT_WRITE, flags, -1, 0);
    }
    int descriptor;
    uint64_t offset = 0;
    /* Of a device's file memory is a copy, page by page as it is written: the file stays as it is. */
    const char *path = slot->backing_file ? slot->backing_file : slot->device_file;
    if (path) {
        struct stat facts;
        offset = slot->device_file_offset;
        descriptor = open(path, (slot->backing_file ? O_RDWR : O_RDONLY) | O_CLOEXEC);
        if (descriptor < 0 || fstat(descriptor, &facts))
            err(1, "%s", path);
        if ((uint64_t)facts.st_size < offset + slot->object_size)
            errx(1, "%s is shorter than what is made of it, %" PRIu64 " bytes", path, slot->object_size);
    } else if (slot->backing == MEMC_BACKING_SHARED || slot->backing == MEMC_BACKING_DEVICE) {
        descriptor = memfd_create("guest", MFD_CLOEXEC | (huge ? MFD_HUGETLB | page_bits : 0));
        if (descriptor < 0 || ftruncate(descriptor, (off_t)slot->object_size))
            err(1, "memfd");
    } else {
        errx(1, "memory of a machine that is there already is taken over from there");
    }
    flags |= slot->device_file ? MAP_PRIVATE : MAP_SHARED;
    void *memory = mmap(NULL, slot->object_size, PROT_READ | PROT_WRITE, flags, descriptor, (off_t)offset);
    close(descriptor);
    return memory;
}

/* "auto" asks for large pages, and takes small ones where there are too few. */
static char *provide(const struct memc_slot *slot)
{
    void *memory = map_object(slot, slot->hugepages != MEMC_HUGEPAGES_OFF);
    if (memory == MAP_FAILED && slot->hugepages == MEMC_HUGEPAGES_AUTO)
        memory = map_object(slot, false);
    char text[256];
    if (memory == MAP_FAILED)
        err(1, "%s: mmap", owner(slot, text, sizeof text));
    return memory;
}

/* Registers a slot, whose object begins at an address of this process. */
static void register_slot(int machine, const char *partition, const struct memc_slot *slot, const char *object)
{
    static const char *const visibilities[] = {"read-write", "read-only", "unmapped"};
    struct kvm_userspace_memory_region region = {
        .slot = slot->slot,
        .flags = slot->flags,
        .guest_phys_addr = slot->guest_phys_addr,
        .memory_size = slot->memory_size,
        .userspace_addr = (uintptr_t)object + slot->backing_offset,
    };
    /* What is unmapped keeps its number, so that it can be registered later. */
    if (slot->visibility != MEMC_VISIBILITY_UNMAPPED && ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region))
        err(1, "%s slot %" PRIu32, partition, slot->slot);
    char text[256];
    printf("%s slot %" PRIu32 ": 0x%" PRIx64 "-0x%" PRIx64 " %s at 0x%" PRIx64 " %s\n", partition, slot->slot,
           slot->guest_phys_addr, slot->guest_phys_addr + slot->memory_size, owner(slot, text, sizeof text),
           slot->backing_offset, visibilities[slot->visibility]);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        errx(1, "usage: compile-topology TOPOLOGY [-WCHECK | -ECHECK]...");
    struct memc_options options = {
        .size = sizeof options,
        .severities = (const char *const *)argv + 2,
        .severity_count = (size_t)argc - 2,
    };
    memc_compilation *topology;
    memc_status status = memc_compile_file(argv[1], &options, &topology);
    if (!topology)
        errx(1, "there are more options than memc takes");
    /* Warnings are told as well. */
    fputs(memc_diagnostics_text(topology, NULL), stderr);
    if (status != MEMC_OK)
        errx(1, "%s", status == MEMC_FAILED ? "the topology has errors" : memc_message(topology));

    struct memc_machine machine = {.size = sizeof machine};
    memc_get_machine(topology, &machine);
    char **objects = calloc(machine.object_count, sizeof *objects);
    int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    if (!objects || kvm < 0)
        err(1, "/dev/kvm");
    struct memc_partition partition = {.size = sizeof partition};
    for (size_t i = 0; memc_get_partition(topology, i, &partition) == MEMC_OK; i++) {
        int descriptor = ioctl(kvm, KVM_CREATE_VM, 0);
        if (descriptor < 0)
            err(1, "KVM_CREATE_VM");
        struct memc_slot slot = {.size = sizeof slot};
        for (size_t k = 0; memc_get_slot(topology, i, k, &slot) == MEMC_OK; k++) {
            if (!objects[slot.object])
                objects[slot.object] = provide(&slot);
            register_slot(descriptor, partition.name, &slot, objects[slot.object]);
        }
    }
    free(objects);
    memc_free(topology);
    return 0;
}
