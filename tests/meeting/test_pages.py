"""Pages of the meeting stage by the test client."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import builders
from tests.meeting import builders as made
from zhiyan.kernel.actor import Role
from zhiyan.meeting import actions
from zhiyan.meeting.models import Absence, AgendaItem, Attendance, Comment, Criticism, Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return builders.make_cycle()


def url(cycle, name, *args):
    return reverse(f"meeting:{name}", args=[cycle.unit.code, cycle.label, *args])


def as_user(client, user):
    client.force_login(user)
    return client


def as_member(client, cycle, role):
    return as_user(client, builders.member_user(cycle, role))


def as_recorder(client, m):
    return as_user(client, m.recorder_user)


def test_meeting_is_planned_signed_in_and_opened_through_the_pages(client, cycle):
    organiser = builders.make_user(cycle.unit, Role.ORGANISER)
    client = as_user(client, organiser)
    assert "还没有筹备会议" in client.get(url(cycle, "page")).content.decode()
    chair = builders.member(cycle, "书记").pk
    assert client.post(url(cycle, "plan"), {"chair": chair, "recorder": organiser.pk}).status_code == 302
    sitting = {"on": "2021-01-11", "start": "14:00", "place": "二楼会议室"}
    assert client.post(url(cycle, "add_sitting"), sitting).status_code == 302
    assert client.post(url(cycle, "generate_agenda")).status_code == 302
    pk = Meeting.objects.get(cycle=cycle).sittings.get().pk
    refused = client.post(url(cycle, "open", pk))
    assert refused.status_code == 422
    assert "还差 4 人" in refused.content.decode()
    rows = [str(row.pk) for row in Attendance.objects.filter(sitting=pk)]
    assert client.post(url(cycle, "sitting", pk), {"present": rows}).status_code == 302
    assert "18 ≥ 12" in client.get(url(cycle, "sitting", pk)).content.decode()
    assert client.post(url(cycle, "open", pk), {"late_reason": ""}).status_code == 302
    item = AgendaItem.objects.first()
    assert client.post(url(cycle, "take_agenda", item.pk)).status_code == 302
    assert "第 1 项" in client.get(url(cycle, "page")).content.decode()


def turn_data(m, member, **fields):
    sitting = m.sitting()
    return {"sitting": sitting.pk, "summary": "自我批评", "response": "接受", **fields}


def test_recorder_enters_a_whole_turn_on_one_page_and_goes_on_to_the_next(client, cycle):
    m = made.opened(cycle)
    client = as_recorder(client, m)
    secretary, director = builders.member(cycle, "书记"), builders.member(cycle, "主任")
    assert client.get(url(cycle, "turn", secretary.pk)).status_code == 200
    data = turn_data(m, secretary, next="1", **{f"text_{director.pk}": "批评书记的话"})
    page = client.post(url(cycle, "turn", secretary.pk), data)
    assert page.url == url(cycle, "turn", director.pk)
    assert Criticism.objects.get().text == "批评书记的话"
    assert "批评书记的话" in client.get(url(cycle, "turn", secretary.pk)).content.decode()


def test_matrix_shows_who_has_still_to_speak_and_no_words(client, cycle):
    m = made.opened(cycle)
    made.speak(m, "书记", "主任")
    page = as_member(client, cycle, "副主任A").get(url(cycle, "criticisms")).content.decode()
    assert "书记批评主任" not in page
    assert page.count("未提") == 28


def test_after_closing_each_member_sees_only_own_criticisms(client, cycle):
    m = made.opened(cycle)
    made.speak(m, "书记", "主任", "副主任A")
    actions.close_meeting(m.recorder, m.meeting)
    client = as_member(client, cycle, "主任")
    own = client.get(url(cycle, "turn", builders.member(cycle, "主任").pk)).content.decode()
    assert "书记批评主任" in own
    assert "主任批评副主任A" in own
    others = client.get(url(cycle, "turn", builders.member(cycle, "副主任A").pk)).content.decode()
    assert "主任批评副主任A" in others
    assert "书记批评副主任A" not in others
    assert "书记批评副主任A" not in client.get(url(cycle, "minutes")).content.decode()


def test_member_takes_a_criticism_as_their_own_with_one_click(client, cycle):
    m = made.opened(cycle)
    made.speak(m, "书记", "主任")
    one = Criticism.objects.get(member=builders.member(cycle, "主任"))
    assert as_member(client, cycle, "主任").post(url(cycle, "accept", one.pk)).status_code == 302
    one.refresh_from_db()
    assert one.accepted


def test_minutes_are_composed_signed_and_corrected(client, cycle):
    m = made.opened(cycle)
    made.speak(m, "书记", "主任")
    made.comment(m)
    client = as_recorder(client, m)
    version = m.meeting.minutes.version
    saved = client.post(url(cycle, "write_minutes"), {"opening": "开场的话", "closing": "总结的话", "version": version})
    assert saved.status_code == 302
    page = client.get(url(cycle, "minutes")).content.decode()
    for words in ("开场的话", "书记批评主任", "主任表态", "开得好", "总结的话", "应到 6 人，实到 6 人"):
        assert words in page
    assert client.post(url(cycle, "sign")).status_code == 302
    assert client.post(url(cycle, "close")).status_code == 302
    client = as_member(client, cycle, "书记")
    assert client.post(url(cycle, "sign")).status_code == 302
    one = Criticism.objects.get(member=builders.member(cycle, "主任"))
    correction = {"after": "更正后的批评", "reason": "记录有误"}
    assert client.post(url(cycle, "correct", "criticism", one.pk, "text"), correction).status_code == 302
    page = client.get(url(cycle, "turn", one.member_id)).content.decode()
    assert "更正后的批评" in page
    assert "原文：书记批评主任" in page


def test_minutes_show_no_words_to_who_was_not_there(client, cycle):
    m = made.opened(cycle, absent=("党委委员",))
    made.speak(m, "书记", "主任")
    users = [builders.member_user(cycle, "党委委员"), builders.user_of(m.organiser)]
    for user in users:
        page = as_user(client, user).get(url(cycle, "minutes"))
        assert page.status_code == 200
        assert "书记批评主任" not in page.content.decode()


def test_absence_and_relay_are_registered(client, cycle):
    m = made.opened(cycle, absent=("党委委员",))
    client, who = as_recorder(client, m), builders.member(cycle, "党委委员").pk
    data = {"reason": "因公出差", "approved_by": "书记", "written": "on"}
    assert client.post(url(cycle, "absence", m.sitting().pk, who), data).status_code == 302
    absence = Absence.objects.get()
    assert client.post(url(cycle, "relay", absence.pk), {"on": "2021-01-11", "by": "书记"}).status_code == 302
    assert "由书记转达" in client.get(url(cycle, "sitting", m.sitting().pk)).content.decode()


def test_comment_is_entered_by_the_supervisor(client, cycle):
    made.opened(cycle)
    client = as_user(client, builders.make_user(cycle.unit, Role.SUPERVISOR))
    data = {"on": "2021-01-11", "by_label": "督导组组长", "about": "member", "kind": "problem", "text": "挖得不深"}
    refused = client.post(url(cycle, "add_comment"), data)
    assert refused.status_code == 422
    assert "要选成员" in refused.content.decode()
    data["member"] = builders.member(cycle, "主任").pk
    assert client.post(url(cycle, "add_comment"), data).status_code == 302
    assert Comment.objects.count() == 1
    assert "挖得不深" in client.get(url(cycle, "comments")).content.decode()


def test_agenda_is_changed_moved_and_thinned(client, cycle):
    m = made.planned(cycle)
    client = as_user(client, builders.user_of(m.organiser))
    comments = AgendaItem.objects.get(meeting=m.meeting, kind="comments")
    data = {"title": "督导组组长点评", "speaker": "组长", "minutes": "10", "to": "1", "version": comments.version}
    assert client.post(url(cycle, "agenda_item", comments.pk), data).status_code == 302
    comments.refresh_from_db()
    assert (comments.order, comments.title) == (1, "督导组组长点评")
    assert client.post(url(cycle, "remove_agenda", comments.pk)).status_code == 302
    assert client.post(url(cycle, "add_agenda"), {"kind": "comments", "title": "点评"}).status_code == 302
    assert AgendaItem.objects.filter(meeting=m.meeting).count() == 11


def test_point_of_the_agenda_before_the_meeting_says_what_is_missing(client, cycle):
    m = made.planned(cycle)
    page = as_recorder(client, m).post(url(cycle, "take_agenda", AgendaItem.objects.first().pk))
    assert page.status_code == 422
    assert "还没有开始" in page.content.decode()


def test_closing_page_lists_what_is_still_missing(client, cycle):
    m = made.opened(cycle)
    page = as_recorder(client, m).get(url(cycle, "close")).content.decode()
    assert "自我批评" in page


def test_every_page_opens_for_the_recorder_and_the_running_pages_for_no_plain_member(client, cycle):
    m = made.opened(cycle)
    pk, item = m.sitting().pk, AgendaItem.objects.first().pk
    running = [("add_sitting",), ("change_sitting", pk), ("add_attendee", pk), ("open", pk), ("end", pk)]
    running += [("generate_agenda",), ("add_agenda",), ("agenda_item", item), ("remove_agenda", item)]
    running += [("add_comment",), ("write_minutes",), ("sign",), ("close",)]
    client = as_recorder(client, m)
    for name, *args in [*running, ("page",), ("criticisms",), ("comments",), ("minutes",), ("sitting", pk)]:
        assert client.get(url(cycle, name, *args)).status_code == 200, name
    client = as_member(client, cycle, "副主任A")
    for name, *args in running:
        assert client.get(url(cycle, name, *args)).status_code == 404, name
    assert client.post(url(cycle, "sitting", pk), {"present": []}).status_code == 404


def test_pages_take_a_bounded_number_of_queries(client, cycle, django_assert_max_num_queries):
    m = made.opened(cycle, sittings=2)
    made.speak(m, *made.everybody(cycle))
    for role in made.everybody(cycle):
        made.comment(m, about="member", member=builders.member(cycle, role))
    actions.close_meeting(m.recorder, m.meeting)
    client = as_member(client, cycle, "书记")
    for name in ("page", "criticisms", "comments", "minutes"):
        with django_assert_max_num_queries(40):
            client.get(url(cycle, name))
    with django_assert_max_num_queries(40):
        client.get(url(cycle, "turn", builders.member(cycle, "书记").pk))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERIOR_OFFICE, Role.STAFF])
def test_pages_are_refused_to_who_has_no_part(client, cycle, role):
    made.opened(cycle)
    client = as_user(client, builders.make_user(cycle.unit, role))
    for name in ("page", "criticisms", "comments", "minutes", "plan", "close"):
        assert client.get(url(cycle, name)).status_code == 403, name
