"""Verification (核验) by another person, sign-off (销号), lasting duty (长期坚持), reopening (重新整改)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from zhiyan.accounts.models import User
from zhiyan.accounts.queries import actor_for
from zhiyan.kernel.actions import action, denied
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.rectification import transitions
from zhiyan.rectification.actions.common import locked, move, required, stamp, writable
from zhiyan.rectification.models import Measure, MeasureChange, Verification, VerifierAppointment
from zhiyan.rectification.permissions import (
    is_concerned,
    leads_department,
    may_appoint_verifier,
    may_reopen,
    may_sign_off,
    may_verify,
)


@action(may_appoint_verifier, "measure.verifier_appointed")
def appoint_verifier(
    actor: Actor,
    measure: Measure,
    *,
    verifier: User,
    reason: str = "",
    on: dt.date | None = None,
    late_reason: str = "",
) -> VerifierAppointment:
    """指定核验人: where no discipline secretary can verify, the secretary names somebody outside the owning department.

    Raises Invalid for the owner, the handler, whoever submitted it, or anybody of the owning department.
    """
    current = locked(measure)
    writable(current.cycle)
    chosen = actor_for(verifier, current.cycle.unit)
    sentence: object = ""
    if not chosen.roles:
        sentence = _("核验人应是本单位的人员。")
    elif is_concerned(chosen, current):
        sentence = _("责任人、经办人和报请核验的人不能核验。")
    elif leads_department(chosen, current) or (
        verifier.person is not None
        and current.department_id is not None
        and verifier.person.department_id == current.department_id
    ):
        sentence = _("核验人应来自责任部门以外。")
    if sentence:
        raise Invalid("measure.verifier", sentence, fields={"verifier": sentence})
    return VerifierAppointment.objects.create(
        unit_id=current.unit_id,
        measure=current,
        verifier=verifier,
        reason=reason.strip(),
        **stamp(actor, on, late_reason),
    )


@action(may_verify, "measure.verified")
def verify(
    actor: Actor,
    measure: Measure,
    *,
    passed: bool,
    note: str,
    on: dt.date | None = None,
    late_reason: str = "",
) -> Verification:
    """核验: what was seen, and whether it passes; a failed one sends the measure back to work.

    Raises Invalid without words, or where nobody has submitted the measure.
    """
    if actor.user_id is None:
        raise denied("verify")
    transitions.after("pass" if passed else "fail", locked(measure).state)
    required(note=note)
    change = move(actor, measure, "pass" if passed else "fail", on=on, late_reason=late_reason, reason=note[:300])
    return Verification.objects.create(
        unit_id=measure.unit_id,
        measure=measure,
        verifier_id=actor.user_id,
        passed=passed,
        note=note.strip(),
        on=change.on,
        late_reason=change.late_reason,
        entered_by_id=actor.user_id,
    )


@action(may_sign_off, "measure.signed_off", gate="rectification.sign_off")
def sign_off(
    actor: Actor, measure: Measure, *, note: str = "", on: dt.date | None = None, late_reason: str = ""
) -> MeasureChange:
    """销号. Needs evidence and a passed verification by another person (R50)."""
    return move(actor, measure, "sign_off", on=on, late_reason=late_reason, reason=note, approver=actor.label)


@action(may_sign_off, "measure.long_term")
def make_long_term(
    actor: Actor, measure: Measure, *, note: str = "", on: dt.date | None = None, late_reason: str = ""
) -> MeasureChange:
    """转为长期坚持: done and verified, and to be kept up. It is no 销号 and is counted apart."""
    return move(actor, measure, "long_term", on=on, late_reason=late_reason, reason=note, approver=actor.label)


@action(may_reopen, "measure.reopened")
def reopen(
    actor: Actor, measure: Measure, *, reason: str, on: dt.date | None = None, late_reason: str = ""
) -> MeasureChange:
    """重新整改, with the reason; what was done, verified and signed off before stays in the history (R51)."""
    transitions.after("reopen", locked(measure).state)
    required(reason=reason)
    return move(actor, measure, "reopen", on=on, late_reason=late_reason, reason=reason, approver=actor.label)
