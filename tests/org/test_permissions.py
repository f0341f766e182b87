"""Who may found units, change the roster, and see people: each pair of may and visible agrees."""

from __future__ import annotations

import pytest

from tests import builders
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.models import Person
from zhiyan.org.permissions import may_edit_roster, may_found, may_view_person, visible_people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [None, *Role])
def test_people_that_may_be_viewed_are_those_that_are_visible(role):
    own, other = builders.make_unit(), builders.make_unit()
    people = [builders.make_person(own), builders.make_person(own), builders.make_person(other)]
    actor = Actor(unit_id=own.pk, roles=frozenset({role} if role else ()), person_id=people[0].pk)
    visible = set(visible_people(actor))
    assert visible == {person for person in Person.objects.all() if may_view_person(actor, person)}
    assert people[0] in visible
    assert people[2] not in visible


def test_a_plain_member_of_staff_sees_themselves_alone():
    unit = builders.make_unit()
    own, _colleague = builders.make_person(unit), builders.make_person(unit)
    actor = Actor(unit_id=unit.pk, roles=frozenset({Role.STAFF}), person_id=own.pk)
    assert list(visible_people(actor)) == [own]


@pytest.mark.parametrize("role", Role)
def test_only_the_office_of_the_unit_changes_the_roster(role):
    unit, other = builders.make_unit(), builders.make_unit()
    actor = Actor(unit_id=unit.pk, roles=frozenset({role}))
    assert may_edit_roster(actor, unit) is (role is Role.ORGANISER)
    assert not may_edit_roster(actor, other)


@pytest.mark.parametrize("role", Role)
def test_only_the_administrator_founds_units_and_only_below_their_own(role):
    unit, other = builders.make_unit(), builders.make_unit()
    actor = Actor(unit_id=unit.pk, roles=frozenset({role}))
    assert may_found(actor, unit) is (role is Role.ADMINISTRATOR)
    assert not may_found(actor, other)
