"""The demonstration as made by the actions: what the case demands, computed from its records."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from tests.documents.measured import faults
from zhiyan.consolidation.models import Item, Placement
from zhiyan.cycle.models import Cycle, Inheritance
from zhiyan.demo.making import make
from zhiyan.demo.texts import next_cycle
from zhiyan.disclosure.documents import bulletin_text, missing_facts
from zhiyan.disclosure.happened import remembering
from zhiyan.documents.pdf import by_typst
from zhiyan.documents.registry import KINDS, compose
from zhiyan.kernel import clock
from zhiyan.kernel.findings import Severity
from zhiyan.ledger.checking import judge_store
from zhiyan.meeting.models import Comment, Criticism, Response
from zhiyan.overview.queries import cycle_figures, stage_statuses
from zhiyan.rectification.models import Measure, MeasureState, Problem
from zhiyan.regulation.queries import check_cycle
from zhiyan.solicitation import box_queries
from zhiyan.solicitation.models import Opinion, SealedSlip, Submission
from zhiyan.statements.models import ItemAnswer

pytestmark = pytest.mark.django_db

CASE = json.loads((Path(__file__).parents[1] / "case" / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole demonstration, made once and rolled back."""
    kept = settings.FILES_ROOT
    settings.FILES_ROOT = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        try:
            yield make()
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
            settings.FILES_ROOT = kept


@pytest.fixture
def cycle(made):
    """The 2020 cycle, looked at on the demonstration's date."""
    with clock.at(dt.date.fromisoformat(made["today"])):
        yield Cycle.objects.get(unit__code="center", label="2020")


def test_its_figures_are_those_of_the_case(cycle):
    figures = cycle_figures(cycle)
    totals = CASE["totals"]
    assert figures["opinions"]["solicited"] == totals["solicited"] == 91
    assert figures["opinions"]["total"] == totals["all"] == 143
    assert figures["opinions"]["by_channel"] == totals["by_channel"]
    assert figures["problems"]["team"] == 14
    assert (figures["cause_dimensions"], figures["directions"]) == (4, 5)
    assert (figures["talks"]["required"], figures["talks"]["held"]) == (34, 34)
    assert figures["statements"] == {"total": 7, "submitted": 7, "approved": 7}


def test_opinions_stand_in_the_gold_issues_and_one_praise_is_set_aside(cycle):
    gold = Counter(o["issue"] for f in CASE["files"].values() for o in f["opinions"] if not o["praise"])
    by_text = {o["text"]: o["issue"] for f in CASE["files"].values() for o in f["opinions"]}
    found: dict[object, set[str]] = {}
    for placement in Placement.objects.filter(cycle=cycle, item__isnull=False).select_related("point__opinion"):
        found.setdefault(placement.item_id, set()).add(by_text[placement.point.opinion.text])
    assert all(len(issues) == 1 for issues in found.values())
    assert len(found) == len(gold)
    assert Placement.objects.filter(cycle=cycle, reason="praise").count() == 1
    assert Placement.objects.filter(cycle=cycle).count() == Opinion.objects.filter(cycle=cycle).count() == 143


def test_each_item_has_a_problem_or_an_answer_of_its_own_wording(cycle):
    answered = set(ItemAnswer.objects.filter(cycle=cycle).values_list("item_id", flat=True))
    listed = set(Problem.objects.filter(cycle=cycle, items__isnull=False).values_list("items", flat=True))
    for item in Item.objects.filter(cycle=cycle, retired=False):
        assert (item.pk in answered) != (item.pk in listed), item.title
    texts = list(ItemAnswer.objects.filter(cycle=cycle).values_list("text", flat=True))
    assert len(set(texts)) == len(texts)


def test_the_meeting_has_thirty_criticisms_six_responses_and_comments_on_seven_texts(cycle):
    assert Criticism.objects.filter(meeting__cycle=cycle).count() == 30
    assert Response.objects.filter(meeting__cycle=cycle).count() == 6
    about = set(Comment.objects.filter(meeting__cycle=cycle).exclude(about="overall").values_list("about", "member"))
    assert len(about) == 7


def test_measures_are_in_every_state_and_some_are_overdue(cycle):
    states = set(Measure.objects.filter(cycle=cycle).values_list("state", flat=True))
    assert states == set(MeasureState.values) - {MeasureState.VERIFIED}
    assert cycle_figures(cycle)["measures"]["overdue"] > 0


def test_what_2020_left_stands_in_2021_where_solicitation_is_open(cycle):
    following = Cycle.objects.get(unit__code="center", label="2021")
    assert {row.kind for row in Inheritance.objects.filter(cycle=following)} >= {"unfinished", "reopened"}
    states = {view.stage: view.state for view in stage_statuses(following)}
    assert states["solicitation"] == "running"


def test_the_2021_box_is_open_with_sealed_slips_and_nobodys_name_beside_them(made):
    following = Cycle.objects.get(unit__code="center", label="2021")
    box = box_queries.settings_of(following)
    assert (box.state, box.mode) == ("open", "demonstration")
    assert SealedSlip.objects.filter(batch__cycle=following).count() == len(next_cycle().box.slips) >= 30
    assert box.drawn == box_queries.draw_figures(following)["drawn"] > 100
    assert not Submission.objects.filter(cycle=following, channel__code="box").exists()
    assert len(made["box_codes"]) <= box.cards_handed_out


def test_the_bulletin_states_everything_that_the_records_hold(cycle):
    text = bulletin_text(cycle)
    assert missing_facts(cycle) == []
    for said in ("1月26日下午", "科研楼二楼大会议室", "91条", "143条", "14个", "4个方面", "5个方面", cycle.theme):
        assert said in text.replace(" ", ""), said


def test_of_what_is_counted_only_late_measures_are_found_and_nothing_that_must_hold_is_open(cycle):
    found = check_cycle(cycle).findings
    texts = {"R29", "R30", "R31", "R39", "R40", "R48", "R53"}
    assert {finding.rule for finding in found if finding.rule[0] != "F"} - texts == {"R49"}
    assert {finding.severity for finding in found} == {Severity.ADVICE}


def test_the_log_recomputes(made):
    assert all(log.faults == [] for log in judge_store())


def test_every_paper_of_the_case_is_laid_out_as_the_standard_says(cycle):
    wrong = {}
    with remembering():
        for kind in KINDS.values():
            document = compose(kind, cycle, kind.subjects(cycle)[0])
            if found := faults(by_typst(document), numbered=document.page_numbers):
                wrong[kind.code] = found[:3]
    assert wrong == {}
