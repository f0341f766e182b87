"""Words that nobody may read any more are in nothing that was derived from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.consolidation.builders import Bench, enter, last_batch, made_by_worker, url
from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation import actions, encoding, queries
from zhiyan.consolidation.changes import excerpt
from zhiyan.consolidation.models import Item, PlacementChange, ProposalSheet
from zhiyan.consolidation.sealing import generation
from zhiyan.consolidation.suggesting import for_points, reason_for

pytestmark = pytest.mark.django_db

ACCUSED = "采购经办人收受供应商购物卡，指定型号中标"
BESIDE = ("采购流程太长，一个部件要等两个月", "采购流程审批环节多，部件等两个月", "食堂晚餐品种少，值班吃不上热饭")


class Reader(Hashing):
    """An encoder that remembers what it was given; `before` is done once, before it first reads."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []
        self.before: Callable[[], Any] | None = None

    def encode(self, texts: Sequence[str]) -> Any:
        before, self.before = self.before, None
        if before is not None:
            before()
        self.given += texts
        return super().encode(texts)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Reader:
    """The reader in place of the encoders that ship; vectors go into the test's folder."""
    found = Reader()
    monkeypatch.setattr(encoding, "_encoder", lambda _name: found)
    settings.ENCODER, settings.DATA_DIR = "fine", tmp_path
    return found


def opened(*texts: str) -> Bench:
    bench = Bench(0)
    bench.found = [bench.add(text) for text in texts]
    return bench


def kept_words() -> str:
    """All that the proposals, questions, items and their history hold."""
    sheets = [(sheet.groups, sheet.questions) for sheet in ProposalSheet.objects.all()]
    changes = list(PlacementChange.objects.values_list("before", "after"))
    return f"{sheets} {list(Item.objects.values_list('title', flat=True))} {changes}"


def vectors() -> list[str]:
    return sorted(path.name for path in encoding.vectors().glob("*.sqlite3"))


# ----------------------------------------------------------------------------------------------------- vectors


def test_an_opinion_handed_over_takes_the_vectors_of_its_unit_along(
    client, reader: Reader, django_capture_on_commit_callbacks
):
    bench = opened(ACCUSED, *BESIDE)
    made_by_worker(enter(client, bench.organiser), bench)
    assert len(vectors()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        actions.hand_over(bench.organiser, bench.found[0].opinion)
    assert vectors() == []


def test_an_opinion_handed_over_is_never_read_again(client, reader: Reader):
    bench = opened(ACCUSED, *BESIDE)
    actions.hand_over(bench.organiser, bench.found[0].opinion)
    made_by_worker(enter(client, bench.organiser), bench)
    assert reader.given
    assert not [text for text in reader.given if "购物卡" in text]


def test_vectors_of_another_unit_stay(client, reader: Reader, django_capture_on_commit_callbacks):
    bench, other = opened(ACCUSED, *BESIDE), opened(*BESIDE)
    made_by_worker(enter(client, bench.organiser), bench)
    made_by_worker(enter(client, other.organiser), other)
    with django_capture_on_commit_callbacks(execute=True):
        actions.hand_over(bench.organiser, bench.found[0].opinion)
    assert [name.split("-")[0] for name in vectors()] == [str(other.cycle.unit_id).split("-")[0]]


def test_a_look_under_way_when_an_opinion_is_handed_over_begins_again_without_it(client, reader: Reader):
    bench = opened(ACCUSED, *BESIDE)
    reader.before = lambda: actions.hand_over(bench.organiser, bench.found[0].opinion)
    made_by_worker(enter(client, bench.organiser), bench)
    groups = ProposalSheet.objects.get().groups
    assert str(bench.found[0].pk) not in [pk for group in groups for pk in group["points"]]
    assert "购物卡" not in kept_words()
    assert vectors() == [f"{bench.cycle.unit_id}-1.sqlite3"]


def test_a_look_does_not_keep_what_it_read_before_one_opinion_came_back_and_another_was_handed_over(
    client, reader: Reader
):
    bench = opened(ACCUSED, *BESIDE)
    receiver = builders.member_actor(bench.cycle, "纪委书记")
    back = actions.hand_over(bench.organiser, bench.found[3].opinion)

    def turn() -> None:
        actions.return_handover(receiver, back, reason="不是问题线索")
        actions.hand_over(bench.organiser, bench.found[0].opinion)

    reader.before = turn
    made_by_worker(enter(client, bench.organiser), bench)
    assert "购物卡" not in kept_words()
    assert str(bench.found[0].pk) not in str(ProposalSheet.objects.get().groups)


def test_a_mask_laid_and_a_secret_set_aside_take_the_vectors_along(
    client, reader: Reader, django_capture_on_commit_callbacks
):
    bench = opened(*BESIDE)
    client = enter(client, bench.organiser)
    for seal in (
        lambda: actions.mask_words(bench.organiser, bench.found[0].opinion, words="部件", kind="third"),
        lambda: bench.aside(bench.found[1], reason="secret"),
    ):
        made_by_worker(client, bench)
        assert len(vectors()) == 1
        with django_capture_on_commit_callbacks(execute=True):
            seal()
        assert vectors() == []


# ------------------------------------------------------------------------------------------- titles, proposals


def test_a_proposal_titled_by_an_accusation_is_titled_by_the_others_after_the_handover(client):
    bench = opened(ACCUSED, f"{ACCUSED}，请查", BESIDE[2])
    made_by_worker(enter(client, bench.organiser), bench)
    assert "购物卡" in kept_words()
    for point in bench.found[:2]:
        actions.hand_over(bench.organiser, point.opinion)
    assert "购物卡" not in kept_words()
    assert "食堂" in kept_words()


def test_an_item_whose_title_repeats_an_accusation_loses_it_with_its_history(client):
    bench = opened(ACCUSED, *BESIDE)
    alone = bench.make(bench.found[0], title="采购经办人收受供应商购物卡")
    shared = bench.make(bench.found[1], title="采购流程长")
    actions.retitle(bench.organiser, shared, title="采购经办人收受供应商购物卡，流程长")
    actions.place_points(bench.organiser, shared, points=[bench.found[0]])
    actions.hand_over(bench.organiser, bench.found[0].opinion)
    assert "购物卡" not in kept_words()
    alone.refresh_from_db()
    shared.refresh_from_db()
    assert (alone.retired, alone.title) == (True, "（已封存）")
    assert shared.title == BESIDE[0]
    secretary = builders.member_actor(bench.cycle, "书记")
    for name, *args in (("steps",), ("items",), ("item", shared.pk), ("item", alone.pk), ("page",)):
        assert "购物卡" not in enter(client, secretary).get(url(bench, name, *args)).content.decode()


def test_a_title_that_others_bear_out_stays_when_one_of_them_is_handed_over():
    bench = opened(*BESIDE)
    item = bench.make(*bench.found[:2], title="采购流程审批环节多，部件等两个月")
    actions.hand_over(bench.organiser, bench.found[0].opinion)
    item.refresh_from_db()
    assert item.title == "采购流程审批环节多，部件等两个月"


def test_words_masked_stand_as_some_in_titles_and_their_history():
    bench = opened("王某甲在窗口态度差", "窗口态度差")
    item = bench.make(*bench.found, title="窗口态度差")
    actions.retitle(bench.organiser, item, title="王某甲态度差")
    actions.mask_words(bench.organiser, bench.found[0].opinion, words="王某甲", kind="third")
    item.refresh_from_db()
    assert item.title == "某态度差"
    assert "王某甲" not in kept_words()


def test_no_reason_of_an_offer_and_no_sentence_of_a_conflict_shows_masked_words(client):
    bench = opened("陈工甲审批慢", "陈工甲审批太慢了")
    for point in bench.found:
        actions.mask_words(bench.organiser, point.opinion, words="陈工甲", kind="third")
    bench.make(bench.found[0], title="审批慢")
    fresh = list(queries.unplaced(bench.organiser, bench.cycle))
    offers = for_points(bench.cycle, fresh)[fresh[0].pk]
    assert offers
    assert not [offer for offer in offers if "陈工甲" in reason_for(offer) or "陈工" in reason_for(offer)]
    assert "陈工甲" not in excerpt(fresh[0])
    assert "陈工甲" not in enter(client, bench.organiser).get(url(bench, "page")).content.decode()


def test_an_offer_made_before_a_mask_was_laid_is_not_shown_with_its_words():
    bench = opened("陈工甲审批慢", "陈工甲审批太慢了")
    bench.make(bench.found[0], title="审批慢")
    for_points(bench.cycle, list(queries.unplaced(bench.organiser, bench.cycle)))
    for point in bench.found:
        actions.mask_words(bench.organiser, point.opinion, words="陈工甲", kind="third")
    (fresh,) = queries.unplaced(bench.organiser, bench.cycle)
    assert not [offer for offer in for_points(bench.cycle, [fresh])[fresh.pk] if "陈工" in reason_for(offer)]


def test_words_opened_and_sealed_again_never_come_under_a_number_that_was():
    bench = opened(ACCUSED, *BESIDE)
    receiver = builders.member_actor(bench.cycle, "纪委书记")
    numbers = [generation(bench.cycle.unit_id)]
    for _time in range(2):
        (mask,) = actions.mask_words(bench.organiser, bench.found[1].opinion, words="部件", kind="third")
        numbers.append(generation(bench.cycle.unit_id))
        actions.lift_mask(bench.organiser, mask, reason="不是人名")
        handed = actions.hand_over(bench.organiser, bench.found[0].opinion)
        numbers.append(generation(bench.cycle.unit_id))
        actions.return_handover(receiver, handed, reason="不是问题线索")
        bench.found[0].opinion.refresh_from_db()
    assert numbers == sorted(set(numbers))


def test_a_secret_set_aside_again_by_an_undo_is_sealed_again(client):
    bench = opened(ACCUSED, *BESIDE)
    bench.aside(bench.found[0], reason="secret")
    back = actions.undo(bench.organiser, bench.cycle, batch=last_batch(bench.cycle))
    made_by_worker(enter(client, bench.organiser), bench)
    assert "购物卡" in kept_words()
    actions.undo(bench.organiser, bench.cycle, batch=back)
    assert "购物卡" not in kept_words()
