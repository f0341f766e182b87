"""The problem list: what gets in, from where, and what stays out with a reason."""

from __future__ import annotations

import pytest

from tests import builders as b
from tests.rectification import builders as rb
from zhiyan.kernel.actor import Role
from zhiyan.kernel.corrections import corrections_of
from zhiyan.kernel.errors import Conflict, Denied, Invalid
from zhiyan.rectification import actions, queries
from zhiyan.rectification.models import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return b.make_cycle()


@pytest.fixture
def organiser(cycle):
    return rb.organiser(cycle)


@pytest.fixture
def secretary(cycle):
    return b.member_actor(cycle, "书记")


def test_the_list_holds_the_teams_problems_first_then_members_by_rank(cycle, organiser):
    for role, n in (("副主任A", 1), ("书记", 2), ("", 3)):
        rb.make_statement(cycle, role, n)
    made = actions.draw_up_list(organiser, cycle)
    assert [p.member.role if p.member else "" for p in made] == ["", "", "", "书记", "书记", "副主任A"]
    assert [p.no for p in made] == [1, 2, 3, 4, 5, 6]


def test_a_listed_problem_answers_the_items_its_statement_named(cycle, organiser):
    item, retired = b.make_item(cycle), b.make_item(cycle, retired=True)
    rb.make_statement(cycle, sources=(item, retired))
    (problem,) = actions.draw_up_list(organiser, cycle)
    assert list(problem.items.all()) == [item]


def test_drawing_up_the_list_twice_adds_nothing(cycle, organiser):
    rb.make_statement(cycle, "", 2)
    actions.draw_up_list(organiser, cycle)
    assert actions.draw_up_list(organiser, cycle) == []
    assert Problem.objects.count() == 2


def test_drawing_up_the_list_leaves_out_what_was_excluded(cycle, organiser, secretary):
    kept, left = rb.make_statement(cycle, "", 2)
    actions.exclude(secretary, left, reason="与上一条重复")
    assert [p.stated_problem for p in actions.draw_up_list(organiser, cycle)] == [kept]


def test_without_an_approved_statement_the_list_cannot_be_drawn_up(cycle, organiser):
    rb.make_statement(cycle, approved=False)
    with pytest.raises(Invalid) as refused:
        actions.draw_up_list(organiser, cycle)
    assert refused.value.code == "problem.no_statement"
    assert refused.value.remedy


def test_a_problem_of_an_unapproved_statement_cannot_be_listed(cycle, secretary):
    (stated,) = rb.make_statement(cycle, approved=False)
    with pytest.raises(Invalid) as refused:
        actions.list_problem(secretary, cycle, origin=stated)
    assert refused.value.code == "problem.not_approved"


@pytest.mark.parametrize("kind", ["stated_problem", "criticism", "comment", "item", "inheritance"])
def test_each_kind_of_origin_becomes_a_problem_with_that_origin_alone(cycle, secretary, kind):
    meeting = rb.make_meeting(cycle)
    origin = {
        "stated_problem": lambda: rb.make_statement(cycle)[0],
        "criticism": lambda: rb.make_criticism(meeting),
        "comment": lambda: rb.make_comment(meeting),
        "item": lambda: b.make_item(cycle),
        "inheritance": lambda: rb.make_inheritance(cycle),
    }[kind]()
    problem = actions.list_problem(secretary, cycle, origin=origin)
    assert queries.origin_kind(problem) == kind
    assert queries.origin_record(problem) == origin
    assert problem.text


def test_a_criticism_becomes_a_problem_of_the_criticised(cycle, secretary):
    problem = actions.list_problem(
        secretary, cycle, origin=rb.make_criticism(rb.make_meeting(cycle), to="主任", by="书记")
    )
    assert problem.member.role == "主任"


def test_a_criticism_cannot_be_shifted_to_somebody_else(cycle, secretary):
    criticism = rb.make_criticism(rb.make_meeting(cycle))
    with pytest.raises(Invalid) as refused:
        actions.list_problem(secretary, cycle, origin=criticism, member=b.member(cycle, "主任"))
    assert "member" in refused.value.fields


def test_an_item_that_becomes_a_problem_is_answered_by_it(cycle, organiser):
    item, other = b.make_item(cycle), b.make_item(cycle)
    problem = actions.list_problem(organiser, cycle, origin=item, items=[other])
    assert set(problem.items.all()) == {item, other}
    assert not queries.open_items(cycle).exists()


def test_an_inherited_matter_is_marked_as_recurring(cycle, organiser):
    assert actions.list_problem(organiser, cycle, origin=rb.make_inheritance(cycle)).recurring


def test_the_same_origin_twice_is_refused(cycle, organiser):
    item = b.make_item(cycle)
    actions.list_problem(organiser, cycle, origin=item)
    with pytest.raises(Invalid) as refused:
        actions.list_problem(organiser, cycle, origin=item)
    assert refused.value.code == "problem.listed_already"


def test_an_origin_of_another_year_is_refused(cycle, organiser):
    item = b.make_item(b.make_cycle(cycle.unit, label="2019", notice=False))
    with pytest.raises(Invalid) as refused:
        actions.list_problem(organiser, cycle, origin=item)
    assert refused.value.code == "problem.cycle"


def test_the_organiser_who_may_not_read_a_criticism_cannot_place_it(cycle, organiser):
    criticism = rb.make_criticism(rb.make_meeting(cycle))
    with pytest.raises(Denied):
        actions.list_problem(organiser, cycle, origin=criticism)
    with pytest.raises(Denied):
        actions.exclude(organiser, criticism, reason="不采纳")


def test_the_recorder_who_wrote_a_criticism_down_may_place_it(cycle):
    recorder = b.actor(cycle, Role.ORGANISER, Role.RECORDER)
    meeting = rb.make_meeting(cycle, recorder=b.user_of(recorder))
    assert actions.list_problem(recorder, cycle, origin=rb.make_criticism(meeting)).criticism


def test_every_origin_is_open_until_listed_or_excluded(cycle, secretary):
    meeting = rb.make_meeting(cycle)
    stated = rb.make_statement(cycle, "书记")[0]
    criticism, comment, left = rb.make_criticism(meeting), rb.make_comment(meeting), rb.make_inheritance(cycle)
    assert {o.record for o in queries.open_origins(cycle)} == {stated, criticism, comment, left}
    actions.list_problem(secretary, cycle, origin=comment)
    actions.exclude(secretary, left, reason="已于上年办结")
    assert {o.record for o in queries.open_origins(cycle)} == {stated, criticism}


def test_praise_and_requirements_of_supervisors_are_no_open_origins(cycle):
    meeting = rb.make_meeting(cycle)
    rb.make_comment(meeting, kind="affirmed")
    rb.make_comment(meeting, kind="requirement")
    assert queries.open_origins(cycle) == []


def test_labels_of_origins_tell_neither_words_nor_critics(cycle):
    rb.make_criticism(rb.make_meeting(cycle), by="主任", to="副主任A", text="到一线少")
    (origin,) = queries.open_origins(cycle)
    assert origin.label == "对副主任A的批评意见"


def test_excluding_without_a_reason_is_refused(cycle, secretary):
    with pytest.raises(Invalid) as refused:
        actions.exclude(secretary, rb.make_inheritance(cycle), reason=" ")
    assert "reason" in refused.value.fields


def test_merging_into_a_problem_gives_the_reason(cycle, secretary):
    criticism = rb.make_criticism(rb.make_meeting(cycle))
    problem = rb.make_problem(cycle, "副主任A")
    assert f"第{problem.no}号" in actions.exclude(secretary, criticism, merged_into=problem).reason


def test_merging_into_another_members_problem_is_refused(cycle, secretary):
    criticism = rb.make_criticism(rb.make_meeting(cycle))
    with pytest.raises(Invalid) as refused:
        actions.exclude(secretary, criticism, merged_into=rb.make_problem(cycle))
    assert "merged_into" in refused.value.fields


def test_an_item_is_answered_and_never_excluded(cycle, secretary):
    with pytest.raises(Invalid) as refused:
        actions.exclude(secretary, b.make_item(cycle), reason="不列")
    assert refused.value.code == "problem.item_excluded"


def test_an_excluded_origin_must_be_taken_back_before_it_is_listed(cycle, secretary):
    left = rb.make_inheritance(cycle)
    exclusion = actions.exclude(secretary, left, reason="已办结")
    with pytest.raises(Invalid) as refused:
        actions.list_problem(secretary, cycle, origin=left)
    assert refused.value.code == "problem.excluded"
    actions.withdraw_exclusion(secretary, exclusion, reason="又反弹")
    assert actions.list_problem(secretary, cycle, origin=left).inheritance == left
    exclusion.refresh_from_db()
    assert exclusion.reason == "已办结"


def test_linking_an_item_gives_it_its_outcome_and_unlinking_takes_it_back(cycle, organiser):
    problem, item = rb.make_problem(cycle), b.make_item(cycle)
    actions.link_items(organiser, problem, items=[item])
    assert item not in queries.open_items(cycle)
    actions.unlink_item(organiser, problem, item=item, reason="说的不是一件事")
    assert item in queries.open_items(cycle)


def test_the_origin_item_cannot_be_unlinked(cycle, organiser):
    problem = rb.make_problem(cycle)
    with pytest.raises(Invalid) as refused:
        actions.unlink_item(organiser, problem, item=problem.item, reason="改")
    assert refused.value.code == "problem.origin_item"


def test_a_retired_item_cannot_be_linked(cycle, organiser):
    with pytest.raises(Invalid):
        actions.link_items(organiser, rb.make_problem(cycle), items=[b.make_item(cycle, retired=True)])


def test_two_people_editing_a_problem_see_the_difference(cycle, organiser):
    problem = rb.make_problem(cycle)
    seen = problem.version
    actions.edit_problem(organiser, problem, seen=seen, text="先存的")
    with pytest.raises(Conflict) as refused:
        actions.edit_problem(organiser, Problem.objects.get(), seen=seen, text="后存的")
    assert refused.value.theirs["text"] == "先存的"
    assert refused.value.yours["text"] == "后存的"


def test_an_adopted_problem_changes_by_correction_that_keeps_the_first_text(cycle, organiser):
    problem = rb.make_problem(cycle)
    rb.make_measure(problem)
    actions.adopt_plan(organiser, actions.save_plan(organiser, cycle), resolution=rb.make_resolution(cycle))
    with pytest.raises(Invalid) as refused:
        actions.edit_problem(organiser, problem, seen=problem.version, text="改写")
    assert refused.value.code == "problem.adopted"
    actions.correct_problem(organiser, problem, field="text", after="供餐时间偏短", reason="错字")
    assert [c.before for c in corrections_of(problem)] == ["供餐时间短"]


def test_a_member_without_the_office_cannot_draw_up_the_list(cycle):
    with pytest.raises(Denied):
        actions.draw_up_list(b.member_actor(cycle, "主任"), cycle)


def test_an_archived_year_takes_no_more_problems(cycle, organiser):
    item = b.make_item(cycle)
    with b.guard.writing("test"):
        cycle.state = "closed"
        cycle.save()
    with pytest.raises(Invalid) as refused:
        actions.list_problem(organiser, cycle, origin=item)
    assert refused.value.code == "cycle.closed"
