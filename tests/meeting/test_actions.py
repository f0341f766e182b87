"""What may be done with the meeting, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.meeting import builders as made
from tests.regulation.rules.pack import parameters
from zhiyan.kernel import clock, gates, guard
from zhiyan.kernel.actor import Role
from zhiyan.kernel.corrections import corrections_of
from zhiyan.kernel.errors import Conflict, Denied, GateClosed, Invalid
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.ledger.models import LedgerEntry
from zhiyan.ledger.sequencer import flush
from zhiyan.meeting import actions, queries
from zhiyan.meeting.models import Absence, AgendaItem, Attendance, Criticism, Meeting, SelfCriticism
from zhiyan.regulation.actions import decide_rule
from zhiyan.statements.permissions import opened_to_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return builders.make_cycle()


def member(cycle, role):
    return builders.member(cycle, role)


# ------------------------------------------------------------------------------------------------------ quorum


def test_sitting_without_quorum_is_refused_saying_how_many_are_missing(cycle):
    m = made.planned(cycle)
    made.sign_in(m, "书记", "主任", "副主任A")
    with pytest.raises(GateClosed) as refused:
        actions.open_sitting(m.recorder, m.sitting())
    assert "还差 1 人" in refused.value.sentence
    made.sign_in(m, "书记", "主任", "副主任A", "副主任B")
    assert actions.open_sitting(m.recorder, m.sitting()).opened


def test_sitting_opens_for_two_of_a_team_of_three_with_one_person_in_two_posts():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    m = made.planned(cycle)
    made.sign_in(m, "书记")
    with pytest.raises(GateClosed):
        actions.open_sitting(m.recorder, m.sitting())
    made.sign_in(m, "书记", "副站长A")
    actions.open_sitting(m.recorder, m.sitting())
    assert queries.figures(cycle)["should_attend"] == 3


def test_quorum_cannot_be_overridden(cycle):
    m = made.planned(cycle)
    with gates.overridden("领导要求"), pytest.raises(GateClosed):
        actions.open_sitting(m.recorder, m.sitting())


def test_stricter_share_of_a_unit_stands_at_the_gate(cycle):
    def all_of_them(sitting):
        return [Finding("R32", Severity.MUST, "本单位", "应到", "须全部到会", "请改期")]

    gates.register("meeting.open_sitting", all_of_them)
    m = made.planned(cycle)
    made.sign_in(m)
    with pytest.raises(GateClosed) as refused:
        actions.open_sitting(m.recorder, m.sitting())
    assert refused.value.code == "gate.meeting.open_sitting"


def test_sitting_on_a_coming_day_does_not_open(cycle):
    m = made.planned(cycle, sittings=0)
    made.add_sitting(m, on=dt.date(2021, 1, 26))
    made.sign_in(m)
    with pytest.raises(Invalid) as refused:
        actions.open_sitting(m.recorder, m.sitting())
    assert refused.value.code == "late.future"


def test_opening_shows_the_statements_to_the_team_from_that_day(cycle):
    assert not opened_to_team(cycle)
    made.opened(cycle)
    assert opened_to_team(cycle)


def test_late_entry_of_the_whole_meeting_needs_a_reason_and_is_marked(cycle):
    m = made.planned(cycle)
    made.sign_in(m)
    with clock.at(dt.date(2021, 1, 20)):
        with pytest.raises(Invalid) as refused:
            actions.open_sitting(m.recorder, m.sitting())
        assert "late_reason" in refused.value.fields
        actions.open_sitting(m.recorder, m.sitting(), late_reason="纸质记录补录")
        fields = {"member": member(cycle, "书记"), "summary": "自我批评"}
        with pytest.raises(Invalid):
            actions.record_self_criticism(m.recorder, m.sitting(), **fields)
        said = actions.record_self_criticism(m.recorder, m.sitting(), late_reason="纸质记录补录", **fields)
    assert m.sitting().late_reason == "纸质记录补录"
    assert (said.is_late, said.on) == (True, made.ON)


# ------------------------------------------------------------------------------------------------------ speaking


def test_speaking_before_the_sitting_is_open_is_refused(cycle):
    m = made.planned(cycle)
    made.sign_in(m)
    with pytest.raises(Invalid) as refused:
        actions.record_self_criticism(m.recorder, m.sitting(), member=member(cycle, "书记"), summary="x")
    assert refused.value.code == "meeting.not_opened"


def test_words_are_entered_by_the_recorder_alone(cycle):
    m = made.opened(cycle)
    for other in (m.organiser, builders.member_actor(cycle, "书记"), builders.actor(cycle, Role.RECORDER)):
        with pytest.raises(Denied):
            actions.record_self_criticism(other, m.sitting(), member=member(cycle, "书记"), summary="x")


def test_self_criticism_is_given_once_and_takes_its_point_of_the_agenda(cycle):
    m = made.opened(cycle)
    for words in ("第一稿", "改正的记录"):
        actions.record_self_criticism(m.recorder, m.sitting(), member=member(cycle, "书记"), summary=words)
    assert [s.summary for s in SelfCriticism.objects.all()] == ["改正的记录"]
    assert AgendaItem.objects.get(meeting=m.meeting, member=member(cycle, "书记")).taken == 1


def test_criticism_of_oneself_and_by_an_absentee_are_refused(cycle):
    m = made.opened(cycle, absent=("党委委员",))
    fields = {"member": member(cycle, "书记"), "text": "批评"}
    for critic, code in (("书记", "meeting.criticism_of_oneself"), ("党委委员", "meeting.critic_absent")):
        with pytest.raises(Invalid) as refused:
            actions.record_criticism(m.recorder, m.sitting(), critic=member(cycle, critic), **fields)
        assert refused.value.code == code


def test_all_of_six_criticise_each_other_thirty_times_and_nothing_is_missing(cycle):
    m = made.opened(cycle)
    made.report(m)
    made.speak(m, *made.everybody(cycle))
    figures = queries.figures(cycle)
    assert (figures["criticisms"], figures["pairs"], figures["self_criticisms"], figures["responses"]) == (30, 30, 6, 6)
    facts = queries.facts(cycle)
    for check in ("r36_self_criticism", "r37_criticised_by_each", "r38_responses", "r34_order"):
        assert getattr(actions.closing.checks, check)(facts, parameters(check[:3].upper())) == []


def test_turn_saved_again_replaces_and_does_not_double(cycle):
    m = made.opened(cycle)
    made.speak(m, "书记", "主任")
    made.speak(m, "书记", "主任")
    assert Criticism.objects.count() == 2


def test_absent_member_with_a_written_statement_is_read_out(cycle):
    m = made.opened(cycle, absent=("党委委员",))
    absent = member(cycle, "党委委员")
    fields = {"member": absent, "summary": "书面发言宣读"}
    with pytest.raises(Invalid) as refused:
        actions.record_self_criticism(m.recorder, m.sitting(), **fields)
    assert refused.value.code == "meeting.speaker_absent"
    actions.record_absence(m.recorder, m.sitting(), member=absent, reason="出差", approved_by="书记", written=True)
    actions.record_self_criticism(m.recorder, m.sitting(), **fields)


def test_criticism_is_accepted_by_the_criticised_or_noted_by_the_recorder(cycle):
    m = made.opened(cycle)
    made.speak(m, "书记", "主任")
    criticism = Criticism.objects.get(critic=member(cycle, "书记"))
    with pytest.raises(Denied):
        actions.accept(builders.member_actor(cycle, "书记"), criticism, accepted=True)
    assert actions.accept(builders.member_actor(cycle, "主任"), criticism, accepted=True).accepted
    assert actions.accept(m.recorder, criticism, accepted=False).accepted is False


@pytest.mark.parametrize(("about", "named"), [("member", False), ("team", True), ("overall", True)])
def test_comment_names_a_member_exactly_when_it_is_about_one(cycle, about, named):
    m = made.opened(cycle)
    given = member(cycle, "主任")
    with pytest.raises(Invalid) as refused:
        made.comment(m, about=about, member=given if named else None)
    assert "member" in refused.value.fields
    made.comment(m, about=about, member=None if named else given)


def test_supervisor_enters_own_comment_but_no_member_does(cycle):
    m = made.opened(cycle)
    made.comment(m, builders.actor(cycle, Role.SUPERVISOR))
    with pytest.raises(Denied):
        made.comment(m, builders.member_actor(cycle, "主任"))


# ------------------------------------------------------------------------------------------------ absence and relay


def test_absence_marks_the_list_and_falls_when_the_member_comes_after_all(cycle):
    m = made.planned(cycle)
    who = member(cycle, "主任")
    actions.record_absence(m.recorder, m.sitting(), member=who, reason="出差")
    row = Attendance.objects.get(sitting=m.sitting(), member=who)
    assert row.present is False
    actions.sign_in(m.recorder, m.sitting(), present={row.pk: True})
    assert not Absence.objects.exists()


def test_relay_is_dated_between_the_meeting_and_today(cycle):
    m = made.opened(cycle, absent=("主任",))
    absence = actions.record_absence(m.recorder, m.sitting(), member=member(cycle, "主任"), reason="出差")
    for day in (made.ON - dt.timedelta(days=1), made.ON + dt.timedelta(days=1)):
        with pytest.raises(Invalid):
            actions.relay(m.recorder, absence, on=day, by="书记")
    actions.close_meeting(m.recorder, m.meeting)
    assert actions.relay(m.recorder, absence, on=made.ON, by="书记").relayed_by == "书记"


# ------------------------------------------------------------------------------------------- two sittings, closing


def test_two_sittings_with_different_attendance_ask_only_for_criticism_of_those_who_sat_together(cycle):
    m = made.planned(cycle, sittings=2)
    made.sign_in(m, absent=("党委委员", "纪委书记"), no=1)
    made.sign_in(m, absent=("书记",), no=2)
    for no in (1, 2):
        actions.open_sitting(m.recorder, m.sitting(no))
    made.speak(m, "书记", "主任", "副主任A", "副主任B", no=1)
    facts = queries.facts(cycle)
    found = actions.closing.checks.r37_criticised_by_each(facts, parameters("R37"))
    assert [f.subject for f in found] == ["主任", "副主任A", "副主任B", "纪委书记", "党委委员"]
    assert "书记" not in [f.subject for f in found]
    assert queries.figures(cycle)["attended"] == 6


def test_quorum_is_judged_for_each_sitting(cycle):
    m = made.planned(cycle, sittings=2)
    made.sign_in(m, no=1)
    actions.open_sitting(m.recorder, m.sitting(1))
    made.sign_in(m, "书记", no=2)
    with pytest.raises(GateClosed):
        actions.open_sitting(m.recorder, m.sitting(2))


def test_close_without_a_sitting_held_is_refused(cycle):
    m = made.planned(cycle)
    with pytest.raises(Invalid) as refused:
        actions.close_meeting(m.recorder, m.meeting)
    assert refused.value.code == "meeting.not_held"


def test_close_after_the_list_was_mended_below_quorum_is_refused(cycle):
    m = made.opened(cycle)
    made.sign_in(m, "书记")
    with pytest.raises(GateClosed):
        actions.close_meeting(m.recorder, m.meeting)


def test_close_with_everything_else_missing_is_allowed_and_stays_a_finding(cycle):
    m = made.opened(cycle)
    assert actions.close_meeting(m.recorder, m.meeting).state == "closed"
    found = queries.running_findings(m.meeting, queries.facts(cycle))
    assert {f.rule for f in found} >= {"R35", "R36", "R37"}


def test_what_the_meeting_lacks_is_told_by_the_rules_as_the_unit_decided_them(cycle):
    m = made.opened(cycle)
    organiser = builders.actor(cycle, Role.ORGANISER)
    decide_rule(organiser, cycle, rule="R35", off=True, reason="已书面通报")
    decide_rule(organiser, cycle, rule="R36", kind="建议", reason="分两次作")
    found = {f.rule: f for f in queries.running_findings(m.meeting, queries.facts(cycle))}
    assert "R35" not in found
    assert found["R36"].severity == "建议"
    assert "分两次作" in found["R36"].source


def test_after_closing_words_change_by_correction_alone_and_the_first_text_is_kept(cycle):
    m = made.opened(cycle)
    made.speak(m, "书记", "主任")
    criticism = Criticism.objects.get(critic=member(cycle, "书记"))
    fields = {"field": "text", "after": "更正后", "reason": "记录有误"}
    with pytest.raises(Invalid) as refused:
        actions.correct(m.recorder, criticism, **fields)
    assert refused.value.code == "meeting.not_closed"
    actions.close_meeting(m.recorder, m.meeting)
    with pytest.raises(Invalid):
        made.speak(m, "书记", "主任")
    criticism = Criticism.objects.get(pk=criticism.pk)
    actions.correct(m.recorder, criticism, **fields)
    criticism.refresh_from_db()
    assert criticism.text == "更正后"
    assert [c.before for c in corrections_of(criticism)] == ["书记批评主任"]


def test_correction_by_who_was_criticised_is_denied(cycle):
    m = made.opened(cycle)
    made.speak(m, "书记", "主任")
    actions.close_meeting(m.recorder, m.meeting)
    criticism = Criticism.objects.get(critic=member(cycle, "书记"))
    with pytest.raises(Denied):
        actions.correct(builders.member_actor(cycle, "主任"), criticism, field="text", after="改轻", reason="不满意")


# ------------------------------------------------------------------------------------------------------ minutes


def test_minutes_are_signed_by_chair_and_recorder_and_a_change_takes_the_signatures_off(cycle):
    m = made.opened(cycle)
    chair = builders.member_actor(cycle, "书记")
    actions.save_minutes(m.recorder, m.meeting, opening="开场", closing="总结")
    actions.sign_minutes(chair, m.meeting)
    signed = actions.sign_minutes(m.recorder, m.meeting)
    assert (signed.chair_signed_on, signed.recorder_signed_on) == (made.ON, made.ON)
    changed = actions.save_minutes(m.recorder, m.meeting, opening="开场", closing="补记", version=signed.version)
    assert (changed.chair_signed_on, changed.recorder_signed_on) == (None, None)


def test_minutes_are_not_signed_before_the_meeting_nor_by_others(cycle):
    m = made.planned(cycle)
    with pytest.raises(Invalid):
        actions.sign_minutes(builders.member_actor(cycle, "书记"), m.meeting)
    for other in (builders.member_actor(cycle, "主任"), m.organiser):
        with pytest.raises(Denied):
            actions.sign_minutes(other, m.meeting)


def test_minutes_saved_over_another_change_are_a_conflict(cycle):
    m = made.opened(cycle)
    first = actions.save_minutes(m.recorder, m.meeting, closing="先写")
    with pytest.raises(Conflict):
        actions.save_minutes(m.recorder, m.meeting, closing="后写", version=first.version - 1)


def test_supervisor_assesses_after_the_meeting_was_held(cycle):
    m = made.planned(cycle)
    supervisor = builders.actor(cycle, Role.SUPERVISOR)
    with pytest.raises(Invalid):
        actions.assess(supervisor, m.meeting, grade="good", on=made.ON)
    made.sign_in(m)
    actions.open_sitting(m.recorder, m.sitting())
    assert actions.assess(supervisor, m.meeting, grade="good", on=made.ON).grade == "good"
    with pytest.raises(Invalid):
        actions.assess(supervisor, m.meeting, grade="splendid", on=made.ON)


def test_ledger_keeps_no_word_of_a_criticism(cycle):
    m = made.opened(cycle)
    made.speak(m, "书记", "主任")
    assert flush()
    assert not any("书记批评主任" in body for body in LedgerEntry.objects.values_list("body", flat=True))


def test_archived_year_takes_nothing_more(cycle):
    m = made.opened(cycle)
    with guard.writing("test"):
        cycle.change(None, state="closed")
    with pytest.raises(Invalid) as refused:
        actions.close_meeting(m.recorder, Meeting.objects.get(pk=m.meeting.pk))
    assert refused.value.code == "cycle.closed"
