"""What is proposed (归并建议) and asked, as plain data that a sheet keeps and a page shows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from zhiyan.consolidation.states import Target


@dataclass(frozen=True)
class Proposal:
    """Points that could become one item: a new one with this title, aspect and target, an existing one (`item`), or
    none at all because they only praise (`praise`).

    `sure`: how surely they belong together, 0 to 1. `shared`: words that several of them use. `nearest`: the two most
    alike. `usual`: the usual issue that they are near. `whom`: members among whom a person must choose the target.
    `several`: points whose text seems to raise more than one matter.
    """

    points: tuple[uuid.UUID, ...]
    title: str = ""
    aspect: uuid.UUID | None = None
    target: Target | None = None
    item: uuid.UUID | None = None
    praise: bool = False
    sure: float = 0.5
    shared: tuple[str, ...] = ()
    nearest: tuple[uuid.UUID, ...] = ()
    usual: str = ""
    whom: tuple[uuid.UUID, ...] = ()
    several: tuple[uuid.UUID, ...] = ()

    def data(self) -> dict[str, Any]:
        """As JSON."""
        target = self.target
        return {
            "points": texts(self.points),
            "title": self.title,
            "aspect": str(self.aspect) if self.aspect else None,
            "target": [target.kind, str(target.member_id or ""), target.body] if target else None,
            "item": str(self.item) if self.item else None,
            "praise": self.praise,
            "sure": self.sure,
            "shared": list(self.shared),
            "nearest": texts(self.nearest),
            "usual": self.usual,
            "whom": texts(self.whom),
            "several": texts(self.several),
        }

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """From JSON."""
        target = data["target"]
        return cls(
            points=ids(data["points"]),
            title=data["title"],
            aspect=uuid.UUID(data["aspect"]) if data["aspect"] else None,
            target=Target(target[0], uuid.UUID(target[1]) if target[1] else None, target[2]) if target else None,
            item=uuid.UUID(data["item"]) if data["item"] else None,
            praise=data["praise"],
            sure=data["sure"],
            shared=tuple(data["shared"]),
            nearest=ids(data["nearest"]),
            usual=data["usual"],
            whom=ids(data["whom"]),
            several=ids(data["several"]),
        )


@dataclass(frozen=True)
class Question:
    """Two points of which a person should say whether they are the same matter, how likely it is, and why it may be."""

    first: uuid.UUID
    second: uuid.UUID
    sure: float = 0.5
    shared: tuple[str, ...] = ()
    usual: str = ""

    def data(self) -> dict[str, Any]:
        """As JSON."""
        pair = texts((self.first, self.second))
        return {"pair": pair, "sure": self.sure, "shared": list(self.shared), "usual": self.usual}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """From JSON."""
        first, second = ids(data["pair"])
        return cls(first, second, data["sure"], tuple(data["shared"]), data["usual"])


@dataclass(frozen=True)
class Found:
    """All that one look over a cycle's opinions gives."""

    proposals: tuple[Proposal, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Answers:
    """What people decided of pairs of points."""

    same: frozenset[tuple[uuid.UUID, uuid.UUID]] = frozenset()
    apart: frozenset[tuple[uuid.UUID, uuid.UUID]] = frozenset()
    skipped: frozenset[tuple[uuid.UUID, uuid.UUID]] = frozenset()

    def __len__(self) -> int:
        return len(self.same) + len(self.apart) + len(self.skipped)

    def asked(self, a: uuid.UUID, b: uuid.UUID) -> bool:
        """Whether somebody looked at this pair already."""
        pair = (min(a, b), max(a, b))
        return pair in self.same or pair in self.apart or pair in self.skipped


def texts(values: tuple[uuid.UUID, ...]) -> list[str]:
    """Ids as JSON."""
    return [str(value) for value in values]


def ids(values: list[str]) -> tuple[uuid.UUID, ...]:
    """Ids from JSON."""
    return tuple(uuid.UUID(value) for value in values)
