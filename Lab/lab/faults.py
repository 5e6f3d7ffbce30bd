"""Faults that the lab must find: what a guest is given differs in one thing from what memc made."""

import dataclasses
import json
import pathlib
import struct
import subprocess
from collections.abc import Callable

from .debian import Missing


@dataclasses.dataclass
class Fault:
    """A fault of a topology's files."""

    name: str
    topology: str
    #: The checks that must find it.
    checks: set[str]
    plant: Callable[[pathlib.Path], None]
    #: On aarch64, whether Linux has ACPI tables, or else a device tree.
    by_acpi: bool = False


def change(folder: pathlib.Path, signature: bytes, edit: Callable[[bytearray], None]):
    """Changes a table of the ACPI image, and makes its checksum right again."""
    path = folder / "acpi.bin"
    image = bytearray(path.read_bytes())
    start = next(place for place in range(0, len(image), 16) if image[place:place + 4] == signature)
    (length,) = struct.unpack_from("<I", image, start + 4)
    table = image[start:start + length]
    edit(table)
    table[9] = 0
    table[9] = -sum(table) & 0xFF
    image[start:start + length] = table
    path.write_bytes(bytes(image))


def table(signature: bytes, place: int, value: int) -> Callable[[pathlib.Path], None]:
    """Plants a byte into a table."""
    return lambda folder: change(folder, signature, lambda bytes: bytes.__setitem__(place, value))


def shortened(signature: bytes, by: int) -> Callable[[pathlib.Path], None]:
    """Plants a length that leaves out the last structure."""

    def edit(table: bytearray):
        (length,) = struct.unpack_from("<I", table, 4)
        struct.pack_into("<I", table, 4, length - by)
        # The checksum is that of what the length says.
        table[length - by:] = bytes(by)

    return lambda folder: change(folder, signature, edit)


def own_table(folder: pathlib.Path):
    """Plants a byte into the table that QEMU's is held against."""
    path = folder / "srat.bin"
    table = bytearray(path.read_bytes())
    table[48 + 2] ^= 1
    path.write_bytes(bytes(table))


def own_extent(folder: pathlib.Path):
    """Plants an extent that ends a page early into the layout that the machine that is captured is held against."""
    path = folder / "layout.json"
    layout = json.loads(path.read_text())
    layout["extents"][0]["size"] -= 4096
    path.write_text(json.dumps(layout))


def map_entry(folder: pathlib.Path):
    """Plants an entry of the memory map that ends a page early."""
    path = folder / "zero-page.bin"
    page = bytearray(path.read_bytes())
    last = 0x2D0 + 20 * (page[0x1E8] - 1)
    (length,) = struct.unpack_from("<Q", page, last + 8)
    struct.pack_into("<Q", page, last + 8, length - 4096)
    path.write_bytes(bytes(page))


def tree(path: str, value: int) -> Callable[[pathlib.Path], None]:
    """Plants another node into memc's device tree."""
    def plant(folder: pathlib.Path):
        try:
            subprocess.run(["fdtput", "-t", "i", folder / "fdt.dtb", path, "numa-node-id", str(value)], check=True)
        except OSError as error:
            raise Missing("there is no fdtput: apt install device-tree-compiler") from error

    return plant


#: SRAT of two-sockets has eight CPUs of 16 bytes from byte 48 on, and memory behind them.
FAULTS = [
    Fault("SRAT without its last structure", "topologies/two-sockets", {"domains", "tables"}, shortened(b"SRAT", 40)),
    Fault("a distance", "topologies/two-sockets", {"distances", "back"}, table(b"SLIT", 45, 22)),
    Fault("the node of memory", "topologies/two-sockets", {"domains"}, table(b"SRAT", 48 + 8 * 16 + 2, 1)),
    Fault("the node of a CPU", "topologies/two-sockets", {"CPUs"}, table(b"SRAT", 48 + 16 + 2, 1)),
    Fault("an entry of HMAT", "topologies/caches", {"HMAT"}, table(b"HMAT", 40 + 3 * 40 + 32 + 4 * 5, 0x7F)),
    Fault("an entry of e820", "topologies/two-sockets", {"map", "memory"}, map_entry),
    Fault("SLIT that is invalid", "topologies/two-sockets", {"distances", "tables", "dmesg"}, table(b"SLIT", 44, 11)),
    Fault("a byte of SRAT beside QEMU's", "topologies/two-sockets", {"QEMU", "export"}, own_table),
    Fault("a page beside what is captured", "topologies/two-sockets", {"export"}, own_extent),
    Fault("a distance, on Arm", "topologies-arm/two-nodes", {"distances"}, table(b"SLIT", 45, 22), by_acpi=True),
    Fault("the node of memory in a device tree", "topologies-arm/two-nodes", {"map"}, tree("/memory@40000000", 1)),
    Fault("the node of a CPU in a device tree", "topologies-arm/two-nodes", {"CPUs"}, tree("/cpus/cpu@1", 1)),
]
