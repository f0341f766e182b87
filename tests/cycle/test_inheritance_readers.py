"""What a member's own matters left is read by that member and those who oversee, never by the other members."""

from __future__ import annotations

import uuid

import pytest

from tests import builders
from zhiyan.cycle.models import Inheritance
from zhiyan.cycle.permissions import may_view_inheritance, visible_inheritance
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Role

pytestmark = pytest.mark.django_db


def left(cycle, role=None):
    with guard.writing("test"):
        return Inheritance.objects.create(
            unit=cycle.unit,
            cycle=cycle,
            from_label="2019",
            kind="unfinished",
            origin_id=uuid.uuid4(),
            person=builders.member(cycle, role).person if role else None,
            problem_text="办事拖延",
        )


def test_readers_of_what_is_left_agree_for_every_role_and_record():
    cycle, other = builders.make_cycle(), builders.make_cycle()
    records = [left(cycle), left(cycle, "主任"), left(cycle, "副主任A"), left(other), left(other, "主任")]
    actors = [builders.actor(cycle, role) for role in Role] + [
        builders.member_actor(cycle, row[0]) for row in builders.TEAM
    ]
    for actor in actors:
        visible = set(visible_inheritance(actor).values_list("pk", flat=True))
        assert visible == {r.pk for r in records if may_view_inheritance(actor, r)}


def test_another_member_does_not_see_a_members_own_matter():
    cycle = builders.make_cycle()
    own = left(cycle, "主任")
    assert may_view_inheritance(builders.member_actor(cycle, "主任"), own)
    assert not may_view_inheritance(builders.member_actor(cycle, "副主任A"), own)
    assert may_view_inheritance(builders.member_actor(cycle, "纪委书记"), own)
