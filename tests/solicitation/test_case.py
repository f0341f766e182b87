"""The case's eight files through the real models give exactly the case's figures."""

from __future__ import annotations

import json

import pytest

from tests.keeping import kept
from tests.solicitation import builders as make
from zhiyan.solicitation import checks, queries
from zhiyan.solicitation.models import KeptRow, Opinion

pytestmark = pytest.mark.django_db
EXPECTED = json.loads(make.EXPECTED.read_text())


@pytest.fixture
@kept
def cycle():
    cycle = make.case_cycle()
    make.import_case(cycle)
    return cycle


def test_importing_all_files_gives_the_totals_of_the_case(cycle):
    figures, totals = queries.figures(cycle), EXPECTED["totals"]
    assert (figures["total"], figures["solicited"], figures["carried_over"]) == (143, 91, 52)
    for key in ("by_channel", "by_aspect", "by_target"):
        assert figures[key] == totals[key], key
    assert figures["praise"] == totals["praise"]
    assert Opinion.objects.filter(cycle=cycle).exclude(personal_data=[]).count() == totals["personal_data"]


def test_figures_list_channels_aspects_and_targets_in_their_own_order(cycle):
    figures = queries.figures(cycle)
    assert list(figures["by_aspect"]) == ["P1", "P2", "P3", "P4", "P5", "unresolved"]
    assert list(figures["by_target"])[:4] == ["班子", "书记", "主任", "副主任A"]
    assert list(figures["by_channel"])[:2] == ["branch_meeting", "form"]


def test_each_opinion_keeps_its_words_place_branch_and_day(cycle):
    stored = {}
    for one in Opinion.objects.select_related("submission__source_file", "submission__branch", "aspect", "channel"):
        stored[one.submission.source_file.name, place(one.submission.locator), one.text] = one
    for entry in EXPECTED["files"].values():
        for gold in entry["opinions"]:
            without = {"part"} if "source_text" in gold else set()
            where = {key: value for key, value in gold["locator"].items() if key not in without}
            found = stored.pop((entry["original_name"], place(where), gold["text"]))
            assert found.submission.text == gold.get("source_text", gold["text"])
            assert (found.aspect.code if found.aspect else None) == gold["aspect"]
            assert (found.submission.branch.name if found.submission.branch else None) == gold["branch"]
            assert (found.submission.on.isoformat() if found.submission.on else None) == gold["date"]
            assert found.channel.code == gold["channel"]
    assert stored == {}


def place(locator):
    return json.dumps(locator, sort_keys=True)


def test_rows_that_are_no_opinions_are_kept_with_place_and_reason(cycle):
    gold = sorted((row["reason"], row["text"]) for entry in EXPECTED["files"].values() for row in entry["rejected"])
    assert sorted(KeptRow.objects.values_list("reason", "text")) == gold


def test_the_case_breaks_no_rule_but_the_three_unresolved(cycle):
    facts = queries.facts(cycle)
    assert checks.r12_sums_agree(facts, {}) == []
    assert checks.r10_forms_add_up(facts, {}) == []
    assert checks.r09_enough_channels_with_dates(facts, {"channels": 2}) == []
    said = [finding.message for finding in checks.r11_opinions_told_apart_and_verbatim(facts, {})]
    assert len(said) == 2
    assert "2 条" in said[0]
    assert "1 条" in said[1]


def test_the_same_files_again_add_nothing_and_say_so(cycle):
    office = make.organiser(cycle)
    for path, entry in EXPECTED["files"].items():
        again = make.actions.preview_import(
            office, cycle, name=entry["original_name"], data=(make.CASE / path).read_bytes()
        )
        assert again.already
        assert again.state == "confirmed"
    assert queries.totals(cycle) == {"total": 143, "solicited": 91}
