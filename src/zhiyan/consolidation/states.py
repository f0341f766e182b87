"""What a point, an item or an opinion looks like before and after a change: plain data, written into the history."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from zhiyan.consolidation.models import Item, Placement, Point, SetAsideReason
from zhiyan.cycle.models import TeamMember
from zhiyan.solicitation.models import Opinion, TargetKind

Data = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """对象: the team, one member, or a body beyond the team (then `body` names it)."""

    kind: str = TargetKind.TEAM
    member_id: uuid.UUID | None = None
    body: str = ""

    @classmethod
    def of(cls, record: Item | Opinion) -> Self | None:
        """The target of an item or opinion; None where nobody could tell."""
        if record.target_kind is None:
            return None
        return cls(str(record.target_kind), record.target_member_id, record.target_body)

    @classmethod
    def member(cls, member: TeamMember) -> Self:
        """One member of the team."""
        return cls(TargetKind.MEMBER, member.pk)

    def fields(self, source: str) -> Data:
        """As fields of an item or opinion; `source` says how it became known (default, assigned, column, mark)."""
        return {
            "target_kind": self.kind,
            "target_member_id": self.member_id,
            "target_body": self.body,
            "target_source": source,
        }


@dataclass(frozen=True)
class Place:
    """Where a point stands: in an item, or set aside with a reason. Mirrors Placement."""

    item: uuid.UUID | None = None
    reason: str | None = None
    note: str = ""
    placed_by: uuid.UUID | None = None
    confirmed_by: uuid.UUID | None = None
    receiver: uuid.UUID | None = None
    receiver_body: str = ""

    @property
    def waits(self) -> bool:
        """Whether a second person still has to confirm."""
        return self.reason is not None and self.reason != SetAsideReason.PRAISE and self.confirmed_by is None

    @classmethod
    def of(cls, placement: Placement) -> Self:
        """The place that a stored placement says."""
        return cls(
            placement.item_id,
            placement.reason,
            placement.note,
            placement.placed_by_id,
            placement.confirmed_by_id,
            placement.receiver_id,
            placement.receiver_body,
        )

    def fields(self) -> Data:
        """As the fields of a Placement."""
        return {
            "item_id": self.item,
            "reason": self.reason,
            "note": self.note,
            "placed_by_id": self.placed_by,
            "confirmed_by_id": self.confirmed_by,
            "receiver_id": self.receiver,
            "receiver_body": self.receiver_body,
        }


@dataclass(frozen=True)
class State:
    """A point as it stands: its span of the opinion's text, and its place (None: not placed yet)."""

    start: int
    end: int
    place: Place | None = field(default=None)

    def token(self) -> str:
        """What a page shows of it, to be sent back: a change of it in the meantime is noticed."""
        place = self.place
        where = "" if place is None else f"{place.item or place.reason}{'+' if place.confirmed_by else ''}"
        return f"{self.start}-{self.end}:{where}"

    def data(self) -> Data:
        """As JSON for the history."""
        place = None
        if self.place is not None:
            place = {
                key: str(value) if isinstance(value, uuid.UUID) else value for key, value in vars(self.place).items()
            }
        return {"start": self.start, "end": self.end, "place": place}

    @classmethod
    def read(cls, data: Mapping[str, Any] | None) -> Self | None:
        """From the history; None for a point that was not there."""
        if data is None:
            return None
        place = data["place"]
        ids = {"item", "placed_by", "confirmed_by", "receiver"}
        if place is None:
            return cls(data["start"], data["end"])
        read: Data = {key: uuid.UUID(value) if key in ids and value else value for key, value in place.items()}
        return cls(data["start"], data["end"], Place(**read))


def state_of(point: Point) -> State | None:
    """How the point stands now; None once it was joined into another. The placement should be fetched with it."""
    if point.retired:
        return None
    placement = getattr(point, "placement", None)
    return State(point.start, point.end, Place.of(placement) if placement else None)


def plain_fields(fields: Mapping[str, Any]) -> Data:
    """Fields of an item or opinion as JSON."""
    return {key: str(value) if isinstance(value, uuid.UUID) else value for key, value in fields.items()}


def read_fields(data: Mapping[str, Any]) -> Data:
    """Fields from JSON, ids as ids."""
    return {key: uuid.UUID(value) if key.endswith("_id") and value else value for key, value in data.items()}
