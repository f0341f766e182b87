"""Submissions and the opinions in them, made the same way whether typed in, imported or taken from the box."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhiyan.consolidation.engine.praise import is_praise
from zhiyan.cycle.models import Aspect, Cycle, TeamMember
from zhiyan.org.models import Branch
from zhiyan.solicitation.commitments import commit
from zhiyan.solicitation.importing.context import TEAM
from zhiyan.solicitation.importing.personal import personal_data
from zhiyan.solicitation.models import Channel, Opinion, Submission, TargetKind


@dataclass(frozen=True)
class Target:
    """Whom an opinion is about (对象); `kind` None where nobody could tell. `source`: column, mark, default, person."""

    kind: TargetKind | None = None
    member: TeamMember | None = None
    body: str = ""
    source: str = ""

    def as_fields(self) -> dict[str, Any]:
        """As fields of an Opinion."""
        return {
            "target_kind": self.kind,
            "target_member": self.member,
            "target_body": self.body,
            "target_source": self.source if self.kind else "",
        }


UNKNOWN = Target()


def target_of(label: str | None, members: Mapping[str, TeamMember], source: str = "person") -> Target:
    """班子, the role label of a member, or None; a label that is nobody's is a body beyond the team."""
    if not label:
        return UNKNOWN
    if label == TEAM:
        return Target(TargetKind.TEAM, source=source)
    member = members.get(label)
    if member is not None:
        return Target(TargetKind.MEMBER, member, source=source)
    return Target(TargetKind.OTHER, body=label[:80], source=source)


@dataclass(frozen=True)
class Piece:
    """One opinion of a submission: its span, aspect and target."""

    start: int
    end: int
    aspect: Aspect | None = None
    target: Target = UNKNOWN
    praise: bool | None = None
    about_office: bool = False


@dataclass(frozen=True)
class Incoming:
    """A submission as it comes in, with where it comes from; `salt` is the writer's own for a sealed slip."""

    text: str
    channel: Channel
    pieces: tuple[Piece, ...]
    on: dt.date | None = None
    branch: Branch | None = None
    salt: bytes | None = None
    id: uuid.UUID | None = None
    links: Mapping[str, Any] = field(default_factory=dict)
    locator: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)


def whole(text: str, **fields: Any) -> tuple[Piece, ...]:
    """The text as one opinion, outer white space left out of the span."""
    start = len(text) - len(text.lstrip())
    return (Piece(start, start + len(text.strip()), **fields),)


def make(cycle: Cycle, incoming: Iterable[Incoming], *, shuffled: bool = False) -> list[Opinion]:
    """Store submissions with their opinions in the order given; `shuffled`: sorted by commitment, which is salted, so
    that nothing is left of the order in which they came. Call inside an action.
    """
    pairs = [_pair(cycle, one) for one in incoming]
    if shuffled:
        pairs.sort(key=lambda pair: pair[0].commitment)
    Submission.objects.bulk_create([submission for submission, _opinions in pairs])
    return Opinion.objects.bulk_create([opinion for _submission, opinions in pairs for opinion in opinions])


def _pair(cycle: Cycle, one: Incoming) -> tuple[Submission, list[Opinion]]:
    submission = Submission(
        id=one.id or uuid.uuid4(),
        unit_id=cycle.unit_id,
        cycle=cycle,
        channel=one.channel,
        text=one.text,
        on=one.on,
        branch=one.branch,
        locator=dict(one.locator),
        raw=dict(one.raw),
        **commit(cycle, one.text, one.salt),
        **one.links,
    )
    return submission, [_opinion(cycle, submission, piece) for piece in one.pieces]


def _opinion(cycle: Cycle, submission: Submission, piece: Piece) -> Opinion:
    text = submission.text[piece.start : piece.end]
    return Opinion(
        unit_id=cycle.unit_id,
        cycle=cycle,
        channel=submission.channel,
        submission=submission,
        start=piece.start,
        end=piece.end,
        text=text,
        aspect=piece.aspect,
        praise=is_praise(text) if piece.praise is None else piece.praise,
        personal_data=[dict(found) for found in personal_data(text)],
        about_office=piece.about_office,
        **piece.target.as_fields(),
    )


def members_by_role(cycle: Cycle) -> dict[str, TeamMember]:
    """The team's members, those who left included, by the label that opinions use."""
    return {member.role: member for member in TeamMember.objects.filter(cycle=cycle).order_by("rank")}
