"""Suggestions by similarity: deterministic, useful on the case, silent on strangers."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from tests.consolidation.builders import Bench, where
from zhiyan.consolidation import actions
from zhiyan.consolidation.models import Item, PlacementChange
from zhiyan.consolidation.proposals import title_of
from zhiyan.consolidation.suggest import Index, propose_groups, suggest, suggest_aspects
from zhiyan.consolidation.suggesting import for_points
from zhiyan.kernel.errors import Denied

CANTEEN = ["食堂晚餐品种少，值班人员常吃不上热饭", "食堂周末和晚上基本没有像样的饭，加班的年轻人只能点外卖"]
TITLES = ["工程师评职称还是数论文，做系统集成的人吃亏", "职称评聘条件单一、偏重论文"]


def test_the_item_that_says_the_same_is_offered_first_with_the_words_both_share():
    found = suggest({"a": CANTEEN[1]}, {"canteen": [CANTEEN[0]], "titles": TITLES})
    best = found["a"][0]
    assert best.key == "canteen"
    assert "食堂" in best.words
    assert 0 < best.score <= 1


def test_a_text_that_shares_nothing_gets_no_offer():
    assert suggest({"a": "发射机末级老化"}, {"titles": TITLES}) == {"a": []}


def test_the_same_texts_give_the_same_answer():
    items = {"canteen": CANTEEN, "titles": TITLES}
    assert suggest({"a": "食堂和职称"}, items) == suggest({"a": "食堂和职称"}, items)


def test_an_index_forgets_what_an_item_no_longer_holds():
    index: Index[str] = Index()
    index.set("canteen", CANTEEN[:1])
    index.set("titles", TITLES)
    assert index.nearest(CANTEEN[1])[0].key == "canteen"
    index.set("canteen", [])
    assert index.nearest(CANTEEN[1]) == []


def test_groups_hold_every_text_once_in_the_order_given():
    texts = {f"t{n}": text for n, text in enumerate([*CANTEEN, *TITLES, "发射机末级老化"])}
    groups = propose_groups(texts)
    assert sorted(key for group in groups for key in group) == sorted(texts)
    assert ["t4"] in groups


def test_equal_texts_are_proposed_together():
    assert propose_groups({1: CANTEEN[0], 2: TITLES[0], 3: CANTEEN[0]}) == [[1, 3], [2]]


def test_an_aspect_is_suggested_from_its_name():
    found = suggest_aspects({"a": "改革创新的劲头不足"}, {"P4": ["改革创新发展"], "P1": ["把握正确政治方向"]})
    assert found["a"].key == "P4"


def test_on_the_case_most_pairs_proposed_together_belong_together():
    """Compared with the case's own grouping where the case is at hand, else with four plain texts."""
    gold = Path(__file__).resolve().parents[3] / "shared" / "case" / "expected.json"
    if gold.exists():
        data = json.loads(gold.read_text(encoding="utf-8"))
        files = data["files"] if isinstance(data["files"], list) else data["files"].values()
        opinions = [opinion for file in files for opinion in file.get("opinions", [])]
    else:
        opinions = [
            {"id": f"{issue}{n}", "text": text, "issue": issue}
            for issue, texts in (("canteen", [CANTEEN[0]] * 2), ("titles", [TITLES[0]] * 2))
            for n, text in enumerate(texts)
        ]
    issue = {opinion["id"]: opinion["issue"] for opinion in opinions}
    groups = propose_groups({opinion["id"]: opinion["text"] for opinion in opinions})
    pairs = [pair for group in groups for pair in combinations(group, 2)]
    right = [pair for pair in pairs if issue[pair[0]] == issue[pair[1]]]
    assert len(right) > 0.6 * len(pairs) > 0


@pytest.mark.django_db
class TestOnACycle:
    def test_a_point_is_offered_items_and_offers_follow_the_steps(self):
        bench = Bench(0)
        first, second = bench.add(CANTEEN[0]), bench.add(CANTEEN[1])
        item = bench.make(first)
        assert [o.key for o in for_points(bench.cycle, [second])[second.pk]] == [item.pk]
        actions.take_back(bench.organiser, bench.cycle, points=[first])
        assert for_points(bench.cycle, [second])[second.pk] == []

    def test_proposing_stores_nothing_and_covers_every_unplaced_point_once(self):
        bench = Bench(0)
        points = [bench.add(text) for text in [*CANTEEN, *TITLES]]
        praise = bench.add("给食堂点赞", praise=True)
        groups = actions.propose(bench.organiser, bench.cycle)
        proposed = [pk for group in groups for pk in group.points]
        assert sorted(proposed, key=str) == sorted([p.pk for p in [*points, praise]], key=str)
        assert not Item.objects.exists()
        assert not PlacementChange.objects.exists()

    def test_opinions_aimed_at_different_people_are_never_proposed_together(self):
        bench = Bench(0)
        for target in ("班子", "主任"):
            bench.add(CANTEEN[0], target=target)
        assert len(actions.propose(bench.organiser, bench.cycle)) == 2

    def test_accepting_makes_the_items_in_one_step_that_one_undo_takes_back(self):
        bench = Bench(0)
        points = [bench.add(text) for text in [CANTEEN[0], CANTEEN[0], *TITLES]]
        praise = bench.add("给食堂点赞", praise=True)
        made = actions.accept_proposals(
            bench.organiser, bench.cycle, groups=actions.propose(bench.organiser, bench.cycle)
        )
        assert where(points[0]) == where(points[1])
        assert where(praise) == "praise"
        assert all(item.title for item in made)
        batch = PlacementChange.objects.values_list("batch", flat=True).distinct().get()
        actions.undo(bench.organiser, bench.cycle, batch=batch)
        assert {where(point) for point in points} == {None}

    def test_points_placed_meanwhile_stay_where_they_are(self):
        bench = Bench(2)
        groups = actions.propose(bench.organiser, bench.cycle)
        item = bench.make(bench.points[0], actor=bench.colleague)
        actions.accept_proposals(bench.organiser, bench.cycle, groups=groups)
        assert where(bench.points[0]) == item
        assert where(bench.points[1]) is not None

    def test_an_opinion_about_the_office_is_not_proposed_to_the_organiser(self):
        bench = Bench(1, about_office=True)
        assert actions.propose(bench.organiser, bench.cycle) == []

    def test_only_the_organiser_is_given_proposals(self):
        from tests import builders

        bench = Bench(1)
        with pytest.raises(Denied):
            actions.propose(builders.member_actor(bench.cycle, "书记"), bench.cycle)

    def test_a_proposed_title_is_the_opinions_own_words_without_the_role_mark(self):
        bench = Bench(0)
        point = bench.add("（致书记）食堂晚餐品种少。")
        assert title_of([point]) == "食堂晚餐品种少"
