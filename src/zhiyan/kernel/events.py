"""Where an action's event goes: the ledger registers itself as the sink when it loads."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Event:
    """What an action leaves behind: ids and a commitment's inputs, never the content itself."""

    name: str
    unit_id: uuid.UUID
    subject_id: str
    actor_id: str
    on: dt.date
    content: Mapping[str, Any] = field(default_factory=dict)


Sink = Callable[[Event], None]
_sinks: list[Sink] = []
_apps: dict[str, str] = {}


def subscribe(sink: Sink) -> None:
    """Hand every later event to `sink`, in the action's transaction."""
    if sink not in _sinks:
        _sinks.append(sink)


def emit(event: Event) -> None:
    """Give the event to each sink; a sink that fails fails the action."""
    for sink in _sinks:
        sink(event)


def belongs(event: str, module: str) -> None:
    """Note in which app the action stands that writes this event."""
    _apps[event] = module.removeprefix("zhiyan.").partition(".")[0]


def app_of(event: str) -> str | None:
    """The app whose action writes this event; None where no action known here does."""
    return _apps.get(event)
