"""What came back, what shares passages or meaning, what is a near-copy: pairs, with spans in both originals."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation.engine.similar import Pair, copies, meaning, passages, returning

ENCODER = Hashing()
PASSAGE = "学用结合不够，运用党的创新理论推动信息化建设、破解老旧系统升级难题的办法不多"
CHANGED = "学用结合不够紧密，运用党的创新理论推动信息化建设、破解老系统升级难题的办法还不多"
STATEMENTS = {
    "a": f"一、存在的问题。{PASSAGE}。下基层调研偏少。",
    "b": f"对照检查：本人{PASSAGE}；抓落实不紧。",
    "c": f"通过学习，{CHANGED}，请大家批评。",
    "d": "联系青年少，谈心谈话多在年底进行，平时听得不够，帮助他们解决困难的具体办法也不多。",
}
OPINIONS = {
    "o1": "食堂的饭菜太贵了，建议降价。",
    "o2": "食堂饭菜太贵了，建议降价！",
    "o3": "报销要签六个字，太慢了。",
    "o4": "班车晚点，等半个小时。",
}
ODD = ["", " \u3000\n", "。", "餐", "🍚👎🏽", "The canteen is dear", "\x00\x07\x1b[31m", "<b>&amp;</b>", "贵" * 20_000]


def pairs(found: list[Pair]) -> list[tuple[str, str]]:
    return [(one.first, one.second) for one in found]


def test_an_exact_passage_is_found_with_its_place_in_both_texts():
    (found,) = passages({key: STATEMENTS[key] for key in "ab"})
    (span,) = found.spans
    assert span.exact
    assert STATEMENTS["a"][slice(*span.first)] == STATEMENTS["b"][slice(*span.second)] == PASSAGE


def test_a_passage_with_a_few_words_changed_is_one_near_passage():
    (found,) = passages({key: STATEMENTS[key] for key in "ac"})
    (span,) = found.spans
    assert not span.exact
    assert STATEMENTS["a"][slice(*span.first)].startswith("学用结合不够")
    assert STATEMENTS["c"][slice(*span.second)].startswith("学用结合不够紧密")


def test_texts_without_a_common_passage_make_no_pair():
    assert {frozenset(pair) for pair in pairs(passages(STATEMENTS))} == {frozenset(two) for two in ("ab", "ac", "bc")}


def test_width_traditional_forms_and_punctuation_do_not_hide_a_passage():
    other = "學用結合不够。運用黨的創新理論，推動信息化建設 破解老舊系統升級難題的辦法不多"
    (found,) = passages({"a": STATEMENTS["a"], "x": other})
    assert found.spans[0].second == (0, len(other))


def test_what_is_printed_on_the_form_counts_for_nothing():
    assert passages(STATEMENTS, ignore=[PASSAGE, CHANGED]) == []


def test_a_passage_shorter_than_asked_for_is_passed_over():
    assert passages({key: STATEMENTS[key] for key in "ab"}, shortest=60) == []


def test_texts_held_against_others_are_not_held_against_one_another():
    found = passages({"a": STATEMENTS["a"], "b": STATEMENTS["b"]}, against={"c": STATEMENTS["c"]})
    assert set(pairs(found)) == {("a", "c"), ("b", "c")}


def test_near_copies_are_found_whatever_their_length():
    (found,) = copies(OPINIONS)
    assert (found.first, found.second, found.kind) == ("o1", "o2", "copy")
    assert 0.8 <= found.score <= 1
    assert found.spans


def test_of_ten_thousand_copies_each_is_paired_with_one():
    found = copies({f"n{n:05}": OPINIONS["o1"] for n in range(10_000)})
    assert len(found) == 9_999
    assert {one.first for one in found} == {"n00000"}
    assert {one.score for one in found} == {1.0}


def test_a_text_that_is_another_matter_is_no_copy():
    assert copies({"o3": OPINIONS["o3"], "o4": OPINIONS["o4"]}) == []


@pytest.mark.parametrize("encoder", [None, ENCODER], ids=["words", "encoder"])
def test_what_came_back_is_told_with_its_earlier_text(encoder: Hashing | None):
    earlier = {"last": "职工食堂饭菜价格太贵，请降价", "other": "班车路线要延长到东门"}
    found = returning({"o1": OPINIONS["o1"], "o3": OPINIONS["o3"]}, earlier, encoder=encoder, least=0.2)
    assert ("o1", "last") in pairs(found)
    assert ("o3", "last") not in pairs(found)


def test_a_near_copy_of_an_earlier_text_comes_before_what_means_the_same():
    found = returning({"o1": OPINIONS["o1"]}, {"x": OPINIONS["o2"], "y": "食堂饭菜贵，降价"}, least=0.1, most=1)
    assert [(one.second, one.kind) for one in found] == [("x", "copy")]


def test_of_long_texts_the_sentences_that_mean_one_thing_are_told():
    long = "我们认真开展了理论学习，制定了全年学习计划。" * 8
    texts = {
        "a": long + "下基层调研次数偏少。",
        "b": "下基层开展调研的次数偏少。" + "其他工作都按计划在推进之中了。" * 12,
    }
    (found,) = [one for one in meaning(texts, least=0.4) if (one.first, one.second) == ("a", "b")]
    assert any("调研次数偏少" in texts["a"][slice(*span.first)] for span in found.spans)
    assert all(texts["b"][slice(*span.second)] == "下基层开展调研的次数偏少。" for span in found.spans)


@pytest.mark.parametrize("ask", [passages, copies, meaning], ids=lambda ask: ask.__name__)
def test_the_order_of_the_texts_plays_no_part(ask):
    texts = STATEMENTS | OPINIONS
    keys = list(texts)
    random.Random(3).shuffle(keys)
    assert ask(texts) == ask({key: texts[key] for key in keys})


@pytest.mark.parametrize("ask", [passages, copies, meaning], ids=lambda ask: ask.__name__)
def test_odd_texts_never_stop_a_question(ask):
    texts = {f"odd{n}": text for n, text in enumerate([*ODD, *ODD])} | OPINIONS
    for one in ask(texts):
        assert 0 <= one.score <= 1
        assert one.first < one.second
        for span in one.spans:
            assert 0 <= span.first[0] < span.first[1] <= len(texts[one.first])
            assert 0 <= span.second[0] < span.second[1] <= len(texts[one.second])


@pytest.mark.parametrize("ask", [passages, copies, meaning], ids=lambda ask: ask.__name__)
def test_no_text_or_one_makes_no_pair(ask):
    assert ask({}) == []
    assert ask({"a": PASSAGE}) == []
    assert ask({"a": PASSAGE}, against={}) == []


@given(st.text(alphabet="食堂饭菜太贵，。 ", max_size=30), st.text(alphabet="食堂饭菜太贵，。 ", max_size=30))
def test_an_exact_span_holds_the_same_signs_in_both_texts(head: str, tail: str):
    texts = {"a": head + PASSAGE + tail, "b": tail + PASSAGE + head}
    for one in passages(texts):
        for span in one.spans:
            if span.exact:
                left, right = texts["a"][slice(*span.first)], texts["b"][slice(*span.second)]
                assert [c for c in left if c.isalnum()] == [c for c in right if c.isalnum()]
