"""归档: when a year is closed, everything of it becomes one archive, listed and counted; afterwards it is only read."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tomllib
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure.happened import remembering
from zhiyan.documents import queries
from zhiyan.documents.bundle import HEAD, file_name, issued_name
from zhiyan.documents.contents import CONTENTS, contents_csv
from zhiyan.documents.gbt9704 import Column, Document, KeyValues, Landscape, Paragraph, Table, Title, render_docx
from zhiyan.documents.gbt9704 import render_text as plain_text
from zhiyan.documents.marking import head_line
from zhiyan.documents.models import ArchiveSet, IssuedDocument
from zhiyan.documents.pdf import by_typst
from zhiyan.documents.printing import print_file
from zhiyan.documents.registry import KINDS, STAGES, Entry, compose
from zhiyan.kernel import clock, events, guard, jobs, storage
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Missing
from zhiyan.kernel.models import Job, StoredFile
from zhiyan.ledger.actions import publish
from zhiyan.ledger.queries import latest_head

KIND = "documents.archive"
RETENTION = Path(__file__).with_name("retention.toml")
HANDED = "handed"
"""Kind of a hand-out list (发放登记) in a set."""

NOTE, LIST = "99 备考表.docx", "00 卷内目录.docx"
LINES, CHARACTERS = 22, 28
_PAGES = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)")


@dataclass(frozen=True)
class Kept:
    """One file of an archive set (卷内文件): `kind` and `key` say which paper it is, for who may read it."""

    no: int
    name: str
    title: str
    stage: str
    kind: str
    key: str
    number: str
    on: str
    pages: int
    retention: str
    size: int
    sha256: str


def on_archived(event: events.Event) -> None:
    """Let the worker make the set once the year is closed, whoever closed it and from where."""
    if event.name == "cycle.archived":
        user = uuid.UUID(event.actor_id) if event.actor_id else None
        jobs.ask(Actor(unit_id=event.unit_id, user_id=user), KIND, _("归档"), cycle=event.subject_id)


def make(job: Job, progress: jobs.Progress) -> StoredFile:
    """Make the set of a closed year and keep it; the one that is there where it was made before."""
    cycle = Cycle.objects.select_related("unit", "notice__file").get(pk=job.arguments["cycle"], unit_id=job.unit_id)
    there = ArchiveSet.objects.filter(cycle=cycle).first()
    return there.file if there else keep(cycle, progress).file


def keep(cycle: Cycle, progress: jobs.Progress) -> ArchiveSet:
    """Write the archive and store it with its contents and note; the log holds the hash of the whole."""
    out, kept, head = io.BytesIO(), [], head_line(cycle)
    with zipfile.ZipFile(out, "w") as archive, remembering():
        for total, one, data in _pieces(cycle, head):
            archive.writestr(one.name, data)
            kept.append(one)
            progress.step(one.no, total, one.title)
        note = note_of(cycle, kept)
        archive.writestr(LIST, render_docx(replace(list_paper(cycle, kept), mark=head)))
        archive.writestr(NOTE, render_docx(replace(note_paper(cycle, note), mark=head)))
        rows = [(one.name, one.title, one.stage, PurePath(one.name).suffix[1:], one.size, one.sha256) for one in kept]
        archive.writestr(CONTENTS, contents_csv(rows))
        archive.writestr(HEAD, json.dumps(latest_head(cycle.unit_id) or {}, ensure_ascii=False, indent=1))
    data = out.getvalue()
    with guard.writing(KIND):
        sealed = {"cycle": cycle.label, "sha256": hashlib.sha256(data).hexdigest(), "files": len(kept)}
        publish(cycle.unit_id, KIND, {**sealed, "pages": note["pages"]})
        return ArchiveSet.objects.create(
            unit_id=cycle.unit_id,
            cycle=cycle,
            file=storage.store(cycle.unit_id, f"{cycle.unit.short_name}{cycle.label}归档.zip", data),
            contents=[asdict(one) for one in kept],
            note=note,
            made_on=clock.today(),
        )


def _pieces(cycle: Cycle, head: str) -> Iterator[tuple[int, Kept, bytes]]:
    """Each file with its line of the list: the superior's notice, the papers by stage, what was issued."""
    found = [Entry(kind, s) for kind in KINDS.values() if not kind.blank for s in kind.subjects(cycle)]
    issued = list(
        IssuedDocument.objects.filter(cycle=cycle).select_related("file", "sheet").order_by("on", "entered_at")
    )
    total = sum(len(entry.kind.formats) for entry in found)
    total, no = total + sum(1 + bool(each.sheet) + bool(each.copies) for each in issued), 0
    if cycle.notice and cycle.notice.file:
        notice, file, no, total = cycle.notice, cycle.notice.file, 1, total + 1
        on, data = notice.on.isoformat() if notice.on else "", storage.read(file)
        name = f"00 上级通知_{file.name}"
        yield total, _kept(no, name, notice.title, "cycle", "notice", data, number=notice.number, on=on), data
    for at, entry in enumerate(found, 1):
        document = replace(compose(entry.kind, cycle, entry.subject), mark=head)
        pages = pages_of(document)
        for suffix in entry.kind.formats:
            no, data = no + 1, print_file(suffix, document, cycle, entry.kind.code, head=head)
            name = f"{file_name(at, len(found), entry)}.{suffix}"
            yield total, _kept(
                no, name, entry.title, entry.kind.stage, entry.kind.code, data, key=entry.subject.key,
                pages=pages if suffix == "docx" else 0,
            ), data  # fmt: skip
    for at, each in enumerate(issued, 1):
        stage, on = KINDS[each.kind].stage, each.on.isoformat()
        for name, title, kind, data, pages in _of_issued(at, each, head):
            no += 1
            kept = _kept(
                no, name, title, stage, kind, data, number=each.number, on=on, pages=pages,
                retention="issued" if kind == each.kind else "",
            )  # fmt: skip
            yield total, kept, data


def _of_issued(at: int, issued: IssuedDocument, head: str) -> Iterator[tuple[str, str, str, bytes, int]]:
    """As printed, the sheet signed on paper, to whom copies went: name, title, kind, bytes, pages.

    A file that the store has lost is left out: the note says so.
    """
    name, title = issued_name(at, issued), issued.title
    beside = name.removesuffix(".docx")
    if (data := _stored(issued.file)) is not None:
        yield name, title, issued.kind, data, estimated_pages(issued.text)
    if issued.sheet and (data := _stored(issued.sheet)) is not None:
        suffix = PurePath(issued.sheet.name).suffix
        yield f"{beside} 发文稿纸{suffix}", f"{title}（发文稿纸）", issued.kind, data, 0
    if issued.copies:
        paper = handed_paper(issued)
        data = render_docx(replace(paper, mark=head))
        yield f"{beside} 发放登记.docx", f"{title}（发放登记）", HANDED, data, pages_of(paper)


def _stored(file: StoredFile) -> bytes | None:
    try:
        return storage.read(file)
    except FileNotFoundError:
        return None


def _kept(
    no: int, name: str, title: str, stage: str, kind: str, data: bytes, *, key: str = "", number: str = "",
    on: str = "", pages: int = 0, retention: str = "",
) -> Kept:  # fmt: skip
    return Kept(
        no, name, title.replace("\n", ""), str(STAGES[stage]), kind, key, number, on, pages,
        retention_of(retention or kind), len(data), hashlib.sha256(data).hexdigest(),
    )  # fmt: skip


@cache
def _retention() -> dict[str, Any]:
    return tomllib.loads(RETENTION.read_text("utf-8"))


def retention_of(kind: str) -> str:
    """保管期限 of a kind of paper."""
    told: str = _retention()["kinds"].get(kind, _retention()["default"])
    return told


def pages_of(document: Document) -> int:
    """Printed pages, counted in the paper laid out; estimated on a machine without Chinese fonts."""
    try:
        return int(max(_PAGES.findall(by_typst(document)), key=int, default=b"1"))
    except Missing:
        return estimated_pages(plain_text(document))


def estimated_pages(text: str) -> int:
    """Pages of a text in lines of 28 characters, 22 on a page (GB/T 9704-2012, 5.2.3)."""
    lines = sum(max(1, -(-len(line) // CHARACTERS)) for line in text.splitlines())
    return max(1, -(-lines // LINES))


def note_of(cycle: Cycle, kept: Sequence[Kept]) -> dict[str, Any]:
    """备考表: how many pieces and pages, and what whoever opens the set must know."""
    return {
        "unit": cycle.unit.name,
        "year": cycle.label,
        "pieces": len(kept),
        "pages": sum(one.pages for one in kept),
        "made_on": clock.today().isoformat(),
        "remarks": list(remarks(cycle)),
    }


def remarks(cycle: Cycle) -> Iterator[str]:
    """What is missing or differs: papers that were never issued, copies still out, issued files that changed."""
    issued = list(IssuedDocument.objects.filter(cycle=cycle).select_related("file"))
    codes = {each.kind for each in issued}
    never = [str(kind.title) for kind in KINDS.values() if kind.issuable and kind.code not in codes]
    if never:
        yield f"没有办理签发的文件：{'、'.join(never)}。"
    for each in issued:
        missing = queries.copies(each)["missing"]
        title = each.title.replace("\n", "")
        if missing:
            yield f"《{title}》尚有{missing}份未收回。"
        if not queries.intact(each):
            yield f"《{title}》的存件与签发时的校验值不符。"
        if queries.difference(each).differs:
            yield f"《{title}》签发后数据有变化，以签发件为准。"


def list_paper(cycle: Cycle, kept: Sequence[Kept]) -> Document:
    """卷内目录."""
    columns = tuple(
        Column(name, width)
        for name, width in (
            ("序号", 0.6), ("文号", 1.4), ("题名", 3.4), ("日期", 1.2), ("页数", 0.6), ("保管期限", 0.9), ("文件", 3.4),
            ("校验值", 2.6),
        )
    )  # fmt: skip
    rows = tuple(
        (one.no, one.number, one.title, one.on, one.pages or "", one.retention, one.name, one.sha256) for one in kept
    )
    title = Title(f"{cycle.unit.name}\n{cycle.label}年度民主生活会卷内目录")
    return Document("卷内目录", (Landscape((title, Table(columns, rows))),), clock.today(), author=cycle.unit.name)


def handed_paper(issued: IssuedDocument) -> Document:
    """发放登记: to whom each numbered copy went, and when it came back."""
    widths = (("份号", 1.0), ("领取人", 2.0), ("发放日期", 1.4), ("收回日期", 1.4), ("备注", 2.0))
    columns = tuple(Column(name, width) for name, width in widths)
    rows = tuple(
        (
            f"{copy.no:06d}", copy.receiver, copy.handed_on.isoformat() if copy.handed_on else "",
            copy.returned_on.isoformat() if copy.returned_on else "", copy.note,
        )
        for copy in issued.handed.all()
    )  # fmt: skip
    title = issued.title.replace("\n", "")
    blocks = (Title(f"《{title}》\n发放登记"), Table(columns, rows))
    return Document(f"{title}发放登记", blocks, clock.today(), author=issued.cycle.unit.name)


def note_paper(cycle: Cycle, note: dict[str, Any]) -> Document:
    """备考表, to be signed by who made the set and who checked it."""
    facts = KeyValues(
        (
            ("单位", note["unit"]), ("年度", note["year"]), ("件数", str(note["pieces"])), ("页数", str(note["pages"])),
            ("立卷日期", note["made_on"]), ("立卷人", ""), ("检查人", ""), ("检查日期", ""),
        ),
        per_row=2,
    )  # fmt: skip
    said = [Paragraph(text) for text in note["remarks"]] or [Paragraph("本卷文件齐全，没有需要说明的情况。")]
    return Document("备考表", (Title("备考表"), facts, *said), clock.today(), author=cycle.unit.name)


def read(found: ArchiveSet, name: str) -> bytes:
    """One file of a set. Raises KeyError where the set has no such file, FileNotFoundError where the store lost it."""
    with zipfile.ZipFile(storage.path_of(found.file.sha256)) as archive:
        return archive.read(name)
