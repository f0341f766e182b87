"""Issued papers, and how far what would be printed today differs from them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from django.db.models import QuerySet

from zhiyan.cycle.models import Cycle
from zhiyan.documents.gbt9704 import Document, render_text
from zhiyan.documents.models import IssuedDocument
from zhiyan.documents.permissions import visible_issued
from zhiyan.documents.registry import KINDS, build, compose
from zhiyan.kernel import storage
from zhiyan.kernel.actor import Actor


@dataclass(frozen=True)
class Line:
    """A line of the comparison: `mark` is `same`, `issued` (only in the issued text) or `today` (only in today's)."""

    mark: str
    text: str


@dataclass(frozen=True)
class Difference:
    """The issued text beside what would be printed today."""

    issued: str
    today: str

    @property
    def differs(self) -> bool:
        """Whether data have changed what would be printed."""
        return self.issued != self.today

    def lines(self) -> list[Line]:
        """Both texts in one, line by line."""
        marks = {"  ": "same", "- ": "issued", "+ ": "today"}
        compared = difflib.ndiff(self.issued.splitlines(), self.today.splitlines())
        return [Line(marks[line[:2]], line[2:]) for line in compared if line[:2] in marks]


def draft(actor: Actor, cycle: Cycle, code: str) -> Document:
    """拟稿: the paper as it would be issued today. Raises Missing, Denied."""
    return build(actor, cycle, code)


def issued(actor: Actor, cycle: Cycle) -> QuerySet[IssuedDocument]:
    """The issued papers that the actor may see, newest first."""
    return (
        visible_issued(actor, cycle)
        .select_related("file", "cycle__unit", "cycle__notice")
        .order_by("-on", "-entered_at")
    )


def difference(found: IssuedDocument) -> Difference:
    """What was issued, and what would be printed today with the same date."""
    return Difference(found.text, render_text(compose(KINDS[found.kind], found.cycle, on=found.on)))


def intact(found: IssuedDocument) -> bool:
    """Whether the stored file is there and still has the hash it was issued with."""
    import hashlib

    try:
        return hashlib.sha256(storage.read(found.file)).hexdigest() == found.file.sha256
    except FileNotFoundError:
        return False


def copies(found: IssuedDocument) -> dict[str, int]:
    """How many numbered copies were handed out, came back, and are missing: handed out, to come back, not back yet."""
    out = found.handed.filter(handed_on__isnull=False)
    returned = out.filter(returned_on__isnull=False).count()
    handed = out.count()
    return {"handed": handed, "returned": returned, "missing": handed - returned if found.needs_return else 0}


def figures(cycle: Cycle) -> dict[str, int]:
    """Number of issued papers."""
    return {"issued": IssuedDocument.objects.filter(cycle=cycle).count()}
