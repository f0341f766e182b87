"""Who sees and shapes a year."""

from __future__ import annotations

import pytest

from tests import builders
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.permissions import may_organise, may_prepare, may_view_cycle, may_view_preparation, visible_cycles
from zhiyan.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db

TEAM = {Role.MEMBER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.DISCIPLINE_SECRETARY}


@pytest.mark.parametrize("role", [None, *Role])
def test_cycles_that_may_be_viewed_are_those_that_are_visible(role):
    own, other = builders.make_unit(), builders.make_unit()
    for unit, label in ((own, "2020"), (own, "2021"), (other, "2020")):
        builders.make_cycle(unit, label=label, team=(), notice=False)
    actor = Actor(unit_id=own.pk, roles=frozenset({role} if role else ()))
    visible = set(visible_cycles(actor))
    assert visible == {cycle for cycle in Cycle.objects.all() if may_view_cycle(actor, cycle)}
    assert {cycle.unit_id for cycle in visible} == ({own.pk} if role else set())


@pytest.mark.parametrize("role", Role)
def test_rights_over_the_preparation_by_role(role):
    own = builders.make_cycle(team=(), notice=False)
    other = builders.make_cycle(team=(), notice=False)
    actor = Actor(unit_id=own.unit_id, roles=frozenset({role}))
    assert may_organise(actor, own) is (role is Role.ORGANISER)
    assert may_prepare(actor, own) is (role in {Role.ORGANISER, Role.SECRETARY})
    assert may_view_preparation(actor, own) is (role in {*TEAM, Role.ORGANISER, Role.SUPERVISOR})
    assert not any(may(actor, other) for may in (may_organise, may_prepare, may_view_preparation, may_view_cycle))
