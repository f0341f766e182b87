"""Looking for a planted word in everything that processes wrote: files, members of archives, files already deleted."""

from __future__ import annotations

import base64
import json
import os
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote


def spellings_of_address(address: str) -> list[bytes]:
    """An IPv4 address as text, in hex, as a number."""
    packed = socket.inet_aton(address)
    return [address.encode(), packed.hex().encode(), str(int.from_bytes(packed, "big")).encode()]


def spellings_of_words(words: str) -> list[bytes]:
    """Words in the encodings in which they may have been written; base64 whatever comes before them."""
    plain = words.encode()
    shifted = [base64.b64encode(b"\0" * before + plain)[4:-4] for before in range(3)]
    others = [words.encode("utf-16-le"), words.encode("utf-16-be"), words.encode("gb18030")]
    return [plain, *others, json.dumps(words)[1:-1].encode(), quote(words).encode(), *shifted]


def written(folder: Path, pids: list[int] | None = None) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file under the folder, of members of archives, and of what processes hold open."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        yield str(path.relative_to(folder)), data
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name)
    for pid in pids or []:
        yield from held_open(pid)


def held_open(pid: int) -> Iterator[tuple[str, bytes]]:
    """What a process holds open though its name is gone, as temporary files are."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(link)
            if target.startswith("/") and target.endswith("(deleted)"):
                yield f"{pid}:{target}", link.read_bytes()
        except OSError:
            continue


def family(pid: int) -> list[int]:
    """The process and all that come from it."""
    found = [pid]
    for each in Path("/proc").iterdir():
        try:
            parent = int((each / "stat").read_text().rsplit(")", 1)[1].split()[1]) if each.name.isdigit() else 0
        except OSError:
            continue
        if parent == pid:
            found += family(int(each.name))
    return found


def holding(needles: list[bytes], folder: Path, pids: list[int] | None = None) -> list[str]:
    """Names of what holds one of the needles."""
    return sorted({name for name, data in written(folder, pids) if any(needle in data for needle in needles)})
