"""One thing changed in a year of facts, said by its place: `put("talks.pairs.0.talk", None)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Year = dict[str, dict[str, Any]]
Change = Callable[[Year], None]


@dataclass(frozen=True)
class Case:
    """A change of the satisfied year, with figures of rules that stand otherwise: `parameters` by rule."""

    rule: str
    what: str
    change: Change
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.rule} {self.what}"


def put(place: str, value: Any) -> Change:
    """Set what stands at the place; `+` as the last step appends to a list."""
    *steps, last = place.split(".")

    def change(year: Year) -> None:
        at: Any = year
        for step in steps:
            at = at[int(step) if step.isdigit() else step]
        if last == "+":
            at.append(deepcopy(value))
        else:
            at[int(last) if last.isdigit() else last] = deepcopy(value)

    return change


def both(*changes: Change) -> Change:
    """Several places that are one thing."""

    def change(year: Year) -> None:
        for one in changes:
            one(year)

    return change
