"""Submitting, reviewing (审阅), returning, revising and approving. Nobody reviews or approves their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from zhiyan.kernel import clock, gates, late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.statements import permissions, queries
from zhiyan.statements.actions.writing import draft
from zhiyan.statements.models import (
    Direction,
    Review,
    ReviewCapacity,
    ReviewConclusion,
    Section,
    StatedCause,
    StatedMeasure,
    StatedProblem,
    Statement,
    StatementState,
    Version,
)
from zhiyan.talks.queries import ensure_open


@action(permissions.may_submit, "statements.submitted")
def submit(actor: Actor, statement: Statement, *, on: dt.date | None = None, late_reason: str = "") -> Statement:
    """Hand the draft in; from now on the version is fixed.

    Raises GateClosed with R23's findings for what is missing, Invalid for a typed one not confirmed.
    """
    ensure_open(statement.cycle)
    version = draft(statement)
    if statement.typed_by_id is not None and statement.confirmed_on is None:
        raise Invalid(
            "statements.unconfirmed", _("这份材料是代录的，本人还没有确认。"), remedy=_("请本人确认后再提交。")
        )
    gates.require("statements.submit", statement, actor)
    day = on or clock.today()
    version.submitted_on, version.late_reason = day, late.check(day, late_reason)
    version.save(update_fields=["submitted_on", "late_reason"])
    return statement.change(None, state=StatementState.SUBMITTED, due_on=None)


@action(permissions.may_review, "statements.reviewed")
def review(
    actor: Actor,
    statement: Statement,
    *,
    capacity: str,
    conclusion: str,
    on: dt.date,
    comments: str = "",
    points: Mapping[str, str] | None = None,
    due_on: dt.date | None = None,
    late_reason: str = "",
) -> Review:
    """Record a review of the submitted version; 修改 or 重写 returns it with a due day.

    Raises Invalid for a capacity not the actor's, a statement not submitted, or a return without words and due day.
    """
    ensure_open(statement.cycle)
    if capacity not in permissions.capacities(actor, statement):
        sentence = _("您不能以这一身份审阅这份材料。")
        raise Invalid("statements.capacity", sentence, fields={"capacity": sentence})
    version = _submitted(statement)
    passes = conclusion == ReviewConclusion.PASS
    if not passes:
        _require_return(comments, due_on)
    found = Review.objects.create(
        unit_id=statement.unit_id,
        of=version,
        capacity=ReviewCapacity(capacity),
        conclusion=ReviewConclusion(conclusion),
        comments=comments.strip(),
        points=dict(points or {}),
        due_on=None if passes else due_on,
        on=on,
        late_reason=late.check(on, late_reason),
        entered_by_id=actor.user_id,
    )
    if not passes:
        statement.change(None, state=StatementState.RETURNED, due_on=due_on)
    return found


def _require_return(comments: str, due_on: dt.date | None) -> None:
    fields = {}
    if not comments.strip():
        fields["comments"] = _("退回要写明修改意见。")
    if due_on is None:
        fields["due_on"] = _("退回要写明修改期限。")
    if fields:
        raise Invalid("statements.return", _("退回要写明修改意见和期限。"), fields=fields)


def _submitted(statement: Statement) -> Version:
    if statement.state not in (StatementState.SUBMITTED, StatementState.APPROVED):
        raise Invalid("statements.not_submitted", _("这份材料还没有提交，不能审阅。"), remedy=_("请等提交后再审阅。"))
    version = queries.latest_version(statement)
    if version is None or version.submitted_on is None:
        raise Invalid("statements.not_submitted", _("这份材料还没有提交，不能审阅。"), remedy=_("请等提交后再审阅。"))
    return version


@action(permissions.may_review, "statements.returned")
def return_statement(
    actor: Actor,
    statement: Statement,
    *,
    capacity: str,
    comments: str,
    due_on: dt.date,
    on: dt.date | None = None,
    rewrite: bool = False,
) -> Review:
    """Return for revision, or to be rewritten, until a day."""
    conclusion = ReviewConclusion.REWRITE if rewrite else ReviewConclusion.REVISE
    return review(
        actor,
        statement,
        capacity=capacity,
        conclusion=conclusion,
        on=on or clock.today(),
        comments=comments,
        due_on=due_on,
    )


@action(permissions.may_approve, "statements.approved")
def approve(actor: Actor, statement: Statement, *, on: dt.date | None = None, late_reason: str = "") -> Statement:
    """Approve (审定) the submitted version. Raises Invalid without a passing review of it by somebody else."""
    ensure_open(statement.cycle)
    version = _submitted(statement)
    if statement.state == StatementState.APPROVED:
        raise Invalid("statements.approved", _("这份材料已经审定。"))
    if not passing_review(statement, version):
        raise Invalid("statements.no_review", _("还没有通过的审阅意见，不能审定。"), remedy=_("请先由他人审阅并通过。"))
    day = on or clock.today()
    reason = late.check(day, late_reason)
    version.approved_on, version.late_reason = day, reason or version.late_reason
    version.save(update_fields=["approved_on", "late_reason"])
    return statement.change(None, state=StatementState.APPROVED)


def passing_review(statement: Statement, version: Version) -> bool:
    """Whether the newest review of the version passes it, by somebody who did not write it."""
    newest = version.reviews.order_by("-on", "-entered_at").first()
    if newest is None or newest.conclusion != ReviewConclusion.PASS:
        return False
    writers = {statement.drafter_id, statement.typed_by_id} - {None}
    return newest.entered_by_id not in writers


@action(permissions.may_edit, "statements.revised")
def revise(actor: Actor, statement: Statement) -> Version:
    """Begin the next version as a copy of the last, which stays fixed. Raises Invalid unless returned."""
    ensure_open(statement.cycle)
    last = queries.latest_version(statement)
    if statement.state != StatementState.RETURNED or last is None:
        raise Invalid("statements.not_returned", _("这份材料没有被退回，不用另起一版。"))
    version = Version.objects.create(unit_id=statement.unit_id, statement=statement, no=last.no + 1)
    copy_parts(last, version)
    statement.change(None, state=StatementState.DRAFT)
    return version


def copy_parts(old: Version, new: Version) -> None:
    """Everything of one version into another, sources and measures too."""
    unit = new.unit_id
    Section.objects.bulk_create(
        Section(unit_id=unit, of=new, kind=s.kind, text=s.text, order=s.order) for s in old.sections.all()
    )
    for problem in old.problems.prefetch_related("sources"):
        copied = StatedProblem.objects.create(
            unit_id=unit,
            of=new,
            aspect_id=problem.aspect_id,
            title=problem.title,
            text=problem.text,
            case=problem.case,
            order=problem.order,
        )
        copied.sources.set(problem.sources.all())
    StatedCause.objects.bulk_create(
        StatedCause(unit_id=unit, of=new, dimension=c.dimension, text=c.text, order=c.order) for c in old.causes.all()
    )
    for direction in old.directions.prefetch_related("measures"):
        made = Direction.objects.create(
            unit_id=unit, of=new, title=direction.title, text=direction.text, order=direction.order
        )
        StatedMeasure.objects.bulk_create(
            StatedMeasure(unit_id=unit, direction=made, text=m.text, order=m.order) for m in direction.measures.all()
        )
