"""Splitting an opinion into points: nothing of it is lost, and it stays one in every count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.consolidation.builders import Bench, last_batch, point_of, where
from zhiyan.consolidation import actions
from zhiyan.consolidation.gates import not_taken_in
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.queries import facts, figures
from zhiyan.consolidation.spans import clauses, covers, divide
from zhiyan.kernel.errors import Invalid

TEXT = "食堂晚餐品种少；会议太多，占用科研时间"


@given(st.text(alphabet="甲乙；; \n，。", min_size=1, max_size=30), st.sets(st.integers(0, 29)))
def test_a_divided_text_keeps_every_character_but_space_and_semicolons(text: str, cuts: set[int]):
    try:
        pieces = divide(text, (0, len(text)), sorted(cuts))
    except ValueError:
        return
    assert covers(text, pieces)
    kept = "".join(text[start:end] for start, end in pieces)
    assert [c for c in kept if c not in "；; \n"] == [c for c in text if c not in "；; \n"]


@given(st.text(alphabet="甲乙；; \n，。", min_size=1, max_size=30))
def test_cutting_at_any_clause_is_possible(text: str):
    found = clauses(text, (0, len(text)))
    assert all(start < end for start, end in found)
    if found:
        assert divide(text, (0, len(text)), [start for start, _end in found if start > found[0][0]])


def test_overlapping_or_missing_words_do_not_cover():
    assert not covers("甲乙丙", [(0, 2), (1, 3)])
    assert not covers("甲乙丙", [(0, 1), (2, 3)])
    assert covers("甲；丙", [(0, 1), (2, 3)])


@pytest.mark.django_db
class TestPoints:
    def test_before_solicitation_is_closed_splitting_is_refused(self):
        bench = Bench(0)
        with pytest.raises(Invalid, match="截止确认"):
            actions.split_point(bench.organiser, bench.add(TEXT), starts=[8])

    def test_a_split_opinion_goes_into_two_items_and_stays_one_opinion(self):
        bench = Bench(0)
        point = bench.add(TEXT)
        bench.close_solicitation()
        first, second = actions.split_point(bench.organiser, point, starts=[8])
        bench.make(first), bench.make(second, title="会议太多")
        counted = figures(bench.cycle)
        assert (counted["opinions"], counted["points"], counted["items"]) == (1, 2, 2)
        assert not facts(bench.cycle)["broken"]

    def test_pieces_of_a_placed_point_stay_in_its_item(self):
        bench = Bench(0)
        point = bench.add(TEXT)
        item = bench.make(point)
        bench.close_solicitation()
        assert [where(piece) for piece in actions.split_point(bench.organiser, point, starts=[8])] == [item, item]

    @pytest.mark.parametrize("starts", [[], [0], [999], [-1]])
    def test_a_cut_that_divides_nothing_is_refused(self, starts: list[int]):
        bench = Bench(0)
        point = bench.add(TEXT)
        bench.close_solicitation()
        with pytest.raises(Invalid) as refused:
            actions.split_point(bench.organiser, point, starts=starts)
        assert "starts" in refused.value.fields

    def test_joining_gives_back_the_whole_opinion(self):
        bench = Bench(0)
        point = bench.add(TEXT)
        bench.close_solicitation()
        actions.split_point(bench.organiser, point, starts=[8])
        joined = actions.join_points(bench.organiser, point.opinion)
        assert (joined.start, joined.end) == (0, len(TEXT))
        assert Point.objects.filter(opinion=point.opinion, retired=False).count() == 1

    def test_points_in_different_items_are_not_joined(self):
        bench = Bench(0)
        point = bench.add(TEXT)
        bench.close_solicitation()
        first, second = actions.split_point(bench.organiser, point, starts=[8])
        bench.make(first), bench.make(second, title="会议太多")
        with pytest.raises(Invalid, match="不同的地方"):
            actions.join_points(bench.organiser, point.opinion)

    def test_undoing_a_split_makes_the_opinion_whole(self):
        bench = Bench(0)
        point = bench.add(TEXT)
        bench.close_solicitation()
        actions.split_point(bench.organiser, point, starts=[8])
        actions.undo(bench.organiser, bench.cycle, batch=last_batch(bench.cycle))
        whole = point_of(point.opinion)
        assert (whole.start, whole.end) == (0, len(TEXT))

    def test_an_opinion_taken_in_is_no_longer_split_in_solicitation(self):
        bench = Bench(1)
        assert not_taken_in(bench.opinions[0])
