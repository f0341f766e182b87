"""Measures: drafted freely, adopted with the plan, adjusted afterwards with a trace; evidence; what is handed down."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from tests import builders as b
from tests.keeping import kept
from tests.rectification import builders as rb
from zhiyan.cycle.models import Inheritance
from zhiyan.kernel import clock, storage
from zhiyan.kernel.errors import Conflict, Denied, Invalid
from zhiyan.rectification import actions, queries
from zhiyan.rectification.models import ChangeKind, Evidence, Measure, MeasureState

pytestmark = pytest.mark.django_db
S = MeasureState


@pytest.fixture
@kept
def cycle():
    found = b.make_cycle()
    rb.make_meeting(found)
    return found


@pytest.fixture
def measure(cycle):
    return rb.make_measure(rb.make_problem(cycle))


@pytest.fixture
def organiser(cycle):
    return rb.organiser(cycle)


@pytest.fixture
def adopted(cycle, measure, organiser):
    actions.adopt_plan(
        organiser, actions.save_plan(organiser, cycle, text="方案"), resolution=rb.make_resolution(cycle)
    )
    measure.refresh_from_db()
    return measure


@pytest.fixture(autouse=True)
def _after_the_meeting():
    with clock.at(rb.AFTER):
        yield


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", " "), ("kind", "soon"), ("due_on", rb.MEETING_DAY), ("owner", "other"), ("department", "other"),
     ("handler", "other")],
)  # fmt: skip
def test_a_measure_with_a_wrong_field_is_refused_beside_it(cycle, field, value):
    if value == "other":
        elsewhere = b.make_cycle()
        value = {
            "owner": b.member(elsewhere, "主任"),
            "department": b.Department.objects.filter(unit=elsewhere.unit).first(),
            "handler": b.make_person(elsewhere.unit),
        }[field]
    problem = rb.make_problem(cycle)
    given = {"text": "做", "kind": "now", field: value}
    with pytest.raises(Invalid) as refused:
        actions.draft_measure(rb.organiser(cycle), problem, **given)
    assert field in refused.value.fields


def test_a_member_who_left_the_team_owns_no_new_measure(cycle):
    left = b.member(cycle, "副主任A")
    with b.guard.writing("test"):
        left.left_on = dt.date(2021, 2, 1)
        left.save()
    with pytest.raises(Invalid) as refused:
        rb.make_measure(rb.make_problem(cycle), owner="副主任A")
    assert "owner" in refused.value.fields


def test_a_member_drafts_measures_for_their_own_problem_alone(cycle):
    own, others = rb.make_problem(cycle, "主任"), rb.make_problem(cycle, "副主任A")
    director = b.member_actor(cycle, "主任")
    assert actions.draft_measure(director, own, text="每月到一线两次", kind="lasting").order == 1
    with pytest.raises(Denied):
        actions.draft_measure(director, others, text="做", kind="now")


def test_a_draft_is_edited_freely_and_leaves_no_history(measure, organiser):
    actions.edit_measure(organiser, measure, seen=measure.version, text="延长到21时", due_on=dt.date(2021, 9, 1))
    assert (measure.text, measure.due_on) == ("延长到21时", dt.date(2021, 9, 1))
    assert not measure.changes.exists()


def test_two_people_editing_a_measure_see_the_difference(measure, organiser):
    seen = measure.version
    actions.edit_measure(organiser, measure, seen=seen, text="先存的")
    with pytest.raises(Conflict) as refused:
        actions.edit_measure(organiser, Measure.objects.get(), seen=seen, text="后存的")
    assert (refused.value.theirs["text"], refused.value.yours["text"]) == ("先存的", "后存的")


def test_an_adopted_measure_is_not_edited(adopted, organiser):
    with pytest.raises(Invalid) as refused:
        actions.edit_measure(organiser, adopted, seen=adopted.version, text="悄悄改")
    assert refused.value.code == "measure.adopted"
    assert "调整" in refused.value.remedy


def test_an_adjustment_keeps_each_first_wording_with_reason_and_approver(adopted, organiser, cycle):
    changes = {"text": "延长到21时", "owner": b.member(cycle, "主任"), "standard": adopted.standard}
    made = actions.amend_measure(
        organiser, adopted, seen=adopted.version, changes=changes, reason="分工调整", approver="党委会"
    )
    assert {(c.field, c.before, c.after) for c in made} == {
        ("text", "延长晚餐供应到20时", "延长到21时"), ("owner", "副主任B", "主任"),
    }  # fmt: skip
    assert {(c.reason, c.approver) for c in made} == {("分工调整", "党委会")}


def test_an_adjustment_over_somebody_elses_is_a_conflict(adopted, organiser):
    seen = adopted.version
    actions.amend_measure(organiser, adopted, seen=seen, changes={"text": "先"}, reason="一", approver="党委会")
    with pytest.raises(Conflict):
        actions.amend_measure(organiser, adopted, seen=seen, changes={"text": "后"}, reason="二", approver="党委会")


@pytest.mark.parametrize("approver", ["副主任B", "副主任"])
def test_the_owner_approves_no_extension_of_their_own(measure, organiser, approver):
    with pytest.raises(Invalid) as refused:
        actions.extend(organiser, measure, due_on=dt.date(2021, 12, 31), reason="采购延后", approver=approver)
    assert "approver" in refused.value.fields


def test_an_extension_keeps_the_first_deadline(measure, organiser):
    actions.extend(organiser, measure, due_on=dt.date(2021, 9, 30), reason="采购延后", approver="党委会")
    (change,) = measure.changes.all()
    assert (change.kind, change.before, change.after) == (ChangeKind.EXTEND, "2021-06-30", "2021-09-30")
    assert measure.due_on == dt.date(2021, 9, 30)


def test_an_extension_to_an_earlier_day_is_refused(measure, organiser):
    with pytest.raises(Invalid) as refused:
        actions.extend(organiser, measure, due_on=rb.DUE, reason="采购", approver="党委会")
    assert "due_on" in refused.value.fields


def test_an_adopted_plan_holds_the_measures_as_they_read_then(adopted, organiser, cycle):
    actions.amend_measure(organiser, adopted, seen=None, changes={"text": "改过的"}, reason="人手", approver="党委会")
    assert [row["text"] for row in queries.adopted_plan(cycle).snapshot] == ["延长晚餐供应到20时"]


def test_a_new_plan_version_follows_an_adopted_one(adopted, organiser, cycle):
    assert actions.save_plan(organiser, cycle, text="第二版").no == 2
    assert actions.save_plan(organiser, cycle, text="第二版改").no == 2


def test_a_plan_without_measures_is_not_adopted(cycle, organiser):
    with pytest.raises(Invalid) as refused:
        actions.adopt_plan(organiser, actions.save_plan(organiser, cycle), resolution=rb.make_resolution(cycle))
    assert refused.value.code == "rectification_plan.empty"


def test_a_plan_is_adopted_by_its_own_years_resolution_once(measure, organiser, cycle):
    plan = actions.save_plan(organiser, cycle)
    with pytest.raises(Invalid):
        actions.adopt_plan(organiser, plan, resolution=rb.make_resolution(b.make_cycle(cycle.unit, label="2019")))
    actions.adopt_plan(organiser, plan, resolution=rb.make_resolution(cycle))
    with pytest.raises(Invalid):
        actions.adopt_plan(organiser, plan, resolution=rb.make_resolution(cycle))


def test_progress_starts_the_measure_and_keeps_its_file(measure):
    rb.evidence(measure)
    measure.refresh_from_db()
    found = Evidence.objects.get()
    assert measure.state == S.IN_PROGRESS
    assert storage.read(found.file) == rb.PDF
    assert found.entered_by is not None


def test_a_late_progress_needs_a_reason(measure):
    with pytest.raises(Invalid) as refused:
        actions.add_progress(rb.worker(measure), measure, text="早做的", on=dt.date(2021, 2, 1))
    assert "late_reason" in refused.value.fields


def ofd() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<ofd/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", rb.PDF), ("a.png", b"\x89PNG\r\n\x1a\n0"), ("a.JPG", b"\xff\xd8\xff\xe0"), ("a.ofd", ofd()),
     ("a.txt", "记录".encode())],
)  # fmt: skip
def test_evidence_of_a_known_kind_is_kept(measure, name, data):
    assert actions.add_evidence(rb.worker(measure), measure, name=name, data=data).file.name == name


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"MZ program", "file.not_as_named"),
        ("a.jpg", rb.PDF, "file.not_as_named"),
        ("a.exe", b"MZ", "file.unsupported"),
        ("a.zip", ofd(), "file.unsupported"),
        ("a.ofd", b"PK\x03\x04 broken", "file.not_as_named"),
        ("a.pdf", b"", "file.empty"),
        ("a.pdf", rb.PDF + b"0" * (20 * 1024 * 1024), "file.too_large"),
    ],
)
def test_evidence_that_is_not_what_it_says_or_too_large_is_refused(measure, name, data, code):
    with pytest.raises(Invalid) as refused:
        actions.add_evidence(rb.worker(measure), measure, name=name, data=data)
    assert refused.value.code == code
    assert "file" in refused.value.fields
    assert not Evidence.objects.exists()


def test_a_refused_file_keeps_back_the_progress_too(measure):
    with pytest.raises(Invalid):
        actions.add_progress(rb.worker(measure), measure, text="做了", files=[("a.exe", b"MZ")])
    assert not measure.progress.exists()


# ------------------------------------------------------------ what the year leaves


def test_the_next_year_gets_what_is_unfinished_reopened_badly_rated_and_promised(cycle):
    problem = rb.make_problem(cycle)
    states = (S.IN_PROGRESS, S.REOPENED, S.SIGNED_OFF, S.LONG_TERM, S.SIGNED_OFF)
    made = [rb.at_state(rb.make_measure(problem), state) for state in states]
    following = b.make_cycle(cycle.unit, label="2021", notice=False)
    actions.hand_down(
        rb.organiser(cycle), cycle, following, badly_rated=[made[2].pk], promised=[made[3].pk],
        reasons={made[0].pk: "设备没到"},
    )  # fmt: skip
    assert [(i.kind, i.origin_id, i.from_label) for i in Inheritance.objects.all()] == [
        ("unfinished", made[0].pk, "2020"), ("reopened", made[1].pk, "2020"),
        ("badly_rated", made[2].pk, "2020"), ("promised", made[3].pk, "2020"),
    ]  # fmt: skip
    assert Inheritance.objects.first().reason == "设备没到"


def test_a_problem_without_a_measure_is_handed_down_once(cycle):
    problem = rb.make_problem(cycle)
    following = b.make_cycle(cycle.unit, label="2021", notice=False)
    for _ in range(2):
        actions.hand_down(rb.organiser(cycle), cycle, following)
    assert [i.origin_id for i in Inheritance.objects.all()] == [problem.pk]


def test_an_earlier_year_or_another_unit_inherits_nothing(cycle):
    for following in (b.make_cycle(cycle.unit, label="2019", notice=False), b.make_cycle(label="2021")):
        with pytest.raises(Invalid):
            actions.hand_down(rb.organiser(cycle), cycle, following)


# ------------------------------------------------------------ figures


def test_figures_count_problems_and_measures_as_they_stand(cycle):
    rb.make_problem(cycle, "主任")
    problem = rb.make_problem(cycle)
    for state in (S.NOT_STARTED, S.SIGNED_OFF, S.LONG_TERM):
        rb.at_state(rb.make_measure(problem), state)
    with clock.at(rb.DUE + dt.timedelta(days=1)):
        numbers = queries.figures(cycle)
    assert (numbers["problems"]["team"], numbers["problems"]["members"]) == (1, 1)
    assert numbers["problems"]["by_aspect"]["P3"] == 2
    assert numbers["problems"]["by_origin"]["item"] == 2
    assert {k: v for k, v in numbers["measures"].items() if v} == {
        "not_started": 1, "signed_off": 1, "long_term": 1, "total": 3, "overdue": 1,
    }  # fmt: skip
