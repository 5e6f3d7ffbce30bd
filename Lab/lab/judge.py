"""Holds what Linux made of a machine against what memc says of it, field by field."""

import base64
import json
import pathlib
import re

from . import tables

PAGE = 4096
#: The checks, in the order of the table that the lab prints.
CHECKS = ("map", "domains", "memory", "CPUs", "distances", "HMAT", "tables", "dmesg", "QEMU", "export", "back")


class Judge:
    """What disagrees between a folder that memc wrote and a guest's report."""

    def __init__(self, folder: pathlib.Path, report: dict[str, str]):
        self.folder = folder
        self.report = report
        self.layout = json.loads((folder / "layout.json").read_text())
        self.dmesg = report["dmesg"]
        self.srat = tables.srat((folder / "srat.bin").read_bytes())
        # Linux's number of a node is not its proximity domain: it counts domains as it meets them.
        self.nodes = {}
        for domain, node in re.findall(r"SRAT: PXM (\d+) -> (?:APIC|X2APIC|MPIDR) \S+ -> Node (\d+)", self.dmesg):
            self.nodes[int(domain)] = int(node)
        for node, domain in re.findall(r"SRAT: Node (\d+) PXM (\d+) \[", self.dmesg):
            self.nodes[int(domain)] = int(node)
        # Of nodes with devices only it says no number: what is left is theirs, in the order of the structures.
        left = [node for node in numbers(report["possible"]) if node not in self.nodes.values()]
        devices = [domain for domain in dict.fromkeys(self.srat.initiators) if domain not in self.nodes]
        self.nodes.update(zip(devices, left))

    def verdicts(self) -> dict[str, list[str] | None]:
        """What disagrees, by check; None where the machine has nothing of the kind."""
        return {
            "map": self.map(), "domains": self.domains(), "memory": self.memory(), "CPUs": self.cpus(),
            "distances": self.distances(), "HMAT": self.localities(), "tables": self.bytes(),
            "dmesg": self.complaints(), "QEMU": None, "export": None, "back": None,
        }

    # The memory map, and what lies in which domain.

    def map(self) -> list[str]:
        kinds = {1: "usable", 2: "reserved", 3: "ACPI data", 4: "ACPI NVS", 5: "unusable", 7: "persistent (type 7)"}
        told = re.findall(r"BIOS-e820: \[mem (0x\w+)-(0x\w+)\] ([^\n]+)", self.dmesg)
        seen = [(int(start, 16), int(end, 16) + 1, kind) for start, end, kind in told]
        made = [
            (start, start + length, kinds.get(kind, f"type {kind}"))
            for start, length, kind in tables.e820((self.folder / "e820.bin").read_bytes())
        ]
        return differences("the map", sorted(seen), sorted(made))

    def domains(self) -> list[str]:
        told = re.findall(r"SRAT: Node \d+ PXM (\d+) \[mem (0x\w+)-(0x\w+)\]( hotplug)?( non-volatile)?", self.dmesg)
        seen = [(int(pxm), int(start, 16), int(end, 16) + 1, bool(hot), bool(kept))
                for pxm, start, end, hot, kept in told]
        made = [
            (self.domain(entry["node"]), entry["start"], entry["start"] + entry["length"],
             entry.get("hot_pluggable", False), entry.get("persistent", False))
            for entry in self.layout["memory_affinities"]
        ]
        return differences("memory affinities", seen, made)

    def usable(self) -> list[tuple[int, int]]:
        """Where memory is that Linux may use."""
        return [
            (start, start + length) for start, length, kind in
            tables.e820((self.folder / "e820.bin").read_bytes()) if kind == 1
        ]

    def memory(self) -> list[str]:
        """Pages that are present in each node, exactly: those that are usable, but for the first one, which Linux takes."""
        expected = dict.fromkeys(self.nodes.values(), 0)
        usable = self.usable()
        for extent in self.layout["extents"]:
            node = self.node(self.domain(extent["node"]))
            for start, end in usable:
                first = max(start, extent["start"], PAGE) + PAGE - 1 & -PAGE
                last = min(end, extent["start"] + extent["size"]) & -PAGE
                if first < last:
                    expected[node] = expected.get(node, 0) + (last - first) // PAGE
        seen = {}
        node = None
        for line in self.report["/proc/zoneinfo"].splitlines():
            if begin := re.match(r"Node (\d+), zone", line):
                node = int(begin[1])
            elif present := re.match(r" +present +(\d+)", line):
                seen[node] = seen.get(node, 0) + int(present[1])
        expected = {node: pages for node, pages in expected.items() if pages or node in seen}
        return differences("present pages of nodes", sorted(seen.items()), sorted(expected.items()))

    # CPUs and distances.

    def cpus(self) -> list[str]:
        online = numbers(self.report["/sys/devices/system/cpu/online"])
        problems = []
        for node in self.layout["nodes"]:
            number = self.node(self.domain(node["node"]))
            stated = [cpu for cpu in numbers(node["cpus"]) if cpu in online]
            seen = numbers(self.report.get(f"node{number}/cpulist", ""))
            problems += differences(f"the CPUs of domain {self.domain(node['node'])}", seen, stated)
        told = {int(apic, 16): int(pxm) for pxm, apic in
                re.findall(r"SRAT: PXM (\d+) -> (?:APIC|X2APIC) (0x\w+) -> Node", self.dmesg)}
        problems += differences("CPU affinities", sorted(told.items()), sorted(self.srat.cpus.items()))
        possible = len(numbers(self.report["/sys/devices/system/cpu/possible"]))
        stated = sum(len(numbers(node["cpus"])) for node in self.layout["nodes"])
        problems += differences("the number of possible CPUs", [possible], [stated])
        present = tables.present((self.folder / "madt.bin").read_bytes())
        return problems + differences("the number of CPUs that are online", [len(online)], [present])

    def distances(self) -> list[str] | None:
        if not (self.folder / "slit.bin").exists():
            return None
        rows = tables.slit((self.folder / "slit.bin").read_bytes())
        domains = {node: domain for domain, node in self.nodes.items()}
        online = numbers(self.report["online"])
        problems = []
        for node in online:
            seen = [int(value) for value in self.report[f"node{node}/distance"].split()]
            if not domains.keys() >= set(online):
                problems.append(f"nodes {sorted(set(online) - domains.keys())} are of no domain")
                break
            made = [rows[domains[node]][domains[other]] for other in online]
            problems += differences(f"the distances from domain {domains[node]}", seen, made)
        return problems

    # What HMAT tells.

    def localities(self) -> list[str] | None:
        if not (self.folder / "hmat.bin").exists():
            return None
        told = tables.hmat((self.folder / "hmat.bin").read_bytes())
        problems = []
        for memory, initiator in told.initiators.items():
            node = self.node(memory)
            if f"node{node}/distance" not in self.report:
                continue
            # Memory that is attached to no initiator has what is best among all of them. Linux counts in nanoseconds.
            for name, kinds, best, unit in (
                ("read_latency", (1, 0), min, 1000), ("write_latency", (2, 0), min, 1000),
                ("read_bandwidth", (4, 3), max, 1), ("write_bandwidth", (5, 3), max, 1),
            ):
                values = [
                    best([value for (number, source, target), value in told.values.items()
                          if number == kind and target == memory and initiator in (None, source)], default=0)
                    for kind in kinds
                ]
                made = -(-next(filter(None, values), 0) // unit)
                seen = int(self.report.get(f"node{node}/access0/initiators/{name}", 0))
                if seen != made:
                    problems.append(f"{name} of domain {memory} is {seen}, not {made}")
            if initiator is not None and self.cpus_of(initiator):
                link = f"node{node}/access0/initiators/node{self.node(initiator)}"
                if link not in self.report:
                    problems.append(f"domain {initiator} is no initiator of domain {memory}")
        for memory, caches in told.caches.items():
            for size, attributes in caches:
                folder = f"node{self.node(memory)}/memory_side_cache/index{attributes >> 4 & 15}"
                seen = [self.report.get(f"{folder}/{name}", "none").strip()
                        for name in ("size", "line_size", "indexing", "write_policy")]
                indexing = {1: "0", 2: "1"}.get(attributes >> 8 & 15, "2")
                policy = {1: "0", 2: "1"}.get(attributes >> 12 & 15, "2")
                made = [str(size), str(attributes >> 16), indexing, policy]
                problems += differences(f"the memory-side cache of domain {memory}", seen, made)
        return problems

    # The tables themselves.

    def bytes(self) -> list[str]:
        names = ("srat", "slit", "hmat", "madt", "pptt", "dsdt", "fadt", "cedt", "gtdt")
        made = {
            {"madt": "APIC", "fadt": "FACP"}.get(name, name.upper()): path.read_bytes()
            for name in names if (path := self.folder / f"{name}.bin").exists()
        }
        seen = {
            found[1]: base64.b64decode(text) for name, text in self.report.items()
            if (found := re.fullmatch(r"/sys/firmware/acpi/tables/([A-Z0-9]{4})", name))
        }
        return [
            f"Linux has a {signature} that memc did not make" if signature not in made
            else f"Linux has no {signature}" if signature not in seen
            else f"Linux has another {signature} than memc made"
            for signature in sorted(made.keys() | seen.keys()) if made.get(signature) != seen.get(signature)
        ]

    def complaints(self) -> list[str]:
        """Lines in which Linux finds fault with a table, or with the nodes that it has from them."""
        found = []
        for line in self.dmesg.splitlines():
            text = re.sub(r"^\[[ 0-9.]+\] ", "", line)
            is_of_tables = re.search(r"ACPI|SRAT|SLIT|HMAT|NUMA|PPTT|CEDT", text)
            if "Firmware Bug" in text or "cut here" in text or is_of_tables and re.search(
                r"[Ee]rror|[Ww]arning|[Ii]nvalid|ignored|Not used|fail|bad|cannot|overlap", text
            ) and "Early table checksum" not in text:
                found.append(text)
        return found

    # Parts.

    def domain(self, node: int) -> int:
        """The proximity domain of a node, by its place."""
        return self.layout["nodes"][node].get("domain", node)

    def node(self, domain: int) -> int:
        """Linux's number of a domain's node; -1 where it has none."""
        return self.nodes.get(domain, -1)

    def cpus_of(self, domain: int) -> bool:
        """Whether a domain has CPUs."""
        return domain in self.srat.cpus.values()


def differences(what: str, seen: list, made: list) -> list[str]:
    """A sentence where two lists are not equal."""
    if list(seen) == list(made):
        return []
    place = next((i for i, (a, b) in enumerate(zip(seen, made)) if a != b), min(len(seen), len(made)))
    show = lambda values: values[place] if place < len(values) else "nothing"
    return [f"{what}: at #{place + 1} Linux has {show(seen)}, memc {show(made)}"]


def numbers(text: str) -> list[int]:
    """The numbers of a list such as 0-3,8."""
    found = []
    for part in text.strip().split(","):
        if part:
            first, _, last = part.partition("-")
            found += range(int(first), int(last or first) + 1)
    return found
