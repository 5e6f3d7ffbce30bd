"""Runs the lab and prints what it found."""

import argparse
import concurrent.futures
import json
import pathlib
import re
import shutil
import subprocess
import sys

from . import faults, guest, host, initramfs, judge
from .debian import Missing, Packages
from .scenarios import SCENARIOS

HOME = pathlib.Path(__file__).resolve().parent.parent
AGREES, DIFFERS, NOTHING, SKIPPED = "agrees", "DIFFERS", "–", "skipped"


class Lab:
    """What every run needs, made once."""

    def __init__(self, memc: pathlib.Path, cache: pathlib.Path, work: pathlib.Path):
        self.memc, self.work, self.packages = memc, work, Packages(cache)
        packages = self.packages
        self.later = Packages(cache, "bookworm-backports")
        self.emulator = guest.Emulator.installed()
        kernel = packages.kernel("linux-image-cloud-amd64")
        busybox = packages.folder("busybox-static")
        root = initramfs.Initramfs()
        for folder in ("proc", "sys", "dev", "bin"):
            root.add_folder(folder)
        root.add_device("dev/console", 5, 1)
        root.add("bin/busybox", (busybox / "bin" / "busybox").read_bytes(), 0o755)
        root.add("init", (HOME / "firmware" / "init").read_bytes(), 0o755)
        self.pc = guest.PC(
            next((kernel / "boot").glob("vmlinuz-*")), guest.build_firmware(HOME / "firmware" / "boot.s", work),
            root.archive())

    def compile(self, topology: pathlib.Path) -> pathlib.Path:
        """The folder that memc writes of a topology."""
        folder = self.work / topology.stem
        done = subprocess.run(
            [self.memc, "compile", "-o", folder, topology], capture_output=True, text=True)
        if done.returncode != 0:
            raise guest.Silent(f"memc refuses {topology.name}: {done.stderr.strip()}")
        return folder

    def run(self, topology: pathlib.Path, fault: faults.Fault | None = None) -> dict[str, list[str] | None]:
        """What Linux finds of a topology, by check, of files that are memc's but for a fault."""
        name = topology.stem + ("" if fault is None else "-" + re.sub(r"\W+", "-", fault.name))
        folder = self.compile(topology)
        given = folder
        if fault is not None:
            given = self.work / name
            shutil.copytree(folder, given, dirs_exist_ok=True)
            fault.plant(given)
        processors = re.search(r"^# qemu: (\S+)$", topology.read_text(), re.M)[1]
        layout = json.loads((folder / "layout.json").read_text())
        emulator = self.emulator
        if "\n# needs: x2APIC\n" in topology.read_text():
            emulator = guest.Emulator.with_x2apic(self.later)
        report = self.pc.boot(given, layout, processors, self.work / f"{name}.log", emulator)
        return judge.Judge(folder, report).verdicts()


def attempt(run):
    """What a run found, or why it found nothing."""
    try:
        return run()
    except (guest.Silent, Missing) as error:
        return error


def main() -> int:
    parser = argparse.ArgumentParser(prog="make lab", description=__doc__)
    parser.add_argument("names", nargs="*", help="topologies of Lab/topologies, without .yaml; all, and the planted faults")
    parser.add_argument("--memc", type=pathlib.Path, default=HOME.parent / ".build/release/memc")
    parser.add_argument("--cache", type=pathlib.Path, default=HOME.parent / ".build/lab")
    parser.add_argument("--work", type=pathlib.Path, default=HOME.parent / ".build/lab-work")
    parser.add_argument("--jobs", type=int, default=2, help="guests at a time")
    options = parser.parse_args()
    topologies = sorted((HOME / "topologies").glob("*.yaml"))
    if options.names:
        unknown = set(options.names) - {path.stem for path in topologies}
        if unknown:
            parser.error(f"there is no topology '{min(unknown)}' in Lab/topologies")
        topologies = [path for path in topologies if path.stem in options.names]
    planted = [] if options.names else faults.FAULTS
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    try:
        lab = Lab(options.memc, options.cache, options.work)
    except Missing as missing:
        print(f"skipped, and nothing of it passed: {missing}")
        return 77
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(attempt, lambda path=path: lab.run(path)) for path in topologies]
        found = [run.result() for run in runs]
        runs = [
            pool.submit(attempt, lambda fault=fault: lab.run(HOME / f"topologies/{fault.topology}.yaml", fault))
            for fault in planted
        ]
        faulty = [run.result() for run in runs]
    failed = print_table([path.stem for path in topologies], found)
    failed |= print_faults(planted, faulty)
    if not options.names:
        failed |= print_host(attempt(lambda: host.Host(options.memc, lab.packages).run(SCENARIOS, options.work)))
    if failed:
        print(f"\nThe guests' logs and files are in {options.work}.")
    return 1 if failed else 0


def print_table(names: list[str], found: list) -> bool:
    """Prints a row for each topology; whether anything differs."""
    rows = [["topology", *judge.CHECKS]]
    problems = []
    notes = []
    for name, verdicts in zip(names, found):
        if isinstance(verdicts, Exception):
            is_missing = isinstance(verdicts, Missing)
            rows.append([name] + [SKIPPED if is_missing else "no report"] * len(judge.CHECKS))
            (notes if is_missing else problems).append(f"{name}: {verdicts}")
            continue
        rows.append([name] + [
            NOTHING if verdicts[check] is None else DIFFERS if verdicts[check] else AGREES for check in judge.CHECKS])
        problems += [f"{name}: {problem}" for check in judge.CHECKS for problem in verdicts[check] or []]
    print_rows(rows)
    for line in notes + problems:
        print(line)
    return bool(problems)


def print_faults(planted: list[faults.Fault], found: list) -> bool:
    """Prints a row for each fault that was planted; whether one was not found."""
    if not planted:
        return False
    print()
    rows = [["planted fault", "in", "found by"]]
    is_missed = False
    for fault, verdicts in zip(planted, found):
        red = [check for check in judge.CHECKS if verdicts[check]] if isinstance(verdicts, dict) else []
        if fault.check not in red:
            is_missed = True
        text = ", ".join(red) if fault.check in red else f"NOT FOUND by {fault.check}: {', '.join(red) or verdicts}"
        rows.append([fault.name, fault.topology, text])
    print_rows(rows)
    return is_missed


def print_host(found) -> bool:
    """Prints a row for each scenario on the emulated host; whether anything differs."""
    print()
    if isinstance(found, Exception):
        print(f"the host of two nodes: {found}")
        return not isinstance(found, Missing)
    print_rows([["on a host of two nodes", "result"]] + [
        [name, DIFFERS if problems else AGREES] for name, problems in found.items()])
    for name, problems in found.items():
        for problem in problems:
            print(f"{name}: {problem}")
    return any(found.values())


def print_rows(rows: list[list[str]]):
    """Prints rows as a table that Markdown has, too."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


sys.exit(main())
