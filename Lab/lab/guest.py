"""Starts Linux on a machine that QEMU emulates and memc describes, and takes its report from the serial line."""

import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile

from .debian import Missing, Packages

LIMIT = 120  # Seconds that a guest has.
KERNEL = 0x100000
ZERO_PAGE = 0x7000
PLAN = 0x1000
COMMAND_LINE = 0x20000
STAGE = 0x6000000  # Where the ACPI image waits until the first megabyte is RAM: usable memory of every topology here.
INITRAMFS = 0x7000000


class Silent(Exception):
    """A guest that did not come back; its log says more."""


class Unusable(Exception):
    """What no guest can be given; a second attempt ends alike."""


def build_firmware(source: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Assembles the lab's firmware."""
    binary = folder / "boot.bin"
    try:
        subprocess.run(["as", "--32", "-o", folder / "boot.o", source], check=True)
        subprocess.run(
            ["ld", "-m", "elf_i386", "-e", "0xfffffff0", "-Ttext=0xffff0000", "--oformat=binary", "-o", binary,
             folder / "boot.o"], check=True)
    except OSError as error:
        raise Missing("the firmware cannot be assembled: apt install binutils") from error
    return binary


class Emulator:
    """A version of QEMU."""

    def __init__(self, command: list[str], cpu: str):
        self.command, self.cpu = command, cpu

    @classmethod
    def installed(cls) -> "Emulator":
        """The one that the machine has."""
        if shutil.which("qemu-system-x86_64") is None:
            raise Missing("there is no qemu-system-x86_64: apt install qemu-system-x86")
        return cls(["qemu-system-x86_64"], "Icelake-Server")

    @classmethod
    def with_x2apic(cls, packages: Packages) -> "Emulator":
        """One that emulates x2APICs, from version 9 on."""
        program = packages.folder("qemu-system-x86") / "usr/bin/qemu-system-x86_64"
        data = packages.folder("qemu-system-data") / "usr/share/qemu"
        if subprocess.run([program, "--version"], capture_output=True).returncode != 0:
            raise Missing("QEMU of a later release lacks libraries here: apt install qemu-system-x86")
        return cls([str(program), "-L", str(data)], "Icelake-Server,x2apic=on")


class PC:
    """A PC whose guest knows of its memory what memc says and nothing else: the files of a folder that memc wrote."""

    def __init__(self, kernel: pathlib.Path, firmware: pathlib.Path, initramfs: bytes):
        image = kernel.read_bytes()
        sectors = image[0x1F1] or 4
        self.code = image[(sectors + 1) * 512:]
        self.header = image[0x1F1:0x202 + image[0x201]]
        self.firmware = firmware
        self.initramfs = initramfs

    def boot(
        self, folder: pathlib.Path, layout: dict, processors: str, log: pathlib.Path, emulator: Emulator
    ) -> dict[str, str]:
        """The guest's report: what it shows, by the name under which it shows it.

        processors: what -smp says, so that the emulator's APIC IDs are the topology's.
        """
        with tempfile.TemporaryDirectory() as scratch:
            parts = self._parts(folder, layout, pathlib.Path(scratch))
            memory = self._memory(layout)
            command = [
                *emulator.command, "-accel", "tcg,thread=single", "-M", "pc,memory-backend=ram", "-cpu", emulator.cpu,
                "-m", f"{memory}B", "-object", f"memory-backend-ram,id=ram,size={memory}B,reserve=off",
                "-smp", processors, "-bios", str(self.firmware),
            ]
            emulate(command, log, parts)
        return report(log)

    def _parts(self, folder, layout, scratch) -> list[tuple[pathlib.Path, int]]:
        command_line = (
            b"console=ttyS0 quiet loglevel=3 log_buf_len=4M nokaslr tsc_early_khz=2596140 tsc=reliable no_timer_check reboot=t acpi_force_table_verification "
            b"panic=-1 rdinit=/init\0"
        )
        page = bytearray((folder / "zero-page.bin").read_bytes())
        page[0x1F1:0x1F1 + len(self.header)] = self.header
        page[0x210] = 0xFF  # A loader that has no number of its own.
        page[0x211] |= 0x01
        struct.pack_into("<I", page, 0x228, COMMAND_LINE)
        struct.pack_into("<II", page, 0x218, INITRAMFS, len(self.initramfs))
        plan = b""
        staged = b""
        acpi = layout["acpi"]
        for name, address in (("acpi-rsdp.bin", acpi["rsdp"]), ("acpi.bin", acpi["start"])):
            contents = (folder / name).read_bytes()
            plan += struct.pack("<III", STAGE + len(staged), address, len(contents))
            staged += contents
        plan += struct.pack("<III", 0, 0, 0)
        parts = []
        for name, contents, address in (
            ("plan", plan, PLAN), ("zero", bytes(page), ZERO_PAGE), ("line", command_line, COMMAND_LINE),
            ("kernel", self.code, KERNEL), ("stage", staged, STAGE), ("initramfs", self.initramfs, INITRAMFS),
        ):
            path = scratch / name
            path.write_bytes(contents)
            parts.append((path, address))
        return parts

    @staticmethod
    def _memory(layout) -> int:
        """How much RAM QEMU's machine needs, which has 3 GiB of it below 4 GiB where it has 3.5 GiB and more."""
        end = max(extent["start"] + extent["size"] for extent in layout["extents"])
        if end <= 3 << 30:
            return end
        return max(end - (1 << 30), 7 << 29)


def emulate(command: list[str], log: pathlib.Path, parts: list[tuple[pathlib.Path, int]] = [], limit: int = LIMIT):
    """Runs a machine of QEMU's to its end, with files at addresses of its memory and its serial line in a log."""
    command = command + ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-serial", f"file:{log}"]
    for path, address in parts:
        command += ["-device", f"loader,file={path},addr={address:#x},force-raw=on"]
    try:
        # One version's modules are none of another's.
        done = subprocess.run(
            command, timeout=limit, capture_output=True, text=True,
            env={**os.environ, "QEMU_MODULE_DIR": "/nonexistent"})
    except OSError as error:
        raise Missing(f"there is no {command[0]}: apt install qemu-system-x86 qemu-system-arm") from error
    except subprocess.TimeoutExpired as error:
        raise Silent(f"the machine did not end in {limit} s, see {log}") from error
    if done.returncode != 0:
        raise Silent(f"QEMU fails: {done.stderr.strip()}")


def report(log: pathlib.Path) -> dict[str, str]:
    """What a guest shows in its log."""
    found = sections(log)
    for name in ("possible", "online", "/proc/zoneinfo", "dmesg"):
        if name not in found:
            raise Silent(f"the guest's report lacks {name}, see {log}")
    return found


def sections(log: pathlib.Path) -> dict[str, str]:
    """What stands between the markers of a log."""
    text = log.read_text(errors="replace").replace("\r", "")
    if "] @@memc begin" in text:
        # It came as messages of the kernel, which have the time before them.
        text = re.sub(r"^\[ *\d+\.\d+\] ", "", text, flags=re.M)
    if "@@memc done" not in text:
        raise Silent(f"the guest did not end its report, see {log}")
    text = text[text.index("@@memc begin\n") + len("@@memc begin\n"):]
    return {name: value for name, value in re.findall(r"^@@memc (\S+)\n(.*?)^@@end$", text, re.S | re.M)}
