"""Answers to items."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.keeping import kept
from tests.regulation.rules.pack import parameters
from tests.statements import builders as made
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Conflict, Denied, Invalid, Missing
from zhiyan.statements import actions, queries
from zhiyan.statements.checks import r26_items_answered
from zhiyan.statements.trace import back, forward

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def cycle():
    cycle = builders.make_cycle()
    made.begun(cycle)
    return cycle


def test_item_aimed_at_a_member_is_answered_by_them_in_their_statement(cycle):
    item = builders.make_item(cycle, target="主任")
    for other in (builders.member_actor(cycle, "书记"), builders.actor(cycle, Role.ORGANISER)):
        with pytest.raises(Denied):
            actions.answer_item(other, item, kind="explained", text="说明")
    answer = actions.answer_item(builders.member_actor(cycle, "主任"), item, kind="explained", text="说明")
    assert answer.statement == made.statement(cycle, "主任")


def test_item_of_the_team_is_answered_by_the_office(cycle):
    item = builders.make_item(cycle)
    with pytest.raises(Denied):
        actions.answer_item(builders.member_actor(cycle, "主任"), item, kind="explained", text="说明")
    assert (
        actions.answer_item(builders.actor(cycle, Role.ORGANISER), item, kind="declined", text="理由").statement is None
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "explained", "text": " "}, "text"),
        ({"kind": "adopted", "text": "办了"}, "done_on"),
        ({"kind": "adopted", "text": "办了", "done_on": dt.date(2021, 2, 1)}, "done_on"),
        ({"kind": "referred", "text": "转", "due_on": dt.date(2021, 3, 1)}, "receiver"),
        ({"kind": "referred", "text": "转", "receiver": "科技处"}, "due_on"),
    ],
)
def test_answer_without_what_its_kind_needs_names_the_field(cycle, given, field):
    with pytest.raises(Invalid) as refused:
        actions.answer_item(builders.actor(cycle, Role.ORGANISER), builders.make_item(cycle), **given)
    assert field in refused.value.fields


def test_referral_is_replied_by_its_receiver(cycle):
    organiser = builders.actor(cycle, Role.ORGANISER)
    answer = actions.answer_item(
        organiser,
        builders.make_item(cycle),
        kind="referred",
        text="请办",
        receiver="科技处",
        due_on=dt.date(2021, 4, 30),
    )
    assert actions.record_reply(organiser, answer, reply="已办").reply == "已办"
    other = actions.answer_item(organiser, builders.make_item(cycle), kind="explained", text="说明")
    with pytest.raises(Missing):
        actions.record_reply(organiser, other, reply="已办")


def test_answer_changed_meanwhile_is_a_conflict_with_both_texts(cycle):
    organiser, item = builders.actor(cycle, Role.ORGANISER), builders.make_item(cycle)
    actions.answer_item(organiser, item, kind="explained", text="先答")
    actions.answer_item(organiser, item, kind="explained", text="改答", version=1)
    for version in (1, None):
        with pytest.raises(Conflict) as refused:
            actions.answer_item(organiser, item, kind="explained", text="后答", version=version)
        assert refused.value.theirs["text"] == "改答"


def test_same_text_on_more_than_three_items_is_a_finding_not_a_refusal(cycle):
    organiser = builders.actor(cycle, Role.ORGANISER)
    for n in range(4):
        actions.answer_item(organiser, builders.make_item(cycle), kind="explained", text="正在研究")
        found = r26_items_answered(queries.facts(cycle), parameters("R26"))
        assert len(found) == (1 if n == 3 else 0)
    assert "4 个条目" in found[0].message


def test_item_is_open_until_answered_or_stated_as_a_problem(cycle):
    answered, stated, opened = (builders.make_item(cycle) for _ in range(3))
    actions.answer_item(builders.actor(cycle, Role.ORGANISER), answered, kind="explained", text="说明")
    made.submitted(cycle, "班子", sources=[stated])
    found = r26_items_answered(queries.facts(cycle), parameters("R26"))
    assert [f.links[0].id for f in found] == [str(opened.pk)]


def test_trace_leads_from_an_item_to_its_problem_once_approved_and_to_its_answer(cycle):
    item = builders.make_item(cycle)
    made.submitted(cycle, "班子", sources=[item])
    assert forward(item) == []
    supervisor = builders.actor(cycle, Role.SUPERVISOR)
    made.passed(supervisor, made.statement(cycle), "supervisor")
    actions.approve(supervisor, made.statement(cycle))
    answer = actions.answer_item(builders.actor(cycle, Role.ORGANISER), item, kind="explained", text="另作说明")
    edges = forward(item)
    assert [e.kind for e in edges] == ["stated_problem", "answer"]
    assert [back(e.record)[0].record for e in edges] == [item, item]
    assert edges[1].record == answer
