"""A year's papers as handed out, in a folder or in one .zip: each file against the list, the list against a log.

The hash of a bundle's list of contents, and of a whole archive set (归档), stands in the log in the clear.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from zhiyan.cli import backups
from zhiyan.cli.judging import Report
from zhiyan.documents import archiving, packing
from zhiyan.documents.bundle import ABOUT, HEAD
from zhiyan.documents.contents import CONTENTS, HEADS
from zhiyan.kernel.files.archive import BROKEN
from zhiyan.ledger.statements import Head, read_head
from zhiyan.ledger.verifying import Judged

LARGEST_LIST = 8 * 1024 * 1024
NOT_LISTED = {*ABOUT, archiving.LIST, archiving.NOTE}
"""Files about the others: the list cannot hold the hash of itself, nor of what repeats it."""

Files = Mapping[str, Callable[[], IO[bytes]]]


def is_bundle(path: Path) -> bool:
    """Whether the folder or .zip has a list of contents beside its files."""
    if path.is_dir():
        return (path / CONTENTS).is_file()
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(_members(archive))
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return CONTENTS in names and backups.MANIFEST not in names


def judge_bundle(path: Path, logs: Sequence[Judged], report: Report) -> None:
    """Every listed file by its hash, files that nobody listed, and whether a log knows the list."""
    report.judged += 1
    with _opened(path) as files:
        listed = _read(files, CONTENTS)
        lines = _lines(listed) if listed is not None else None
        if listed is None or lines is None:
            report.faults.append(f"{path.name} 的 {CONTENTS} 读不出来。")
            return
        for name, sha256 in lines:
            found = _digest(files, name)
            if found != sha256:
                report.faults.append(f"{path.name}：{name} {'缺失' if found is None else '与目录里的校验值不符'}。")
        more = sorted(set(files) - {name for name, _sha256 in lines} - NOT_LISTED)
    own = hashlib.sha256(listed).hexdigest()
    report.said.append(f"{path.name}：目录列有 {len(lines)} 个文件，目录的校验值 {own}")
    report.unsure(f"只核对了 {CONTENTS} 列出的文件；供人阅读的目录和说明以它为准。")
    if more:
        report.unsure(f"{path.name} 里有 {len(more)} 个文件不在目录里，没有核对：{'、'.join(more[:5])}。")
    _judge_list(path, own, logs, report)


def _judge_list(path: Path, listed: str, logs: Sequence[Judged], report: Report) -> None:
    """A list altered together with a file is found by the log alone."""
    if not logs:
        report.unsure("没有给出日志，目录和文件是否一起被改动过不能判断：请用 zhiyan log export 导出后一并给出。")
        return
    whole = backups.digest(path) if path.is_file() else ""
    for log in logs:
        for index, event, facts in log.facts:
            if (event, facts.get("contents")) == (packing.KIND, listed):
                report.said.append(f"{path.name}：目录的校验值与日志 {log.code} 第 {index} 条相符。")
                return
            if whole and (event, facts.get("sha256")) == (archiving.KIND, whole):
                report.said.append(f"{path.name}：整卷的校验值与日志 {log.code} 第 {index} 条相符。")
                return
    report.faults.append(f"{path.name}：给出的日志里没有它的目录：目录被改动过，或者日志是打包之前导出的。")


def heads_of(path: Path) -> list[Head]:
    """The head of the log that was handed out with the papers: it was kept outside."""
    with _opened(path) as files:
        try:
            return [read_head(json.loads(_read(files, HEAD) or b""))]
        except (ValueError, RecursionError):
            return []


@contextmanager
def _opened(path: Path) -> Iterator[Files]:
    """The files by name. Only names that are there are ever opened, whatever the list says."""
    if path.is_dir():
        yield {one.name: (lambda one=one: one.open("rb")) for one in path.iterdir() if one.is_file()}  # type: ignore[misc]
        return
    with zipfile.ZipFile(path) as archive:
        yield {
            name: (lambda info=info: archive.open(info))  # type: ignore[misc]
            for name, info in _members(archive).items()
        }


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The archive's files by name, also where somebody packed the folder again: in a folder, names in another code."""
    named = {name_of(info): info for info in archive.infolist() if not info.is_dir()}
    folder, _slash, rest = next((name for name in named if name.endswith(f"/{CONTENTS}")), "").partition("/")
    if rest != CONTENTS or not all(name.startswith(f"{folder}/") for name in named):
        return named
    return {name.removeprefix(f"{folder}/"): info for name, info in named.items()}


def name_of(info: zipfile.ZipInfo) -> str:
    """The name as written: without the mark of UTF-8 the library reads it as cp437, packers mean UTF-8 or GBK."""
    if info.flag_bits & 0x800:
        return info.filename
    for code in ("utf-8", "gb18030"):
        try:
            return info.filename.encode("cp437").decode(code)
        except UnicodeError:
            continue
    return info.filename


def _digest(files: Files, name: str) -> str | None:
    """The file's SHA-256 in hex, empty where it cannot be read; None where there is none."""
    if name not in files:
        return None
    try:
        with files[name]() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    except BROKEN:
        return ""


def _read(files: Files, name: str) -> bytes | None:
    try:
        with files[name]() as stream:
            data = stream.read(LARGEST_LIST + 1)
    except BROKEN:
        return None
    return data if len(data) <= LARGEST_LIST else None


def _lines(data: bytes) -> list[tuple[str, str]] | None:
    """Name and hash of each file listed; None for what is no list of contents."""
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        found = [(row[HEADS[1]], row[HEADS[-1]]) for row in rows]
    except (UnicodeDecodeError, csv.Error, KeyError):
        return None
    return found if found and all(name and sha256 for name, sha256 in found) else None
