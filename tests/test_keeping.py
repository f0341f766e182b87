"""A year laid down from its rows is the year that was built."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from tests import builders, keeping
from tests.documents.builders import full_cycle
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.kernel import clock, guard

pytestmark = pytest.mark.django_db


def test_a_year_laid_again_has_every_row_and_value_of_the_year_built():
    seen = []
    for _time in ("built", "laid"):
        with transaction.atomic():
            found = full_cycle(label="2031")
            seen.append((keeping._rows(), vars(found.unit), vars(found.notice), found.theme))
            transaction.set_rollback(True)
    built, laid = seen
    assert laid[0] == built[0]
    assert len(built[0]) > 30
    assert (laid[1]["id"], laid[2]["id"], laid[3]) == (built[1]["id"], built[2]["id"], built[3])


def test_what_the_database_gives_of_a_year_laid_again_is_what_it_gave_of_the_year_built():
    seen = []
    for _time in ("built", "laid"):
        with transaction.atomic():
            builders.make_cycle(label="2034")
            seen.append((list(Cycle.objects.values()), list(TeamMember.objects.values())))
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert len(seen[0][1]) == len(builders.TEAM)


def test_a_second_year_in_one_test_is_another():
    first, second = builders.make_cycle(), builders.make_cycle()
    assert first.unit != second.unit
    members = [{m.person_id for m in TeamMember.objects.filter(cycle=cycle)} for cycle in (first, second)]
    assert len(members[0]) == len(members[1]) == len(builders.TEAM)
    assert members[0].isdisjoint(members[1])


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_does_to_its_year_is_not_seen_by_the_next(time):
    cycle = builders.make_cycle(label="2032")
    assert (cycle.theme, cycle.unit.short_name) == ("演示主题", "某研究中心")
    cycle.theme = cycle.unit.short_name = "改过"
    with guard.writing("test"):
        cycle.save()
        cycle.unit.save()


def test_a_year_asked_for_in_another_way_or_on_another_day_is_built_for_itself():
    made = []
    for day in (dt.date(2021, 1, 11), dt.date(2021, 2, 3)):
        for notice in (True, False):
            with transaction.atomic(), clock.at(day):
                made.append(builders.make_cycle(label="2033", notice=notice).notice is not None)
                transaction.set_rollback(True)
    assert made == [True, False, True, False]
