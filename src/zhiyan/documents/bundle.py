"""All papers of a year in one folder, named in order, with contents, hashes and the head of the log."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure.happened import remembering
from zhiyan.documents import queries
from zhiyan.documents.beside import Beside
from zhiyan.documents.contents import CONTENTS, contents_csv, contents_document, contents_html
from zhiyan.documents.gbt9704 import Document, render_docx
from zhiyan.documents.marking import head_line
from zhiyan.documents.models import IssuedDocument
from zhiyan.documents.pdf import render_all
from zhiyan.documents.printing import in_use, print_docx
from zhiyan.documents.registry import STAGES, Entry, compose, entries
from zhiyan.kernel import once, storage
from zhiyan.kernel.actor import Actor
from zhiyan.ledger.queries import latest_head

HEAD = "ledger-head.json"
CONTENTS_DOCX, CONTENTS_HTML = "00 目录.docx", "00 目录.html"
ABOUT = (CONTENTS, CONTENTS_DOCX, CONTENTS_HTML, HEAD)
"""Files of a bundle that are about the others."""

AT_ONCE = 20
"""Papers whose PDF are made together."""

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
Wrote = Callable[[int, int, str], None]


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
    actor: Actor, cycle: Cycle, out_dir: Path, *, pdf: bool = False, wrote: Wrote | None = None
) -> list[Written]:
    """Write every paper that the actor may see into `out_dir` (made where missing), issued ones too, and ABOUT.

    A file of an earlier run under the same name is replaced as a whole. `wrote(done, total, title)` hears of each.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    told = wrote or (lambda done, total, title: None)
    found, issued = entries(actor, cycle), list(queries.issued(actor, cycle).order_by("on", "entered_at"))
    total, head = len(found) + len(issued), head_line(cycle)
    written: list[Written] = []
    waiting: list[tuple[Document, Written, bytes]] = []
    own = in_use(cycle.unit_id)
    with Beside() as beside:
        papers = []
        with remembering(), once.reading():  # what several papers say is read once for all of them
            for entry in found:
                document = replace(compose(entry.kind, cycle, entry.subject), mark=head)
                plain = [suffix for suffix in entry.kind.formats if suffix == "xlsx" or entry.kind.code not in own]
                papers.append((entry, document, {suffix: beside.ask(suffix, document) for suffix in plain}))
        beside.help()
        for no, (entry, document, asked) in enumerate(papers, 1):
            stem, stage = file_name(no, len(found), entry), str(STAGES[entry.kind.stage])
            for suffix in entry.kind.formats:
                made = asked.get(suffix)
                data = made.data() if made else print_docx(document, cycle, entry.kind.code, head=head)
                written.append(_write(out_dir, f"{stem}.{suffix}", entry.title, stage, data))
                if pdf and suffix == "docx":
                    waiting.append((document, written[-1], data))
            if pdf:
                written += _write_pdf(out_dir, waiting, len(waiting) == AT_ONCE or no == len(found))
            told(no, total, entry.title)
    for no, each in enumerate(issued, 1):
        written.append(_write(out_dir, issued_name(no, each), each.title, "签发", storage.read(each.file)))
        told(len(found) + no, total, each.title)
    _write_about(out_dir, cycle, written, head)
    return written


def file_name(no: int, total: int, entry: Entry) -> str:
    """01 实施方案, without what a file name cannot hold."""
    digits = max(2, len(str(total)))
    return f"{no:0{digits}d} {_UNSAFE.sub('_', entry.title)}"[:100]


def issued_name(no: int, issued: IssuedDocument) -> str:
    """签发 01 title, number."""
    title = _UNSAFE.sub("", issued.title) + (f"（{_UNSAFE.sub('_', issued.number)}）" if issued.number else "")
    return f"签发 {no:02d} {title[:80]}.docx"


def contents_hash(out_dir: Path) -> str:
    """SHA-256 of the list of contents, in hex: it holds the hash of every file, so it stands for all of them."""
    return hashlib.sha256((out_dir / CONTENTS).read_bytes()).hexdigest()


def _write_pdf(out_dir: Path, waiting: list[tuple[Document, Written, bytes]], now: bool) -> list[Written]:
    """PDF beside the Word files that wait for it."""
    if not now:
        return []
    made = render_all([document for document, _word, _data in waiting], [data for *_rest, data in waiting])
    written = [
        _write(out_dir, f"{word.name.removesuffix('.docx')}.pdf", word.title, word.stage, data)
        for (_document, word, _data), data in zip(waiting, made, strict=True)
    ]
    waiting.clear()
    return written


def _write_about(out_dir: Path, cycle: Cycle, written: Sequence[Written], head: str) -> None:
    """Contents for people and for programs, and the signed head of the log as it stands."""
    rows = [(one.name, one.title, one.stage, one.format, one.size, one.sha256) for one in written]
    _replace(out_dir / CONTENTS, contents_csv(rows))
    _replace(out_dir / CONTENTS_DOCX, render_docx(contents_document(cycle, rows, head)))
    _replace(out_dir / CONTENTS_HTML, contents_html(cycle, rows, head))
    signed = latest_head(cycle.unit_id)
    if signed:
        _replace(out_dir / HEAD, json.dumps(signed, ensure_ascii=False, indent=1).encode())


def _write(out_dir: Path, name: str, title: str, stage: str, data: bytes) -> Written:
    _replace(out_dir / name, data)
    return Written(name, title, stage, name.rpartition(".")[2], len(data), hashlib.sha256(data).hexdigest())


def _replace(target: Path, data: bytes) -> None:
    partial = target.with_name(target.name + ".part")
    partial.write_bytes(data)
    os.replace(partial, target)
