"""The parts of a draft kept as records: problems, causes, directions, measures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Aspect
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.statements import permissions, queries
from zhiyan.statements.actions.writing import draft, touch
from zhiyan.statements.models import Direction, StatedCause, StatedMeasure, StatedProblem, Statement, Version

Part = StatedProblem | StatedCause | Direction | StatedMeasure


@action(permissions.may_edit, "statements.problem_added")
def add_problem(
    actor: Actor,
    statement: Statement,
    *,
    aspect: Aspect,
    text: str,
    case: str = "",
    title: str = "",
    sources: Iterable[Item] = (),
) -> StatedProblem:
    """State a problem under an aspect, with its concrete case and the items it answers."""
    version = _open_draft(actor, statement)
    given = _checked(statement, aspect, sources)
    problem = StatedProblem.objects.create(
        unit_id=statement.unit_id,
        of=version,
        aspect=aspect,
        title=title.strip(),
        text=_words(text),
        case=case.strip(),
        order=_next(StatedProblem, of=version),
    )
    problem.sources.set(given)
    return problem


@action(permissions.may_edit, "statements.problem_changed")
def change_problem(
    actor: Actor,
    problem: StatedProblem,
    *,
    aspect: Aspect,
    text: str,
    case: str = "",
    title: str = "",
    sources: Iterable[Item] | None = None,
) -> StatedProblem:
    """Change a problem of a draft; `sources=None` leaves them."""
    statement = touch(actor, problem.of)
    given = _checked(statement, aspect, sources or ())
    problem.aspect, problem.text, problem.case, problem.title = aspect, _words(text), case.strip(), title.strip()
    problem.save(update_fields=["aspect", "text", "case", "title"])
    if sources is not None:
        problem.sources.set(given)
    return problem


@action(permissions.may_edit, "statements.cause_added")
def add_cause(actor: Actor, statement: Statement, *, dimension: str, text: str) -> StatedCause:
    """Give a cause under its dimension."""
    version = _open_draft(actor, statement)
    return StatedCause.objects.create(
        unit_id=statement.unit_id,
        of=version,
        dimension=_named(dimension, "dimension", _("请填写原因的维度。")),
        text=_words(text),
        order=_next(StatedCause, of=version),
    )


@action(permissions.may_edit, "statements.cause_changed")
def change_cause(actor: Actor, cause: StatedCause, *, dimension: str, text: str) -> StatedCause:
    """Change a cause of a draft."""
    touch(actor, cause.of)
    cause.dimension, cause.text = _named(dimension, "dimension", _("请填写原因的维度。")), _words(text)
    cause.save(update_fields=["dimension", "text"])
    return cause


@action(permissions.may_edit, "statements.direction_added")
def add_direction(actor: Actor, statement: Statement, *, title: str, text: str = "") -> Direction:
    """Name a direction of effort."""
    version = _open_draft(actor, statement)
    return Direction.objects.create(
        unit_id=statement.unit_id,
        of=version,
        title=_named(title, "title", _("请填写努力方向。")),
        text=text.strip(),
        order=_next(Direction, of=version),
    )


@action(permissions.may_edit, "statements.direction_changed")
def change_direction(actor: Actor, direction: Direction, *, title: str, text: str = "") -> Direction:
    """Change a direction of a draft."""
    touch(actor, direction.of)
    direction.title, direction.text = _named(title, "title", _("请填写努力方向。")), text.strip()
    direction.save(update_fields=["title", "text"])
    return direction


@action(permissions.may_edit, "statements.measure_added")
def add_measure(actor: Actor, direction: Direction, *, text: str) -> StatedMeasure:
    """Promise a measure under a direction."""
    statement = touch(actor, direction.of)
    return StatedMeasure.objects.create(
        unit_id=statement.unit_id,
        direction=direction,
        text=_words(text),
        order=_next(StatedMeasure, direction=direction),
    )


@action(permissions.may_edit, "statements.measure_changed")
def change_measure(actor: Actor, measure: StatedMeasure, *, text: str) -> StatedMeasure:
    """Change a measure of a draft."""
    touch(actor, measure.direction.of)
    measure.text = _words(text)
    measure.save(update_fields=["text"])
    return measure


@action(permissions.may_edit, "statements.part_removed")
def remove_part(actor: Actor, part: Part) -> Statement:
    """Take a problem, cause, direction (with its measures) or measure out of a draft."""
    statement = touch(actor, part.direction.of if isinstance(part, StatedMeasure) else part.of)
    if isinstance(part, Direction):
        part.measures.all().delete()
    if isinstance(part, StatedProblem):
        part.sources.clear()
    part.delete()
    return statement


def _open_draft(actor: Actor, statement: Statement) -> Version:
    version = draft(statement)
    touch(actor, version)
    return version


def _next(model: type[Any], **of: Any) -> int:
    last: int | None = model.objects.filter(**of).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


def _words(text: str) -> str:
    return _named(text, "text", _("请填写内容。"))


def _named(text: str, field: str, sentence: str) -> str:
    if not text.strip():
        raise Invalid(f"statements.empty_{field}", sentence, fields={field: sentence})
    return text.strip()


def _checked(statement: Statement, aspect: Aspect, sources: Iterable[Item]) -> list[Item]:
    """The given items. Raises Invalid for an aspect of another year or an item aimed at somebody else."""
    if aspect.cycle_id != statement.cycle_id:
        sentence = _("请选择本年度的方面。")
        raise Invalid("statements.aspect", sentence, fields={"aspect": sentence})
    given = list(sources)
    allowed = set(queries.assigned_items(statement).values_list("pk", flat=True))
    if any(item.pk not in allowed for item in given):
        sentence = _("只能选择反馈给本人或班子的条目。")
        raise Invalid("statements.sources", sentence, fields={"sources": sentence})
    return given
