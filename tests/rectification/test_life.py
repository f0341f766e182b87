"""A measure's life by chance: whatever is tried in whatever order, no sign-off without proof, no gap in history."""

from __future__ import annotations

import datetime as dt
import random
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests import builders as b
from tests.rectification import builders as rb
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import DomainError
from zhiyan.rectification import actions, checks, queries
from zhiyan.rectification.models import ChangeKind, Measure, MeasureState

PEOPLE = ("经办人", "责任人", "书记", "纪委书记", "督导组", "党务工作人员", "部门负责人")
VERBS = (
    "start",
    "progress",
    "evidence",
    "submit",
    "pass",
    "fail",
    "sign_off",
    "long_term",
    "reopen",
    "extend",
    "amend",
)
NEXT = {"not_started": "evidence", "in_progress": "submit", "submitted": "pass", "verified": "sign_off"}


class Life(RuleBasedStateMachine):
    """Everybody tries everything; the domain refuses what it must."""

    owners: ClassVar[tuple[str, ...]] = ("副主任B", "书记", "纪委书记")

    @initialize(owner=st.sampled_from(owners))
    def begin(self, owner: str) -> None:
        self.day = rb.AFTER
        self.cycle = b.make_cycle()
        rb.make_meeting(self.cycle)
        self.measure = rb.make_measure(rb.make_problem(self.cycle), owner=owner)
        self.owner_person = self.measure.owner.person_id
        head = b.Person.objects.get(unit=self.cycle.unit, name="条件保障处负责人")
        self.people: dict[str, Actor] = {
            "经办人": rb.worker(self.measure),
            "责任人": b.member_actor(self.cycle, owner),
            "书记": b.member_actor(self.cycle, "书记"),
            "纪委书记": b.member_actor(self.cycle, "纪委书记"),
            "督导组": b.actor(self.cycle, Role.SUPERVISOR),
            "党务工作人员": b.actor(self.cycle, Role.ORGANISER),
            "部门负责人": b.actor_for(b.make_user(self.cycle.unit, person=head), self.cycle.unit),
        }
        self.dues = [self.measure.due_on]

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.day += dt.timedelta(days=days)

    @rule(who=st.sampled_from(PEOPLE), verb=st.sampled_from(VERBS))
    def somebody_tries(self, who: str, verb: str) -> None:
        self.attempt(self.people[who], verb)

    @rule()
    def everybody_tries_the_next_step(self) -> None:
        """So that chance gets as far as a sign-off, and by the wrong people if the domain lets them."""
        verb = NEXT.get(self.measure.state, "evidence")
        for actor in self.people.values():
            self.attempt(actor, verb)

    def attempt(self, actor: Actor, verb: str) -> None:
        measure, due = self.measure, self.measure.due_on
        do = {
            "start": lambda: actions.start(actor, measure),
            "progress": lambda: actions.add_progress(actor, measure, text="进展"),
            "evidence": lambda: actions.add_progress(
                actor, measure, text="进展", files=[("证.pdf", rb.PDF + random.randbytes(4))]
            ),
            "submit": lambda: actions.submit(actor, measure),
            "pass": lambda: actions.verify(actor, measure, passed=True, note="看过"),
            "fail": lambda: actions.verify(actor, measure, passed=False, note="不实"),
            "sign_off": lambda: actions.sign_off(actor, measure),
            "long_term": lambda: actions.make_long_term(actor, measure),
            "reopen": lambda: actions.reopen(actor, measure, reason="反弹"),
            "extend": lambda: actions.extend(
                actor, measure, due_on=due + dt.timedelta(days=30), reason="延后", approver="党委会"
            ),
            "amend": lambda: actions.amend_measure(
                actor, measure, seen=None, changes={"text": measure.text + "。"}, reason="完善", approver="党委会"
            ),
        }[verb]  # fmt: skip
        with clock.at(self.day):
            try:
                do()
            except DomainError:
                pass
            else:
                if verb == "extend":
                    self.dues.append(due + dt.timedelta(days=30))
        self.measure = Measure.objects.get(pk=measure.pk)

    def stored(self) -> Measure:
        return queries.with_work(queries.measures(self.cycle)).get()

    @invariant()
    def a_sign_off_rests_on_evidence_and_another_persons_verification(self) -> None:
        if not hasattr(self, "cycle"):
            return
        measure = self.stored()
        if measure.state not in (MeasureState.SIGNED_OFF, MeasureState.LONG_TERM, MeasureState.VERIFIED):
            return
        assert measure.evidence.all()
        last = measure.verifications.all()[len(measure.verifications.all()) - 1]
        assert last.passed
        assert last.verifier.person_id not in {self.owner_person, measure.handler_id}
        submitted = [c for c in measure.changes.all() if c.kind == ChangeKind.SUBMIT]
        assert submitted[-1].entered_by_id != last.verifier_id

    @invariant()
    def nobody_signs_off_their_own(self) -> None:
        if not hasattr(self, "cycle"):
            return
        for change in self.stored().changes.all():
            if change.kind in (ChangeKind.SIGN_OFF, ChangeKind.LONG_TERM):
                assert change.entered_by.person_id not in {self.owner_person, self.measure.handler_id}

    @invariant()
    def the_history_is_complete(self) -> None:
        if not hasattr(self, "cycle"):
            return
        measure = self.stored()
        facts = {"measures": [queries.measure_facts(measure)]}
        assert checks.r51_history_kept(facts, {}) == []
        assert checks.r50_signed_off_on_evidence(facts, {}) == []
        extended = [c for c in measure.changes.all() if c.kind == ChangeKind.EXTEND]
        assert [c.before for c in extended] + [measure.due_on.isoformat()] == [d.isoformat() for d in self.dues]


class TestLife(TestCase):
    def test_no_sequence_of_attempts_closes_a_measure_without_proof(self) -> None:
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
