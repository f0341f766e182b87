"""What is shown: drafted, issued once and for all, rated by paper ballots; the bulletin."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests import builders as b
from tests.disclosure import builders as db
from tests.documents.builders import PNG
from tests.keeping import kept
from tests.rectification import builders as rb
from tests.regulation.rules.pack import parameters
from zhiyan.disclosure import actions, checks, queries
from zhiyan.disclosure import permissions as p
from zhiyan.disclosure.calendar import earliest_end, working_days
from zhiyan.disclosure.composing import is_intact
from zhiyan.disclosure.models import Bulletin, Disclosure, Rating
from zhiyan.disclosure.status import stage_status
from zhiyan.disclosure.trace import back, forward
from zhiyan.kernel import clock, storage
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Conflict, Denied, Invalid
from zhiyan.kernel.status import StageState
from zhiyan.rectification import actions as rectification
from zhiyan.rectification.models import Measure, MeasureState
from zhiyan.rectification.permissions import visible_measures, visible_problems

pytestmark = pytest.mark.django_db
LATER = dt.date(2021, 3, 20)


@pytest.fixture
@kept
def cycle():
    found = b.make_cycle()
    rb.make_meeting(found)
    return found


@pytest.fixture
def organiser(cycle):
    return rb.organiser(cycle)


# ------------------------------------------------------------ drafting and issuing


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", " "), ("audience", ""), ("until", None), ("until", dt.date(2021, 3, 4)), ("until", dt.date(2021, 2, 1))],
)
def test_a_draft_with_a_wrong_field_is_refused_beside_it(cycle, field, value):
    with pytest.raises(Invalid) as refused:
        db.draft(cycle, **{field: value})
    assert field in refused.value.fields


def test_ten_working_days_skip_weekends():
    assert working_days(db.SHOWN_ON, dt.date(2021, 3, 4)) == 9
    assert earliest_end(db.SHOWN_ON) == dt.date(2021, 3, 5)


def test_a_report_of_the_meeting_may_be_shown_for_less_than_ten_days(cycle):
    assert db.draft(cycle, "report", until=None).until is None


def test_an_issued_text_holds_the_teams_problems_and_measures_and_nothing_of_members(cycle):
    rb.make_measure(rb.make_problem(cycle, text="班子的事"), text="班子的措施")
    rb.make_measure(rb.make_problem(cycle, "主任", text="主任自己的事"), text="主任自己的措施", owner="主任")
    criticism = rb.make_criticism(cycle_meeting(cycle), text="逐字批评")
    body = db.issue(db.draft(cycle)).body
    text = json.dumps(body, ensure_ascii=False)
    assert [row["text"] for row in body["problems"]] == ["班子的事"]
    assert [row["text"] for row in body["measures"]] == ["班子的措施"]
    assert "主任自己" not in text
    assert criticism.text not in text
    assert body["words"] == ["请职工盯着看。", "对哪一条不满意，直接说。"]


def cycle_meeting(cycle):
    from zhiyan.meeting.models import Meeting

    return Meeting.objects.get(cycle=cycle)


def test_only_adopted_measures_are_shown_once_a_plan_is_adopted(cycle, organiser):
    problem = rb.make_problem(cycle)
    adopted = rb.make_measure(problem)
    rectification.adopt_plan(organiser, rectification.save_plan(organiser, cycle), resolution=rb.make_resolution(cycle))
    rb.make_measure(problem, text="后来起草的")
    assert [row["id"] for row in db.issue(db.draft(cycle)).body["measures"]] == [str(adopted.pk)]


def test_issuing_lets_staff_read_what_was_shown(cycle):
    staff = b.actor(cycle, Role.STAFF)
    measure = rb.make_measure(rb.make_problem(cycle))
    rb.make_problem(cycle, "主任")
    assert not visible_problems(staff).exists()
    db.issue(db.draft(cycle))
    assert list(visible_measures(staff)) == [measure]
    assert list(visible_problems(staff)) == [measure.problem]


def test_an_issued_text_stays_as_it_was_when_the_records_change(cycle, organiser):
    measure = rb.make_measure(rb.make_problem(cycle))
    disclosure = db.issue(db.draft(cycle))
    rectification.edit_measure(organiser, measure, seen=None, text="改过的")
    disclosure.refresh_from_db()
    assert disclosure.body["measures"][0]["text"] == "延长晚餐供应到20时"
    assert is_intact(disclosure)


def test_a_text_changed_behind_the_program_is_noticed(cycle):
    rb.make_measure(rb.make_problem(cycle))
    disclosure = db.issue(db.draft(cycle))
    disclosure.body["measures"][0]["state"] = MeasureState.SIGNED_OFF
    assert not is_intact(disclosure)


def test_an_issued_text_is_neither_edited_nor_issued_again(cycle, organiser):
    rb.make_measure(rb.make_problem(cycle))
    disclosure = db.issue(db.draft(cycle))
    with pytest.raises(Invalid) as refused:
        actions.edit_disclosure(organiser, disclosure, seen=disclosure.version, title="改")
    assert refused.value.code == "disclosure.issued"
    with pytest.raises(Invalid):
        db.issue(disclosure)


def test_two_people_editing_a_draft_see_the_difference(cycle, organiser):
    disclosure = db.draft(cycle)
    seen = disclosure.version
    actions.edit_disclosure(organiser, disclosure, seen=seen, title="先存的")
    with pytest.raises(Conflict) as refused:
        actions.edit_disclosure(organiser, Disclosure.objects.get(), seen=seen, title="后存的")
    assert refused.value.theirs["title"] == "先存的"


def test_a_publication_without_measures_is_not_issued(cycle):
    with pytest.raises(Invalid) as refused:
        db.issue(db.draft(cycle))
    assert refused.value.code == "disclosure.empty"


def test_a_text_is_not_issued_before_its_day_nor_without_a_signer(cycle, organiser):
    disclosure = db.draft(cycle, "report")
    with pytest.raises(Invalid) as refused:
        actions.issue_disclosure(organiser, disclosure, signed_by="书记")
    assert refused.value.code == "late.future"
    with clock.at(db.SHOWN_ON), pytest.raises(Invalid) as refused:
        actions.issue_disclosure(organiser, disclosure, signed_by=" ")
    assert "signed_by" in refused.value.fields


@pytest.mark.parametrize("role", [Role.STAFF, Role.MEMBER, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_only_the_office_and_the_secretary_draft(cycle, role):
    with pytest.raises(Denied):
        actions.draft_disclosure(
            b.actor(cycle, role), cycle, kind="report", title="通报", audience="全体", on=db.SHOWN_ON
        )


# ------------------------------------------------------------ ratings


def test_a_rating_by_two_counters_is_kept(cycle):
    with clock.at(LATER):
        rating = db.rate(db.shown_measure(cycle))
    assert (rating.satisfied, rating.counted_by) == (60, "职工0001、职工0002")


@pytest.mark.parametrize(
    "fields",
    [{"second_counter": ""}, {"second_counter": "职工0001"}, {"satisfied": 0, "fair": 0, "unsatisfied": 0},
     {"satisfied": -1}],
)  # fmt: skip
def test_a_rating_without_two_counters_or_ballots_is_refused(cycle, fields):
    measure = db.shown_measure(cycle)
    with clock.at(LATER), pytest.raises(Invalid):
        db.rate(measure, **fields)
    assert not Rating.objects.exists()


def test_a_measure_that_staff_were_not_shown_is_not_rated(cycle):
    with pytest.raises(Invalid) as refused:
        db.rate(rb.make_measure(rb.make_problem(cycle)))
    assert refused.value.code == "rating.not_shown"


def test_the_same_day_is_not_rated_twice(cycle):
    measure = db.shown_measure(cycle)
    with clock.at(LATER):
        db.rate(measure)
        with pytest.raises(Invalid):
            db.rate(measure)


@pytest.mark.parametrize(("votes", "bad"), [((67, 0, 33), False), ((60, 6, 33), True), ((0, 0, 1), True)])
def test_a_third_of_unsatisfied_ballots_makes_a_bad_rating(cycle, votes, bad):
    measure = db.shown_measure(cycle)
    with clock.at(LATER):
        db.rate(measure, *votes)
    assert queries.badly_rated(cycle) == ([measure.pk] if bad else [])


def test_only_the_last_rating_of_a_measure_counts(cycle):
    measure = db.shown_measure(cycle)
    with clock.at(LATER):
        db.rate(measure, 0, 0, 9)
    with clock.at(LATER + dt.timedelta(days=30)):
        db.rate(measure, 9, 0, 0)
    assert queries.badly_rated(cycle) == []
    assert queries.figures(cycle)["satisfied"] == 9


# ------------------------------------------------------------ bulletin


def test_a_bulletin_is_issued_once_with_another_reviewer(cycle, organiser):
    bulletin = actions.save_bulletin(organiser, cycle, text="正文", supplied_by="甲", reviewed_by="甲")
    with pytest.raises(Invalid) as refused:
        actions.issue_bulletin(organiser, bulletin)
    assert refused.value.code == "bulletin.review"
    actions.save_bulletin(organiser, cycle, text="正文", supplied_by="甲", reviewed_by="乙")
    bulletin = actions.issue_bulletin(organiser, Bulletin.objects.get())
    assert bulletin.issued_on == clock.today()
    with pytest.raises(Invalid):
        actions.save_bulletin(organiser, cycle, text="改")


def test_two_people_editing_the_bulletin_see_the_difference(cycle, organiser):
    seen = actions.save_bulletin(organiser, cycle, text="一").version
    actions.save_bulletin(organiser, cycle, text="二", seen=seen)
    with pytest.raises(Conflict) as refused:
        actions.save_bulletin(organiser, cycle, text="三", seen=seen)
    assert refused.value.theirs["text"] == "二"


def test_a_photograph_is_a_picture_with_a_caption(cycle, organiser):
    bulletin = actions.save_bulletin(organiser, cycle, text="正文")
    made = actions.add_photo(organiser, bulletin, caption="会议现场", name="a.png", data=PNG + b"GPS 39.9N")
    assert storage.read(made.file) == PNG
    wrong = (("", "a.png", PNG), ("会", "a.pdf", rb.PDF), ("会", "a.png", rb.PDF), ("会", "a.png", PNG[:40]))
    for caption, name, data in wrong:
        with pytest.raises(Invalid):
            actions.add_photo(organiser, bulletin, caption=caption, name=name, data=data)


# ------------------------------------------------------------ rules, trace, status


def r44(cycle, today):
    with clock.at(today):
        return checks.r44_result_told_in_time(queries.facts(cycle), parameters("R44"))


def test_an_untold_meeting_is_a_finding_from_the_meeting_on_until_when_it_is_told(cycle):
    assert r44(cycle, rb.MEETING_DAY - dt.timedelta(days=1)) == []
    assert [f.due for f in r44(cycle, rb.MEETING_DAY)] == [rb.MEETING_DAY + dt.timedelta(days=14)]


def test_a_meeting_told_in_time_with_everything_in_it_is_no_finding(cycle):
    rb.make_measure(rb.make_problem(cycle))
    disclosure = db.issue(db.draft(cycle, "report", on=dt.date(2021, 2, 5), until=None))
    facts = queries.facts(cycle)
    assert facts["disclosures"][0]["has_measures"]
    facts["disclosures"][0]["has_sections"] = True
    assert checks.r44_result_told_in_time({**facts, "today": LATER}, parameters("R44")) == []
    assert checks.r44_result_told_in_time({**facts, "today": LATER}, parameters("R44", days=5)) != []
    assert disclosure.issued


def test_a_measure_leads_to_the_disclosure_that_showed_it_and_back(cycle):
    measure = db.shown_measure(cycle)
    (edge,) = forward(measure)
    assert edge.record == Disclosure.objects.get()
    assert [e.record for e in back(edge.record)] == [measure]


def test_a_measure_not_shown_leads_nowhere(cycle):
    db.shown_measure(cycle)
    assert forward(rb.make_measure(rb.make_problem(cycle))) == []


def test_the_stage_is_late_after_the_notices_deadline_and_done_when_all_is_issued(cycle, organiser):
    rb.make_measure(rb.make_problem(cycle))
    with clock.at(dt.date(2021, 2, 20)):
        assert stage_status(cycle).state is StageState.RUNNING
    with clock.at(LATER):
        assert stage_status(cycle).state is StageState.LATE
        db.issue(db.draft(cycle))
        db.issue(db.draft(cycle, "report", on=dt.date(2021, 2, 5), until=None))
        bulletin = actions.save_bulletin(organiser, cycle, text="正文", supplied_by="甲", reviewed_by="乙")
        actions.issue_bulletin(organiser, bulletin)
        assert stage_status(cycle).state is StageState.DONE


# ------------------------------------------------------------ who reads


def test_the_answer_for_one_and_the_set_for_all_agree(cycle):
    for one in (cycle, b.make_cycle()):
        measure = db.shown_measure(one)
        db.draft(one, "report")
        with clock.at(LATER):
            db.rate(measure)
        actions.save_bulletin(rb.organiser(one), one, text="正文")
    actors = [*(b.actor(cycle, role) for role in Role), b.member_actor(cycle, "主任"), Actor(unit_id=cycle.unit_id)]
    pairs = [
        (p.may_view_disclosure, p.visible_disclosures, Disclosure),
        (p.may_view_rating, p.visible_ratings, Rating),
        (p.may_view_bulletin, p.visible_bulletins, Bulletin),
    ]
    for actor in actors:
        for may, visible, model in pairs:
            allowed = {record.pk for record in model.objects.all() if may(actor, record)}
            assert allowed == set(visible(actor).values_list("pk", flat=True)), (actor.roles, may.__name__)


def test_staff_see_issued_texts_and_no_drafts(cycle):
    db.shown_measure(cycle)
    db.draft(cycle, "report")
    assert [d.issued for d in p.visible_disclosures(b.actor(cycle, Role.STAFF))] == [True]


def test_an_administrator_sees_nothing(cycle):
    db.shown_measure(cycle)
    assert not p.visible_disclosures(b.actor(cycle, Role.ADMINISTRATOR)).exists()
    assert Measure.objects.exists()
