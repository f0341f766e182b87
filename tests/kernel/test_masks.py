"""遮盖: nothing of what is covered is shown, not even how long it was."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from zhiyan.kernel import masks

# Every character is different, so that a covered one can be told from one that stays.
TEXTS = st.integers(0, 60).map(lambda n: "".join(chr(0x4E00 + i) for i in range(n)))
SPANS = st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6)


def covered(text: str, spans: list[tuple[int, int]]) -> set[int]:
    return {i for start, end in spans for i in range(max(0, start), min(len(text), end))}


@given(TEXTS, SPANS)
def test_no_covered_character_is_shown_and_every_other_is_in_order(text, spans):
    shown = masks.apply(text, spans).replace(masks.SIGN, "")
    hidden = covered(text, spans)
    assert shown == "".join(c for i, c in enumerate(text) if i not in hidden)


@given(TEXTS.filter(bool), st.data())
def test_a_covered_run_is_shown_at_one_length_whatever_it_was(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert masks.apply(text, [(start, end)]) == text[:start] + masks.SIGN * 3 + text[end:]


@given(SPANS)
def test_merging_twice_is_merging_once(spans):
    once = masks.merge(spans)
    assert masks.merge(once) == once


@given(SPANS)
def test_merged_spans_are_in_order_and_apart(spans):
    merged = masks.merge(spans)
    assert all(start < end for start, end in merged)
    assert all(left[1] < right[0] for left, right in itertools.pairwise(merged))


@given(TEXTS, SPANS, st.randoms())
def test_the_order_in_which_masks_are_laid_does_not_matter(text, spans, random):
    mixed = list(spans)
    random.shuffle(mixed)
    assert masks.apply(text, mixed) == masks.apply(text, spans)


def test_two_touching_masks_look_like_one():
    assert masks.apply("甲乙丙丁", [(1, 2), (2, 3)]) == "甲▇▇▇丁"


def test_an_empty_mask_covers_nothing():
    assert masks.apply("甲乙", [(1, 1)]) == "甲乙"
