"""The builders give what the other tests stand on."""

from __future__ import annotations

import pytest

from tests import builders
from zhiyan.cycle.models import TeamMember
from zhiyan.kernel.actor import Role
from zhiyan.kernel.guard import WriteOutsideAction
from zhiyan.org.models import Unit

pytestmark = pytest.mark.django_db


def test_a_write_outside_an_action_fails():
    with pytest.raises(WriteOutsideAction):
        Unit.objects.create(code="x", name="x")


def test_a_cycle_has_its_team_in_rank_order():
    cycle = builders.make_cycle()
    assert [m.role for m in TeamMember.objects.filter(cycle=cycle)] == [row[0] for row in builders.TEAM]


def test_roles_come_from_posts_and_grants():
    cycle = builders.make_cycle()
    assert {Role.SECRETARY, Role.MEMBER, Role.STAFF} <= builders.member_actor(cycle, "书记").roles
    assert builders.actor(cycle, Role.ORGANISER).roles == {Role.ORGANISER}


def test_a_team_of_three_without_branches_is_legal():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    assert TeamMember.objects.filter(cycle=cycle, is_secretary=True, is_director=True).count() == 1
    assert not TeamMember.objects.filter(cycle=cycle, is_discipline=True).exists()


def test_an_item_holds_its_opinions():
    cycle = builders.make_cycle()
    item = builders.make_item(cycle, opinions=3)
    assert item.placements.count() == 3
