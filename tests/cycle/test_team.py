"""The frozen team: rank, one person once, joining and leaving with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests import builders
from tests.cycle import case
from zhiyan.accounts.queries import actor_for
from zhiyan.cycle import actions, queries
from zhiyan.cycle.models import Cycle, CycleState, Elector, TeamChange, TeamMember
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.org.models import Portfolio, Post, PostKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Cycle:
    return builders.make_cycle()


@pytest.fixture
def small() -> Cycle:
    return builders.make_cycle(team=builders.SMALL_TEAM, branches=False)


def roles(cycle: Cycle) -> list[str]:
    return [member.role for member in queries.team(cycle)]


def join(cycle: Cycle, person: object = None, **fields: object) -> TeamMember:
    given = {
        "person": person or builders.make_person(cycle.unit), "role": "副主任C", "title": "副主任",
        "on": clock.today(), "reason": "任职文件样例1号", **fields,
    }  # fmt: skip
    return actions.join_team(builders.actor(cycle, Role.ORGANISER), cycle, **given)


def leave(cycle: Cycle, role: str, **fields: object) -> TeamMember:
    given = {"on": clock.today(), "reason": "免职文件样例2号", **fields}
    return actions.leave_team(builders.actor(cycle, Role.ORGANISER), builders.member(cycle, role), **given)


def test_freezing_again_keeps_the_list_as_it_was(cycle):
    before = roles(cycle)
    actions.freeze_team(builders.actor(cycle, Role.ORGANISER), cycle)
    assert roles(cycle) == before


def test_one_person_with_two_posts_is_one_member_and_both_secretary_and_director(small):
    both = queries.secretary(small)
    assert both.is_director
    assert queries.team(small).count() == 3
    assert queries.discipline_secretary(small) is None


def test_the_database_counts_one_person_once_and_one_rank_once(cycle):
    member = builders.member(cycle, "书记")
    with guard.writing("test"), pytest.raises(IntegrityError), transaction.atomic():
        TeamMember.objects.create(unit=cycle.unit, cycle=cycle, person=member.person, role="又一个", title="x", rank=99)
    with guard.writing("test"), pytest.raises(IntegrityError), transaction.atomic():
        TeamMember.objects.create(
            unit=cycle.unit, cycle=cycle, person=builders.make_person(cycle.unit), role="并列", title="x", rank=1
        )


def test_somebody_who_joins_comes_last_in_rank_with_day_and_reason(cycle):
    member = join(cycle)
    assert roles(cycle)[-1] == "副主任C"
    assert member.joined_on == clock.today()
    change = TeamChange.objects.get(member=member)
    assert (change.kind, change.reason) == ("join", "任职文件样例1号")


def test_somebody_who_joins_without_a_post_is_given_it_and_keeps_the_place_next_year(cycle):
    member = join(cycle)
    post = Post.objects.get(person=member.person)
    assert (post.kind, post.rank) == (PostKind.DEPUTY_DIRECTOR, 7)
    following = actions.start_next(builders.actor(cycle, Role.ORGANISER), cycle, label="2021")
    assert roles(following) == [*(row[0] for row in builders.TEAM), "副主任C"]


def test_somebody_who_joins_has_a_members_rights(cycle):
    member = join(cycle)
    user = builders.make_user(cycle.unit, person=member.person)
    assert Role.MEMBER in actor_for(user, cycle.unit).roles


def test_somebody_who_left_is_in_no_list_of_the_team_but_stays_recorded(cycle):
    leave(cycle, "副主任B")
    assert "副主任B" not in roles(cycle)
    assert "副主任B" in [m.role for m in queries.everybody_of_team(cycle)]
    assert "副主任B" not in {p.member.role for p in queries.portfolios(cycle)}
    assert TeamChange.objects.get(kind="leave").reason == "免职文件样例2号"


def test_somebody_who_left_has_no_members_rights_from_the_next_day_and_is_not_in_next_years_team(cycle):
    user = builders.member_user(cycle, "副主任B")
    leave(cycle, "副主任B")
    assert Role.MEMBER in actor_for(user, cycle.unit).roles
    with clock.at(clock.today() + dt.timedelta(days=1)):
        assert Role.MEMBER not in actor_for(user, cycle.unit).roles
        following = actions.start_next(builders.actor(cycle, Role.ORGANISER), cycle, label="2021")
    assert "副主任B" not in roles(following)
    assert not Portfolio.objects.filter(person=user.person, to_on__isnull=True).exists()


def test_leaving_twice_is_refused(cycle):
    leave(cycle, "副主任B")
    with pytest.raises(Invalid) as refused:
        leave(cycle, "副主任B")
    assert refused.value.code == "team.left"


def test_joining_twice_is_refused_also_for_somebody_who_left(cycle):
    person = builders.member(cycle, "副主任B").person
    leave(cycle, "副主任B")
    with pytest.raises(Invalid) as refused:
        join(cycle, person)
    assert refused.value.code == "team.again"


@pytest.mark.parametrize("change", [lambda c: join(c, reason=" "), lambda c: leave(c, "副主任B", reason="")])
def test_a_change_of_the_team_without_a_reason_is_refused_beside_the_field(cycle, change):
    with pytest.raises(Invalid) as refused:
        change(cycle)
    assert "reason" in refused.value.fields
    assert not TeamChange.objects.exists()


def test_a_change_entered_late_says_why(cycle):
    long_ago = clock.today() - dt.timedelta(days=30)
    with pytest.raises(Invalid) as refused:
        join(cycle, on=long_ago)
    assert refused.value.code == "late.reason"
    member = join(cycle, on=long_ago, late_reason="文件晚到")
    assert TeamChange.objects.get(member=member).is_late


def test_an_archived_year_changes_its_team_no_more():
    cycle = builders.make_cycle(state=CycleState.CLOSED)
    for change in (lambda: join(cycle), lambda: leave(cycle, "副主任B")):
        with pytest.raises(Invalid) as refused:
            change()
        assert refused.value.code == "cycle.closed"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER, Role.SECRETARY}))
def test_only_office_and_secretary_change_the_team(cycle, role):
    with pytest.raises(Denied):
        actions.join_team(
            builders.actor(cycle, role), cycle, person=builders.make_person(cycle.unit), role="x", title="x",
            on=clock.today(), reason="x",
        )  # fmt: skip


def test_the_electorate_is_frozen_once_and_later_people_are_added(cycle):
    office = case.office(cycle.unit)
    first = actions.freeze_electorate(office, cycle)
    builders.make_person(cycle.unit)
    builders.make_person(cycle.unit, left_on=clock.today())
    assert actions.freeze_electorate(office, cycle) == first + 1
    assert Elector.objects.filter(cycle=cycle).count() == first + 1
