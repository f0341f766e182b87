"""What holds for every text: symmetry, places inside the text, the same answer each time, nothing from nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyan.formalism.alike import alike, repeated
from zhiyan.formalism.boast import boasting
from zhiyan.formalism.hollow import empty_criticism, generic_problem, vague_measure
from zhiyan.formalism.kept import Kept, key_of
from zhiyan.formalism.templates import templated

WORDS = ["进一步加强学习", "没有比价就签字", "每月一次", "希望多休息", "获得先进", "去年三月", "《办法》"]
PIECES = [*WORDS, "，", "。", "\n", "🙂", "a1"]
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
FINDERS = (vague_measure, empty_criticism, generic_problem, boasting, templated)


@given(texts)
@settings(max_examples=80, deadline=None)
def test_places_lie_inside_the_text_in_order_and_the_answer_is_the_same_each_time(text: str):
    for finder in FINDERS:
        found = finder(text)
        assert found == finder(text)
        if found:
            edges = [edge for spot in found.spots for edge in (spot.start, spot.end)]
            assert edges == sorted(edges)
            assert edges[0] >= 0
            assert edges[-1] <= len(text)
            assert 0 < found.score <= 1


def letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


@given(texts, texts)
@settings(max_examples=80, deadline=None)
def test_two_texts_are_as_alike_either_way_and_exact_places_hold_the_same_letters(first: str, second: str):
    for finder in (alike, repeated):
        there, back = finder({"a": first, "b": second}), finder({"a": second, "b": first})
        assert [pair.score for pair in there] == [pair.score for pair in back]
        for pair in there:
            assert 0 < pair.score <= 1
            for place in pair.places:
                one, other = first[slice(*place.first)], second[slice(*place.second)]
                assert not place.exact or letters(one) == letters(other)


@given(texts.filter(lambda text: len(letters(text)) > 3))
@settings(max_examples=40, deadline=None)
def test_a_criticism_is_wholly_like_itself(text: str):
    (pair,) = repeated({"a": text, "b": text})
    assert pair.score == 1.0


def test_a_comparison_is_kept_by_its_texts_and_read_back_the_same(tmp_path):
    said = {"a": "分管采购两年，有三份合同没有比价就签了字。", "b": "分管采购两年，有三份合同没有比价就签了字。"}
    kept, key = Kept(tmp_path / "deep" / "kept.sqlite3"), key_of("alike", said, None)
    assert kept.get(key) is None
    assert kept.count() == 0
    kept.put(key, alike(said))
    assert kept.get(key) == alike(said)
    assert kept.count() == 1
    assert key != key_of("alike", {**said, "b": "改了一个字"}, None) != key_of("other", said, None)


def test_what_is_kept_holds_no_words(tmp_path):
    said = {"a": "分管采购两年，有三份合同没有比价就签了字。", "b": "分管采购两年，有三份合同没有比价就签了字。"}
    Kept(tmp_path / "kept.sqlite3").put(key_of("alike", said, None), alike(said))
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "采购".encode() not in held
