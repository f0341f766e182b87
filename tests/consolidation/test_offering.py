"""Offers by meaning are made by the worker; an item that an earlier year had is said to come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.consolidation.builders import Bench, enter, url
from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation import actions, encoding, offering, sheets
from zhiyan.consolidation.models import Item, OfferSheet, PlacementChange
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import guard, jobs
from zhiyan.kernel.models import Job, JobState

pytestmark = pytest.mark.django_db

CANTEEN = ("食堂晚餐品种少，值班吃不上热饭", "食堂晚餐品种少，夜班人员吃不上热饭", "食堂晚餐品种少，周末不开")
TITLES = ("职称评审重论文、轻工程", "职称评审名额少")


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Hashing:
    """An encoder without meaning in place of those that ship; vectors go into the test's folder."""
    found = Hashing()
    monkeypatch.setattr(encoding, "_encoder", lambda _name: found)
    settings.ENCODER, settings.DATA_DIR = "fine", tmp_path
    return found


@pytest.fixture
def bench(client) -> Bench:
    """Five opinions, of which the first and the fourth are in items."""
    found = Bench(0)
    found.found = [found.add(text) for text in (*CANTEEN, *TITLES)]
    found.items = [found.make(found.found[0], title="食堂晚餐"), found.make(found.found[3], title="职称评审")]
    enter(client, found.organiser)
    return found


def item_of(cycle: Cycle, no: int, title: str) -> Item:
    """An item of any year."""
    with guard.writing("test"):
        return Item.objects.create(unit_id=cycle.unit_id, cycle=cycle, no=no, title=title)


def run(bench: Bench) -> Job:
    """Offers asked for and made as the worker makes them."""
    job = actions.ask_for_offers(bench.organiser, bench.cycle)
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def test_the_worker_offers_each_unplaced_opinion_its_items_and_moves_nothing(bench: Bench, reader: Hashing):
    steps = PlacementChange.objects.count()
    assert run(bench).state == JobState.DONE
    offers = OfferSheet.objects.get().offers
    assert set(offers) == {str(bench.found[n].pk) for n in (1, 2, 4)}
    assert offers[str(bench.found[1].pk)][0][0] == str(bench.items[0].pk)
    assert offers[str(bench.found[4].pk)][0][0] == str(bench.items[1].pk)
    assert PlacementChange.objects.count() == steps


def test_an_index_that_is_kept_offers_what_one_made_anew_would(
    bench: Bench, reader: Hashing, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(offering, "LEAST", 0.0)
    run(bench)
    third = bench.make(bench.found[2], title="周末食堂不开")
    actions.merge_items(bench.organiser, bench.items[0], others=[bench.items[1]])
    run(bench)
    kept = OfferSheet.objects.get().offers
    offering._kept.clear()
    run(bench)
    anew = OfferSheet.objects.get().offers
    assert {key: [pair[0] for pair in offers] for key, offers in kept.items()} == {
        key: [pair[0] for pair in offers] for key, offers in anew.items()
    }
    assert str(bench.items[1].pk) not in str(kept)
    assert str(third.pk) in str(kept)


def test_the_workbench_shows_the_workers_offers_and_leaves_out_items_gone_since(bench: Bench, reader: Hashing, client):
    run(bench)
    page = client.get(url(bench, "page")).content.decode()
    assert "把握 " in page
    assert f"{bench.found[1].pk}:{bench.items[0].pk}" in page
    actions.merge_items(bench.organiser, bench.items[1], others=[bench.items[0]])
    assert f":{bench.items[0].pk}" not in client.get(url(bench, "page")).content.decode()


def test_without_a_look_of_the_worker_offers_come_by_shared_words(bench: Bench, client):
    page = client.get(url(bench, "page")).content.decode()
    assert f"{bench.found[1].pk}:{bench.items[0].pk}" in page
    assert "都提到" in page
    assert "把握 " not in page


def test_offers_are_asked_for_by_work_and_once_while_a_look_waits(bench: Bench, client):
    for point in bench.found[1:3]:
        client.post(url(bench, "place"), {"point": [point.pk], "item": bench.items[0].pk})
    assert Job.objects.filter(kind=sheets.OFFERS).count() == 1


def test_a_handover_takes_offers_along_and_the_accusation_is_offered_no_more(bench: Bench, reader: Hashing):
    run(bench)
    actions.hand_over(bench.organiser, bench.found[1].opinion)
    assert not OfferSheet.objects.exists()
    run(bench)
    assert str(bench.found[1].pk) not in OfferSheet.objects.get().offers


def test_an_item_that_last_year_had_says_so_with_the_way_there(bench: Bench, client):
    earlier = builders.make_cycle(bench.cycle.unit, label="2019")
    before, other = item_of(earlier, 7, "食堂晚餐品种少"), item_of(earlier, 8, "班车发车太早")
    actions.retitle(bench.organiser, bench.items[0], title="食堂晚餐品种太少")
    run(bench)
    for name, *args in (("page",), ("item", bench.items[0].pk)):
        text = client.get(url(bench, name, *args)).content.decode()
        assert "2019年度也提过：条目 7《食堂晚餐品种少》" in text
        assert f"/2019/consolidation/items/{before.pk}/" in text
        assert str(other.pk) not in text


def test_items_of_later_years_and_other_units_do_not_come_back(bench: Bench):
    later = builders.make_cycle(bench.cycle.unit, label="2031")
    elsewhere = builders.make_cycle(label="2018")
    for cycle in (later, elsewhere):
        item_of(cycle, 1, "食堂晚餐")
    run(bench)
    assert OfferSheet.objects.get().again == {}
