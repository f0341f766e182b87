"""必谈 pairs computed from the team's list: pure, no database."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from zhiyan.talks.models import PairKind


@dataclass(frozen=True)
class Seat:
    """A team member as far as pairs depend on it, in rank order."""

    id: uuid.UUID
    person_id: uuid.UUID
    branch_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Charge:
    """分管: the department a member is in charge of, and its head where there is one."""

    member_id: uuid.UUID
    department_id: uuid.UUID
    head_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Wanted:
    """One pair that must talk."""

    kind: PairKind
    member_id: uuid.UUID
    other_member_id: uuid.UUID | None = None
    other_person_id: uuid.UUID | None = None
    department_id: uuid.UUID | None = None
    branch_id: uuid.UUID | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """The same for the same two sides, whoever is named first."""
        return key(self.kind, self.member_id, self.other_member_id, self.department_id, self.branch_id)


def key(
    kind: str,
    member_id: uuid.UUID,
    other_member_id: uuid.UUID | None,
    department_id: uuid.UUID | None,
    branch_id: uuid.UUID | None,
) -> tuple[object, ...]:
    """What makes two pairs the same one."""
    if other_member_id is not None:
        return (str(kind), frozenset({member_id, other_member_id}))
    return (str(kind), member_id, department_id or branch_id)


def wanted(seats: Sequence[Seat], charges: Iterable[Charge]) -> list[Wanted]:
    """Every pair of the team, in rank order: n(n-1)/2 among members, heads of departments in charge, own branch.

    Nobody talks with oneself: a department headed by the member in charge of it gives no pair. Branch pairs wait for
    their representative to be named. Source: 四必谈, R16 to R19.
    """
    return [*_between(seats), *_with_heads(seats, charges), *_with_branches(seats)]


def _between(seats: Sequence[Seat]) -> Iterator[Wanted]:
    for first, second in combinations(seats, 2):
        yield Wanted(PairKind.MEMBER_MEMBER, first.id, other_member_id=second.id)


def _with_heads(seats: Sequence[Seat], charges: Iterable[Charge]) -> Iterator[Wanted]:
    persons = {seat.id: seat.person_id for seat in seats}
    for charge in charges:
        if charge.member_id in persons and charge.head_id != persons[charge.member_id]:
            yield Wanted(
                PairKind.MEMBER_DEPARTMENT_HEAD,
                charge.member_id,
                other_person_id=charge.head_id,
                department_id=charge.department_id,
            )


def _with_branches(seats: Sequence[Seat]) -> Iterator[Wanted]:
    for seat in seats:
        if seat.branch_id is not None:
            yield Wanted(PairKind.MEMBER_BRANCH_REPRESENTATIVE, seat.id, branch_id=seat.branch_id)
