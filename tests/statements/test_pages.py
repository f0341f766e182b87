"""Pages of the statements stage by the test client."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import builders
from tests.keeping import kept
from tests.statements import builders as made
from zhiyan.kernel.actor import Role
from zhiyan.statements import actions, queries
from zhiyan.statements.models import ItemAnswer, SectionKind, StatedProblem

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def cycle():
    cycle = builders.make_cycle()
    made.begun(cycle)
    return cycle


def url(cycle, name, *args):
    return reverse(f"statements:{name}", args=[cycle.unit.code, cycle.label, *args])


def as_member(client, cycle, role):
    client.force_login(builders.member_user(cycle, role))
    return client


def as_role(client, cycle, role):
    client.force_login(builders.make_user(cycle.unit, role))
    return client


def test_start_by_post_makes_a_line_for_everybody(client):
    cycle = builders.make_cycle()
    client = as_role(client, cycle, Role.ORGANISER)
    assert "还没有开始撰写" in client.get(url(cycle, "page")).content.decode()
    assert client.get(url(cycle, "start")).status_code == 200
    assert client.post(url(cycle, "start")).status_code == 302
    assert len(client.get(url(cycle, "page")).context["rows"]) == 7


def test_member_writes_submits_and_the_secretary_returns_with_comments(client, cycle):
    one = made.statement(cycle, "主任").pk
    client = as_member(client, cycle, "主任")
    part = made.section(cycle, "主任", SectionKind.LAST_YEAR)
    assert client.post(url(cycle, "section", one, part.pk), {"text": "写了", "version": 1}).status_code == 302
    matters = made.section(cycle, "主任", SectionKind.MATTERS)
    client.post(url(cycle, "section", one, matters.pk), {"text": "无", "version": 1})
    missing = client.post(url(cycle, "submit", one))
    assert missing.status_code == 422
    assert "原因分析" in missing.content.decode()
    aspect = made.aspect(cycle).pk
    assert client.post(url(cycle, "add_problem", one), {"aspect": aspect, "text": "问题一"}).status_code == 302
    assert client.post(url(cycle, "add_cause", one), {"dimension": "作风", "text": "原因"}).status_code == 302
    assert client.post(url(cycle, "add_direction", one), {"title": "方向"}).status_code == 302
    direction = made.version(cycle, "主任").directions.get().pk
    assert client.post(url(cycle, "add_measure", one, direction), {"text": "措施"}).status_code == 302
    assert client.post(url(cycle, "submit", one)).status_code == 302
    client = as_member(client, cycle, "书记")
    assert "问题一" in client.get(url(cycle, "statement", one)).content.decode()
    data = {"on": "2021-01-11", "capacity": "secretary", "conclusion": "revise", "point_cases": "weak"}
    refused = client.post(url(cycle, "review", one), data)
    assert refused.status_code == 422
    assert "退回要写明修改意见" in refused.content.decode()
    data |= {"comments": "案例不足", "due_on": "2021-01-20"}
    assert client.post(url(cycle, "review", one), data).status_code == 302
    assert "案例不到位" in client.get(url(cycle, "statement", one)).content.decode()


def test_draft_never_reaches_the_page_of_anybody_else(client, cycle):
    made.write(cycle, "主任")
    one = made.statement(cycle, "主任").pk
    users = [builders.member_user(cycle, role) for role in ("书记", "副主任A")]
    users += [builders.make_user(cycle.unit, role) for role in (Role.ORGANISER, Role.SUPERVISOR)]
    for user in users:
        client.force_login(user)
        page = client.get(url(cycle, "statement", one))
        assert page.status_code == 200
        assert "主任问题1" not in page.content.decode()
        part = made.section(cycle, "主任", SectionKind.LAST_YEAR)
        assert client.get(url(cycle, "section", one, part.pk)).status_code == 404
        assert client.post(url(cycle, "submit", one)).status_code == 404


def test_section_saved_second_shows_both_texts_and_keeps_the_typed_one(client, cycle):
    one, part = made.statement(cycle).pk, made.section(cycle, "班子", SectionKind.LAST_YEAR)
    client = as_member(client, cycle, "书记")
    client.post(url(cycle, "section", one, part.pk), {"text": "先保存的文字", "version": 1})
    page = client.post(url(cycle, "section", one, part.pk), {"text": "后写的文字", "version": 1})
    text = page.content.decode()
    assert page.status_code == 422
    assert 'diff--theirs">先保存</mark>' in text
    assert "后写" in text
    assert 'name="version" value="2"' in text
    part.refresh_from_db()
    assert part.text == "先保存的文字"


def test_two_versions_are_compared_by_section(client, cycle):
    made.submitted(cycle, "主任")
    secretary = builders.member_actor(cycle, "书记")
    actions.return_statement(
        secretary, made.statement(cycle, "主任"), capacity="secretary", comments="改", due_on=made.ON
    )
    author = made.author(cycle, "主任")
    actions.revise(author, made.statement(cycle, "主任"))
    actions.save_section(author, made.section(cycle, "主任", SectionKind.LAST_YEAR), text="主任上年度整改情况补充三项")
    one = made.statement(cycle, "主任").pk
    text = as_member(client, cycle, "主任").get(url(cycle, "compare", one)).content.decode()
    assert '<mark class="diff diff--theirs">补充三项</mark>' in text
    assert as_member(client, cycle, "书记").get(url(cycle, "compare", one)).status_code == 404


def test_typed_statement_goes_from_file_to_confirmation(client, cycle):
    one = made.statement(cycle, "主任").pk
    client = as_role(client, cycle, Role.ORGANISER)
    typist = client.get(url(cycle, "page")).context["request"].actor
    upload = SimpleUploadedFile("提纲.txt", "文字".encode())
    assert client.post(url(cycle, "type", one), {"file": upload}).status_code == 302
    made.write(cycle, "主任", writer=typist)
    assert client.post(url(cycle, "submit", one)).status_code == 422
    client = as_member(client, cycle, "主任")
    assert "等本人确认" in client.get(url(cycle, "statement", one)).content.decode()
    assert client.post(url(cycle, "confirm", one)).status_code == 302
    assert client.post(url(cycle, "submit", one)).status_code == 302


def test_file_that_lies_is_refused_beside_the_field(client, cycle):
    one = made.statement(cycle, "主任").pk
    page = as_role(client, cycle, Role.ORGANISER).post(
        url(cycle, "type", one), {"file": SimpleUploadedFile("提纲.docx", b"MZ not a document")}
    )
    assert page.status_code == 422
    assert "后缀" in page.content.decode()


def test_item_is_answered_and_shown(client, cycle):
    item = builders.make_item(cycle)
    client = as_role(client, cycle, Role.ORGANISER)
    assert "未回应" in client.get(url(cycle, "answers") + "?open=1").content.decode()
    wrong = client.post(url(cycle, "answer", item.pk), {"kind": "referred", "text": "请办"})
    assert "承办单位" in wrong.content.decode()
    data = {"kind": "referred", "text": "请办", "receiver": "科技处", "due_on": "2021-03-01"}
    assert client.post(url(cycle, "answer", item.pk), data).status_code == 302
    answer = ItemAnswer.objects.get(item=item)
    assert url(cycle, "reply", answer.pk) in client.get(url(cycle, "answers")).content.decode()
    assert client.post(url(cycle, "reply", answer.pk), {"reply": "已办", "version": 1}).status_code == 302
    assert "已办" in client.get(url(cycle, "answers")).content.decode()


def test_member_sees_only_items_of_the_team_and_their_own(client, cycle):
    builders.make_item(cycle, "别人的条目", target="副主任A")
    builders.make_item(cycle, "自己的条目", target="主任")
    text = as_member(client, cycle, "主任").get(url(cycle, "answers")).content.decode()
    assert "自己的条目" in text
    assert "别人的条目" not in text


def test_parts_are_changed_and_removed_through_the_pages(client, cycle):
    made.write(cycle, "主任")
    one, version = made.statement(cycle, "主任").pk, made.version(cycle, "主任")
    client = as_member(client, cycle, "主任")
    problem, cause, direction = version.problems.get(), version.causes.get(), version.directions.get()
    aspect = made.aspect(cycle, "P2").pk
    changes = {
        ("change_problem", problem.pk): {"aspect": aspect, "text": "改"},
        ("change_cause", cause.pk): {"dimension": "作风", "text": "改"},
        ("change_direction", direction.pk): {"title": "改"},
        ("change_measure", direction.measures.get().pk): {"text": "改"},
    }
    for (name, pk), data in changes.items():
        assert client.get(url(cycle, name, one, pk)).status_code == 200
        assert client.post(url(cycle, name, one, pk), data).status_code == 302
    for kind, part in (("problem", problem), ("cause", cause), ("direction", direction)):
        assert client.get(url(cycle, "remove", one, kind, part.pk)).status_code == 200
        assert client.post(url(cycle, "remove", one, kind, part.pk)).status_code == 302
    assert not StatedProblem.objects.exists()


def test_approval_through_the_page_counts(client, cycle):
    statement = made.submitted(cycle, "主任")
    client = as_member(client, cycle, "书记")
    assert client.post(url(cycle, "approve", statement.pk)).status_code == 422
    made.passed(builders.member_actor(cycle, "书记"), statement, "secretary")
    assert client.post(url(cycle, "approve", statement.pk)).status_code == 302
    assert queries.figures(cycle)["statements"]["approved"] == 1


def test_every_member_opens_every_page_of_their_own(client, cycle):
    made.write(cycle, "主任")
    one = made.statement(cycle, "主任").pk
    client = as_member(client, cycle, "主任")
    for name in ("statement", "add_problem", "add_cause", "add_direction", "submit", "revise", "confirm"):
        assert client.get(url(cycle, name, one)).status_code == 200, name
    for name in ("type", "sheet"):
        assert client.get(url(cycle, name, one)).status_code == 404, name


def test_pages_take_a_bounded_number_of_queries(client, cycle, django_assert_max_num_queries):
    for n in range(12):
        builders.make_item(cycle, target="主任" if n % 2 else "班子")
    made.write(cycle, "主任", problems=8)
    client = as_member(client, cycle, "主任")
    with django_assert_max_num_queries(30):
        client.get(url(cycle, "page"))
    with django_assert_max_num_queries(30):
        client.get(url(cycle, "statement", made.statement(cycle, "主任").pk))
    client = as_role(client, cycle, Role.ORGANISER)
    with django_assert_max_num_queries(25):
        client.get(url(cycle, "answers"))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERIOR_OFFICE, Role.STAFF])
def test_pages_are_refused_to_who_has_no_part(client, cycle, role):
    client = as_role(client, cycle, role)
    for name in ("page", "answers", "start"):
        assert client.get(url(cycle, name)).status_code == 403


def test_secretary_appoints_who_drafts_the_teams_statement(client, cycle):
    user = builders.make_user(cycle.unit, Role.ORGANISER)
    one = made.statement(cycle).pk
    client = as_member(client, cycle, "书记")
    assert client.post(url(cycle, "drafter", one), {"user": user.pk}).status_code == 302
    assert made.statement(cycle).drafter == user
    assert as_member(client, cycle, "主任").get(url(cycle, "drafter", one)).status_code == 404
