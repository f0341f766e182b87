"""What passes between a unit and its superior: by value, sealed, answered once."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests import builders as b
from tests.rectification import builders as rb
from tests.regulation.rules.pack import parameters
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.kernel.status import StageState
from zhiyan.oversight import actions, checks, queries
from zhiyan.oversight import permissions as p
from zhiyan.oversight.models import Order, OrderKind, Report, UnitProgress
from zhiyan.oversight.status import stage_status

pytestmark = pytest.mark.django_db
DUE = dt.date(2021, 3, 31)


@pytest.fixture
def above():
    return b.make_unit(name="某科学院")


@pytest.fixture
def cycle(above):
    found = b.make_cycle(b.make_unit(parent=above))
    rb.make_meeting(found)
    return found


@pytest.fixture
def superior(above):
    user = b.make_user(above, Role.SUPERIOR_OFFICE)
    return b.actor_for(user, above)


def order(superior, cycle, **fields):
    given = {"kind": "requirement", "text": "补齐谈话记录", "cycle_label": "2020", "due_on": DUE, **fields}
    return actions.give_order(superior, cycle.unit, **given)


# ------------------------------------------------------------ reports


def test_a_report_reaches_the_superior_by_value_and_both_copies_verify(cycle, above):
    rb.make_measure(rb.make_problem(cycle, text="班子的事"))
    own = actions.seal_report(rb.organiser(cycle), cycle, number="3号", words="体会")
    theirs = Report.objects.get(unit=above)
    assert (theirs.content, theirs.sha256, theirs.from_code) == (own.content, own.sha256, cycle.unit.code)
    assert queries.verified(own)
    assert queries.verified(theirs)
    assert [row["text"] for row in theirs.content["problems"]] == ["班子的事"]


def test_a_report_changed_afterwards_does_not_verify(cycle):
    report = actions.seal_report(rb.organiser(cycle), cycle)
    report.content["member_problems"] = 99
    assert not queries.verified(report)


def test_a_report_holds_no_words_of_opinions_criticisms_or_members(cycle):
    from zhiyan.meeting.models import Meeting

    b.make_item(cycle, "食堂", opinions=[b.make_opinion(cycle, "原话甲乙丙")])
    rb.make_criticism(Meeting.objects.get(cycle=cycle), text="批评丁戊己")
    rb.make_measure(rb.make_problem(cycle, "主任", text="主任庚辛壬"), owner="主任")
    text = json.dumps(actions.seal_report(rb.organiser(cycle), cycle).content, ensure_ascii=False)
    assert not any(words in text for words in ("原话甲乙丙", "批评丁戊己", "主任庚辛壬"))
    assert json.loads(text)["member_problems"] == 1


def test_a_report_carries_the_figures_and_findings_it_is_given(cycle):
    report = actions.seal_report(
        rb.organiser(cycle), cycle, figures={"opinions": {"total": 143}}, findings=[{"rule": "R44", "due": None}]
    )
    assert report.content["figures"] == {"opinions": {"total": 143}}
    assert report.content["findings"] == [{"rule": "R44", "due": None}]


def test_the_same_report_twice_is_refused(cycle):
    actions.seal_report(rb.organiser(cycle), cycle)
    with pytest.raises(Invalid) as refused:
        actions.seal_report(rb.organiser(cycle), cycle)
    assert refused.value.code == "report.same"


def test_a_unit_without_a_superior_sends_nothing():
    alone = b.make_cycle()
    for send in (
        lambda: actions.seal_report(rb.organiser(alone), alone),
        lambda: actions.send_progress(rb.organiser(alone), alone, figures={}),
    ):
        with pytest.raises(Invalid) as refused:
            send()
        assert refused.value.code == "oversight.no_superior"


@pytest.mark.parametrize("role", [Role.STAFF, Role.MEMBER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.SUPERIOR_OFFICE])
def test_only_organiser_and_secretary_send(cycle, role):
    with pytest.raises(Denied):
        actions.seal_report(b.actor(cycle, role), cycle)


# ------------------------------------------------------------ progress


def test_the_latest_figures_replace_the_earlier_ones(cycle, above, superior):
    for total in (91, 143):
        actions.send_progress(rb.organiser(cycle), cycle, figures={"opinions": {"total": total}})
    assert UnitProgress.objects.get(unit=above).figures == {"opinions": {"total": 143}}


def test_the_superior_sees_every_unit_below_also_one_that_sent_nothing(cycle, above, superior):
    b.make_unit(parent=above, name="未报单位")
    b.make_unit(name="别家单位")
    stages = [{"stage": "talks", "label": "谈心谈话", "state": "late"}, {"stage": "meeting", "state": "waiting"}]
    actions.send_progress(rb.organiser(cycle), cycle, figures={"stages": stages})
    rows = queries.unit_rows(superior, above, "2020")
    assert [(row.unit.name, row.progress is not None, row.late) for row in rows] == [
        (cycle.unit.name, True, ("谈心谈话",)), ("未报单位", False, ()),
    ]  # fmt: skip


def test_the_table_of_units_takes_the_same_few_queries_for_many(cycle, above, superior, django_assert_max_num_queries):
    for _ in range(20):
        b.make_unit(parent=above)
    with django_assert_max_num_queries(6):
        assert len(queries.unit_rows(superior, above, "2020")) == 21


# ------------------------------------------------------------ orders


def test_an_order_reaches_the_unit_and_its_answer_the_superior(cycle, above, superior):
    given = order(superior, cycle)
    received = Order.objects.get(unit=cycle.unit)
    assert (received.text, received.from_name, received.outgoing) == (given.text, "某科学院", False)
    actions.reply(rb.organiser(cycle), received, text="已补齐")
    given.refresh_from_db()
    assert (given.reply, given.replied_on) == ("已补齐", clock.today())


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"text": " "}, "text"), ({"kind": "shout"}, "kind"), ({"kind": OrderKind.HOLD, "due_on": None}, "due_on"),
     ({"kind": OrderKind.HOLD_AGAIN, "due_on": None}, "due_on"), ({"due_on": dt.date(2021, 1, 1)}, "due_on"),
     ({"cycle_label": ""}, "cycle_label")],
)  # fmt: skip
def test_a_wrong_order_is_refused_beside_the_field(cycle, superior, fields, field):
    with pytest.raises(Invalid) as refused:
        order(superior, cycle, **fields)
    assert field in refused.value.fields
    assert not Order.objects.exists()


def test_an_order_is_answered_once_and_by_its_receiver(cycle, superior):
    given = order(superior, cycle)
    received = Order.objects.get(unit=cycle.unit)
    with pytest.raises(Denied):
        actions.reply(superior, given, text="替你们答")
    actions.reply(rb.organiser(cycle), received, text="已补齐")
    with pytest.raises(Invalid) as refused:
        actions.reply(rb.organiser(cycle), received, text="再答")
    assert refused.value.code == "order.replied"


def test_a_superior_orders_only_units_directly_below(cycle, superior):
    for unit in (b.make_unit(), b.make_unit(parent=cycle.unit)):
        with pytest.raises(Denied):
            actions.give_order(superior, unit, kind="requirement", text="办", cycle_label="2020")


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.SECRETARY, Role.SUPERVISOR])
def test_others_of_the_superior_read_but_give_no_orders(cycle, above, role):
    actor = b.actor_for(b.make_user(above, role), above)
    with pytest.raises(Denied):
        order(actor, cycle)


# ------------------------------------------------------------ rules, status, readers


def test_a_missing_report_is_a_finding_in_the_fortnight_before_the_deadline(cycle):
    for day, found in ((rb.MEETING_DAY, []), (rb.MEETING_DAY + dt.timedelta(days=1), ["R45"])):
        with clock.at(day):
            assert [f.rule for f in checks.r45_report_in_time(queries.facts(cycle), parameters("R45"))] == found


def test_a_report_in_time_is_no_finding_and_a_late_one_is(cycle):
    with clock.at(rb.MEETING_DAY + dt.timedelta(days=10)):
        actions.seal_report(rb.organiser(cycle), cycle, attachments=("minutes", "statements"))
        assert checks.r45_report_in_time(queries.facts(cycle), parameters("R45")) == []
        late = checks.r45_report_in_time(queries.facts(cycle), parameters("R45", days=5))
        assert [f.rule for f in late] == ["R45"]


def test_the_stage_follows_report_and_orders(cycle, superior):
    with clock.at(rb.MEETING_DAY + dt.timedelta(days=1)):
        assert stage_status(cycle).state is StageState.RUNNING
        actions.seal_report(rb.organiser(cycle), cycle)
        assert stage_status(cycle).state is StageState.DONE
    order(superior, cycle)
    with clock.at(DUE + dt.timedelta(days=1)):
        status = stage_status(cycle)
    assert status.state is StageState.LATE
    assert [step.role for step in status.steps] == [Role.SECRETARY]


def test_the_answer_for_one_and_the_set_for_all_agree(cycle, above, superior):
    order(superior, cycle)
    actions.seal_report(rb.organiser(cycle), cycle)
    actions.send_progress(rb.organiser(cycle), cycle, figures={})
    actors = [b.actor_for(b.make_user(unit, role), unit) for unit in (above, cycle.unit) for role in Role]
    actors += [Actor(unit_id=above.pk), b.member_actor(cycle, "主任")]
    pairs = [
        (p.may_view_report, p.visible_reports, Report),
        (p.may_view_progress, p.visible_progress, UnitProgress),
        (p.may_view_order, p.visible_orders, Order),
    ]
    for actor in actors:
        for may, visible, model in pairs:
            allowed = {record.pk for record in model.objects.all() if may(actor, record)}
            assert allowed == set(visible(actor).values_list("pk", flat=True)), (actor.roles, may.__name__)
