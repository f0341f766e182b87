"""The stage's pages: everybody finds what is theirs, refusals keep what was typed, lists take few queries."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import builders as b
from tests.keeping import kept
from tests.rectification import builders as rb
from zhiyan.cycle.models import Inheritance
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Role
from zhiyan.rectification import actions, queries
from zhiyan.rectification.models import Exclusion, Measure, MeasureState, Problem

pytestmark = pytest.mark.django_db
S = MeasureState


@pytest.fixture
@kept
def cycle():
    found = b.make_cycle()
    rb.make_meeting(found)
    return found


@pytest.fixture(autouse=True)
def _after_the_meeting():
    with clock.at(rb.AFTER):
        yield


def url(cycle, name, *args):
    return reverse(f"rectification:{name}", args=[cycle.unit.code, cycle.label, *args])


def sign_in(client, actor):
    client.force_login(b.user_of(actor))
    return client


def text(response) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


LISTS = ("page", "problems", "register", "mine", "plan", "origins", "items")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_for_the_secretary_empty_and_full(client, cycle, name):
    sign_in(client, b.member_actor(cycle, "书记"))
    assert client.get(url(cycle, name)).status_code == 200
    rb.make_statement(cycle, "主任")
    rb.make_criticism(cycle_meeting(cycle))
    rb.at_state(rb.make_measure(rb.make_problem(cycle)), S.SUBMITTED)
    assert client.get(url(cycle, name)).status_code == 200


def cycle_meeting(cycle):
    from zhiyan.meeting.models import Meeting

    return Meeting.objects.get(cycle=cycle)


@pytest.mark.parametrize("name", LISTS)
def test_an_administrator_opens_none_of_the_lists(client, cycle, name):
    sign_in(client, b.actor(cycle, Role.ADMINISTRATOR))
    assert client.get(url(cycle, name)).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_another_units_secretary_finds_nothing(client, cycle, name):
    sign_in(client, b.member_actor(b.make_cycle(), "书记"))
    assert client.get(url(cycle, name)).status_code == 404


def test_the_list_is_drawn_up_from_its_page(client, cycle):
    rb.make_statement(cycle, "", 3)
    sign_in(client, rb.organiser(cycle))
    assert "3 个问题" in text(client.get(url(cycle, "draw_up")))
    response = client.post(url(cycle, "draw_up"))
    assert response.status_code == 302
    assert Problem.objects.count() == 3


def test_a_member_sees_no_other_members_problem(client, cycle):
    other = rb.make_problem(cycle, "副主任A", text="副主任A自己的问题")
    sign_in(client, b.member_actor(cycle, "主任"))
    assert "副主任A自己的问题" not in text(client.get(url(cycle, "problems")))
    assert client.get(url(cycle, "problem", other.pk)).status_code == 404


def test_staff_see_a_disclosed_measure_with_neither_progress_nor_evidence(client, cycle):
    measure = rb.at_state(rb.make_measure(rb.make_problem(cycle)), S.IN_PROGRESS)
    sign_in(client, b.actor(cycle, Role.STAFF))
    assert client.get(url(cycle, "measure", measure.pk)).status_code == 404
    actions.mark_disclosed(rb.organiser(cycle), cycle, measures=[measure.pk], problems=[measure.problem_id])
    page = text(client.get(url(cycle, "measure", measure.pk)))
    assert measure.text in page
    assert "补充协议" not in page
    assert client.get(url(cycle, "evidence", measure.evidence.get().pk)).status_code == 404


def test_evidence_comes_back_as_it_went_in(client, cycle):
    measure = rb.at_state(rb.make_measure(rb.make_problem(cycle)), S.IN_PROGRESS)
    sign_in(client, b.member_actor(cycle, "书记"))
    response = client.get(url(cycle, "evidence", measure.evidence.get().pk))
    assert b"".join(response.streaming_content) == rb.PDF
    assert response["Content-Disposition"].startswith("attachment")


def test_a_measure_goes_from_draft_to_sign_off_through_the_pages(client, cycle):
    problem = rb.make_problem(cycle)
    organiser, handler = rb.organiser(cycle), rb.handler_of(cycle)
    sign_in(client, organiser)
    response = client.post(
        url(cycle, "draft_measure", problem.pk),
        {"text": "延长晚餐", "kind": "now", "owner": b.member(cycle, "副主任B").pk, "handler": handler.staff_no,
         "due_on": "2021-06-30", "standard": "满意"},
    )  # fmt: skip
    assert response.status_code == 302
    measure = Measure.objects.get()
    sign_in(client, rb.worker(measure))
    upload = SimpleUploadedFile("协议.pdf", rb.PDF)
    page = url(cycle, "progress", measure.pk)
    assert client.post(page, {"on": "2021-03-01", "text": "签了协议", "file": [upload]}).status_code == 302
    assert client.post(url(cycle, "submit", measure.pk), {"on": "2021-03-01"}).status_code == 302
    sign_in(client, b.member_actor(cycle, "纪委书记"))
    data = {"on": "2021-03-01", "passed": "yes", "note": "看过"}
    assert client.post(url(cycle, "verify", measure.pk), data).status_code == 302
    sign_in(client, b.member_actor(cycle, "书记"))
    assert "销号" in text(client.get(url(cycle, "measure", measure.pk)))
    assert client.post(url(cycle, "sign_off", measure.pk), {"on": "2021-03-01"}).status_code == 302
    measure.refresh_from_db()
    assert measure.state == S.SIGNED_OFF


def test_a_refused_submission_says_what_is_missing_and_keeps_what_was_typed(client, cycle):
    measure = rb.make_measure(rb.make_problem(cycle))
    actions.start(rb.worker(measure), measure)
    sign_in(client, rb.worker(measure))
    response = client.post(url(cycle, "submit", measure.pk), {"on": "2021-03-01", "note": "都办好了"})
    assert response.status_code == 422
    assert "佐证材料" in text(response)
    assert "都办好了" in response.content.decode()


def test_a_wrong_file_is_refused_beside_the_field_and_the_words_stay(client, cycle):
    measure = rb.make_measure(rb.make_problem(cycle))
    sign_in(client, rb.worker(measure))
    data = {"on": "2021-03-01", "text": "签了协议", "file": [SimpleUploadedFile("a.pdf", b"MZ")]}
    response = client.post(url(cycle, "progress", measure.pk), data)
    assert response.status_code == 422
    assert "签了协议" in response.content.decode()
    assert "内容与后缀" in text(response)


def test_a_handler_number_that_is_not_on_the_roster_is_said(client, cycle):
    sign_in(client, rb.organiser(cycle))
    response = client.post(
        url(cycle, "draft_measure", rb.make_problem(cycle).pk), {"text": "做", "kind": "now", "handler": "99999999"}
    )
    assert "花名册里没有这个工号" in text(response)


STEPS = ("start", "progress", "add_evidence", "submit", "verify", "appoint", "sign_off", "long_term", "reopen",
         "extend", "amend_measure", "edit_measure")  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_a_step_opens_for_whoever_may_take_it_and_answers_403_to_an_onlooker(client, cycle, name):
    measure = rb.make_measure(rb.make_problem(cycle), owner="纪委书记" if name == "appoint" else "副主任B")
    may = {
        "verify": "纪委书记", "appoint": "书记", "sign_off": "书记", "long_term": "书记", "reopen": "书记",
    }.get(name)  # fmt: skip
    sign_in(client, b.member_actor(cycle, may) if may else rb.organiser(cycle))
    assert client.get(url(cycle, name, measure.pk)).status_code == 200
    sign_in(client, b.member_actor(cycle, "主任"))
    assert client.get(url(cycle, name, measure.pk)).status_code == 403
    assert client.post(url(cycle, name, measure.pk)).status_code == 403


def test_buttons_show_only_what_the_reader_may_do_now(client, cycle):
    measure = rb.at_state(rb.make_measure(rb.make_problem(cycle)), S.SUBMITTED)
    verify = url(cycle, "verify", measure.pk)
    for role, shown in (("纪委书记", True), ("书记", False), ("主任", False)):
        sign_in(client, b.member_actor(cycle, role))
        assert (verify in client.get(url(cycle, "measure", measure.pk)).content.decode()) is shown, role


def test_the_organiser_sees_that_a_criticism_waits_but_not_its_words(client, cycle):
    criticism = rb.make_criticism(cycle_meeting(cycle), text="到一线少得很")
    sign_in(client, rb.organiser(cycle))
    page = text(client.get(url(cycle, "origins")))
    assert "对副主任A的批评意见" in page
    assert "到一线少得很" not in page
    assert client.get(url(cycle, "list_origin", "criticism", criticism.pk)).status_code == 404


def test_the_secretary_lists_or_excludes_an_origin_on_its_page(client, cycle):
    meeting = cycle_meeting(cycle)
    first, second = rb.make_criticism(meeting), rb.make_criticism(meeting, by="书记")
    sign_in(client, b.member_actor(cycle, "书记"))
    client.post(url(cycle, "list_origin", "criticism", first.pk), {"text": "到一线少"})
    problem = Problem.objects.get()
    client.post(url(cycle, "exclude_origin", "criticism", second.pk), {"on": "2021-03-01", "merged_into": problem.pk})
    assert Exclusion.objects.get().merged_into == problem
    client.post(url(cycle, "withdraw_exclusion", Exclusion.objects.get().pk), {"reason": "不是一回事"})
    assert [o.record for o in queries.open_origins(cycle)] == [second]


def test_an_item_is_listed_as_a_problem_of_the_team(client, cycle):
    item = b.make_item(cycle)
    sign_in(client, rb.organiser(cycle))
    client.post(url(cycle, "list_origin", "item", item.pk), {"text": "供餐时间短"})
    assert Problem.objects.get().item == item


def test_a_plan_is_written_and_adopted_and_its_rows_are_the_readers(client, cycle):
    rb.make_measure(rb.make_problem(cycle), text="班子的措施")
    rb.make_measure(rb.make_problem(cycle, "副主任A"), text="副主任A的措施", owner="副主任A")
    resolution = rb.make_resolution(cycle)
    sign_in(client, rb.organiser(cycle))
    client.post(url(cycle, "write_plan"), {"text": "总体要求", "on": "2021-03-01"})
    assert client.post(url(cycle, "adopt_plan"), {"resolution": resolution.pk}).status_code == 302
    sign_in(client, b.member_actor(cycle, "主任"))
    page = text(client.get(url(cycle, "plan_version", 1)))
    assert "班子的措施" in page
    assert "副主任A的措施" not in page


def test_an_edit_over_somebody_elses_is_not_saved(client, cycle):
    measure = rb.make_measure(rb.make_problem(cycle))
    organiser = rb.organiser(cycle)
    sign_in(client, organiser)
    seen = measure.version
    actions.edit_measure(organiser, measure, seen=seen, text="先存的")
    data = {"text": "后存的", "kind": "now", "version": seen}
    response = client.post(url(cycle, "edit_measure", measure.pk), data)
    assert response.status_code == 422
    assert "后存的" in response.content.decode()
    assert Measure.objects.get().text == "先存的"


def test_problems_are_linked_edited_corrected_and_unlinked_on_their_pages(client, cycle):
    problem, item = rb.make_problem(cycle), b.make_item(cycle)
    sign_in(client, rb.organiser(cycle))
    client.post(url(cycle, "link_items", problem.pk), {"items": [item.pk]})
    assert item in problem.items.all()
    assert item.title in text(client.get(url(cycle, "problem", problem.pk)))
    client.post(url(cycle, "unlink_item", problem.pk), {"item": item.pk, "reason": "不是一回事"})
    assert item not in problem.items.all()
    client.post(url(cycle, "edit_problem", problem.pk), {"text": "改过的", "version": problem.version})
    client.post(url(cycle, "correct_problem", problem.pk), {"field": "text", "after": "再正的", "reason": "错字"})
    assert "改过的" in text(client.get(url(cycle, "problem", problem.pk)))


def test_the_year_is_handed_down_on_its_page(client, cycle):
    rb.make_measure(rb.make_problem(cycle))
    following = b.make_cycle(cycle.unit, label="2021", notice=False)
    sign_in(client, rb.organiser(cycle))
    assert client.post(url(cycle, "hand_down"), {"next_cycle": following.pk}).status_code == 302
    assert following.pk in {i.cycle_id for i in Inheritance.objects.all()}


def test_the_register_filters_by_state_owner_department_and_lateness(client, cycle):
    problem = rb.make_problem(cycle)
    rb.make_measure(problem, text="甲措施")
    rb.make_measure(problem, text="乙措施", owner="主任", department="科技处", due_on=rb.MEETING_DAY.replace(month=2))
    rb.at_state(rb.make_measure(problem, text="丙措施"), S.SIGNED_OFF)
    sign_in(client, rb.organiser(cycle))
    for query, shown in (
        ("state=overdue", {"乙措施"}), ("state=signed_off", {"丙措施"}),
        (f"owner={b.member(cycle, '主任').pk}", {"乙措施"}), ("kind=lasting", set()),
        ("state=nonsense", {"甲措施", "乙措施", "丙措施"}),
    ):  # fmt: skip
        page = text(client.get(url(cycle, "register") + "?" + query))
        assert {name for name in ("甲措施", "乙措施", "丙措施") if name in page} == shown, query


def many_measures(cycle, n: int) -> None:
    problem = rb.make_problem(cycle)
    with guard.writing("test"):
        Measure.objects.bulk_create(
            Measure(
                unit=cycle.unit, cycle=cycle, problem=problem, order=i, text=f"措施{i}", kind="now",
                owner=b.member(cycle, "副主任B"),
            )
            for i in range(1, n + 1)
        )  # fmt: skip


@pytest.mark.parametrize("who", ["书记", "主任", "staff"])
def test_the_register_of_300_measures_takes_few_queries_and_fifty_rows(
    client, cycle, who, django_assert_max_num_queries
):
    many_measures(cycle, 300)
    actions.mark_disclosed(rb.organiser(cycle), cycle, measures=list(Measure.objects.values_list("pk", flat=True)))
    sign_in(client, b.actor(cycle, Role.STAFF) if who == "staff" else b.member_actor(cycle, who))
    with django_assert_max_num_queries(30):
        response = client.get(url(cycle, "register"))
    assert response.content.decode().count("<tr>") == 51


def test_the_stage_page_takes_few_queries_with_many_measures(client, cycle, django_assert_max_num_queries):
    many_measures(cycle, 300)
    sign_in(client, b.member_actor(cycle, "书记"))
    with django_assert_max_num_queries(50):
        assert client.get(url(cycle, "page")).status_code == 200
