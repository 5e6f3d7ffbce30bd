#!/usr/bin/env python3
"""Compiles a topology with libmemc and registers its memory slots on /dev/kvm, with nothing but Python's own ctypes.

    compile-topology.py topology.yaml

Behind the file may stand other severities of checks, as for 'memc compile': -Werror, -Wno-distance-saturated.
What a hypervisor adds to the memory is left out: host_nodes and policy (mbind), thp and mergeable (madvise), prefault
(MADV_POPULATE_WRITE), pin (mlock), and host addresses that agree with guest addresses in the bits of a large page.
"""

import ctypes
import fcntl
import mmap
import os
import struct
import sys
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p

KVM_CREATE_VM = 0xAE01
KVM_SET_USER_MEMORY_REGION = 0x4020AE46
MAP_NORESERVE = 0x4000
MAP_HUGETLB = 0x40000
MFD_HUGETLB = 4
HUGE_SHIFT = 26

# What memc.h has of each: the first of an enumeration is 0.
OK, FAILED = 0, 1
NONE = 2**32 - 1
VISIBILITIES = ["read-write", "read-only", "unmapped"]
NODE, DEVICE, VTL2 = range(3)
PRIVATE, SHARED, FILE, EXISTING, OF_DEVICE = range(5)
OFF, ON, AUTO = range(3)


class Sized(ctypes.Structure):
    """A structure whose first member is its size."""

    def __init__(self, **members):
        super().__init__(size=ctypes.sizeof(self), **members)


class Options(Sized):
    _fields_ = [("size", c_size_t), ("severities", POINTER(c_char_p)), ("severity_count", c_size_t)]


class Machine(Sized):
    _fields_ = [("size", c_size_t), ("partition_count", c_uint32), ("object_count", c_uint32)]


class Partition(Sized):
    _fields_ = [("size", c_size_t), ("name", c_char_p), ("slot_count", c_size_t), ("pluggable_slot_count", c_size_t)]


class Slot(Sized):
    _fields_ = [
        ("size", c_size_t), ("guest_phys_addr", c_uint64), ("memory_size", c_uint64), ("slot", c_uint32),
        ("flags", c_uint32), ("visibility", c_uint32), ("source", c_uint32), ("node", c_uint32), ("zone", c_uint32),
        ("domain", c_uint32), ("object", c_uint32), ("object_size", c_uint64), ("backing_offset", c_uint64),
        ("alias_offset", c_uint64), ("backing", c_uint32), ("hugepages", c_uint32), ("page_size", c_uint64),
        ("thp", c_uint32), ("policy", c_uint32), ("mergeable", c_uint8), ("pin", c_uint8), ("prefault", c_uint8),
        ("reserve", c_uint8), ("host_node_count", c_uint32), ("host_nodes", POINTER(c_uint32)), ("device", c_char_p),
        ("backing_file", c_char_p), ("device_file", c_char_p), ("device_file_offset", c_uint64),
    ]

    @property
    def owner(self):
        """What provides the memory: `node 0`, `zone 1 of node 0`, `device bar0` or `vtl2`."""
        if self.source == DEVICE:
            return f"device {self.device.decode()}"
        if self.source == VTL2:
            return "vtl2"
        return f"node {self.node}" if self.zone == NONE else f"zone {self.zone} of node {self.node}"


library = ctypes.CDLL("libmemc.so.1")
for name, result, *arguments in [
    ("memc_compile_file", c_int, c_char_p, POINTER(Options), POINTER(c_void_p)),
    ("memc_diagnostics_text", c_char_p, c_void_p, POINTER(c_size_t)),
    ("memc_message", c_char_p, c_void_p),
    ("memc_get_machine", c_int, c_void_p, POINTER(Machine)),
    ("memc_get_partition", c_int, c_void_p, c_size_t, POINTER(Partition)),
    ("memc_get_slot", c_int, c_void_p, c_size_t, c_size_t, POINTER(Slot)),
    ("memc_free", None, c_void_p),
]:
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments


def compiled(path, severities):
    """The handle of a topology. It is freed by whoever asked for it."""
    words = (c_char_p * len(severities))(*severities)
    handle = c_void_p()
    status = library.memc_compile_file(path, byref(Options(severities=words, severity_count=len(words))), byref(handle))
    if not handle:
        sys.exit("there are more options than memc takes")
    sys.stderr.write(library.memc_diagnostics_text(handle, None).decode())
    if status != OK:
        sys.exit("the topology has errors" if status == FAILED else library.memc_message(handle).decode())
    return handle


def partitions(handle):
    """The name of each partition, and its slots. What they point to lives as long as the handle."""
    partition = Partition()
    index = 0
    while library.memc_get_partition(handle, index, byref(partition)) == OK:
        slots = [Slot() for _ in range(partition.slot_count)]
        for number, slot in enumerate(slots):
            library.memc_get_slot(handle, index, number, byref(slot))
        yield partition.name.decode(), slots
        index += 1


def map_object(slot, huge):
    """Maps the object that a slot is a part of, with large pages or without."""
    page_bits = (slot.page_size.bit_length() - 1) << HUGE_SHIFT
    flags = 0 if huge or slot.reserve else MAP_NORESERVE
    if slot.backing == PRIVATE:
        flags |= mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | (MAP_HUGETLB | page_bits if huge else 0)
        return mmap.mmap(-1, slot.object_size, flags)
    path = slot.backing_file or slot.device_file
    if path:
        # Of a device's file memory is a copy, page by page as it is written: the file stays as it is.
        descriptor = os.open(path, (os.O_RDWR if slot.backing_file else os.O_RDONLY) | os.O_CLOEXEC)
    elif slot.backing in (SHARED, OF_DEVICE):
        descriptor = os.memfd_create("guest", os.MFD_CLOEXEC | (MFD_HUGETLB | page_bits if huge else 0))
        os.ftruncate(descriptor, slot.object_size)
    else:
        sys.exit("memory of a machine that is there already is taken over from there")
    try:
        if os.fstat(descriptor).st_size < slot.device_file_offset + slot.object_size:
            sys.exit(f"{path.decode()} is shorter than what is made of it, {slot.object_size} bytes")
        flags |= mmap.MAP_PRIVATE if slot.device_file else mmap.MAP_SHARED
        access = mmap.PROT_READ | mmap.PROT_WRITE
        return mmap.mmap(descriptor, slot.object_size, flags, access, offset=slot.device_file_offset)
    finally:
        os.close(descriptor)


def provide(slot):
    """The object's memory. `auto` asks for large pages, and takes small ones where there are too few."""
    try:
        return map_object(slot, slot.hugepages != OFF)
    except OSError as error:
        if slot.hugepages == AUTO:
            return map_object(slot, False)
        sys.exit(f"{slot.owner}: {slot.object_size} bytes: {error.strerror}")


def main(path, severities):
    handle = compiled(os.fsencode(path), [os.fsencode(word) for word in severities])
    machine = Machine()
    library.memc_get_machine(handle, byref(machine))
    objects = [None] * machine.object_count
    kvm = os.open("/dev/kvm", os.O_RDWR | os.O_CLOEXEC)
    for name, slots in partitions(handle):
        descriptor = fcntl.ioctl(kvm, KVM_CREATE_VM, 0)
        for slot in slots:
            objects[slot.object] = objects[slot.object] or provide(slot)
            visibility = VISIBILITIES[slot.visibility]
            # What is unmapped keeps its number, so that it can be registered later.
            if visibility != "unmapped":
                begin = ctypes.addressof(ctypes.c_char.from_buffer(objects[slot.object]))
                region = struct.pack(
                    "=IIQQQ", slot.slot, slot.flags, slot.guest_phys_addr, slot.memory_size, begin + slot.backing_offset
                )
                try:
                    fcntl.ioctl(descriptor, KVM_SET_USER_MEMORY_REGION, region)
                except OSError as error:
                    sys.exit(f"{name} slot {slot.slot}: {error.strerror}")
            print(
                f"{name} slot {slot.slot}: {slot.guest_phys_addr:#x}-{slot.guest_phys_addr + slot.memory_size:#x} "
                f"{slot.owner} at {slot.backing_offset:#x} {visibility}"
            )
    library.memc_free(handle)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: compile-topology.py TOPOLOGY [-WCHECK | -ECHECK]...")
    main(sys.argv[1], sys.argv[2:])
