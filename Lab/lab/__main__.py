"""Runs the lab and prints what it found."""

import argparse
import concurrent.futures
import json
import pathlib
import re
import shutil
import subprocess
import sys

from . import arm, back, devices, exported, faults, guest, host, initramfs, judge, qemu
from .debian import Missing, Packages
from .scenarios import SCENARIOS

HOME = pathlib.Path(__file__).resolve().parent.parent
AGREES, DIFFERS, NOTHING, SKIPPED = "agrees", "DIFFERS", "–", "skipped"


class Lab:
    """What every run needs, made once."""

    def __init__(self, memc: pathlib.Path, cache: pathlib.Path, work: pathlib.Path):
        self.memc, self.work = memc, work
        self.packages = Packages(cache)
        self.later = Packages(cache, "bookworm-backports")
        self.emulator = guest.Emulator.installed()
        kernel = self.packages.kernel("linux-image-cloud-amd64")
        image = next((kernel / "boot").glob("vmlinuz-*"))
        self.pc = guest.PC(
            image, guest.build_firmware(HOME / "firmware" / "boot.s", work), root_of_guest(self.packages))
        self.exported = exported.Exported(memc, image, root_of_guest(self.packages, memc), work)
        self.virt: arm.Virt | Missing
        try:
            packages = Packages(cache, "bookworm", "arm64")
            kernel = packages.kernel("linux-image-arm64")
            self.virt = arm.Virt(next((kernel / "boot").glob("vmlinuz-*")), root_of_guest(packages))
        except Missing as missing:
            self.virt = missing

    def compile(self, topology: pathlib.Path) -> pathlib.Path:
        """The folder that memc writes of a topology."""
        folder = self.work / (topology.parent.name.removeprefix("topologies") + topology.stem).removeprefix("-")
        if (folder / "layout.json").exists():
            return folder
        done = subprocess.run(
            [self.memc, "compile", "-o", folder, topology], capture_output=True, text=True)
        if done.returncode != 0:
            raise guest.Unusable(f"memc refuses {topology.name}: {done.stderr.strip()}")
        return folder

    def run(
        self, topology: pathlib.Path, fault: faults.Fault | None = None, by_acpi: bool = False
    ) -> dict[str, list[str] | None]:
        """What Linux finds of a topology, by check, of files that are memc's but for a fault.

        by_acpi: on aarch64, whether Linux has ACPI tables, or else a device tree.
        """
        folder = self.compile(topology)
        name = folder.name + ("" if fault is None else "-" + re.sub(r"\W+", "-", fault.name))
        given = folder
        if fault is not None:
            given = self.work / name
            shutil.copytree(folder, given, dirs_exist_ok=True)
            fault.plant(given)
        layout = json.loads((folder / "layout.json").read_text())
        if topology.parent.name == "topologies-arm":
            if isinstance(self.virt, Missing):
                raise self.virt
            log = self.work / f"{name}-{'acpi' if by_acpi else 'tree'}.log"
            report = self.virt.boot(given, layout, log, by_acpi)
            return arm.ArmJudge(folder, report, by_acpi).verdicts()
        processors = re.search(r"^# qemu: (\S+)$", topology.read_text(), re.M)[1]
        emulator = self.emulator
        if "\n# needs: x2APIC\n" in topology.read_text():
            emulator = guest.Emulator.with_x2apic(self.later)
        report = self.pc.boot(given, layout, processors, self.work / f"{name}.log", emulator)
        return judge.Judge(folder, report).verdicts() | {
            "QEMU": qemu.differences(topology, given),
            "export": self.exported.differences(topology, given),
            "back": back.differences(self.memc, folder, report, self.work / f"{name}.back"),
        }


def root_of_guest(packages: Packages, memc: pathlib.Path | None = None) -> bytes:
    """The root file system of a guest that reports; with memc in it, one that captures its machine."""
    root = initramfs.Initramfs()
    for folder in ("proc", "sys", "dev", "bin"):
        root.add_folder(folder)
    root.add_device("dev/console", 5, 1)
    root.add_device("dev/kmsg", 1, 11)
    root.add("bin/busybox", (packages.folder("busybox-static") / "bin" / "busybox").read_bytes(), 0o755)
    if memc is not None:
        root.add("bin/memc", memc.read_bytes(), 0o755)
    root.add("init", (HOME / "firmware" / "init").read_bytes(), 0o755)
    return root.archive()


def attempt(run, times: int = 2):
    """What a run found, or why it found nothing. A guest that did not come back has a second chance: an emulator under load
    may lock up, tables do not heal."""
    try:
        return run()
    except guest.Silent as error:
        return attempt(run, times - 1) if times > 1 else error
    except (Missing, guest.Unusable) as error:
        return error


def main() -> int:
    parser = argparse.ArgumentParser(prog="make lab", description=__doc__)
    parser.add_argument("names", nargs="*", help="topologies of Lab/topologies and Lab/topologies-arm, without .yaml; all, and the planted faults")
    parser.add_argument("--memc", type=pathlib.Path, default=HOME.parent / ".build/release/memc")
    parser.add_argument("--cache", type=pathlib.Path, default=HOME.parent / ".build/lab")
    parser.add_argument("--work", type=pathlib.Path, default=HOME.parent / ".build/lab-work")
    parser.add_argument("--jobs", type=int, default=2, help="guests at a time")
    options = parser.parse_args()
    rows = [(path.stem, path, False) for path in sorted((HOME / "topologies").glob("*.yaml"))]
    for path in sorted((HOME / "topologies-arm").glob("*.yaml")):
        rows += [(f"arm: {path.stem}, device tree", path, False), (f"arm: {path.stem}, ACPI", path, True)]
    if options.names:
        unknown = set(options.names) - {path.stem for _, path, _ in rows}
        if unknown:
            parser.error(f"there is no topology '{min(unknown)}' in Lab/topologies or Lab/topologies-arm")
        rows = [row for row in rows if row[1].stem in options.names]
    planted = [] if options.names else faults.FAULTS
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    try:
        lab = Lab(options.memc, options.cache, options.work)
    except Missing as missing:
        print(f"skipped, and nothing of it passed: {missing}")
        return 77
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for path in dict.fromkeys(path for _, path, _ in rows):
            attempt(lambda path=path: lab.compile(path))
        runs = [pool.submit(attempt, lambda row=row: lab.run(row[1], by_acpi=row[2])) for row in rows]
        found = [run.result() for run in runs]
        runs = [
            pool.submit(attempt, lambda fault=fault: lab.run(HOME / f"{fault.topology}.yaml", fault, fault.by_acpi))
            for fault in planted
        ]
        faulty = [run.result() for run in runs]
    table, problems = result_table([name for name, _, _ in rows], found)
    print(table)
    for problem in problems:
        print(problem)
    skipped = sum(isinstance(verdicts, Missing) for verdicts in found)
    failed = len(problems) > skipped
    failed |= not options.names and is_outdated(table)
    failed |= print_faults(planted, faulty)
    if not options.names:
        failed |= print_host(
            "a host of two nodes", attempt(lambda: host.Host(options.memc, lab.packages).run(SCENARIOS, options.work)))
        failed |= print_host(
            "a host with an IOMMU", attempt(lambda: devices.Devices(options.memc, lab.packages, options.work).run()))
    if failed:
        print(f"\nThe guests' logs and files are in {options.work}.")
    if not failed and skipped == len(rows) and options.names:
        return 77
    return 1 if failed else 0


def result_table(names: list[str], found: list) -> tuple[str, list[str]]:
    """A row for each topology, and what differs."""
    rows = [["topology", *judge.CHECKS]]
    problems = []
    for name, verdicts in zip(names, found):
        if isinstance(verdicts, Exception):
            is_missing = isinstance(verdicts, Missing)
            rows.append([name] + [SKIPPED if is_missing else "no report"] * len(judge.CHECKS))
            problems.append(f"{name}: {verdicts}")
            continue
        rows.append([name] + [
            NOTHING if verdicts[check] is None else DIFFERS if verdicts[check] else AGREES for check in judge.CHECKS])
        problems += [f"{name}: {problem}" for check in judge.CHECKS for problem in verdicts[check] or []]
    return text_of(rows), problems


def is_outdated(table: str) -> bool:
    """Whether the README shows another table than this, where all of it could be made."""
    if SKIPPED in table or table in (HOME.parent / "README.md").read_text():
        return False
    print("README.md shows another table than this")
    return True


def print_faults(planted: list[faults.Fault], found: list) -> bool:
    """Prints a row for each fault that was planted; whether one was not found."""
    if not planted:
        return False
    print()
    rows = [["planted fault", "in", "found by"]]
    is_missed = False
    for fault, verdicts in zip(planted, found):
        red = [check for check in judge.CHECKS if verdicts[check]] if isinstance(verdicts, dict) else []
        unfound = fault.checks - set(red)
        if isinstance(verdicts, Missing):
            text = f"{SKIPPED}: {verdicts}"
        elif unfound:
            is_missed = True
            text = f"NOT FOUND by {', '.join(sorted(unfound))}: {', '.join(red) or verdicts}"
        else:
            text = ", ".join(red)
        rows.append([fault.name, fault.topology.removeprefix("topologies").lstrip("/-"), text])
    print_rows(rows)
    return is_missed


def print_host(place: str, found) -> bool:
    """Prints a row for each scenario on an emulated host; whether anything differs."""
    print()
    if isinstance(found, Exception):
        print(f"{place}: {found}")
        return not isinstance(found, Missing)
    print_rows([[f"on {place}", "result"]] + [
        [name, DIFFERS if problems else AGREES] for name, problems in found.items()])
    for name, problems in found.items():
        for problem in problems:
            print(f"{name}: {problem}")
    return any(found.values())


def print_rows(rows: list[list[str]]):
    """Prints rows as a table."""
    print(text_of(rows))


def text_of(rows: list[list[str]]) -> str:
    """Rows as a table of Markdown's."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


sys.exit(main())
