"""Backup files: a zip of the database (SQLite's online backup), the files and a manifest of hashes. No keys."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from django.conf import settings

from zhiyan.cli import base
from zhiyan.kernel.files import archive

MANIFEST = "manifest.json"
DATABASE = "zhiyan.sqlite3"
KEPT_OUT = {"secret_key"}
# Whatever a damaged or made-up file makes the readers raise.
BROKEN = (*archive.BROKEN, ValueError, TypeError, AttributeError)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write(folder: Path, out: Path) -> int:
    """Write the backup, readable by its owner alone; the number of files in it.

    The database is copied consistently while in use.
    """
    engine = settings.DATABASES["default"]["ENGINE"]
    if not engine.endswith("sqlite3"):
        base.refuse("PostgreSQL 数据库请用 pg_dump 备份，文件目录另行复制。", "", "backup.postgres")
    partial = out.with_name(out.name + ".part")
    with tempfile.TemporaryDirectory(dir=out.parent or None) as scratch:
        copied = Path(scratch) / DATABASE
        copy_database(Path(settings.DATABASES["default"]["NAME"]), copied)
        parts = {DATABASE: copied, **files_of(folder)}
        hashes = {name: digest(path) for name, path in parts.items()}
        private = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(private, "w+b") as out_stream, zipfile.ZipFile(out_stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in parts.items():
                archive.write(path, name)
            archive.writestr(MANIFEST, json.dumps({"format": 1, "sha256": hashes}, indent=1))
    partial.replace(out)
    return len(parts)


def copy_database(source: Path, target: Path) -> None:
    """SQLite's online backup, page by page, without stopping writers."""
    with contextlib.closing(sqlite3.connect(source)) as live, contextlib.closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=1000)
        copy.execute("PRAGMA journal_mode=DELETE")


def files_of(folder: Path) -> dict[str, Path]:
    """The store's files by their names in the backup."""
    found = {"store.json": folder / "store.json"}
    for path in sorted((folder / "files").rglob("*")):
        if path.is_file() and not path.name.endswith(".part"):
            found[path.relative_to(folder).as_posix()] = path
    return found


def check(source: Path) -> list[str]:
    """What in the backup differs from its manifest; nothing when all agrees."""
    try:
        with zipfile.ZipFile(source) as archive:
            listed = json.loads(archive.read(MANIFEST))["sha256"]
            there = set(archive.namelist()) - {MANIFEST}
            faults = [f"缺少 {name}" for name in listed if name not in there]
            faults += [f"多出 {name}" for name in sorted(there - set(listed))]
            faults += [f"路径越界 {name}" for name in there if not safe(name)]
            for name in sorted(there & set(listed)):
                with archive.open(name) as stream:
                    if hashlib.file_digest(stream, "sha256").hexdigest() != listed[name]:
                        faults.append(f"内容被改动 {name}")
            return faults
    except BROKEN as error:
        return [f"不是完好的备份文件：{error}"]


def safe(name: str) -> bool:
    """Whether the name stays inside the store, and is none of its keys."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.name not in KEPT_OUT and path.parts[0] != "keys"


def unpack(source: Path, folder: Path) -> None:
    """Lay the checked backup out as a store, whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        with zipfile.ZipFile(source) as archive:
            archive.extractall(scratch, [name for name in archive.namelist() if name != MANIFEST and safe(name)])
        if (folder / "keys").exists():  # laid there beforehand: a backup has none
            (folder / "keys").rename(scratch / "keys")
        if folder.exists():
            folder.rmdir()
        scratch.rename(folder)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
