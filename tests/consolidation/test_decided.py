"""What was decided, this year and in earlier ones, teaches the next proposals; other units' decisions do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.consolidation.builders import Bench
from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation import actions, encoding
from zhiyan.consolidation.decided import earlier_years, own_issues, seeds
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.proposals import look
from zhiyan.consolidation.suggesting import aspects_for
from zhiyan.cycle.models import Aspect
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Role

pytestmark = pytest.mark.django_db

CANTEEN, TITLES, BUS = "食堂晚餐品种少，值班吃不上热饭", "职称评审重论文、轻工程", "班车发车太早，跟不上倒班"


def year(bench: Bench, label: str) -> Bench:
    """Another year of the same unit, with its own organiser."""
    other = Bench.__new__(Bench)
    other.cycle = builders.make_cycle(bench.cycle.unit, label=label)
    other.organiser = builders.actor(other.cycle, Role.ORGANISER)
    return other


@pytest.fixture
def bench() -> Bench:
    return Bench(0)


def test_texts_placed_under_an_aspect_teach_it_and_unplaced_ones_do_not(bench: Bench):
    bench.make(bench.add(CANTEEN), aspect=bench.aspect("P3"))
    bench.add(TITLES)
    assert CANTEEN in seeds(bench.cycle)["P3"]
    assert TITLES not in str(seeds(bench.cycle))


def test_an_earlier_year_teaches_the_aspect_of_the_same_name_whatever_its_code(bench: Bench):
    before = year(bench, "2019")
    with guard.writing("test"):
        Aspect.objects.filter(cycle=before.cycle, code="P3").update(code="Q9")
    before.make(before.add(CANTEEN, aspect=None), aspect=before.aspect("Q9"))
    assert CANTEEN in seeds(bench.cycle)["P3"]
    assert CANTEEN not in str(seeds(year(bench, "2018").cycle))  # what came later teaches nothing


def test_an_aspect_that_this_year_has_not_teaches_nothing(bench: Bench):
    before = year(bench, "2019")
    with guard.writing("test"):
        Aspect.objects.filter(cycle=before.cycle, code="P3").update(name="别的方面")
    before.make(before.add(CANTEEN), aspect=before.aspect("P3"))
    assert CANTEEN not in str(seeds(bench.cycle))


def test_another_unit_teaches_nothing(bench: Bench):
    elsewhere = Bench(0)
    elsewhere.make(elsewhere.add(CANTEEN), aspect=elsewhere.aspect("P3"))
    assert CANTEEN not in str(seeds(bench.cycle))
    assert earlier_years(bench.cycle) == []


def test_what_was_masked_or_handed_over_teaches_nothing(bench: Bench):
    kept, gone = bench.add("食堂王某甲管得不好"), bench.add(BUS)
    bench.make(kept, gone, aspect=bench.aspect("P3"))
    actions.mask_words(bench.organiser, kept.opinion, words="王某甲", kind="third")
    actions.hand_over(bench.organiser, gone.opinion)
    assert "王某甲" not in str(seeds(bench.cycle))
    assert BUS not in str(seeds(bench.cycle))
    assert "食堂▇▇▇管得不好" in seeds(bench.cycle)["P3"]


def test_the_offices_own_issues_are_those_of_earlier_years(bench: Bench):
    before = year(bench, "2019")
    before.make(before.add(CANTEEN), before.add(f"{CANTEEN}。"), title="食堂晚餐")
    bench.make(bench.add(TITLES), title="职称评审")
    assert {title: sorted(texts) for title, texts in own_issues(bench.cycle).items()} == {
        "食堂晚餐": [CANTEEN, f"{CANTEEN}。"]
    }


def test_an_aspect_is_suggested_by_what_an_earlier_year_put_under_it(bench: Bench):
    before = year(bench, "2019")
    before.make(before.add(BUS), title="班车发车太早", aspect=before.aspect("P4"))
    point = bench.add("班车发车太早了", aspect=None)
    fresh = Point.objects.select_related("opinion").prefetch_related("opinion__masks").get(pk=point.pk)
    assert aspects_for(bench.cycle, [fresh])[point.pk].key == bench.aspect("P4")


def test_an_issue_of_an_earlier_year_is_named_and_gives_no_words_to_this_years_title(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
):
    """Last year's texts are read beside this year's; nothing of them is proposed or asked about."""
    monkeypatch.setattr(encoding, "_encoder", lambda _name: Hashing())
    settings.ENCODER, settings.DATA_DIR = "fine", tmp_path
    before = year(bench, "2019")
    before.make(before.add(CANTEEN), before.add(f"{CANTEEN}，周末不开"), title="去年的食堂条目")
    point = bench.add(f"{CANTEEN}！")
    found = look(bench.organiser, bench.cycle)
    (proposal,) = found.proposals
    assert proposal.points == (point.pk,)
    assert proposal.usual == "去年的食堂条目"
    assert "去年" not in proposal.title
    assert "周末" not in proposal.title
    assert found.questions == ()
