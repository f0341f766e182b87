"""Who sees that a talk was held and who reads it: `may_` and `visible_` agree for everybody, on everything."""

from __future__ import annotations

import pytest

from tests import builders
from tests.keeping import kept
from tests.talks import builders as talks
from zhiyan.kernel.actor import Role
from zhiyan.talks import permissions as p
from zhiyan.talks.models import GroupTalk, Talk, TalkPair

pytestmark = pytest.mark.django_db


def everybody(cycle, other):
    """One of each role, each member, an other side, and the same of another unit."""
    granted = [builders.actor(cycle, role) for role in Role]
    members = [builders.member_actor(cycle, row[0]) for row in builders.TEAM]
    heads = [talks.person_actor(x.other_person) for x in TalkPair.objects.filter(cycle=cycle) if x.other_person]
    strangers = [
        builders.actor(other, Role.ORGANISER, Role.SECRETARY, Role.SUPERVISOR),
        builders.member_actor(other, "书记"),
    ]
    return [*granted, *members, *heads, *strangers]


@pytest.fixture
@kept
def world():
    cycle, other = builders.make_cycle(), builders.make_cycle()
    for c in (cycle, other):
        for pair in talks.generated(c):
            if pair.other_member_id or pair.other_person_id:
                talks.hold(talks.organiser(c), pair, text="")
        members = [builders.member(c, "书记"), builders.member(c, "主任")]
        talks.actions.record_group_talk(talks.organiser(c), c, on=talks.ON, place="会议室", hours=3, attendees=members)
    return cycle, other


def test_may_and_visible_agree_for_every_role_and_record(world):
    for actor in everybody(*world):
        for records, visible, may in (
            (TalkPair, p.visible_pairs, p.may_view_pair),
            (Talk, p.readable_talks, p.may_read_talk),
            (GroupTalk, p.visible_group_talks, p.may_view_group_talk),
        ):
            assert set(visible(actor)) == {r for r in records.objects.all() if may(actor, r)}, (actor.roles, records)


def test_words_are_readable_by_the_two_alone(world):
    cycle, _other = world
    talk = talks.pair_of(cycle, "书记", "主任").talk
    readers = [a for a in everybody(*world) if p.may_read_talk(a, talk)]
    assert {a.person_id for a in readers} == {talk.pair.member.person_id, talk.pair.other_member.person_id}


def test_administrator_and_superior_office_see_no_pair(world):
    cycle, _other = world
    for role in (Role.ADMINISTRATOR, Role.SUPERIOR_OFFICE, Role.HANDLER, Role.RECORDER, Role.OBSERVER):
        actor = builders.actor(cycle, role)
        assert not p.visible_pairs(actor).exists()
        assert not p.may_view_page(actor, cycle)
