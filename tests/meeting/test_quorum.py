"""Quorum in exact whole numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyan.meeting.quorum import Share, missing, needed


@pytest.mark.parametrize(("should", "least"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (9, 6)])
def test_two_thirds_of_a_team_is_the_least_whole_number_that_reaches_it(should, least):
    assert needed(should) == least


@given(st.integers(min_value=1, max_value=500), st.integers(min_value=0, max_value=500))
def test_nothing_is_missing_exactly_when_three_times_present_reaches_twice_should(should, present):
    assert (missing(present, should) == 0) == (3 * present >= 2 * should)


def test_stricter_share_asks_for_more_and_a_laxer_one_never_for_less():
    assert needed(10, Share(9, 10)) == 9
    assert needed(6, Share(1, 2)) == needed(6)
    assert needed(6, Share(1, 0)) == needed(6)


def test_list_with_nobody_has_no_quorum():
    assert missing(0, 0) == 1
