#!/usr/bin/env python3
"""Registers the memory slots of a memslots.json on /dev/kvm: what a hypervisor does with the file, and no more.

    memc compile topology.yaml
    register-memslots.py topology.memc/memslots.json

The memory of a node, or of each of its zones, of a device or of VTL2 is one object of the host, which the slots of all
partitions are parts of. What a hypervisor adds to the objects is left out: host_nodes and policy (mbind), thp and
mergeable (madvise), prefault (MADV_POPULATE_WRITE), pin (mlock), and host addresses that agree with guest addresses in
the bits of a large page.
"""

import ctypes
import fcntl
import json
import mmap
import os
import struct
import sys

KVM_CREATE_VM = 0xAE01
KVM_SET_USER_MEMORY_REGION = 0x4020AE46
MAP_NORESERVE = 0x4000
MAP_HUGETLB = 0x40000
MFD_HUGETLB = 4
HUGE_SHIFT = 26


def owner(slot):
    """What provides a slot's memory: `node 0`, `zone 1 of node 0`, `device bar0` or `vtl2`."""
    if "zone" in slot:
        return f"zone {slot['zone']} of node {slot['node']}"
    which = {"node": slot.get("node"), "device": slot.get("device")}.get(slot["source"])
    return slot["source"] if which is None else f"{slot['source']} {which}"


def objects(partitions):
    """Every object with its size and the first slot that is a part of it, which says what it is made of."""
    found = {}
    for slot in (slot for partition in partitions for slot in partition["slots"]):
        size, first = found.get(owner(slot), (0, slot))
        found[owner(slot)] = (max(size, slot["backing_offset"] + slot["memory_size"]), first)
    return found


def map_object(name, size, slot, huge):
    """Maps an object, with large pages or without."""
    page_bits = (slot["page_size"].bit_length() - 1) << HUGE_SHIFT
    flags = 0 if huge or slot["reserve"] else MAP_NORESERVE
    if slot["backing"] == "private":
        flags |= mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | (MAP_HUGETLB | page_bits if huge else 0)
        return mmap.mmap(-1, size, flags)
    if slot["backing"] == "file":
        descriptor = os.open(slot["backing_file"], os.O_RDWR | os.O_CLOEXEC)
    elif "device_file" in slot:
        # A copy, page by page as it is written: the file stays as it is.
        descriptor = os.open(slot["device_file"], os.O_RDONLY | os.O_CLOEXEC)
    elif slot["backing"] in ("shared", "device"):
        descriptor = os.memfd_create(name, os.MFD_CLOEXEC | (MFD_HUGETLB | page_bits if huge else 0))
        os.ftruncate(descriptor, size)
    else:
        sys.exit(f"{name} is memory of a machine that is there already: take it over from there")
    try:
        file, offset = slot.get("device_file", slot.get("backing_file")), slot.get("device_file_offset", 0)
        if os.fstat(descriptor).st_size < offset + size:
            sys.exit(f"{file} is shorter than {name}, {size} bytes")
        flags |= mmap.MAP_PRIVATE if "device_file" in slot else mmap.MAP_SHARED
        return mmap.mmap(descriptor, size, flags, mmap.PROT_READ | mmap.PROT_WRITE, offset=offset)
    finally:
        os.close(descriptor)


def provide(name, size, slot):
    """The object's memory. `auto` asks for large pages, and takes small ones where there are too few."""
    if slot["hugepages"] == "auto":
        try:
            return map_object(name, size, slot, True)
        except OSError:
            pass
    try:
        return map_object(name, size, slot, slot["hugepages"] == "on")
    except OSError as error:
        sys.exit(f"{name}: {size} bytes: {error.strerror}")


def main(path):
    with open(path, encoding="utf-8") as file:
        memslots = json.load(file)
    if memslots["version"] != 1:
        sys.exit(f"{path} has version {memslots['version']}; this program reads 1")
    memory = {name: provide(name, *found) for name, found in objects(memslots["partitions"]).items()}
    kvm = os.open("/dev/kvm", os.O_RDWR | os.O_CLOEXEC)
    for partition in memslots["partitions"]:
        machine = fcntl.ioctl(kvm, KVM_CREATE_VM, 0)
        for slot in partition["slots"]:
            start, size, offset = slot["guest_phys_addr"], slot["memory_size"], slot["backing_offset"]
            # What is unmapped keeps its number, so that it can be registered later.
            if slot["visibility"] != "unmapped":
                host = ctypes.addressof(ctypes.c_char.from_buffer(memory[owner(slot)])) + offset
                region = struct.pack("=IIQQQ", slot["slot"], slot["flags"], start, size, host)
                try:
                    fcntl.ioctl(machine, KVM_SET_USER_MEMORY_REGION, region)
                except OSError as error:
                    sys.exit(f"{partition['name']} slot {slot['slot']}: {error.strerror}")
            print(
                f"{partition['name']} slot {slot['slot']}: {start:#x}-{start + size:#x} "
                f"{owner(slot)} at {offset:#x} {slot['visibility']}"
            )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: register-memslots.py MEMSLOTS.JSON")
    main(sys.argv[1])
