"""A host with an IOMMU, which QEMU emulates: what 'memc realize --dma' lets a device reach is held against what the device reaches."""

import json
import pathlib
import subprocess

from . import guest, initramfs
from .debian import Missing, Packages

#: Seconds that the host has.
LIMIT = 150
#: The IOMMUs, with QEMU's words for them.
IOMMUS = {"Intel's IOMMU": "intel-iommu,intremap=on,aw-bits=48", "AMD's IOMMU": "amd-iommu"}
MODULES = ("irqbypass", "kvm", "ccp", "kvm-amd", "vfio", "vfio_virqfd", "vfio_iommu_type1", "vfio-pci-core", "vfio-pci")
#: RAM below the first megabyte in slots, two of which begin unmapped and read-only, and 95 MiB above.
TOPOLOGY = """memc: 1
memory: 96MiB
slots: {max_size: 32MiB}
legacy_x86: on
visibility:
  - {start: 0xa0000, end: 0xc0000, mode: unmapped}
  - {start: 0xf0000, end: 0x100000, mode: read-only}
"""
#: RAM that reaches into the range that AMD's IOMMUs reserve; only asked about.
HIGH = "memc: 1\nmemory: 1030GiB\n"


class Devices:
    """The emulated host."""

    def __init__(self, memc: pathlib.Path, packages: Packages, work: pathlib.Path):
        kernel = packages.kernel("linux-image-amd64")
        firmware = pathlib.Path(__file__).parent.parent / "firmware"
        self.kernel, self.work = next((kernel / "boot").glob("vmlinuz-*")), work
        root = initramfs.Initramfs()
        for folder in ("proc", "sys", "dev", "tmp", "bin", "etc"):
            root.add_folder(folder)
        root.add_device("dev/console", 5, 1)
        root.add("bin/busybox", (packages.folder("busybox-static") / "bin" / "busybox").read_bytes(), 0o755)
        root.add("bin/memc", memc.read_bytes(), 0o755)
        root.add("bin/reach", self._built(firmware / "reach.c"), 0o755)
        root.add("init", (firmware / "devices-init").read_bytes(), 0o755)
        root.add("topo.yaml", TOPOLOGY.encode())
        root.add("high.yaml", HIGH.encode())
        for name in MODULES:
            found = list((kernel / "lib").rglob(f"{name}.ko"))
            if not found:
                raise Missing(f"the kernel of Debian has no module {name} that is not packed")
            root.add(f"modules/{name}.ko", found[0].read_bytes())
        self.root = root

    def _built(self, source: pathlib.Path) -> bytes:
        """A program in C, which needs no library where it runs."""
        program = self.work / source.stem
        try:
            subprocess.run(["cc", "-static", "-O1", "-o", program, source], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise Missing(f"'{source.name}' cannot be built: apt install gcc libc6-dev") from error
        return program.read_bytes()

    def run(self) -> dict[str, list[str]]:
        """What disagrees behind each IOMMU."""
        archive = self.work / "devices.cpio"
        archive.write_bytes(self.root.archive())
        found = {}
        for name, device in IOMMUS.items():
            log = self.work / f"devices-{device.split(',')[0]}.log"
            command = [
                "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-M", "q35,kernel-irqchip=split", "-cpu", "EPYC",
                "-smp", "2", "-m", "1536M", "-device", device, "-device", "edu,dma_mask=0xffffffffffffffff,addr=04.0",
                "-net", "none", "-kernel", str(self.kernel), "-initrd", str(archive), "-append",
                "console=ttyS0 quiet loglevel=3 tsc_early_khz=2500000 tsc=reliable no_timer_check panic=-1 rdinit=/init",
            ]
            guest.emulate(command, log, limit=LIMIT)
            shown = guest.sections(log)
            found[name] = problems(shown, "amd" in device)
            found |= {
                f"planted: {fault}, {name}": [] if problems(shown | change, "amd" in device) else ["it is not found"]
                for fault, change in planted(shown)
            }
        return found


def planted(shown: dict[str, str]):
    """Faults that must be found."""
    for fault, section, old, new in (
        ("a slot that is not reached", "reach", "0x2001000 written", "0x2001000 unchanged"),
        ("a write into unmapped memory", "reach", "0xa1000 unchanged", "0xa1000 written"),
        ("a write into read-only memory", "reach", "0xf1000 unchanged", "0xf1000 written"),
        ("memory that is given back under a device", "discard", "status 1", "status 0"),
        ("more pinned memory than may be", "limited", "status 77", "status 0"),
        ("a device that VFIO has not", "unbound", "status 71", "status 0"),
    ):
        if old not in shown.get(section, ""):
            raise guest.Silent(f"nothing is there in which '{fault}' could be planted")
        yield fault, {section: shown[section].replace(old, new)}


def problems(shown: dict[str, str], is_amd: bool) -> list[str]:
    """What is not as it should be."""
    found = []
    for section, status, words in (
        ("unbound", 71, "[dma-not-bound]"), ("check", 0, "ok, 18 slots"), ("discard", 1, "[discard-pinned]"),
        ("iommufd", 69, "the kernel has no iommufd"), ("verify", 0, "slot 14 is RAM, read-only: ok"),
        ("limited", 77, "98176 KiB for devices, and it is 64 MiB"), ("reach", 0, ""),
    ):
        text = shown.get(section, "")
        if f"\nstatus {status}\n" not in f"\n{text}" or words not in text:
            found.append(f"'{section}' is not {status} with '{words}': {text.strip()[-300:]}")
    if ("[dma-unreachable-ram]" in shown.get("unreachable", "")) != is_amd:
        found.append(f"RAM that no device reaches: {shown.get('unreachable', '').strip()[-300:]}")
    if shown.get("status", "").strip() != "0":
        found.append(f"the machine ends with {shown.get('status', '').strip()}: {shown.get('errors', '').strip()}")
        return found
    report = json.loads(shown["report"])
    seen = [slot for slot in report["slots"] if slot["visibility"] != "unmapped"]
    told = {name: report["dma"][0][name] for name in ("bytes", "mappings", "read_only")}
    wanted = {"bytes": sum(slot["memory_size"] for slot in seen), "mappings": len(seen), "read_only": 0x10000}
    if told != wanted:
        found.append(f"its report has {told}, not {wanted}")
    if shown["locked"].split()[1:] != [str(wanted["bytes"] >> 10), "kB"]:
        found.append(f"the kernel counts {shown['locked'].strip()}, not {wanted['bytes']} bytes")
    reached = dict(line.split() for line in shown["reach"].splitlines() if line.startswith("0x"))
    for slot in report["slots"]:
        place = f"{slot['guest_phys_addr'] + 4096:#x}"
        outcome = "written" if slot["visibility"] == "read-write" else "unchanged"
        if reached.get(place) != outcome:
            found.append(f"what the device writes at {place}, in a slot that is {slot['visibility']}, is {reached.get(place)}")
    return found
