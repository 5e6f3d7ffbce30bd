"""QEMU's own tables of a machine, as its firmware would get them: no guest runs (QEMU's docs/specs/fw_cfg.rst and
docs/devel/qtest.rst)."""

import pathlib
import re
import struct
import subprocess
import threading

from . import guest

#: Seconds that QEMU has to make its tables.
LIMIT = 20
#: Where the emulated machine's memory takes what it is asked for.
DESCRIPTOR, BUFFER = 0x1000, 0x100000
SELECT, READ = 8, 2


def tables(options: list[str]) -> dict[str, bytes]:
    """The tables of a PC with such options, by signature."""
    command = ["qemu-system-x86_64", "-accel", "tcg", "-S", "-qtest", "stdio", "-display", "none", "-nodefaults", *options]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    timer = threading.Timer(LIMIT, process.kill)
    timer.start()
    try:
        device = Device(process)
        (count,) = struct.unpack(">I", device.read(0x19, 4))
        listed = device.read(0x19, 4 + 64 * count)[4:]
        for entry in (listed[start:start + 64] for start in range(0, len(listed), 64)):
            size, key, _, name = struct.unpack(">IHH56s", entry)
            if name.rstrip(b"\0") == b"etc/acpi/tables":
                return dict(split(device.read(key, size)))
        raise guest.Silent("QEMU has no ACPI tables")
    finally:
        timer.cancel()
        # It is stopped, and would not end by itself.
        process.kill()
        process.communicate()


class Device:
    """The device by which firmware reads what QEMU has for it."""

    def __init__(self, process):
        self.process = process

    def ask(self, line: str) -> str:
        """What QEMU answers."""
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self.process.stdout.readline().strip()
        if not answer.startswith("OK"):
            raise guest.Silent(f"QEMU does not answer: {self.process.stderr.read().strip() or answer}")
        return answer[2:].strip()

    def read(self, key: int, size: int) -> bytes:
        """The first bytes of an item."""
        descriptor = struct.pack(">IIQ", key << 16 | SELECT | READ, size, BUFFER)
        self.ask(f"write {DESCRIPTOR:#x} {len(descriptor)} 0x{descriptor.hex()}")
        # The two halves of the descriptor's address, big end first; the second one begins.
        for port, half in ((0x514, 0), (0x518, DESCRIPTOR)):
            self.ask(f"outl {port:#x} {int.from_bytes(struct.pack('>I', half), 'little'):#x}")
        return bytes.fromhex(self.ask(f"read {BUFFER:#x} {size}")[2:])


def split(blob: bytes):
    """The tables of a blob, which lie one behind the other; firmware is to write their checksums."""
    place = 0
    while place + 8 <= len(blob) and re.fullmatch(rb"[A-Z0-9]{4}", blob[place:place + 4]):
        (length,) = struct.unpack_from("<I", blob, place + 4)
        table = bytearray(blob[place:place + length])
        if table[:4] != b"FACS":
            table[9] = 0
            table[9] = -sum(table) & 0xFF
        yield table[:4].decode(), bytes(table)
        place += length


def differences(topology: pathlib.Path, folder: pathlib.Path) -> list[str] | None:
    """Which of QEMU's tables are not memc's; None for a topology that does not say how QEMU makes the machine."""
    stated = options_of(topology)
    return None if stated is None else compared(folder, tables(stated), "QEMU's")


def options_of(topology: pathlib.Path) -> list[str] | None:
    """The options by which QEMU makes a machine; None for a topology that does not say them."""
    stated = re.findall(r"^# QEMU: (.+)$", topology.read_text(), re.M)
    return " ".join(stated).split() if stated else None


def compared(folder: pathlib.Path, made: dict[str, bytes], whose: str) -> list[str]:
    """Which of somebody's tables are not those of a folder that memc wrote."""
    problems = []
    for signature in ("SRAT", "SLIT", "HMAT"):
        path = folder / f"{signature.lower()}.bin"
        own = path.read_bytes() if path.exists() else None
        if own != made.get(signature):
            problems.append(f"{whose} {signature} is another one than memc's")
    return problems
