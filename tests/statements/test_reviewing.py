"""Submitting, reviewing, returning, revising, approving."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.keeping import kept
from tests.statements import builders as made
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, GateClosed, Invalid
from zhiyan.statements import actions, queries
from zhiyan.statements.models import SectionKind, Version

pytestmark = pytest.mark.django_db
DUE = dt.date(2021, 1, 20)


@pytest.fixture
@kept
def cycle():
    cycle = builders.make_cycle()
    made.begun(cycle)
    return cycle


def test_submit_of_an_empty_draft_lists_everything_missing(cycle):
    with pytest.raises(GateClosed) as refused:
        actions.submit(made.author(cycle, "主任"), made.statement(cycle, "主任"))
    for word in ("上年度整改落实情况", "突出问题", "原因分析", "需要说明", "努力方向"):
        assert word in refused.value.sentence
    assert refused.value.findings[0].rule == "R23"


def test_submit_does_not_wait_for_a_problem_under_every_aspect(cycle):
    assert made.submitted(cycle, "主任").state == "submitted"


def test_secretary_reviews_a_member_and_approves(cycle):
    statement = made.submitted(cycle, "主任")
    secretary = builders.member_actor(cycle, "书记")
    made.passed(secretary, statement, "secretary")
    actions.approve(secretary, statement)
    assert queries.figures(cycle)["statements"] == {"total": 7, "submitted": 1, "approved": 1}


def test_nobody_reviews_their_own(cycle):
    for role in ("书记", "班子"):
        statement = made.submitted(cycle, role)
        with pytest.raises(Denied):
            made.passed(builders.member_actor(cycle, "书记"), statement, "secretary")


def test_a_member_does_not_review_another_member(cycle):
    statement = made.submitted(cycle, "主任")
    with pytest.raises(Denied):
        made.passed(builders.member_actor(cycle, "副主任A"), statement, "secretary")


def test_secretarys_own_is_reviewed_by_the_supervisor(cycle):
    assert made.approved(cycle, "书记").state == "approved"


def test_secretarys_own_without_supervisor_is_discussed_by_the_team():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    made.begun(cycle)
    for role in ("书记", "班子"):
        statement = made.submitted(cycle, role)
        member = builders.member_actor(cycle, "副站长A")
        made.passed(member, statement, "team")
        actions.approve(member, statement)
        assert made.statement(cycle, role).state == "approved"


def test_drafter_of_the_teams_statement_cannot_pass_it():
    cycle = builders.make_cycle()
    drafter = made.begun(cycle)
    statement = made.submitted(cycle, "班子")
    with pytest.raises(Denied):
        made.passed(drafter, statement, "team")


def test_capacity_that_is_not_the_reviewers_is_refused(cycle):
    statement = made.submitted(cycle, "主任")
    with pytest.raises(Invalid) as refused:
        made.passed(builders.member_actor(cycle, "书记"), statement, "supervisor")
    assert "capacity" in refused.value.fields


def test_review_before_submission_says_to_wait(cycle):
    with pytest.raises(Invalid) as refused:
        made.passed(builders.member_actor(cycle, "书记"), made.statement(cycle, "主任"), "secretary")
    assert refused.value.code == "statements.not_submitted"


def test_approve_without_a_passing_review_is_refused(cycle):
    statement = made.submitted(cycle, "主任")
    with pytest.raises(Invalid) as refused:
        actions.approve(builders.member_actor(cycle, "书记"), statement)
    assert refused.value.code == "statements.no_review"


def test_return_needs_words_and_a_due_day(cycle):
    statement = made.submitted(cycle, "主任")
    with pytest.raises(Invalid) as refused:
        actions.review(
            builders.member_actor(cycle, "书记"), statement, capacity="secretary", conclusion="revise", on=made.ON
        )
    assert set(refused.value.fields) == {"comments", "due_on"}


def returned(cycle, role="主任"):
    statement = made.submitted(cycle, role)
    secretary = builders.member_actor(cycle, "书记")
    actions.return_statement(secretary, statement, capacity="secretary", comments="不够具体", due_on=DUE)
    return made.statement(cycle, role)


def test_returned_statement_is_revised_in_a_second_version_and_the_first_stays(cycle):
    item = builders.make_item(cycle, target="主任")
    made.write(cycle, "主任", sources=[item])
    actions.submit(made.author(cycle, "主任"), made.statement(cycle, "主任"))
    secretary = builders.member_actor(cycle, "书记")
    actions.return_statement(
        secretary, made.statement(cycle, "主任"), capacity="secretary", comments="不够具体", due_on=DUE
    )
    statement = made.statement(cycle, "主任")
    assert (statement.state, statement.due_on) == ("returned", DUE)
    author = made.author(cycle, "主任")
    second = actions.revise(author, statement)
    assert second.no == 2
    assert [list(p.sources.all()) for p in second.problems.all()] == [[item]]
    assert [m.text for d in second.directions.all() for m in d.measures.all()] == ["每月交流一次"]
    actions.save_section(author, made.section(cycle, "主任", SectionKind.LAST_YEAR), text="改得具体")
    first = made.version(cycle, "主任", 1).sections.get(kind=SectionKind.LAST_YEAR)
    assert first.text == "主任上年度整改情况"
    actions.submit(author, made.statement(cycle, "主任"))
    assert made.statement(cycle, "主任").due_on is None


def test_revise_unless_returned_is_refused(cycle):
    with pytest.raises(Invalid) as refused:
        actions.revise(made.author(cycle, "主任"), made.submitted(cycle, "主任"))
    assert refused.value.code == "statements.not_returned"


def test_passing_review_of_an_earlier_version_does_not_carry_over(cycle):
    statement = made.submitted(cycle, "主任")
    secretary = builders.member_actor(cycle, "书记")
    made.passed(secretary, statement, "secretary")
    actions.return_statement(secretary, statement, capacity="secretary", comments="再改", due_on=DUE)
    actions.revise(made.author(cycle, "主任"), made.statement(cycle, "主任"))
    actions.submit(made.author(cycle, "主任"), made.statement(cycle, "主任"))
    with pytest.raises(Invalid):
        actions.approve(secretary, made.statement(cycle, "主任"))


def test_bulletin_figures_come_from_the_approved_version_of_the_teams_statement(cycle):
    made.submitted(cycle, "班子", problems=14)
    assert queries.figures(cycle)["problems"]["team"] == 0
    supervisor = builders.actor(cycle, Role.SUPERVISOR)
    made.passed(supervisor, made.statement(cycle), "supervisor")
    actions.approve(supervisor, made.statement(cycle))
    made.approved(cycle, "主任", problems=3)
    found = queries.figures(cycle)
    assert found["problems"]["team"] == 14
    assert found["problems"]["members"] == 3
    assert found["problems"]["by_aspect"] == {"P1": 3, "P2": 3, "P3": 3, "P4": 3, "P5": 2}
    assert (found["cause_dimensions"], found["directions"]) == (1, 1)


def test_two_causes_of_one_dimension_count_once(cycle):
    made.write(cycle, "班子")
    actions.add_cause(made.author(cycle), made.statement(cycle), dimension="政治站位", text="另一条")
    actions.submit(made.author(cycle), made.statement(cycle))
    supervisor = builders.actor(cycle, Role.SUPERVISOR)
    made.passed(supervisor, made.statement(cycle), "supervisor")
    actions.approve(supervisor, made.statement(cycle))
    assert queries.figures(cycle)["cause_dimensions"] == 1


def test_late_review_needs_its_reason(cycle):
    statement = made.submitted(cycle, "主任")
    with pytest.raises(Invalid) as refused:
        actions.review(
            builders.member_actor(cycle, "书记"),
            statement,
            capacity="secretary",
            conclusion="pass",
            on=dt.date(2021, 1, 2),
        )
    assert "late_reason" in refused.value.fields
    assert Version.objects.filter(reviews__isnull=False).count() == 0


def test_statement_handed_in_on_paper_earlier_is_entered_late_with_its_reason(cycle):
    made.write(cycle, "主任")
    author, day = made.author(cycle, "主任"), dt.date(2021, 1, 5)
    with pytest.raises(Invalid) as refused:
        actions.submit(author, made.statement(cycle, "主任"), on=day)
    assert "late_reason" in refused.value.fields
    actions.submit(author, made.statement(cycle, "主任"), on=day, late_reason="纸质材料补录")
    version = made.version(cycle, "主任")
    assert (version.submitted_on, version.late_reason) == (day, "纸质材料补录")
