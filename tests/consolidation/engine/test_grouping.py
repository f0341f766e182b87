"""Groups by average link: near rows together, every row once, what was answered holds, the same on every run."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyan.consolidation.engine import grouping
from zhiyan.consolidation.engine.encoders import Vectors, unit
from zhiyan.consolidation.engine.grouping import Grouping, neighbours, scores


def made(seed: int, groups: int, each: int, size: int = 12, spread: float = 0.05) -> Vectors:
    """Rows of length 1, `each` of them around each of so many directions, one direction after the other."""
    drawn = np.random.default_rng(seed)
    centres = np.repeat(unit(drawn.normal(size=(groups, size)).astype(np.float32)), each, axis=0)
    return unit((centres + spread * drawn.normal(size=centres.shape)).astype(np.float32))


def test_rows_around_one_direction_are_one_group():
    assert Grouping(made(1, 5, 4), 0.8).groups() == [list(range(start, start + 4)) for start in range(0, 20, 4)]


def test_a_chain_of_near_rows_is_not_one_group():
    angles = np.linspace(0, np.pi / 2, 10)
    chain = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    found = Grouping(chain, 0.95).groups()
    assert len(found) > 1
    for group in found:
        held = chain[group]
        assert np.mean([held[a] @ held[b] for a, b in combinations(range(len(group)), 2)] or [1]) >= 0.95


def test_pairs_that_are_the_same_stand_together_and_those_that_are_not_stay_apart():
    found = Grouping(made(1, 5, 4), 0.8).groups(same=[(0, 19)], apart=[(4, 5)])
    where = {row: number for number, group in enumerate(found) for row in group}
    assert where[0] == where[19]
    assert where[4] != where[5]


def test_what_was_joined_by_answers_stays_joined_where_another_answer_contradicts_it():
    assert [0, 1, 2] in Grouping(np.eye(3, 3, dtype=np.float32), 0.5).groups(same=[(0, 1), (1, 2)], apart=[(0, 2)])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_rows_or_none_are_groups_of_their_own(count: int):
    assert Grouping(np.eye(count, 3, dtype=np.float32), 0.5).groups() == [[row] for row in range(count)]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.data())
def test_every_row_stands_in_exactly_one_group_whatever_was_answered(seed: int, count: int, data: st.DataObject):
    rows = unit(np.random.default_rng(seed).normal(size=(count, 5)).astype(np.float32))
    pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    same, apart = data.draw(st.lists(pair, max_size=5)), data.draw(st.lists(pair, max_size=5))
    found = Grouping(rows, 0.3).groups(same, apart)
    assert sorted(row for group in found for row in group) == list(range(count))
    assert found == Grouping(rows, 0.3).groups(reversed(same), reversed(apart))
    where = {row: number for number, group in enumerate(found) for row in group}
    assert all(where[a] == where[b] for a, b in same)


def test_scores_are_the_inner_products_of_the_pairs():
    rows = made(2, 3, 3)
    links = neighbours(rows)
    assert scores(rows, links) == pytest.approx([rows[a] @ rows[b] for a, b in links], abs=1e-5)


def test_very_many_rows_have_the_groups_that_comparing_all_gives(monkeypatch: pytest.MonkeyPatch):
    rows = made(3, 60, 12, size=32)
    whole = Grouping(rows, 0.8).groups()
    monkeypatch.setattr(grouping, "EXACT", 100)
    assert Grouping(rows, 0.8).groups() == Grouping(rows, 0.8).groups() == whole


def test_very_many_rows_seek_their_neighbours_in_the_view_and_are_compared_whole(monkeypatch: pytest.MonkeyPatch):
    view = np.repeat(made(4, 10, 1, size=16), 20, axis=0)
    rest = np.tile(np.repeat(np.eye(2, dtype=np.float32), 10, axis=0), (10, 1))
    monkeypatch.setattr(grouping, "EXACT", 100)
    monkeypatch.setattr(grouping, "FEWER", 30)
    found = Grouping(np.concatenate([view, rest], axis=1), 1.5, view=slice(0, 16)).groups()
    assert found == [list(range(start, start + 10)) for start in range(0, 200, 10)]
