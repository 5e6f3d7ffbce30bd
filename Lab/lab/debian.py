"""Debian's packages, unpacked into a cache and never installed."""

import pathlib
import re
import subprocess


class Missing(Exception):
    """Something that the lab needs is not here, and cannot be had: what depends on it is skipped, and never passed."""


class Packages:
    """Packages by name; what was unpacked once stays in the cache.

    release, architecture: where they are taken from that the machine's own sources do not have, such as bookworm-backports,
    and of which architecture those are.
    """

    def __init__(self, cache: pathlib.Path, release: str | None = None, architecture: str = "amd64"):
        self.cache = cache if release is None else cache / f"{release}-{architecture}"
        self.release, self.architecture = release, architecture
        self.options = []

    def folder(self, name: str) -> pathlib.Path:
        """Where a package is unpacked."""
        folder = self.cache / name
        if (folder / ".complete").exists():
            return folder
        folder.mkdir(parents=True, exist_ok=True)
        self._know_release()
        self._run("apt-get", *self.options, "download", "-q", name, cwd=folder)
        archives = sorted(folder.glob("*.deb"))
        if not archives:
            raise Missing(f"apt has no package '{name}'")
        self._run("dpkg-deb", "-x", str(archives[-1]), str(folder))
        archives[-1].unlink()
        (folder / ".complete").touch()
        return folder

    def kernel(self, flavour: str) -> pathlib.Path:
        """Where the kernel is unpacked that a package such as linux-image-cloud-amd64 depends on."""
        form = r"linux-image-[0-9.]+-[0-9]+" + re.escape(flavour.removeprefix("linux-image"))
        known = [path.name for path in self.cache.glob("linux-image-*")
                 if re.fullmatch(form, path.name) and (path / ".complete").exists()]
        if known:
            return self.folder(max(known))
        self._know_release()
        listed = self._run("apt-cache", *self.options, "depends", flavour)
        names = re.findall(r"Depends: (linux-image-\S+)", listed)
        if not names:
            raise Missing(f"apt knows no kernel '{flavour}'")
        return self.folder(names[0])

    def _know_release(self):
        """Asks the archive what the release has, without a word to the machine's own apt."""
        if self.release is None or self.options:
            return
        lists = self.cache.resolve() / "lists"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        (self.cache / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        sources = lists.parent / "sources.list"
        sources.write_text(f"deb http://deb.debian.org/debian {self.release} main\n")
        for option in (
            f"Dir::Etc::SourceList={sources}", "Dir::Etc::SourceParts=/nonexistent", f"Dir::State::Lists={lists}",
            f"Dir::Cache={lists.parent}", f"APT::Architecture={self.architecture}",
            f"APT::Architectures={self.architecture}",
        ):
            self.options += ["-o", option]
        self._run("apt-get", *self.options, "update", "-q")

    def _run(self, *command: str, cwd: pathlib.Path | None = None) -> str:
        try:
            return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            text = getattr(error, "stderr", None) or str(error)
            raise Missing(f"'{' '.join(command)}' fails: {text.strip().splitlines()[-1]}") from error
