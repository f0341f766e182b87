"""Whether a year still runs: once archived (归档) it is read-only, with all that hangs on it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.kernel.errors import Invalid


def require_running(subject: Any) -> None:
    """Raise Invalid where the record's year is archived; what belongs to no year passes."""
    cycle = cycle_of(subject)
    if cycle is not None and cycle.state == CycleState.CLOSED:
        raise Invalid("cycle.closed", _("这个年度已经归档，只能查看。"), remedy=_("请在新的年度里办理。"))


def cycle_of(record: Any) -> Cycle | None:
    """The year to which a record belongs, found along its foreign keys; None for one of no year."""
    if not isinstance(record, models.Model):
        return None
    path = path_to_cycle(type(record))
    for name in path or ():
        record = getattr(record, name)
        if record is None:
            return None
    return record if isinstance(record, Cycle) else None


@cache
def path_to_cycle(model: type[models.Model]) -> tuple[str, ...] | None:
    """The shortest way of foreign keys from a model to the year: empty for the year itself, None where none leads."""
    ways: list[tuple[type[models.Model], tuple[str, ...]]] = [(model, ())]
    seen = {model}
    for here, path in ways:
        if here is Cycle:
            return path
        for field in here._meta.fields:
            other = field.related_model
            if field.is_relation and isinstance(other, type) and other not in seen:
                seen.add(other)
                ways.append((other, (*path, field.name)))
    return None
