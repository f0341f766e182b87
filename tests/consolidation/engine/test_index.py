"""A new text is offered to the items that are there: the likeliest first, at once, however many stand behind."""

from __future__ import annotations

import time

import pytest

from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation.engine.index import Index

ENCODER = Hashing()
ITEMS = {
    "canteen": ["食堂的饭菜太贵了，建议降价。", "食堂饭菜价格偏高。"],
    "claims": ["报销要签六个字，太慢了。"],
    "lectures": ["书记应当每年讲一次党课。", "党课要书记亲自讲。"],
}


@pytest.fixture
def index() -> Index:
    return Index(ITEMS, ENCODER)


def first(index: Index, text: str) -> str:
    """The item that is offered first."""
    return index.offer(text)[0][0]


def test_the_item_that_says_the_same_is_offered_first(index: Index):
    assert first(index, "食堂饭菜太贵，降价吧") == "canteen"
    assert first(index, "报销要签的字太多了") == "claims"


def test_offers_are_probabilities_in_falling_order_and_as_many_as_asked(index: Index):
    found = index.offer("食堂饭菜太贵", n=2)
    sure = [probability for _item, probability in found]
    assert len(found) == 2
    assert sure == sorted(sure, reverse=True)
    assert all(0 <= one <= 1 for one in sure)


def test_a_text_that_was_added_speaks_for_its_item_and_a_new_item_may_be_added(index: Index):
    index.add("parking", "停车位太少，早上没地方停车。")
    assert first(index, "停车位太少") == "parking"


def test_an_item_holds_what_was_set_and_no_longer_what_it_held(index: Index):
    index.set("claims", ["班车晚点，等半个小时。"])
    assert first(index, "班车总是晚点") == "claims"
    before = Index(ITEMS, ENCODER).offer("报销要签六个字，太慢了。")[0]
    after = dict(index.offer("报销要签六个字，太慢了。"))
    assert before[0] == "claims"
    assert after["claims"] < before[1] / 2


def test_a_removed_item_is_not_offered_and_the_others_are_as_before(index: Index):
    index.remove("canteen")
    index.remove("never there")
    assert {item for item, _sure in index.offer("食堂饭菜太贵", n=9)} == {"claims", "lectures"}
    assert first(index, "书记亲自讲党课") == "lectures"
    index.remove("claims")
    index.remove("lectures")
    assert index.offer("食堂饭菜太贵") == []


def test_an_index_without_items_offers_nothing_until_one_is_added():
    index = Index({"empty": []}, ENCODER)
    assert index.offer("食堂饭菜太贵") == []
    index.add("canteen", "食堂饭菜太贵")
    assert first(index, "食堂饭菜太贵") == "canteen"


@pytest.mark.parametrize("text", ["", " \u3000\n", "。", "🍚", "\x00\x07", "<b></b>", "贵" * 20_000, "The canteen"])
def test_an_odd_text_never_stops_an_offer_or_an_addition(index: Index, text: str):
    assert all(0 <= sure <= 1 for _item, sure in index.offer(text))
    index.add("odd", text)
    assert first(index, "食堂饭菜太贵") == "canteen"


def test_the_order_of_items_plays_no_part(index: Index):
    other = Index(dict(reversed(ITEMS.items())), ENCODER)
    for text in ("食堂饭菜太贵", "党课", "什么都不像的话"):
        assert other.offer(text) == index.offer(text)


def test_an_offer_looks_through_thousands_of_texts_in_a_moment():
    index = Index(
        {f"item {n}": [f"第{n}项：{n * 7919}号楼{n % 13}层的灯坏了{n * 31}次"] for n in range(2_500)}, ENCODER
    )
    index.add("canteen", "食堂的饭菜太贵了，建议降价。")
    begun = time.process_time()
    assert first(index, "食堂的饭菜太贵了，降价吧") == "canteen"
    assert time.process_time() - begun < 0.2
