/*
 * memc for programs in any language: a topology is compiled inside the process, and what comes of it is read from a handle.
 *
 *     memc_compilation *machine;
 *     if (memc_compile_file("machine.yaml", NULL, &machine) == MEMC_OK) {
 *         struct memc_slot slot = {.size = sizeof slot};
 *         for (size_t i = 0; memc_get_slot(machine, 0, i, &slot) == MEMC_OK; i++)
 *             ...
 *     }
 *     memc_free(machine);
 *
 * Linked with: cc program.c $(pkg-config --cflags --libs memc), or with --static for libmemc.a.
 *
 * UNITS      Addresses, sizes and offsets are bytes. Guest physical addresses and sizes of memory are multiples of 4096.
 *            Nodes, zones, partitions, objects and what an index counts begin with 0.
 *
 * LIFETIME   What a function gives out, be it bytes, a text or a pointer inside a structure, belongs to the handle, stays
 *            where it is and lives until memc_free(). Nothing else is to be freed. What is handed in is copied: it need not
 *            outlive the call.
 *
 * TEXTS      Texts are UTF-8 and end with a zero byte; where a function tells a length, it does not count that byte. A name
 *            that is handed in may be any bytes; what is not UTF-8 in it is shown as U+FFFD. Paths are used byte by byte.
 *
 * THREADS    Any thread may call any function at any time, also several with one handle, which are told the same. Only
 *            memc_free() must be the last with its handle. There is no state beside the handles. A thread needs 256 KiB of
 *            stack.
 *
 * ERRORS     Functions tell by a memc_status what became of a call. None prints, throws, raises a signal, or ends the
 *            process, whatever it is given: but a pointer must point to what it is declared as, and a handle be one that was
 *            not freed; and a process that has no memory left is ended, as by every program in Swift. What a text can ask
 *            for is limited: 64 MiB of text, 2,000,000 nodes of YAML, 64 levels, and as many nodes and CPUs as the language
 *            has. errno may be changed.
 *
 * STRUCTURES The first member of each is its size, which the caller sets to sizeof: later versions add members behind the
 *            last one. A library that is older than the header sets what it does not know to zero, and one that is newer
 *            leaves out what the caller has no room for. Numbers that name something may get further values.
 */
#ifndef MEMC_H
#define MEMC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a call. */
enum memc_status {
    /* It did what it says. */
    MEMC_OK = 0,
    /* The topology has errors, which memc_diagnostics_json() tells: there is neither an artifact nor a slot. */
    MEMC_FAILED = 1,
    /* NULL where something is needed, or a structure of a size that none ever had. */
    MEMC_INVALID_ARGUMENT = 2,
    /* An option is none that can be had; memc_message() says why. */
    MEMC_INVALID_OPTION = 3,
    /* The file cannot be read; memc_message() says why. */
    MEMC_UNREADABLE = 4,
    /* No artifact has that name. */
    MEMC_UNKNOWN_NAME = 5,
    /* This machine has no such artifact: one of AArch64, say, no e820 map. */
    MEMC_ABSENT = 6,
    /* The index is behind the last one. */
    MEMC_END = 7,
};
typedef enum memc_status memc_status;

/* A topology that was compiled, or the reason why it was not. */
typedef struct memc_compilation memc_compilation;

/* The version of the library, as "2.0.0": a text that lives for ever. */
const char *memc_version(void);

/* ---- Compiling */

/* What is asked for beyond the usual; NULL in its place is as one without options. */
struct memc_options {
    size_t size;
    /*
     * Other severities of checks, in the words of the command line, of which the last one for a check holds: "-Wid" makes a
     * check a warning, "-Wno-id" silences it, "-Werror" makes every warning an error, "-Eid" makes a check an error.
     * `memc check --list-checks` shows their identifiers; those that only `memc realize` and `memc check TABLE` know are
     * none here.
     */
    const char *const *severities;
    /* How many there are; at most 4096. */
    size_t severity_count;
};

/*
 * Compiles a text.
 *
 * text         The topology; NULL where length is 0. It need not end with a zero byte.
 * length       Its bytes. Of more than 64 MiB the rest is not looked at; that there is more is an error of the topology.
 * name         What diagnostics call it, as "machine.yaml"; NULL for "<text>".
 * options      What else is asked for, or NULL.
 * compilation  Where the handle is put; NULL is put there for MEMC_INVALID_ARGUMENT, a handle for all else.
 *
 * Gives MEMC_OK, also where there are warnings, MEMC_FAILED, MEMC_INVALID_ARGUMENT or MEMC_INVALID_OPTION.
 */
memc_status memc_compile_text(const char *text, size_t length, const char *name, const struct memc_options *options,
                              memc_compilation **compilation);

/*
 * Compiles a file.
 *
 * path         The file, whatever its name: "-" is a file of that name, and not standard input.
 * options      What else is asked for, or NULL.
 * compilation  Where the handle is put, as above.
 *
 * Gives what memc_compile_text() gives, or MEMC_UNREADABLE. A path that is a pipe is waited for.
 */
memc_status memc_compile_file(const char *path, const struct memc_options *options, memc_compilation **compilation);

/* Frees a handle and all that was given out of it; nothing for NULL. */
void memc_free(memc_compilation *compilation);

/* Whether there is no machine: 1 where the handle is NULL, or came with another status than MEMC_OK, else 0. */
int memc_failed(const memc_compilation *compilation);

/*
 * Why nothing was compiled, as a line for people without a line break: "cannot read machine.yaml: No such file or
 * directory". Empty where something was: then diagnostics tell. NULL for NULL.
 */
const char *memc_message(const memc_compilation *compilation);

/*
 * What was found, errors and warnings in the order of the text, as JSON lines: an object a diagnostic, each of
 * `memc schema diagnostics`. Empty where nothing was found. NULL for NULL.
 *
 * length  Where the number of bytes is put; NULL where nobody asks.
 */
const char *memc_diagnostics_json(const memc_compilation *compilation, size_t *length);

/* The same as a person reads it, with the lines that it is about. */
const char *memc_diagnostics_text(const memc_compilation *compilation, size_t *length);

/* ---- Artifacts */

/* What `memc compile` would write as a file. */
struct memc_artifact {
    size_t size;
    /* The name that `memc compile --emit` takes: "srat", "memslots". */
    const char *name;
    /* The name of the file: "srat.bin", "memslots.json". */
    const char *file_name;
    /* Its bytes, with a zero byte behind the last. */
    const void *bytes;
    /* How many there are. */
    size_t length;
};

/*
 * The artifact of a name, whether or not it is written without being asked for. It is made when it is first asked for.
 * "layout" names those beside it that are written without being asked for.
 *
 * Gives MEMC_OK, MEMC_UNKNOWN_NAME, MEMC_ABSENT, MEMC_FAILED or MEMC_INVALID_ARGUMENT.
 */
memc_status memc_get_artifact(const memc_compilation *compilation, const char *name, struct memc_artifact *artifact);

/*
 * The artifacts that are written without being asked for, in the order in which `memc compile` writes them.
 *
 * Gives MEMC_OK, MEMC_END, MEMC_FAILED or MEMC_INVALID_ARGUMENT.
 */
memc_status memc_get_default_artifact(const memc_compilation *compilation, size_t index,
                                      struct memc_artifact *artifact);

/* ---- Memory */

/* No node, no zone, no proximity domain. */
#define MEMC_NONE UINT32_MAX

/* What the guest may do with memory at first. */
enum memc_visibility {
    /* Read and write. */
    MEMC_VISIBILITY_READ_WRITE = 0,
    /* Read; writes leave the guest and change nothing. */
    MEMC_VISIBILITY_READ_ONLY = 1,
    /* Nothing: the slot is not registered, but keeps its number. */
    MEMC_VISIBILITY_UNMAPPED = 2,
};

/* What provides memory. */
enum memc_source {
    /* RAM of a node. */
    MEMC_SOURCE_NODE = 0,
    /* A device's window. */
    MEMC_SOURCE_DEVICE = 1,
    /* RAM of the more privileged level. */
    MEMC_SOURCE_VTL2 = 2,
};

/* What memory is on the host. */
enum memc_backing {
    /* Anonymous memory of the process. */
    MEMC_BACKING_PRIVATE = 0,
    /* A memfd, which other processes can map. */
    MEMC_BACKING_SHARED = 1,
    /* The file backing_file, mapped shared. */
    MEMC_BACKING_FILE = 2,
    /* Memory of a machine realized before, taken over from there. */
    MEMC_BACKING_EXISTING = 3,
    /* The device provides it: a private copy of device_file where there is one. */
    MEMC_BACKING_DEVICE = 4,
};

/* Whether memory has pages of the hugetlb pool, of page_size bytes. */
enum memc_hugepages {
    /* Small pages. */
    MEMC_HUGEPAGES_OFF = 0,
    /* Large pages, or no machine. */
    MEMC_HUGEPAGES_ON = 1,
    /* Large pages where the host has enough of them, else small ones. */
    MEMC_HUGEPAGES_AUTO = 2,
};

/* Advice about transparent huge pages. */
enum memc_thp {
    /* What the host does anyway. */
    MEMC_THP_DEFAULT = 0,
    /* MADV_HUGEPAGE. */
    MEMC_THP_ON = 1,
    /* MADV_NOHUGEPAGE. */
    MEMC_THP_OFF = 2,
};

/* How the host chooses among host_nodes: the mode of mbind(2). */
enum memc_policy {
    /* By whatever policy the process has. */
    MEMC_POLICY_DEFAULT = 0,
    /* From those nodes only. */
    MEMC_POLICY_BIND = 1,
    /* From those nodes first. */
    MEMC_POLICY_PREFERRED = 2,
    /* From those nodes in turn, page by page. */
    MEMC_POLICY_INTERLEAVE = 3,
    /* From the node of the CPU that first touches a page. */
    MEMC_POLICY_LOCAL = 4,
    /* From those nodes in turn, from each as many pages as the host weighs it. */
    MEMC_POLICY_WEIGHTED_INTERLEAVE = 5,
};

/* A machine as a whole. */
struct memc_machine {
    size_t size;
    /* How many partitions there are: 1, or 2 where there is a more privileged level than the guest's. */
    uint32_t partition_count;
    /* How many objects of the host's memory the slots are parts of. */
    uint32_t object_count;
};

/* Gives MEMC_OK, MEMC_FAILED or MEMC_INVALID_ARGUMENT. */
memc_status memc_get_machine(const memc_compilation *compilation, struct memc_machine *machine);

/* What one privilege level sees: a virtual machine of its own for KVM. */
struct memc_partition {
    size_t size;
    /* "vtl0", or "vtl2" for the more privileged level. */
    const char *name;
    /* How many slots it has. */
    size_t slot_count;
    /* How many numbers are kept free in it for memory that may be plugged in. */
    size_t pluggable_slot_count;
};

/* Gives MEMC_OK, MEMC_END, MEMC_FAILED or MEMC_INVALID_ARGUMENT. */
memc_status memc_get_partition(const memc_compilation *compilation, size_t index, struct memc_partition *partition);

/*
 * A memslot as KVM_SET_USER_MEMORY_REGION takes it, with where its memory is from: what memslots.json says of it. Its host
 * address is where the object begins that the program mapped, plus backing_offset.
 */
struct memc_slot {
    size_t size;
    /* The first guest physical address. */
    uint64_t guest_phys_addr;
    /* Bytes. */
    uint64_t memory_size;
    /* The slot's number, one of its partition. */
    uint32_t slot;
    /* Of kvm_userspace_memory_region: 2 (KVM_MEM_READONLY) where the slot is read-only, else 0. */
    uint32_t flags;
    /* What the guest may do: an enum memc_visibility. What is unmapped is not registered at first. */
    uint32_t visibility;
    /* What provides the memory: an enum memc_source. */
    uint32_t source;
    /* The node, by its place in the topology; MEMC_NONE where the memory is of none. */
    uint32_t node;
    /* The zone, by its place among its node's; MEMC_NONE where the memory is of none. */
    uint32_t zone;
    /* The proximity domain of the node; MEMC_NONE where the memory is of none. */
    uint32_t domain;
    /*
     * The object of the host's memory that the slot is a part of, and which slots of all partitions may share: that of a
     * node or, where it has some, of one of its zones, of a device, or of VTL2. Objects count from 0 in the order in which
     * slots first need them; all slots of one agree in what follows, but for backing_offset and alias_offset.
     */
    uint32_t object;
    /* The bytes of the whole object. */
    uint64_t object_size;
    /* Where the slot begins in the object, in bytes. */
    uint64_t backing_offset;
    /* Of a mirror: how far guest_phys_addr is above the address of the memory that is mirrored; else 0. */
    uint64_t alias_offset;
    /* What the object is on the host: an enum memc_backing. */
    uint32_t backing;
    /* An enum memc_hugepages. */
    uint32_t hugepages;
    /* Bytes of a page: with MEMC_HUGEPAGES_AUTO, of the large ones. */
    uint64_t page_size;
    /* An enum memc_thp. */
    uint32_t thp;
    /* An enum memc_policy. */
    uint32_t policy;
    /* Each 1 or 0: whether KSM may merge pages, memory is locked, is populated before the guest runs, is accounted for. */
    uint8_t mergeable;
    uint8_t pin;
    uint8_t prefault;
    uint8_t reserve;
    /* How many host_nodes there are; where there are none, any will do. */
    uint32_t host_node_count;
    /* NUMA nodes of the host, ascending; NULL where there are none. */
    const uint32_t *host_nodes;
    /* The name of the device; NULL where the memory is of none. */
    const char *device;
    /* The file that the memory is; NULL for another backing. */
    const char *backing_file;
    /* The file whose bytes a device's memory begins with, mapped private; NULL where there is none. */
    const char *device_file;
    /* Where the object begins in device_file, in bytes. */
    uint64_t device_file_offset;
};

/*
 * A slot of a partition, in ascending number.
 *
 * Gives MEMC_OK, MEMC_END where there is no such partition or slot, MEMC_FAILED or MEMC_INVALID_ARGUMENT.
 */
memc_status memc_get_slot(const memc_compilation *compilation, size_t partition, size_t index, struct memc_slot *slot);

/* A slot number that is kept free for memory which may be plugged in; nothing is registered there. */
struct memc_pluggable_slot {
    size_t size;
    /* The first guest physical address of what is plugged in. */
    uint64_t guest_phys_addr;
    /* Bytes. */
    uint64_t memory_size;
    /* Of a mirror: how far guest_phys_addr is above the address of the space that is mirrored; else 0. */
    uint64_t alias_offset;
    /* The slot's number, one of its partition. */
    uint32_t slot;
    /* The node that the memory will belong to, by its place in the topology. */
    uint32_t node;
    /* The proximity domain of that node. */
    uint32_t domain;
    uint32_t reserved;
};

/* As memc_get_slot(), of the numbers that are kept free. */
memc_status memc_get_pluggable_slot(const memc_compilation *compilation, size_t partition, size_t index,
                                    struct memc_pluggable_slot *slot);

#ifdef __cplusplus
}
#endif

#endif
