"""The public numbers of a year must add up, whoever wrote them."""

from __future__ import annotations

from typing import Any

import pytest

from zhiyan.cli.judging import Report
from zhiyan.cli.judging.counts import judge_counts
from zhiyan.ledger.verifying import Judged

DRAWN = ("box.drawing_closed", {"eligible": 20, "drawn": 12, "s": 5})
BATCH = ("box.batch", {"slips": 40, "opinions": 36, "replies": 2})
CLOSED = ("box.closed", {"slips": 40})


def judged(*said: tuple[str, dict[str, Any]]) -> Report:
    facts = [(n, event, {"cycle": "2021", **facts}) for n, (event, facts) in enumerate(said)]
    report = Report()
    judge_counts(Judged("unit", facts=facts), report)
    return report


def changed(said: tuple[str, dict[str, Any]], **facts: Any) -> tuple[str, dict[str, Any]]:
    return said[0], {**said[1], **facts}


def test_numbers_that_add_up_are_told():
    report = judged(DRAWN, BATCH, CLOSED)
    assert report.faults == []
    assert any("相合" in sentence for sentence in report.said)


@pytest.mark.parametrize(
    "said",
    [
        (DRAWN, changed(BATCH, slips=61), changed(CLOSED, slips=61)),
        (DRAWN, changed(BATCH, slips=40), changed(BATCH, slips=40)),
        (changed(DRAWN, drawn=21), BATCH),
        (DRAWN, BATCH, changed(CLOSED, slips=61)),
        (DRAWN, changed(BATCH, opinions=39)),
        (BATCH, CLOSED),
    ],
    ids=[
        "stuffed",
        "two batches",
        "sets beyond people",
        "stuffed at the end",
        "opinions beyond slips",
        "no drawing",
    ],
)
def test_numbers_that_do_not_add_up_are_found(said):
    assert judged(*said).faults


def test_a_year_without_a_box_has_nothing_to_add_up():
    assert judged(("ledger.key", {"purpose": "heads"})).faults == []
