"""All papers of a year in one folder, named in order, with a list of contents and hashes."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure.happened import remembering
from zhiyan.documents.gbt9704 import render_docx, render_xlsx
from zhiyan.documents.marking import head_line
from zhiyan.documents.registry import STAGES, Entry, compose, entries
from zhiyan.kernel.actor import Actor

CONTENTS = "contents.csv"
RENDERERS = {"docx": render_docx, "xlsx": render_xlsx}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True)
class Written:
    """A file of the bundle."""

    name: str
    title: str
    stage: str
    format: str
    size: int
    sha256: str


def bundle(
    actor: Actor, cycle: Cycle, out_dir: Path, *, wrote: Callable[[int, int, str], None] | None = None
) -> list[Written]:
    """Write every paper that the actor may see into `out_dir` (made where missing), and contents.csv beside them.

    A file of an earlier run under the same name is replaced as a whole. `wrote(done, total, title)` hears of each.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    found = entries(actor, cycle)
    written: list[Written] = []
    mark = head_line(cycle)
    with remembering():
        for no, entry in enumerate(found, 1):
            written += _write(cycle, entry, (no, len(found)), out_dir, mark)
            if wrote:
                wrote(no, len(found), entry.title)
    _replace(out_dir / CONTENTS, contents(written))
    return written


def file_name(no: int, total: int, entry: Entry) -> str:
    """01 实施方案, without what a file name cannot hold."""
    digits = max(2, len(str(total)))
    return f"{no:0{digits}d} {_UNSAFE.sub('_', entry.title)}"[:100]


def _write(cycle: Cycle, entry: Entry, place: tuple[int, int], out_dir: Path, mark: str) -> list[Written]:
    document = replace(compose(entry.kind, cycle, entry.subject), mark=mark)
    files = []
    for suffix in entry.kind.formats:
        data = RENDERERS[suffix](document)
        name = f"{file_name(*place, entry)}.{suffix}"
        _replace(out_dir / name, data)
        stage = str(STAGES[entry.kind.stage])
        files.append(Written(name, entry.title, stage, suffix, len(data), hashlib.sha256(data).hexdigest()))
    return files


def _replace(target: Path, data: bytes) -> None:
    partial = target.with_name(target.name + ".part")
    partial.write_bytes(data)
    os.replace(partial, target)


def contents(written: list[Written]) -> bytes:
    """The list of files as .csv, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["序号", "文件", "名称", "阶段", "格式", "字节", "sha256"])
    for no, one in enumerate(written, 1):
        rows.writerow([no, one.name, one.title, one.stage, one.format, one.size, one.sha256])
    return out.getvalue().encode("utf-8-sig")
