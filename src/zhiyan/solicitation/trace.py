"""意见去向 where it begins: an opinion's submission, and the meeting, forms, box or file that brought it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.trace import Edge
from zhiyan.solicitation.importing import where
from zhiyan.solicitation.models import Opinion, Submission


def forward(record: Any) -> list[Edge]:
    """The opinions in a submission. Withheld ones (移交) are named without their words."""
    if not isinstance(record, Submission):
        return []
    found = Opinion.objects.filter(submission=record).order_by("start")
    return [Edge("opinion", one, _("已移交") if one.withheld else one.text) for one in found]


def back(record: Any) -> list[Edge]:
    """Where an opinion came from: channel, and the meeting, form run, opening or file with its place."""
    if isinstance(record, Opinion):
        return _origins(record.submission)
    return _origins(record) if isinstance(record, Submission) else []


def _origins(submission: Submission) -> list[Edge]:
    note = submission.on.isoformat() if submission.on else ""
    edges = [Edge("channel", submission.channel, submission.channel.name, note)]
    for kind in ("gathering", "form_run"):
        record = getattr(submission, kind)
        if record is not None:
            edges.append(Edge(kind, record, record.name, _("%(n)s 反馈编号") % {"n": record.reply_code}))
    opening = submission.box_opening
    if opening is not None:
        people = opening.openers
        edges.append(Edge("box_opening", opening, _("开箱：%(people)s") % {"people": people}, opening.on.isoformat()))
    if submission.source_file is not None:
        edges.append(Edge("import", submission.source_file, submission.source_file.name, where(submission.locator)))
    return edges
