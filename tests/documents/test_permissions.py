"""Who may see which paper: the table, role by role, and that lists and questions agree."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.documents import builders as full
from zhiyan.documents.models import IssuedDocument
from zhiyan.documents.permissions import may_view_documents, may_view_issued, visible_issued
from zhiyan.documents.registry import KINDS, build, entries
from zhiyan.kernel import guard, storage
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Missing

pytestmark = pytest.mark.django_db

R = Role
TEAM = {R.MEMBER, R.SECRETARY, R.DEPUTY_SECRETARY, R.DISCIPLINE_SECRETARY}
OFFICE = {R.ORGANISER, R.SUPERVISOR, *TEAM}
ATTENDING = {*OFFICE, R.RECORDER, R.OBSERVER}
ORIGINALS = {R.ORGANISER, R.SECRETARY, R.SUPERVISOR}
OVERSEERS = {*ORIGINALS, R.DISCIPLINE_SECRETARY}
MINUTES = {R.SECRETARY, R.SUPERVISOR}
# Roles alone, without being a member of the team, the recorder of the meeting or the secretary of a branch.
TABLE = {
    "plan": OFFICE, "circular": OFFICE, "opinion_form": OFFICE, "summary": ORIGINALS, "talks": ORIGINALS,
    "talk_form": OFFICE, "review_sheet": OFFICE, "agenda": ATTENDING, "sign_in": ATTENDING, "attendance": ATTENDING,
    "minutes": MINUTES, "minutes_order": ATTENDING, "criticisms": MINUTES, "comments": MINUTES,
    "problems": OVERSEERS, "team_problems": OFFICE, "register": OVERSEERS, "team_register": OFFICE,
    "reply": ORIGINALS, "meeting_report": OFFICE, "rectification": OFFICE, "bulletin": OFFICE, "report": ORIGINALS,
    "statistics": ORIGINALS, "study": OFFICE, "summary_by_aspect": ORIGINALS, "summary_by_target": ORIGINALS,
    "summary_by_source": ORIGINALS, "script": OFFICE, "rectification_plan": OVERSEERS,
    "team_rectification_plan": OFFICE, "progress": OFFICE, "report_attached": MINUTES,
}  # fmt: skip


def test_table_names_every_kind_but_those_decided_by_record():
    assert set(TABLE) | {"feedback", "statement", "reviews"} == set(KINDS)


def test_each_role_sees_exactly_its_kinds():
    cycle = full.full_cycle()
    for role in Role:
        actor = builders.actor(cycle, role)
        seen = {entry.kind.code for entry in entries(actor, cycle)} - {"feedback", "statement", "reviews"}
        assert seen == {code for code, roles in TABLE.items() if role in roles}, role


def test_whoever_sees_a_paper_may_open_the_page():
    cycle = full.full_cycle()
    for role in Role:
        actor = builders.actor(cycle, role)
        assert may_view_documents(actor, cycle) or not entries(actor, cycle), role


def test_nobody_sees_papers_of_another_unit():
    cycle, other = full.full_cycle(), full.full_cycle()
    for role in Role:
        assert entries(builders.actor(other, role), cycle) == []


def test_member_reads_the_teams_feedback_and_not_anothers():
    cycle = full.full_cycle()
    labels = [
        e.subject.label for e in entries(builders.member_actor(cycle, "副主任A"), cycle) if e.kind.code == "feedback"
    ]
    assert labels == ["班子"]


def test_member_reads_own_statement_and_the_teams_before_the_meeting_day():
    cycle = full.full_cycle()
    labels = [
        e.subject.label for e in entries(builders.member_actor(cycle, "副主任A"), cycle) if e.kind.code == "statement"
    ]
    assert labels == ["班子", "副主任A"]


def test_organiser_reads_no_members_statement():
    cycle = full.full_cycle()
    office = builders.actor(cycle, R.ORGANISER)
    assert [e for e in entries(office, cycle) if e.kind.code == "statement"] == []


def test_recorder_of_the_meeting_prints_the_minutes_and_another_recorder_does_not():
    from zhiyan.meeting.models import Meeting

    cycle = full.full_cycle()
    recorder, other = builders.actor(cycle, R.RECORDER), builders.actor(cycle, R.RECORDER)
    with guard.writing("test"):
        Meeting.objects.filter(cycle=cycle).update(recorder=recorder.user_id)
    assert build(recorder, cycle, "minutes").blocks
    with pytest.raises(Denied):
        build(other, cycle, "minutes")


def test_unknown_kind_and_subject_are_missing():
    cycle = full.full_cycle()
    office = builders.actor(cycle, R.ORGANISER)
    with pytest.raises(Missing):
        build(office, cycle, "nothing")
    with pytest.raises(Missing):
        build(office, cycle, "feedback", "nobody")
    with pytest.raises(Missing):
        build(office, cycle, "plan", "team")


def test_list_of_issued_papers_agrees_with_the_question():
    cycle, other = full.full_cycle(), full.full_cycle()
    for where in (cycle, other):
        with guard.writing("test"):
            for code in ("plan", "report", "team_register"):
                file = storage.store(where.unit_id, f"{code}.docx", code.encode())
                IssuedDocument.objects.create(
                    unit=where.unit, cycle=where, kind=code, title=code, drafter="甲", reviewer="乙", signer="丙",
                    file=file, text=code, on=dt.date(2021, 1, 1),
                )  # fmt: skip
    for role in Role:
        actor = builders.actor(cycle, role)
        for issued in IssuedDocument.objects.select_related("cycle"):
            listed = visible_issued(actor, issued.cycle).filter(pk=issued.pk).exists()
            assert listed == may_view_issued(actor, issued), (role, issued.kind)
