"""The one way to change state: permission, gates, change and ledger event in one transaction."""

from __future__ import annotations

import functools
import hashlib
import uuid
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import clock, events, gates, guard, locks, writes
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Denied

P = ParamSpec("P")
R = TypeVar("R")
Permission = Callable[..., bool]


def action(
    permission: Permission,
    event: str | None,
    *,
    gate: str | None = None,
    secret: Sequence[str] = (),
    archived: bool = False,
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Make `fn(actor, subject, …)` an action.

    `permission(actor, subject)` decides (default deny); `gate` names a gate asked with the subject; `event` is written
    to the ledger with the subject's id and a salted commitment to the arguments. `event=None` is for what must leave
    no trace of order or time (a post at the box); it needs a reason where it is used. `secret` names arguments that
    even a commitment must not hold: a short password could be guessed from it.
    `archived` lets the action start from a year that is read-only already (the next one begins from it).
    The subject is given by position, so that the permission is always asked about it.
    Raises Denied, GateClosed, and whatever domain error the change raises; then nothing is changed.
    """

    def wrap(fn: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @functools.wraps(fn)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not args:
                raise TypeError(f"{fn.__name__}: the subject is given by position")
            subject = args[0]
            with transaction.atomic(), guard.writing(event or fn.__name__), writes.noting():
                if not permission(actor, *args[:1]):
                    raise denied(fn.__name__)
                if not archived:
                    locks.require_open(subject)
                if gate is not None:
                    gates.require(gate, subject, actor)
                result = fn(actor, *args, **kwargs)
                if event is not None:
                    told = {name: value for name, value in kwargs.items() if name not in secret}
                    events.emit(describe(event, actor, subject, result, {**told, "args": list(args[1:])}))
                return result

        if event is not None:
            events.belongs(event, fn.__module__)
        run.permission = permission  # type: ignore[attr-defined]
        run.event = event  # type: ignore[attr-defined]
        return run

    return wrap


def course(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Make `fn(actor, subject, …)` a course of actions: each step is an action with a transaction of its own.

    For what must outlive a stop between two steps (an opened batch is in the log before its slips go), or must not hold
    a transaction (signing). The right is asked before the first step as well. Raises Denied.
    """

    def wrap(fn: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @functools.wraps(fn)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not permission(actor, *args[:1]):
                raise denied(fn.__name__)
            return fn(actor, *args, **kwargs)

        run.permission = permission  # type: ignore[attr-defined]
        run.event = None  # type: ignore[attr-defined]
        return run

    return wrap


def denied(what: str) -> Denied:
    """The refusal for a missing right."""
    return Denied(
        f"denied.{what}",
        _("您没有做这件事的权限。"),
        reason=_("按角色和记录授权，未列明的一律不允许。"),
        remedy=_("如确需办理，请联系党务工作人员。"),
    )


def describe(event: str, actor: Actor, subject: Any, result: Any, content: dict[str, Any]) -> events.Event:
    """The event of a finished action: about what it made, else about what it was given."""
    about = result if isinstance(result, models.Model) else subject
    return events.Event(
        name=event,
        unit_id=actor.unit_id,
        subject_id=str(getattr(about, "pk", "") or ""),
        actor_id=str(actor.user_id or ""),
        on=clock.today(),
        content={key: plain(value) for key, value in content.items()},
    )


def plain(value: Any) -> Any:
    """A JSON-ready stand-in: records become their ids, bytes their SHA-256."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, (bytes, memoryview)):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, models.QuerySet)):
        return [plain(v) for v in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return value.hex if isinstance(value, uuid.UUID) else str(value)
