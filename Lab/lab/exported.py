"""Machines of QEMU's that are started with the options that memc writes: their tables are memc's, and a guest in them captures the
machine that the options were made of."""

import json
import pathlib
import shlex
import subprocess
import tempfile

from . import guest, qemu

#: What of a layout must be the same for the machine that was captured.
FACTS = ("nodes", "extents", "memory_affinities")
#: A kernel that says nothing but what it is asked for, and whose guest ends by a fault.
COMMAND_LINE = "console=ttyS0 quiet loglevel=3 log_buf_len=4M tsc=reliable no_timer_check reboot=t panic=-1 rdinit=/init"


class Exported:
    """Starts Linux on machines of QEMU's, and memc in it."""

    def __init__(self, memc: pathlib.Path, kernel: pathlib.Path, initramfs: bytes, work: pathlib.Path):
        self.memc, self.kernel, self.initramfs, self.work = memc, kernel, initramfs, work

    def differences(self, topology: pathlib.Path, folder: pathlib.Path) -> list[str] | None:
        """What is another machine in QEMU than a folder that memc wrote says, or is captured there as another one.

        None for a topology that QEMU does not make: one that does not say by which options it would.
        """
        if qemu.options_of(topology) is None:
            return None
        done = subprocess.run([self.memc, "export", "qemu", topology], capture_output=True, text=True)
        if done.returncode != 0:
            return [f"'memc export qemu' ends with {done.returncode}: {done.stderr.strip()[:300]}"]
        # Python's divider of words does not know that a line goes on.
        program, *options = shlex.split(done.stdout.replace("\\\n", ""))
        # Where the machine is another one already, there is nothing to capture.
        return qemu.compared(folder, qemu.tables(options), "QEMU's") or self._captured([program, *options], folder)

    def _captured(self, command: list[str], folder: pathlib.Path) -> list[str]:
        name = folder.name
        log = self.work / f"{name}-exported.log"
        with tempfile.NamedTemporaryFile() as initramfs:
            initramfs.write(self.initramfs)
            initramfs.flush()
            guest.emulate(
                [*command, "-accel", "tcg,thread=single", "-cpu", "Icelake-Server", "-kernel", str(self.kernel),
                 "-initrd", initramfs.name, "-append", COMMAND_LINE], log)
        report = guest.report(log)
        if "/captured" not in report:
            return [f"'memc capture' in the guest: {report.get('/said', 'nothing is said').strip()[:300]}"]
        topology, again = self.work / f"{name}-captured.yaml", self.work / f"{name}-captured"
        topology.write_text(report["/captured"])
        done = subprocess.run([self.memc, "compile", topology, "-o", again], capture_output=True, text=True)
        if done.returncode != 0:
            return [f"what was captured in the guest does not compile: {done.stderr.strip()[:300]}"]
        was, now = (json.loads((place / "layout.json").read_text()) for place in (folder, again))
        made = {table.stem.upper(): table.read_bytes() for table in again.glob("*.bin")}
        return [
            f"{fact} of the machine that was captured are {now.get(fact)} for {was.get(fact)}"
            for fact in FACTS if _machine(now.get(fact)) != _machine(was.get(fact))
        ] + qemu.compared(folder, made, "the captured machine's")


def _machine(value):
    """What a layout says of the machine, and not of the lines of its topology."""
    if isinstance(value, list):
        return [_machine(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _machine(entry) for key, entry in value.items() if key != "line"}
    return value

