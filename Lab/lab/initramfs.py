"""Writes what a guest has for a root file system: a cpio archive of the form 'newc'."""

import stat


class Initramfs:
    """Files, folders and devices, in the order in which they are added."""

    def __init__(self):
        self._bytes = bytearray()
        self._count = 0
        self._folders = set()

    def add(self, path: str, contents: bytes, mode: int = 0o644):
        """Adds a file, and the folders that it lies in."""
        parts = path.split("/")[:-1]
        for end in range(1, len(parts) + 1):
            self.add_folder("/".join(parts[:end]))
        self._append(path, stat.S_IFREG | mode, contents)

    def add_folder(self, path: str):
        """Adds a folder, unless it is there."""
        if path not in self._folders:
            self._folders.add(path)
            self._append(path, stat.S_IFDIR | 0o755, b"")

    def add_device(self, path: str, major: int, minor: int):
        """Adds a character device."""
        self._append(path, stat.S_IFCHR | 0o600, b"", (major, minor))

    def archive(self) -> bytes:
        """The archive."""
        self._append("TRAILER!!!", 0, b"")
        return bytes(self._bytes)

    def _append(self, path, mode, contents, device=(0, 0)):
        name = path.encode() + b"\0"
        self._count += 1
        fields = (self._count, mode, 0, 0, 1, 0, len(contents), 0, 0, *device, len(name), 0)
        self._bytes += b"070701" + b"".join(b"%08X" % field for field in fields) + name
        self._pad()
        self._bytes += contents
        self._pad()

    def _pad(self):
        self._bytes += b"\0" * (-len(self._bytes) % 4)
