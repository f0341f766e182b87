"""Beginning, writing and typing statements."""

from __future__ import annotations

import pytest

from tests import builders
from tests.keeping import kept
from tests.statements import builders as made
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Conflict, Denied, Invalid
from zhiyan.ledger.models import LedgerEntry
from zhiyan.ledger.sequencer import flush
from zhiyan.statements import actions, queries
from zhiyan.statements.models import Section, SectionKind, StatedMeasure, StatedProblem, Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def cycle():
    cycle = builders.make_cycle()
    made.begun(cycle)
    return cycle


def test_start_makes_the_teams_and_one_for_each_member_with_empty_sections(cycle):
    assert Statement.objects.filter(cycle=cycle).count() == 7
    assert not Section.objects.exclude(text="").exists()
    team = [s.kind for s in made.version(cycle, "班子").sections.all()]
    own = [s.kind for s in made.version(cycle, "主任").sections.all()]
    assert team == ["preface", "last_year", "problems", "case", "causes", "directions"]
    assert own == ["preface", "last_year", "problems", "case", "causes", "matters", "directions"]


def test_start_again_after_somebody_joined_adds_only_theirs(cycle):
    person = builders.make_person(cycle.unit, name="新任副主任")
    with builders.guard.writing("test"):
        builders.TeamMember.objects.create(
            unit=cycle.unit, cycle=cycle, person=person, role="副主任C", title="x", rank=7
        )
    assert actions.start_statements(builders.actor(cycle, Role.ORGANISER), cycle) == 1


def test_start_for_a_team_of_three_with_one_person_in_two_posts_writes_once_each():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    made.begun(cycle)
    assert Statement.objects.filter(cycle=cycle).count() == 4


@pytest.mark.parametrize(("fields", "code"), [({"team": ()}, "statements.no_team")])
def test_start_without_what_it_needs_says_what_is_missing(fields, code):
    cycle = builders.make_cycle(**fields)
    with pytest.raises(Invalid) as refused:
        made.begun(cycle)
    assert refused.value.code == code


def test_draft_is_written_by_its_author_alone(cycle):
    part = made.section(cycle, "主任", SectionKind.LAST_YEAR)
    for other in ("书记", "副主任A"):
        with pytest.raises(Denied):
            actions.save_section(builders.member_actor(cycle, other), part, text="代写")
    with pytest.raises(Denied):
        actions.save_section(builders.actor(cycle, Role.ORGANISER), part, text="代写")
    assert actions.save_section(builders.member_actor(cycle, "主任"), part, text="本人写的").text == "本人写的"


def test_teams_draft_is_written_by_secretary_and_drafter_but_no_other_organiser():
    cycle = builders.make_cycle()
    drafter = made.begun(cycle)
    part = made.section(cycle, "班子", SectionKind.LAST_YEAR)
    actions.save_section(drafter, part, text="起草")
    part.refresh_from_db()
    actions.save_section(builders.member_actor(cycle, "书记"), part, text="书记改")
    with pytest.raises(Denied):
        actions.save_section(builders.actor(cycle, Role.ORGANISER), part, text="他人")


def test_drafter_is_appointed_by_the_secretary_alone(cycle):
    user = builders.make_user(cycle.unit, Role.ORGANISER)
    with pytest.raises(Denied):
        actions.appoint_drafter(builders.actor(cycle, Role.ORGANISER), made.statement(cycle), user=user)
    secretary = builders.member_actor(cycle, "书记")
    with pytest.raises(Invalid) as refused:
        actions.appoint_drafter(secretary, made.statement(cycle), user=builders.member_user(cycle, "主任"))
    assert "user" in refused.value.fields
    assert actions.appoint_drafter(secretary, made.statement(cycle), user=user).drafter == user


def test_section_saved_by_two_people_shows_the_second_both_texts(cycle):
    secretary = builders.member_actor(cycle, "书记")
    part = made.section(cycle, "班子", SectionKind.LAST_YEAR)
    actions.save_section(secretary, part, text="先写的", version=1)
    with pytest.raises(Conflict) as refused:
        actions.save_section(secretary, Section.objects.get(pk=part.pk), text="后写的", version=1)
    assert (refused.value.theirs["text"], refused.value.yours["text"]) == ("先写的", "后写的")
    part.refresh_from_db()
    assert part.text == "先写的"


def test_problem_takes_only_items_aimed_at_the_author(cycle):
    own, others = builders.make_item(cycle, target="主任"), builders.make_item(cycle, target="副主任A")
    author, statement = made.author(cycle, "主任"), made.statement(cycle, "主任")
    fields = {"aspect": made.aspect(cycle), "text": "问题"}
    with pytest.raises(Invalid) as refused:
        actions.add_problem(author, statement, sources=[others], **fields)
    assert "sources" in refused.value.fields
    problem = actions.add_problem(author, statement, sources=[own], **fields)
    assert list(problem.sources.all()) == [own]


def test_problem_under_an_aspect_of_another_year_is_refused(cycle):
    other = builders.make_cycle()
    with pytest.raises(Invalid) as refused:
        actions.add_problem(
            made.author(cycle, "主任"), made.statement(cycle, "主任"), aspect=made.aspect(other), text="问题"
        )
    assert "aspect" in refused.value.fields


def test_parts_are_changed_and_removed_while_in_draft(cycle):
    author, statement = made.author(cycle, "主任"), made.write(cycle, "主任")
    problem = StatedProblem.objects.get(of__statement=statement)
    actions.change_problem(author, problem, aspect=made.aspect(cycle, "P2"), text="改后")
    problem.refresh_from_db()
    assert (problem.text, problem.aspect.code) == ("改后", "P2")
    actions.remove_part(author, problem)
    direction = made.version(cycle, "主任").directions.get()
    actions.remove_part(author, direction)
    assert not StatedProblem.objects.filter(of__statement=statement).exists()
    assert not StatedMeasure.objects.exists()


def test_parts_of_a_submitted_version_cannot_be_changed(cycle):
    statement = made.submitted(cycle, "主任")
    author = made.author(cycle, "主任")
    with pytest.raises(Invalid) as refused:
        actions.remove_part(author, StatedProblem.objects.get(of__statement=statement))
    assert refused.value.code == "statements.fixed"
    with pytest.raises(Invalid):
        actions.add_cause(author, statement, dimension="作风", text="x")


def test_saving_leaves_an_event_without_the_words(cycle):
    actions.save_section(made.author(cycle, "主任"), made.section(cycle, "主任", SectionKind.CASE), text="草稿原话")
    flush()
    assert "草稿原话" not in LedgerEntry.objects.order_by("-index")[0].body


# ------------------------------------------------------------------------------------------------- typed for them


def typed(cycle):
    typist = builders.actor(cycle, Role.ORGANISER)
    found = actions.type_for_member(typist, made.statement(cycle, "主任"), name="提纲.txt", data="文字".encode())
    return typist, found


def test_typed_statement_counts_once_the_member_confirms(cycle):
    typist, _found = typed(cycle)
    made.write(cycle, "主任", writer=typist)
    with pytest.raises(Invalid) as refused:
        actions.submit(typist, made.statement(cycle, "主任"))
    assert refused.value.code == "statements.unconfirmed"
    actions.confirm_typed(builders.member_actor(cycle, "主任"), made.statement(cycle, "主任"))
    actions.submit(typist, made.statement(cycle, "主任"))
    assert queries.figures(cycle)["statements"]["submitted"] == 1


def test_typed_statement_changed_after_the_confirmation_must_be_confirmed_again(cycle):
    typist, _found = typed(cycle)
    made.write(cycle, "主任", writer=typist)
    actions.confirm_typed(builders.member_actor(cycle, "主任"), made.statement(cycle, "主任"))
    actions.save_section(typist, made.section(cycle, "主任", SectionKind.MATTERS), text="改")
    assert made.statement(cycle, "主任").confirmed_on is None


def test_typed_statement_is_confirmed_by_a_signed_sheet(cycle):
    typist, _found = typed(cycle)
    made.write(cycle, "主任", writer=typist)
    done = actions.confirm_typed_on_paper(typist, made.statement(cycle, "主任"), name="签字.pdf", data=b"%PDF-1")
    assert (done.confirmed_on, done.confirmed_file.name) == (made.ON, "签字.pdf")


def test_typing_over_a_draft_that_the_member_began_is_refused(cycle):
    actions.save_section(made.author(cycle, "主任"), made.section(cycle, "主任", SectionKind.CASE), text="本人草稿")
    with pytest.raises(Invalid) as refused:
        typed(cycle)
    assert refused.value.code == "statements.begun"


@pytest.mark.parametrize(("name", "data"), [("提纲.docx", b"MZ"), ("提纲.exe", b"MZ"), ("提纲.txt", b"")])
def test_typing_from_a_file_that_is_not_what_it_says_is_refused_beside_the_file(cycle, name, data):
    with pytest.raises(Invalid) as refused:
        actions.type_for_member(
            builders.actor(cycle, Role.ORGANISER), made.statement(cycle, "主任"), name=name, data=data
        )
    assert "file" in refused.value.fields


def test_confirming_is_the_members_own(cycle):
    typist, _found = typed(cycle)
    made.write(cycle, "主任", writer=typist)
    for other in (typist, builders.member_actor(cycle, "书记")):
        with pytest.raises(Denied):
            actions.confirm_typed(other, made.statement(cycle, "主任"))
