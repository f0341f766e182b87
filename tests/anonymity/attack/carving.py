"""Reading SQLite's bytes as a forensic examiner does: pages of the file, frames of the write-ahead log in order.

Formats: "Database File Format", sections 1.3 and 4 (sqlite.org/fileformat2.html): the file's header gives the page
size at byte 16; a WAL has a header of 32 bytes, then frames of 24 bytes and one page each, the oldest first. Frames
of an earlier generation stay behind the newest until they are written over, so all that is there is read.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
import struct
from collections.abc import Iterator
from pathlib import Path

BASE64 = re.compile(rb"(?<![A-Za-z0-9_\-+/])[A-Za-z0-9_\-+/]{43}(?![A-Za-z0-9_\-+/])")
HEX = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def page_size(header: bytes) -> int:
    """Bytes of a page, from the first 100 bytes of a database file."""
    (size,) = struct.unpack(">H", header[16:18])
    return 65536 if size == 1 else size


def pages(path: Path) -> Iterator[bytes]:
    """The pages of a database file in their order."""
    yield from cut(path.read_bytes())


def cut(data: bytes) -> Iterator[bytes]:
    """The pages in the bytes of a database file."""
    size = page_size(data)
    for start in range(0, len(data), size):
        yield data[start : start + size]


def frames(path: Path) -> Iterator[bytes]:
    """The pages in a write-ahead log, oldest frame first, whether its checksum still holds or not."""
    data = path.read_bytes()
    if len(data) < 32:
        return
    (size,) = struct.unpack(">I", data[8:12])
    for start in range(32, len(data) - 24 - size + 1, size + 24):
        yield data[start + 24 : start + 24 + size]


class Stream:
    """Every different page that a machine's copies hold, in the order in which they were first seen.

    Log frames come before the file's own pages, copy after copy: for a row that was never changed, the first place in
    the stream follows the order in which rows were written.
    """

    def __init__(self) -> None:
        self._seen: set[bytes] = set()
        self._parts: list[bytes] = []
        self._data: bytes | None = None

    def add(self, part: bytes) -> None:
        """Take a page in, unless it is known."""
        digest = hashlib.sha256(part).digest()
        if digest not in self._seen:
            self._seen.add(digest)
            self._parts.append(part)
            self._data = None

    def add_database(self, database: Path) -> None:
        """Take in a database file and the log beside it."""
        log = database.with_name(database.name + "-wal")
        for part in [*(frames(log) if log.exists() else ()), *pages(database)]:
            self.add(part)

    @property
    def data(self) -> bytes:
        """All of it in one string."""
        if self._data is None:
            self._data = b"".join(self._parts)
        return self._data

    def first(self, value: bytes) -> int:
        """Where the value stands first, or -1."""
        return self.data.find(value)

    @functools.lru_cache(maxsize=10_000)  # noqa: B019 (a stream lives as long as one attack)
    def places(self, value: bytes) -> tuple[int, ...]:
        """Every place at which the value stands."""
        found, at = [], self.data.find(value)
        while at >= 0:
            found.append(at)
            at = self.data.find(value, at + 1)
        return tuple(found)

    @functools.cached_property
    def spelt(self) -> dict[bytes, list[int]]:
        """Every string of 32 bytes written in hex or base64, and where; ask once all is taken in."""
        found: dict[bytes, list[int]] = {}
        for hit in HEX.finditer(self.data):
            found.setdefault(bytes.fromhex(hit.group().decode()), []).append(hit.start())
        for hit in BASE64.finditer(self.data):
            found.setdefault(of_base64(hit.group()), []).append(hit.start())
        return found


def of_base64(spelt: bytes) -> bytes:
    """The 32 bytes that 43 signs of either base64 alphabet write."""
    return base64.urlsafe_b64decode(spelt.translate(bytes.maketrans(b"+/", b"-_")) + b"=")
