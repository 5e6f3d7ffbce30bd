"""QEMU's machine of aarch64, whose guest knows of its memory what memc says: by a device tree, or by ACPI tables that are
handed over without firmware (Linux, Documentation/arch/arm64/arm-acpi.rst and drivers/firmware/efi/fdtparams.c)."""

import pathlib
import re
import struct
import subprocess
import uuid

from . import guest, judge
from .debian import Missing
from .judge import differences, numbers

#: Where things lie in RAM, which begins at 1 GiB and has the ACPI image 2 MiB above that.
KERNEL, TREE, EFI, STUB, INITRAMFS = 0x40400000, 0x48000000, 0x49000000, 0x49F00000, 0x4A000000

#: The devices of QEMU's 'virt' that Linux needs (QEMU's hw/arm/virt.c).
DEVICES = """
  interrupt-parent = <0x8005>;
  intc@8000000 {
    phandle = <0x8005>; compatible = "arm,gic-v3"; interrupt-controller; #interrupt-cells = <3>;
    reg = <0 0x8000000 0 0x10000 0 0x80a0000 0 0xf60000>; #redistributor-regions = <1>;
  };
  timer { compatible = "arm,armv8-timer"; always-on; interrupts = <1 13 4 1 14 4 1 11 4 1 10 4>; };
  apb-pclk { phandle = <0x8000>; compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <24000000>; };
  pl011@9000000 {
    compatible = "arm,pl011", "arm,primecell"; reg = <0 0x9000000 0 0x1000>; interrupts = <0 1 4>;
    clocks = <0x8000 0x8000>; clock-names = "uartclk", "apb_pclk";
  };
"""

COMMON = "log_buf_len=4M nokaslr panic=-1 rdinit=/init"


class Virt:
    """The machine."""

    def __init__(self, kernel: pathlib.Path, initramfs: bytes):
        self.kernel, self.initramfs = kernel, initramfs

    def boot(self, folder: pathlib.Path, layout: dict, log: pathlib.Path, by_acpi: bool) -> dict[str, str]:
        """The guest's report."""
        scratch = log.with_suffix("")
        scratch.mkdir(exist_ok=True)
        source = chosen_for_acpi(folder) if by_acpi else merged_tree(folder)
        initrd = f"linux,initrd-start = <0 {INITRAMFS:#x}>; linux,initrd-end = <0 {INITRAMFS + len(self.initramfs):#x}>;"
        source = source.replace("@INITRD@", initrd)
        (scratch / "tree.dts").write_text(source)
        run("dtc", "-q", "-I", "dts", "-O", "dtb", "-o", scratch / "tree.dtb", scratch / "tree.dts")
        # ldr x0, tree; ldr x4, kernel; br x4: Linux's entry has the tree in x0, and nothing in x1 to x3.
        (scratch / "stub").write_bytes(struct.pack("<4IQQ", 0x58000080, 0x580000A4, 0xD61F0080, 0, TREE, KERNEL))
        (scratch / "initramfs").write_bytes(self.initramfs)
        parts = [
            (self.kernel, KERNEL), (scratch / "tree.dtb", TREE), (scratch / "initramfs", INITRAMFS),
            (scratch / "stub", STUB),
        ]
        if by_acpi:
            (scratch / "efi").write_bytes(system_table(folder, layout))
            parts += [
                (scratch / "efi", EFI), (folder / "acpi-rsdp.bin", layout["acpi"]["rsdp"]),
                (folder / "acpi.bin", layout["acpi"]["start"]),
            ]
        end = max(extent["start"] + extent["size"] for extent in layout["extents"])
        cpus = sum(len(numbers(node["cpus"])) for node in layout["nodes"])
        command = [
            "qemu-system-aarch64", "-accel", "tcg,thread=single", "-M", "virt,gic-version=3", "-cpu", "cortex-a72",
            "-smp", str(cpus), "-m", f"{end - (1 << 30)}B", "-device", f"loader,addr={STUB:#x},cpu-num=0",
        ]
        guest.emulate(command, log, parts)
        return guest.report(log)


def run(*command) -> str:
    """What a program says."""
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except OSError as error:
        raise Missing(f"there is no {command[0]}: apt install device-tree-compiler") from error
    except subprocess.CalledProcessError as error:
        raise guest.Unusable(f"{command[0]} refuses {command[-1]}: {error.stderr.strip()}") from error


def merged_tree(folder: pathlib.Path) -> str:
    """memc's device tree with QEMU's devices."""
    text = run("dtc", "-q", "-I", "dtb", "-O", "dts", folder / "fdt.dtb")
    chosen = f'chosen {{ bootargs = "console=ttyAMA0 quiet loglevel=3 {COMMON}"; @INITRD@ }};'
    text = re.sub(r"chosen \{\s*\};", chosen, text, count=1)
    place = text.rindex("};")
    # Properties stand before nodes.
    devices = DEVICES.strip().split("\n", 1)
    begin = text.index("/ {") + 3
    return text[:begin] + "\n" + devices[0] + text[begin:place] + devices[1] + text[place:]


def chosen_for_acpi(folder: pathlib.Path) -> str:
    """A tree that says nothing but where the EFI system table lies."""
    size = (folder / "efi-memmap.bin").stat().st_size
    # The console is the early one, as no table speaks of a serial port.
    return f"""/dts-v1/;
/ {{
  #address-cells = <2>; #size-cells = <2>;
  chosen {{
    bootargs = "earlycon=pl011,0x9000000 keep_bootcon printk.devkmsg=on efi=noruntime acpi=force loglevel=8 {COMMON}";
    @INITRD@
    linux,uefi-system-table = <0 {EFI:#x}>;
    linux,uefi-mmap-start = <0 {EFI + 0x1000:#x}>; linux,uefi-mmap-size = <{size}>;
    linux,uefi-mmap-desc-size = <40>; linux,uefi-mmap-desc-ver = <1>; linux,uefi-secure-boot = <2>;
  }};
}};
"""


def system_table(folder: pathlib.Path, layout: dict) -> bytes:
    """An EFI system table that knows ACPI's root pointer only, and memc's memory map a page behind it (UEFI 2.10, sections
    4.3 and 4.6)."""
    acpi = uuid.UUID("8868e871-e4f1-11d3-bc22-0080c73c8881").bytes_le
    configuration = acpi + struct.pack("<Q", layout["acpi"]["rsdp"])
    header = struct.pack("<8sIIII", b"IBI SYST", 2 << 16 | 70, 120, 0, 0)
    table = header + struct.pack("<QII", 0, 0, 0) + struct.pack("<6Q", *[0] * 6) + struct.pack("<QQQQ", 0, 0, 1, EFI + 0x200)
    page = table.ljust(0x200, b"\0") + configuration
    return page.ljust(0x1000, b"\0") + (folder / "efi-memmap.bin").read_bytes()


class ArmJudge(judge.Judge):
    """What disagrees on aarch64, where Linux's words are others, and no e820 is."""

    def __init__(self, folder: pathlib.Path, report: dict[str, str], by_acpi: bool):
        super().__init__(folder, report)
        self.by_acpi = by_acpi
        if not by_acpi:
            # A device tree's numbers are Linux's.
            self.nodes = {self.domain(place): self.domain(place) for place in range(len(self.layout["nodes"]))}

    def usable(self) -> list[tuple[int, int]]:
        return [(extent["start"], extent["start"] + extent["size"]) for extent in self.layout["extents"]]

    def map(self) -> list[str]:
        """The ranges of each node, which Linux has of the map and the nodes together."""
        told = re.findall(r"node +(\d+): \[mem (0x\w+)-(0x\w+)\]", self.dmesg)
        seen = merged((int(node), int(start, 16), int(end, 16) + 1) for node, start, end in told)
        made = merged(
            (self.node(self.domain(extent["node"])), extent["start"], extent["start"] + extent["size"])
            for extent in self.layout["extents"])
        return differences("the ranges of nodes", seen, made)

    def verdicts(self) -> dict[str, list[str] | None]:
        # A guest with a device tree knows of no table.
        return super().verdicts() | ({} if self.by_acpi else {"domains": None, "HMAT": None, "tables": None})


def merged(ranges) -> list[tuple[int, int, int]]:
    """Ranges of nodes in ascending address, those that touch as one."""
    found = []
    for node, start, end in sorted(ranges, key=lambda entry: entry[1]):
        if found and found[-1][0] == node and found[-1][2] == start:
            found[-1] = (node, found[-1][1], end)
        else:
            found.append((node, start, end))
    return found
