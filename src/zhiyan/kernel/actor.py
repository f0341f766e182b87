"""Who acts, in which unit, with which roles."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The roles of DOMAIN 'Who may read'. Values are stored; labels come from the message catalogue."""

    STAFF = "staff"
    BRANCH_SECRETARY = "branch_secretary"
    DEPARTMENT_HEAD = "department_head"
    ORGANISER = "organiser"
    HANDLER = "handler"
    MEMBER = "member"
    DEPUTY_SECRETARY = "deputy_secretary"
    SECRETARY = "secretary"
    DISCIPLINE_SECRETARY = "discipline_secretary"
    RECORDER = "recorder"
    OBSERVER = "observer"
    SUPERVISOR = "supervisor"
    SUPERIOR_OFFICE = "superior_office"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """A signed-in person as seen by one unit: never carries rights into another unit.

    `branch_ids` are branches led as 支部书记, `department_ids` departments led as 部门负责人.
    """

    unit_id: uuid.UUID
    roles: frozenset[Role] = frozenset()
    user_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    label: str = ""
    branch_ids: frozenset[uuid.UUID] = field(default_factory=frozenset)
    department_ids: frozenset[uuid.UUID] = field(default_factory=frozenset)

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held."""
        return not self.roles.isdisjoint(roles)

    def belongs_to(self, record: object) -> bool:
        """Whether the record is of the actor's unit."""
        return getattr(record, "unit_id", None) == self.unit_id
