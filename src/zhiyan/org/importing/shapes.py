"""What comes out of a roster file (人员花名册), as plain data."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Party = Literal["full", "probationary", "none"]


@dataclass(frozen=True)
class RosterPerson:
    """One person. `staff_no` is text (工号, at least 4 digits); `department`, `branch` are full names.

    `joined` is the first of the month where only a month is given; `leadership` marks people listed outside the
    departments (中心领导), whose `department` is then no department.
    """

    row: int
    staff_no: str
    name: str
    department: str
    branch: str | None
    party: Party
    post: str
    joined: dt.date | None
    phone: str
    email: str
    leadership: bool = False


@dataclass(frozen=True)
class RosterRejection:
    """A row kept aside: `reason` is a code (empty_staff_no, bad_staff_no, empty_name, footer)."""

    row: int
    reason: str
    name: str
    sheet: str = ""


@dataclass(frozen=True)
class RosterDuplicate:
    """A staff number met again; the first row is kept. `fields` are the headers that differ, as written."""

    row: int
    first_row: int
    staff_no: str
    kind: Literal["identical", "conflict"]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class RosterWarning:
    """Something for a person to look at; the row is kept."""

    code: str
    row: int
    value: str
    sheet: str = ""


@dataclass(frozen=True)
class RosterMapping:
    """A short or misspelt department name, and the department that it was taken for."""

    row: int
    raw: str
    name: str


@dataclass(frozen=True)
class RosterTeamMember:
    """A member of the leadership team (班子成员), in rank order; `role` is the label used everywhere (副主任A)."""

    rank: int
    staff_no: str
    role: str
    post: str
    portfolio: tuple[str, ...]
    branch: str | None
    note: str


@dataclass(frozen=True)
class RosterDepartment:
    """A department in the unit's order, its head and the branches of its members."""

    order: int
    name: str
    head_staff_no: str | None = None
    branches: tuple[str, ...] = ()


@dataclass(frozen=True)
class RosterBranch:
    """A Party branch (党支部) in the unit's order, and its secretary."""

    order: int
    name: str
    secretary_staff_no: str | None = None


@dataclass(frozen=True)
class ParsedRoster:
    """Everything in a roster file. Rows count from 1 as the spreadsheet shows them."""

    people: tuple[RosterPerson, ...]
    team: tuple[RosterTeamMember, ...]
    departments: tuple[RosterDepartment, ...]
    branches: tuple[RosterBranch, ...]
    rejected: tuple[RosterRejection, ...]
    duplicates: tuple[RosterDuplicate, ...]
    warnings: tuple[RosterWarning, ...]
    mapped: tuple[RosterMapping, ...]
    header_rows: tuple[int, ...]
    last_data_row: int
    trailing_blank_rows: int
    text_date_rows: int
    numeric_staff_no_rows: int

    @property
    def first_data_row(self) -> int:
        """The row below the header."""
        return self.header_rows[-1] + 1

    @property
    def data_rows(self) -> int:
        """Rows from the first to the last with data, kept or not."""
        return self.last_data_row - self.header_rows[-1]
