"""Makes a topology of what a guest shows of its machine, and holds what it compiles to against what the guest was given."""

import base64
import pathlib
import re
import subprocess

#: What must be the same bytes again.
NAMES = ("e820.bin", "srat.bin", "slit.bin", "hmat.bin", "madt.bin", "pptt.bin", "cedt.bin")


def differences(memc: pathlib.Path, folder: pathlib.Path, report: dict[str, str], work: pathlib.Path) -> list[str]:
    """What is not the same once the guest's tables and its kernel's log are a topology.

    folder: what memc made and the guest was given. work: a folder that is made for it.
    """
    shown = work / "shown"
    shown.mkdir(parents=True, exist_ok=True)
    for name, text in report.items():
        if found := re.fullmatch(r"/sys/firmware/acpi/tables/([A-Z0-9]{4})", name):
            (shown / found[1]).write_bytes(base64.b64decode(text))
    (shown / "dmesg").write_text(report["dmesg"])
    topology, again = work / "topo.yaml", work / "again"
    for command in (["decompile", shown, "-o", topology], ["compile", topology, "-o", again]):
        done = subprocess.run([memc, *command], capture_output=True, text=True)
        if done.returncode != 0:
            return [f"'memc {command[0]}' of what the guest shows ends with {done.returncode}: {done.stderr.strip()[:300]}"]
    return [
        f"{name} is another one once what the guest shows is a topology"
        for name in NAMES if (folder / name).exists()
        and not ((again / name).exists() and (again / name).read_bytes() == (folder / name).read_bytes())
    ]
