"""What a finder gives: how strongly, and the places to be read side by side."""

from __future__ import annotations

from dataclasses import dataclass

from zhiyan.formalism.words import Span


@dataclass(frozen=True)
class Spot:
    """A place in one of the texts given, by the name under which it was given; [start, end) in code points."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """A finder's observation: a score in [0, 1] that reached its threshold, and the places that show why."""

    score: float
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Place:
    """The same passage in two texts, [start, end) of each as given; `exact`: no letter differs."""

    first: Span
    second: Span
    exact: bool


@dataclass(frozen=True)
class Likeness:
    """Two texts by name, how surely or how much they are alike (0 to 1), and where."""

    first: str
    second: str
    score: float
    places: tuple[Place, ...]


def at(name: str, spans: list[Span]) -> tuple[Spot, ...]:
    """Spans of one text as spots."""
    return tuple(Spot(name, start, end) for start, end in spans)
