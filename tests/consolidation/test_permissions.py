"""Who may read what: `may_` and `visible_` agree for every role, and default to nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests import builders
from tests.consolidation.builders import Bench, placement_of
from zhiyan.consolidation import actions, permissions
from zhiyan.consolidation.models import Feedback, Item, Placement
from zhiyan.kernel.actor import Actor, Role
from zhiyan.solicitation.models import Opinion

pytestmark = pytest.mark.django_db

OFFICE = {Role.ORGANISER, Role.SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR}


class Whole:
    """A unit in which everything there is to read exists, and a second unit with the same."""

    def __init__(self) -> None:
        bench = Bench(0)
        points = [
            bench.add("给班子的意见", target="班子"),
            bench.add("给主任的意见", target="主任"),
            bench.add("给科技处的意见", target_kind="other", target_body="科技处", target=None),
            bench.add("涉及党务部门的意见", about_office=True),
            bench.add("另存的意见"),
            bench.add("有人收受好处"),
            bench.add("书记有问题", target="书记"),
        ]
        team, director, other, office, aside, accusation, leader = points
        bench.make(team, title="班子条目")
        bench.make(director, title="主任条目")
        bench.make(other, title="其他条目")
        bench.make(office, title="党务条目", actor=builders.member_actor(bench.cycle, "纪委书记"))
        bench.aside(aside)
        actions.confirm_set_aside(bench.colleague, placement_of(aside))
        actions.confirm_set_aside(
            builders.member_actor(bench.cycle, "纪委书记"), actions.hand_over(bench.organiser, accusation.opinion)
        )
        actions.confirm_set_aside(bench.colleague, actions.hand_over(bench.organiser, leader.opinion))
        bench.close()
        actions.give_feedback(bench.organiser, bench.cycle)
        self.bench = bench

    def actors(self) -> list[Actor]:
        roles = [builders.actor(self.bench.cycle, role) for role in Role]
        return [*roles, *(builders.member_actor(self.bench.cycle, row[0]) for row in builders.TEAM)]


PAIRS: list[tuple[str, Callable[..., Any], Callable[..., Any], Any]] = [
    ("items", permissions.may_view_item, permissions.visible_items, Item),
    ("opinions", permissions.may_read_opinion, permissions.visible_opinions, Opinion),
    ("placeable", permissions.may_place_opinion, permissions.placeable_opinions, Opinion),
    ("feedback", permissions.may_view_feedback, permissions.visible_feedback, Feedback),
    ("set aside", permissions.may_view_set_aside, permissions.visible_set_aside, Placement),
    ("handovers", permissions.may_read_handover, permissions.visible_handovers, Placement),
]


def test_may_and_visible_agree_for_every_role_record_and_unit():
    here, there = Whole(), Whole()
    for actor in [*here.actors(), *there.actors()]:
        for name, may, visible, model in PAIRS:
            allowed = {record.pk for record in model.objects.all() if may(actor, record)}
            assert allowed == set(visible(actor).values_list("pk", flat=True)), (name, actor.roles)


def test_nobody_reads_across_units():
    here, there = Whole(), Whole()
    unit = there.bench.cycle.unit_id
    for actor, (_name, _may, visible, _model) in itertools.product(here.actors(), PAIRS):
        assert not visible(actor).filter(unit_id=unit).exists()


def test_who_sees_items():
    whole = Whole()
    assert titles(builders.actor(whole.bench.cycle, Role.SUPERIOR_OFFICE)) == titles(whole.bench.organiser)
    assert titles(builders.member_actor(whole.bench.cycle, "主任")) == {"班子条目", "主任条目", "党务条目"}
    assert titles(builders.member_actor(whole.bench.cycle, "副主任A")) == {"班子条目", "党务条目"}
    for role in set(Role) - OFFICE - {Role.SUPERIOR_OFFICE}:
        assert titles(builders.actor(whole.bench.cycle, role)) == set(), role


def titles(actor: Actor) -> set[str]:
    return set(permissions.visible_items(actor).values_list("title", flat=True))


def test_who_reads_opinions():
    whole = Whole()
    cycle = whole.bench.cycle
    everything = {"给班子的意见", "给主任的意见", "给科技处的意见", "涉及党务部门的意见", "另存的意见"}
    for role in (Role.ORGANISER, Role.SECRETARY, Role.SUPERVISOR):
        assert words(builders.actor(cycle, role)) == everything
    assert words(builders.actor(cycle, Role.DISCIPLINE_SECRETARY)) == {"涉及党务部门的意见"}
    assert words(builders.member_actor(cycle, "主任")) == {"给班子的意见", "给主任的意见", "涉及党务部门的意见"}
    for role in (Role.ADMINISTRATOR, Role.SUPERIOR_OFFICE, Role.STAFF, Role.HANDLER, Role.MEMBER):
        assert words(builders.actor(cycle, role)) == set(), role


def words(actor: Actor) -> set[str]:
    return set(permissions.visible_opinions(actor).values_list("text", flat=True))


def test_a_handed_over_accusation_is_its_receivers_alone():
    whole = Whole()
    readers = [actor.label for actor in whole.actors() if permissions.visible_handovers(actor).exists()]
    assert readers == ["纪委书记"]
    accusation = Opinion.objects.get(cycle=whole.bench.cycle, text="有人收受好处")
    assert not any(permissions.may_read_opinion(actor, accusation) for actor in whole.actors())
