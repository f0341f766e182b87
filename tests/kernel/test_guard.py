"""Domain tables are written inside an action or not at all."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from tests import builders
from zhiyan.accounts.models import User
from zhiyan.cycle.models import StudySession
from zhiyan.kernel import clock, guard
from zhiyan.kernel.guard import WriteOutsideAction
from zhiyan.org.models import Branch, Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return builders.make_unit()


WRITES = {
    "create": lambda unit: Branch.objects.create(unit=unit, name="第一党支部", order=1),
    "bulk_create": lambda unit: Branch.objects.bulk_create([Branch(unit=unit, name="第一党支部", order=1)]),
    "bulk_create_ignoring": lambda unit: Branch.objects.bulk_create(
        [Branch(unit=unit, name="第一党支部", order=1)], ignore_conflicts=True
    ),
    "save": lambda unit: unit.save(),
    "update": lambda unit: Unit.objects.update(name="别名"),
    "get_or_create": lambda unit: Person.objects.get_or_create(unit=unit, staff_no="0001", defaults={"name": "职工"}),
    "raw": lambda unit: connection.cursor().execute("  update org_unit set name = 'x'"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_every_kind_of_write_outside_an_action_fails(unit, write):
    with pytest.raises(WriteOutsideAction):
        write(unit)


def test_a_delete_outside_an_action_fails(unit):
    builders.make_branch(unit, "第一党支部")
    with pytest.raises(WriteOutsideAction):
        Branch.objects.all().delete()


def test_a_link_between_records_is_a_write_too():
    cycle = builders.make_cycle()
    with guard.writing("test"):
        session = StudySession.objects.create(unit=cycle.unit, cycle=cycle, on=clock.today(), title="学习")
    with pytest.raises(WriteOutsideAction):
        session.attendees.add(builders.member(cycle, "书记"))


def test_reading_is_free(unit):
    assert Unit.objects.filter(pk=unit.pk).exists()


def test_sessions_of_the_framework_are_free():
    Session.objects.create(session_key="k", session_data="", expire_date=clock.now())


def test_signing_in_writes_no_domain_table(client, unit):
    user = builders.make_user(unit)
    client.force_login(user)
    assert User.objects.get(pk=user.pk).last_login is None


def test_the_mark_of_a_running_action_ends_with_it():
    with guard.writing("a"):
        assert guard.current_action() == "a"
    assert guard.current_action() is None
