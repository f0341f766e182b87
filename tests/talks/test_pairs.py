"""The list of pairs follows from the team's list alone."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from zhiyan.talks.models import PairKind
from zhiyan.talks.pairs import Charge, Seat, wanted


def seats(n: int, *, branch: bool = False) -> list[Seat]:
    return [Seat(uuid.uuid4(), uuid.uuid4(), uuid.uuid4() if branch else None) for _ in range(n)]


@given(st.integers(min_value=0, max_value=15))
def test_members_give_every_unordered_pair_once(n):
    found = wanted(seats(n), [])
    assert len(found) == n * (n - 1) // 2
    assert len({pair.key for pair in found}) == len(found)
    assert all(pair.member_id != pair.other_member_id for pair in found)


def test_pair_is_the_same_whoever_is_named_first():
    team = seats(2)
    assert wanted(team, [])[0].key == wanted(team[::-1], [])[0].key


def test_department_headed_by_its_own_member_gives_no_pair():
    team = seats(2)
    own = Charge(team[0].id, uuid.uuid4(), team[0].person_id)
    other = Charge(team[0].id, uuid.uuid4(), team[1].person_id)
    found = [pair for pair in wanted(team, [own, other]) if pair.kind == PairKind.MEMBER_DEPARTMENT_HEAD]
    assert [pair.department_id for pair in found] == [other.department_id]


def test_department_without_head_still_gives_a_pair_to_be_named():
    team = seats(1)
    assert wanted(team, [Charge(team[0].id, uuid.uuid4())])[0].other_person_id is None


def test_member_without_branch_gives_no_branch_pair():
    assert len(wanted(seats(1, branch=True), [])) == 1
    assert wanted(seats(1), []) == []


def test_case_of_fourteen_departments_gives_fifteen_thirteen_and_six():
    team = seats(6, branch=True)
    charges = [Charge(team[i % 6].id, uuid.uuid4(), uuid.uuid4()) for i in range(13)]
    charges.append(Charge(team[5].id, uuid.uuid4(), team[5].person_id))
    found = wanted(team, charges)
    assert [sum(pair.kind == kind for pair in found) for kind in PairKind] == [15, 13, 6]
