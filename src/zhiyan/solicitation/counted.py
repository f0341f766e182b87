"""The year's opinions and submissions as rows from which figures and facts are counted (`kernel.rows`); no words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Case, F, QuerySet, Value, When
from django.db.models.functions import Substr

from zhiyan.kernel.rows import Row, Rows, raw
from zhiyan.solicitation.commitments import matches
from zhiyan.solicitation.models import Opinion, Submission


def _opinions(found: QuerySet[Opinion], cycle: Any) -> Iterable[Row]:
    return found.values_list(
        raw("pk"), raw("channel"), raw("aspect"), "target_kind", raw("target_member"), "target_body", "praise",
        "withheld", raw("submission"),
    )  # fmt: skip


def _strayed(found: QuerySet[Opinion], cycle: Any) -> Iterable[Row]:
    piece = Substr("submission__text", F("start") + 1, F("end") - F("start"))
    same = Case(When(text=piece, then=Value(False)), default=Value(True), output_field=BooleanField())
    return found.annotate(strayed=same).values_list(raw("pk"), "strayed")


def _submissions(found: QuerySet[Submission], cycle: Any) -> Iterable[Row]:
    rows = found.values_list(raw("pk"), raw("branch"), "salt", "text", "commitment")
    for key, branch, salt, text, committed in rows.iterator(chunk_size=500):
        yield key, branch, bool(salt) and not matches(cycle.label, salt, text, committed)


OPINIONS = Rows(Opinion, _opinions)
"""Key, channel, aspect, kind of target, member and body aimed at, whether praise, whether withheld, submission."""
STRAYED = Rows(Opinion, _strayed, follows={Submission: "submission"})
"""Key, and whether the words are others than those of the submission's span."""
SUBMISSIONS = Rows(Submission, _submissions)
"""Key, branch, and whether the text is no longer the one that was committed to."""
