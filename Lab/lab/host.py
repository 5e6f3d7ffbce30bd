"""A host with two NUMA nodes, hugepages of each and KVM, which QEMU emulates: what 'memc realize' makes of memory there is
held against what the host's kernel counts."""

import copy
import dataclasses
import json
import pathlib
import re

from . import guest, initramfs
from .debian import Missing, Packages

#: Seconds that the host has for all scenarios.
LIMIT = 150


@dataclasses.dataclass
class Scenario:
    """A topology that is realized on the host."""

    name: str
    topology: str
    #: What the command ends with; that of 'check --host' is the same.
    status: int = 0
    #: What its report or its error says.
    says: str = ""
    #: Pages of each host node, in bytes, that the memory has when it is populated.
    bytes_of_nodes: dict[int, int] = dataclasses.field(default_factory=dict)
    #: Whether each node's memory, which is so many bytes in all, is on the host node of its number, every page of it.
    mirrored: int = 0
    prepare: str = ""
    cleanup: str = ""
    arguments: str = "--verify"
    #: A command that runs memc within limits.
    within: str = ""
    #: What 'check --host' ends with where that is not what realizing ends with.
    checked: int | None = None


class Host:
    """The emulated host."""

    def __init__(self, memc: pathlib.Path, packages: Packages):
        kernel = packages.kernel("linux-image-amd64")
        busybox = packages.folder("busybox-static")
        self.kernel = next((kernel / "boot").glob("vmlinuz-*"))
        root = initramfs.Initramfs()
        for folder in ("proc", "sys", "dev", "tmp", "bin", "scenarios"):
            root.add_folder(folder)
        root.add_device("dev/console", 5, 1)
        root.add("bin/busybox", (busybox / "bin" / "busybox").read_bytes(), 0o755)
        root.add("bin/memc", memc.read_bytes(), 0o755)
        root.add("init", (pathlib.Path(__file__).parent.parent / "firmware" / "host-init").read_bytes(), 0o755)
        root.add("bin/within", (pathlib.Path(__file__).parent.parent / "firmware" / "within").read_bytes(), 0o755)
        for name in ("irqbypass", "kvm", "ccp", "kvm-amd"):
            found = list((kernel / "lib").rglob(f"{name}.ko"))
            if not found:
                raise Missing(f"the kernel of Debian has no module {name} that is not packed")
            root.add(f"modules/{name}.ko", found[0].read_bytes())
        self.root = root

    def run(self, scenarios: list[Scenario], work: pathlib.Path) -> dict[str, list[str]]:
        """What disagrees in each scenario."""
        for number, scenario in enumerate(scenarios):
            folder = f"scenarios/{number:02}"
            within = f"within='{scenario.within}'\n"
            for name, text in (
                ("topo.yaml", scenario.topology), ("prepare", within + scenario.prepare + "\n"),
                ("cleanup", scenario.cleanup + "\n"), ("arguments", scenario.arguments),
            ):
                self.root.add(f"{folder}/{name}", text.encode())
        archive = work / "host.cpio"
        archive.write_bytes(self.root.archive())
        log = work / "host.log"
        command = [
            "qemu-system-x86_64", "-accel", "tcg", "-M", "q35", "-cpu", "EPYC", "-smp", "4,sockets=2,cores=2", "-m", "3G",
            "-object", "memory-backend-ram,id=m0,size=1536M", "-object", "memory-backend-ram,id=m1,size=1536M",
            "-numa", "node,nodeid=0,cpus=0-1,memdev=m0", "-numa", "node,nodeid=1,cpus=2-3,memdev=m1",
            "-kernel", str(self.kernel), "-initrd", str(archive),
            "-append", "console=ttyS0 quiet loglevel=3 tsc_early_khz=2500000 tsc=reliable no_timer_check panic=-1 rdinit=/init",
        ]
        guest.emulate(command, log, limit=LIMIT)
        report = guest.sections(log)
        judgements = [Judgement(scenario, f"{number:02}", report) for number, scenario in enumerate(scenarios)]
        return {judgement.scenario.name: judgement.problems() for judgement in judgements} | {
            f"planted: {name}": [] if judgement.problems() else ["it is not found"]
            for name, judgement in planted(judgements[0])
        }


def planted(judgement: "Judgement"):
    """What came of a scenario, with a fault in it that must be found."""
    for name, change in (
        ("pages of the other node", lambda shown: shown.update(maps=shown["maps"].replace(" N0=", " N1="))),
        ("a page that is missing", lambda shown: shown.update(maps=re.sub(r" N0=(\d+)", less, shown["maps"]))),
        ("another exit code", lambda shown: shown.update(status="71\n")),
        ("a guest that sees something else", lambda shown: shown.update(
            report=shown["report"].replace('"outcome": "ok"', '"outcome": "not ok"', 1))),
        ("a guest that sees nothing", lambda shown: shown.update(
            report=json.dumps(json.loads(shown["report"]) | {"verification": []}))),
    ):
        shown = dict(judgement.shown)
        change(shown)
        if shown == judgement.shown:
            raise guest.Silent(f"nothing is there in which '{name}' could be planted")
        changed = copy.copy(judgement)
        changed.shown = shown
        yield name, changed


def less(pages: re.Match) -> str:
    """One page less."""
    return f" N0={int(pages[1]) - 1}"


class Judgement:
    """What came of a scenario."""

    def __init__(self, scenario: Scenario, folder: str, report: dict[str, str]):
        self.scenario = scenario
        self.shown = {name: report.get(f"{folder}/{name}", "") for name in
                      ("check", "check.status", "status", "report", "errors", "maps")}

    def problems(self) -> list[str]:
        """What is not as it should be."""
        scenario = self.scenario
        problems = []
        status, checked = self.shown["status"].strip(), self.shown["check.status"].strip()
        said = self.shown["errors"] + self.shown["report"]
        # A machine that is held ends by the signal that it is sent, as if it had not been held.
        if status != str(scenario.status):
            problems.append(f"it ends with {status or 'nothing'}, not {scenario.status}: {self.shown['errors'].strip()}")
        wanted = scenario.status if scenario.checked is None else scenario.checked
        if checked != str(wanted):
            problems.append(f"'check --host' ends with {checked}, not {wanted}: {self.shown['check'].strip()}")
        if scenario.says and scenario.says not in said:
            problems.append(f"it does not say '{scenario.says}': {self.shown['errors'].strip()[:300]}")
        if scenario.status == 0 and status == "0":
            problems += self.memory()
        return problems

    def memory(self) -> list[str]:
        """Pages of each host node, by the report and as the kernel counts them."""
        report = json.loads(self.shown["report"])
        told: dict[int, int] = {}
        for slot in report["slots"]:
            for node, pages in slot.get("pages_of_host_node", {}).items():
                told[int(node)] = told.get(int(node), 0) + pages * slot["page_size"]
        counted: dict[int, int] = {}
        # Windows have mappings of their own, beside the one reservation of all RAM.
        windows = {slot["host_address"] for slot in report["slots"] if slot["source"] == "device"}
        for line in self.shown["maps"].splitlines():
            fields = line.split()
            start = int(fields[0], 16) if fields else 0
            if not report["host_start"] <= start < report["host_end"] and start not in windows:
                continue
            size = next((int(field[18:]) << 10 for field in fields if field.startswith("kernelpagesize_kB=")), 4096)
            for field in fields:
                if pages := re.fullmatch(r"N(\d+)=(\d+)", field):
                    counted[int(pages[1])] = counted.get(int(pages[1]), 0) + int(pages[2]) * size
        problems = []
        if told != counted:
            problems.append(f"its report has {told} bytes of host nodes, the kernel counts {counted}")
        if self.scenario.bytes_of_nodes and counted != self.scenario.bytes_of_nodes:
            problems.append(f"the kernel counts {counted} bytes of host nodes, not {self.scenario.bytes_of_nodes}")
        if self.scenario.mirrored:
            problems += self.mirrored(report["slots"])
        verified = report.get("verification", [])
        if "--verify" in self.scenario.arguments and not verified:
            problems.append("no guest verified anything")
        if not counted:
            problems.append("the kernel counts no page of it")
        problems += [
            f"the guest finds that {line['target']} {line['outcome']}" for line in verified
            if line["outcome"] != "ok"
        ]
        return problems

    def mirrored(self, slots: list[dict]) -> list[str]:
        """Whether all memory is there, on both host nodes, each page on that of its node's number."""
        problems = []
        total = sum(slot["memory_size"] for slot in slots)
        if total != self.scenario.mirrored:
            problems.append(f"its nodes have {total} bytes, not {self.scenario.mirrored}")
        if {slot["node"] for slot in slots} != {0, 1}:
            problems.append("it has not a node for each of the host's")
        for slot in slots:
            wanted = {str(slot["node"]): slot["memory_size"] // slot["page_size"]}
            if slot["pages_of_host_node"] != wanted:
                problems.append(f"slot {slot['slot']} has pages {slot['pages_of_host_node']}, not {wanted}")
        return problems
