"""The life of a measure: every change in every state, and who may make it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests import builders as b
from tests.rectification import builders as rb
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, DomainError, GateClosed, Invalid
from zhiyan.rectification import actions, transitions
from zhiyan.rectification.models import Measure, MeasureState

S = MeasureState

# what, by whom, in which states it is allowed, to which state it leads (None: stays)
ALLOWED = [
    ("start", "经办人", {S.NOT_STARTED, S.REOPENED}, S.IN_PROGRESS),
    ("progress", "经办人", {S.IN_PROGRESS, S.LONG_TERM, S.REOPENED}, None),
    ("progress", "经办人", {S.NOT_STARTED}, S.IN_PROGRESS),
    # a reopened one needs new progress and evidence first: below
    ("submit", "经办人", {S.IN_PROGRESS, S.LONG_TERM}, S.SUBMITTED),
    ("pass", "纪委书记", {S.SUBMITTED}, S.VERIFIED),
    ("fail", "纪委书记", {S.SUBMITTED}, S.IN_PROGRESS),
    ("sign_off", "书记", {S.VERIFIED}, S.SIGNED_OFF),
    ("long_term", "书记", {S.VERIFIED}, S.LONG_TERM),
    ("reopen", "书记", {S.VERIFIED, S.SIGNED_OFF, S.LONG_TERM}, S.REOPENED),
    ("extend", "书记", {S.NOT_STARTED, S.IN_PROGRESS, S.REOPENED, S.LONG_TERM}, None),
    ("amend", "书记", {S.NOT_STARTED, S.IN_PROGRESS, S.REOPENED, S.LONG_TERM}, None),
]
VERBS = {row[0]: row[1] for row in ALLOWED}
TO = {(what, state): to or state for what, _by, states, to in ALLOWED for state in states}

DO = {
    "start": lambda a, m: actions.start(a, m),
    "progress": lambda a, m: actions.add_progress(a, m, text="又做了一步"),
    "submit": lambda a, m: actions.submit(a, m),
    "pass": lambda a, m: actions.verify(a, m, passed=True, note="现场看过"),
    "fail": lambda a, m: actions.verify(a, m, passed=False, note="协议未盖章"),
    "sign_off": lambda a, m: actions.sign_off(a, m),
    "long_term": lambda a, m: actions.make_long_term(a, m),
    "reopen": lambda a, m: actions.reopen(a, m, reason="又反弹"),
    "extend": lambda a, m: actions.extend(
        a, m, due_on=dt.date(2021, 12, 31), reason="采购延后", approver="党委会"
    ),
    "amend": lambda a, m: actions.amend_measure(
        a, m, seen=None, changes={"text": "延长晚餐供应到21时"}, reason="人手", approver="党委会"
    ),
}  # fmt: skip


def actor_of(measure: Measure, who: str):
    return rb.worker(measure) if who == "经办人" else b.member_actor(measure.cycle, who)


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back, so that the next change starts from the same state."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(S))
def test_each_change_is_made_exactly_where_the_table_allows_it(state):
    measure = rb.at_state(rb.make_measure(rb.make_problem(b.make_cycle())), state)
    for what, who in VERBS.items():
        actor = actor_of(measure, who)
        with undone(), clock.at(rb.AFTER):
            measure.refresh_from_db()
            if (what, state) in TO:
                DO[what](actor, measure)
            else:
                with pytest.raises((Invalid, GateClosed)):
                    DO[what](actor, measure)
            assert Measure.objects.get(pk=measure.pk).state == TO.get((what, state), state), what


@pytest.mark.parametrize("what", list(transitions.TABLE))
@pytest.mark.parametrize("state", list(S))
def test_a_refused_change_says_what_to_do(state, what):
    if transitions.allowed(what, state):
        assert transitions.after(what, state) in S
        return
    with pytest.raises(Invalid) as refused:
        transitions.after(what, state)
    assert refused.value.remedy


def test_a_lasting_duty_is_never_overdue_and_an_open_one_is_from_the_day_after():
    due = dt.date(2021, 6, 30)
    assert not transitions.is_overdue(S.IN_PROGRESS, due, due)
    assert transitions.is_overdue(S.IN_PROGRESS, due, dt.date(2021, 7, 1))
    assert not transitions.is_overdue(S.LONG_TERM, due, dt.date(2022, 1, 1))
    assert not transitions.is_overdue(S.SIGNED_OFF, due, dt.date(2022, 1, 1))
    assert not transitions.is_overdue(S.IN_PROGRESS, None, dt.date(2022, 1, 1))


# ------------------------------------------------------------ who


def discipline(measure: Measure):
    return b.member_actor(measure.cycle, "纪委书记")


WHO_IN_VAIN = [
    ("the handler cannot verify", "pass", lambda m: rb.worker(m), S.SUBMITTED, {}),
    ("the owner cannot verify", "pass", lambda m: b.member_actor(m.cycle, "副主任B"), S.SUBMITTED, {}),
    ("the secretary cannot verify", "pass", lambda m: b.member_actor(m.cycle, "书记"), S.SUBMITTED, {}),
    ("the organiser cannot verify", "pass", lambda m: rb.organiser(m.cycle), S.SUBMITTED, {}),
    ("the discipline secretary cannot verify their own", "pass", discipline,
     S.IN_PROGRESS, {"owner": "纪委书记"}),
    ("the discipline secretary cannot verify the secretary's", "pass", discipline,
     S.IN_PROGRESS, {"owner": "书记"}),
    ("the discipline secretary cannot sign off", "sign_off", discipline, S.VERIFIED, {}),
    ("the owner cannot sign off", "sign_off", lambda m: b.member_actor(m.cycle, "副主任B"), S.VERIFIED, {}),
    ("the organiser cannot sign off", "sign_off", lambda m: rb.organiser(m.cycle), S.VERIFIED, {}),
    ("the organiser cannot make it lasting", "long_term", lambda m: rb.organiser(m.cycle), S.VERIFIED, {}),
    ("another member cannot enter progress", "progress", lambda m: b.member_actor(m.cycle, "主任"), S.IN_PROGRESS, {}),
    ("the discipline secretary cannot submit", "submit", discipline, S.IN_PROGRESS, {}),
    ("the handler cannot reopen", "reopen", lambda m: rb.worker(m), S.SIGNED_OFF, {}),
    ("the handler cannot extend", "extend", lambda m: rb.worker(m), S.IN_PROGRESS, {}),
    ("the owner cannot adjust", "amend", lambda m: b.member_actor(m.cycle, "副主任B"), S.IN_PROGRESS, {}),
    ("an administrator cannot start", "start", lambda m: b.actor(m.cycle, Role.ADMINISTRATOR), S.NOT_STARTED, {}),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "who", "state", "fields"), [row[1:] for row in WHO_IN_VAIN], ids=[r[0] for r in WHO_IN_VAIN]
)
def test_whoever_has_no_right_is_denied(what, who, state, fields):
    measure = rb.at_state(rb.make_measure(rb.make_problem(b.make_cycle()), **fields), state)
    with clock.at(rb.AFTER), pytest.raises(Denied):
        DO[what](who(measure), measure)


@pytest.mark.django_db
@pytest.mark.parametrize("who", [Role.SUPERVISOR, Role.SUPERIOR_OFFICE])
def test_the_superior_verifies_the_secretarys_own_and_the_secretary_never_closes_it(who):
    cycle = b.make_cycle()
    measure = rb.at_state(rb.make_measure(rb.make_problem(cycle), owner="书记"), S.IN_PROGRESS)
    with clock.at(rb.AFTER):
        actions.submit(rb.worker(measure), measure)
        actions.verify(b.actor(cycle, who), measure, passed=True, note="看过台账")
        with pytest.raises(Denied):
            actions.sign_off(b.member_actor(cycle, "书记"), measure)
        actions.sign_off(b.member_actor(cycle, "纪委书记"), measure)
    assert measure.state == S.SIGNED_OFF


@pytest.mark.django_db
def test_a_measure_that_the_secretary_handles_goes_to_the_superior_too():
    cycle = b.make_cycle()
    handled = rb.make_measure(rb.make_problem(cycle), handler=b.member(cycle, "书记").person)
    with clock.at(rb.AFTER):
        rb.evidence(handled)
        actions.submit(b.member_actor(cycle, "书记"), handled)
        with pytest.raises(Denied):
            actions.verify(b.member_actor(cycle, "纪委书记"), handled, passed=True, note="看过")
        actions.verify(b.actor(cycle, Role.SUPERVISOR), handled, passed=True, note="看过")


@pytest.mark.django_db
def test_whoever_submitted_a_measure_cannot_verify_it():
    cycle = b.make_cycle()
    measure = rb.at_state(rb.make_measure(rb.make_problem(cycle), owner="书记"), S.IN_PROGRESS)
    both = b.actor(cycle, Role.ORGANISER, Role.SUPERVISOR)
    with clock.at(rb.AFTER):
        actions.submit(both, measure)
        with pytest.raises(Denied):
            actions.verify(both, measure, passed=True, note="自己看过")


@pytest.mark.django_db
def test_without_a_discipline_secretary_the_secretary_appoints_a_verifier_from_outside():
    cycle = b.make_cycle(team=b.SMALL_TEAM, branches=False)
    measure = rb.make_measure(rb.make_problem(cycle), owner="副站长A", department="观测组")
    secretary, outsider = b.member_actor(cycle, "书记"), b.member_actor(cycle, "副站长B")
    with clock.at(rb.AFTER):
        rb.evidence(measure)
        actions.submit(rb.worker(measure), measure)
        with pytest.raises(Denied):
            actions.verify(outsider, measure, passed=True, note="看过")
        actions.appoint_verifier(secretary, measure, verifier=b.user_of(outsider))
        actions.verify(outsider, measure, passed=True, note="看过")
        actions.sign_off(secretary, measure)
    assert measure.state == S.SIGNED_OFF


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "handler", "head", "department"])
def test_a_verifier_who_is_part_of_the_work_cannot_be_appointed(who):
    cycle = b.make_cycle(team=b.SMALL_TEAM, branches=False)
    measure = rb.make_measure(rb.make_problem(cycle), owner="副站长A", department="观测组")
    head = b.Person.objects.get(unit=cycle.unit, name="观测组负责人")
    user = {
        "owner": lambda: b.member_user(cycle, "副站长A"),
        "handler": lambda: b.user_of(rb.worker(measure)),
        "head": lambda: b.make_user(cycle.unit, person=head),
        "department": lambda: b.make_user(
            cycle.unit, person=b.make_person(cycle.unit, department=measure.department)
        ),
    }[who]()  # fmt: skip
    with pytest.raises(Invalid) as refused:
        actions.appoint_verifier(b.member_actor(cycle, "书记"), measure, verifier=user)
    assert "verifier" in refused.value.fields


@pytest.mark.django_db
def test_with_a_discipline_secretary_able_to_verify_nobody_is_appointed():
    cycle = b.make_cycle()
    measure = rb.make_measure(rb.make_problem(cycle))
    with pytest.raises(Denied):
        actions.appoint_verifier(b.member_actor(cycle, "书记"), measure, verifier=b.member_user(cycle, "主任"))


@pytest.mark.django_db
def test_the_discipline_secretarys_own_measure_gets_an_appointed_verifier():
    cycle = b.make_cycle()
    measure = rb.at_state(rb.make_measure(rb.make_problem(cycle), owner="纪委书记"), S.IN_PROGRESS)
    with clock.at(rb.AFTER):
        actions.submit(rb.worker(measure), measure)
        actions.appoint_verifier(b.member_actor(cycle, "书记"), measure, verifier=b.member_user(cycle, "主任"))
        actions.verify(b.member_actor(cycle, "主任"), measure, passed=True, note="看过")
    assert measure.state == S.VERIFIED


# ------------------------------------------------------------ what is needed


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["nothing", "progress"])
def test_a_submission_without_progress_and_evidence_says_what_is_missing(given):
    measure = rb.make_measure(rb.make_problem(b.make_cycle()))
    with clock.at(rb.AFTER):
        if given == "progress":
            actions.add_progress(rb.worker(measure), measure, text="谈过一次")
        else:
            actions.start(rb.worker(measure), measure)
        with pytest.raises(Invalid) as refused:
            actions.submit(rb.worker(measure), measure)
    assert ("、" in refused.value.sentence) == (given == "nothing")
    assert "佐证材料" in refused.value.sentence


@pytest.mark.django_db
def test_a_reopened_measure_stays_so_until_it_is_submitted_with_new_evidence():
    measure = rb.at_state(rb.make_measure(rb.make_problem(b.make_cycle())), S.REOPENED)
    with clock.at(rb.AFTER + dt.timedelta(days=1)):
        actions.add_progress(rb.worker(measure), measure, text="重新做了一遍")
        measure.refresh_from_db()
        assert measure.state == S.REOPENED
        rb.evidence(measure)
        actions.submit(rb.worker(measure), measure)
    measure.refresh_from_db()
    assert measure.state == S.SUBMITTED


@pytest.mark.django_db
def test_after_reopening_old_evidence_does_not_count_again():
    measure = rb.at_state(rb.make_measure(rb.make_problem(b.make_cycle())), S.REOPENED)
    with clock.at(rb.AFTER):
        actions.add_progress(rb.worker(measure), measure, text="重新做")
        with pytest.raises(Invalid) as refused:
            actions.submit(rb.worker(measure), measure)
        assert "佐证材料" in refused.value.sentence
        actions.add_evidence(rb.worker(measure), measure, name="新协议.pdf", data=rb.PDF + b"2")
        actions.submit(rb.worker(measure), measure)
    assert measure.state == S.SUBMITTED


@pytest.mark.django_db
def test_a_sign_off_before_the_verification_names_evidence_and_verification():
    measure = rb.make_measure(rb.make_problem(b.make_cycle()))
    with pytest.raises(GateClosed) as refused:
        actions.sign_off(b.member_actor(measure.cycle, "书记"), measure)
    assert "佐证材料" in refused.value.sentence
    assert "核验" in refused.value.sentence
    assert refused.value.findings[0].rule == "R50"


@pytest.mark.django_db
def test_a_failed_verification_sends_the_measure_back_and_stays_on_record():
    measure = rb.at_state(rb.make_measure(rb.make_problem(b.make_cycle())), S.SUBMITTED)
    with clock.at(rb.AFTER):
        actions.verify(b.member_actor(measure.cycle, "纪委书记"), measure, passed=False, note="协议未盖章")
    assert measure.state == S.IN_PROGRESS
    assert [v.passed for v in measure.verifications.all()] == [False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "field"), [("reopen", "reason"), ("fail", "note"), ("extend", "approver"), ("amend", "reason")]
)
def test_a_change_without_its_words_is_refused_beside_the_field(what, field):
    state = {"reopen": S.SIGNED_OFF, "fail": S.SUBMITTED}.get(what, S.IN_PROGRESS)
    measure = rb.at_state(rb.make_measure(rb.make_problem(b.make_cycle())), state)
    do = {
        "reopen": lambda a: actions.reopen(a, measure, reason=" "),
        "fail": lambda a: actions.verify(a, measure, passed=False, note=""),
        "extend": lambda a: actions.extend(a, measure, due_on=dt.date(2021, 9, 1), reason="采购", approver=""),
        "amend": lambda a: actions.amend_measure(
            a, measure, seen=None, changes={"text": "改"}, reason="", approver="党委会"
        ),
    }[what]  # fmt: skip
    with clock.at(rb.AFTER), pytest.raises(Invalid) as refused:
        do(actor_of(measure, VERBS[what]))
    assert field in refused.value.fields


@pytest.mark.django_db
def test_a_change_dated_before_the_last_one_is_refused():
    measure = rb.at_state(rb.make_measure(rb.make_problem(b.make_cycle())), S.SUBMITTED)
    with clock.at(rb.AFTER), pytest.raises(Invalid) as refused:
        actions.verify(
            b.member_actor(measure.cycle, "纪委书记"), measure, passed=True, note="看过",
            on=rb.AFTER - dt.timedelta(days=1),
        )  # fmt: skip
    assert "on" in refused.value.fields


@pytest.mark.django_db
def test_a_refused_action_changes_nothing():
    measure = rb.make_measure(rb.make_problem(b.make_cycle()))
    before = Measure.objects.values().get()
    for what in ("submit", "pass", "long_term", "reopen"):
        with clock.at(rb.AFTER), pytest.raises(DomainError):
            DO[what](actor_of(measure, VERBS[what]), measure)
    assert Measure.objects.values().get() == before
    assert not measure.changes.exists()
