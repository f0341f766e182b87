"""The roster's other sheets: the team and its portfolios (分管), departments and branches."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhiyan.kernel.files.names import match_name
from zhiyan.kernel.files.sheets import Sheet

from .columns import Columns, find_columns
from .shapes import RosterBranch, RosterDepartment, RosterPerson, RosterTeamMember, RosterWarning

_SEPARATORS = re.compile(r"[、，,；;/\n\s]+")


@dataclass(frozen=True)
class Structure:
    """Departments and branches in the unit's order."""

    departments: tuple[RosterDepartment, ...] = ()
    branches: tuple[RosterBranch, ...] = ()


def pad_staff_no(raw: str) -> str:
    """A staff number as text, short ones filled up to four digits, as the spreadsheet's 0000 format shows them."""
    text = re.sub(r"\s", "", raw)
    return text.zfill(4) if text.isdigit() else text


def read_structure(sheets: Sequence[Sheet], aliases: Mapping[str, Mapping[str, str]]) -> Structure:
    """Departments and branches from the sheets that list them, side by side or apart."""
    departments: tuple[RosterDepartment, ...] = ()
    branches: tuple[RosterBranch, ...] = ()
    for sheet in sheets:
        columns = find_columns(sheet, frozenset({"head", "secretary"}))
        if columns is None:
            continue
        department, branch, members = _sides(columns)
        rows = range(columns.rows[-1] + 1, sheet.last_row + 1)
        if not branches and branch:
            branches = _branches(sheet, columns, branch, rows)
        if not departments and department:
            names = [known.name for known in branches]
            departments = _departments(sheet, columns, department, members, rows, names, aliases)
    return Structure(departments, branches)


def _sides(columns: Columns) -> tuple[int | None, int | None, int | None]:
    """The columns of department names, of branch names, and of a department's branches (所属支部)."""
    department = columns.find("department") if columns.find("head") else None
    secretary = columns.find("secretary")
    of_branches = columns.all("branch")
    own = [c for c in of_branches if not re.search("所属|所在|隶属", columns.words[c])]
    branch = None
    if secretary is not None:
        # Of two columns about branches, the one beside the secretary's lists them.
        branch = min(own or of_branches, key=lambda column: abs(column - secretary), default=None)
    members = next((column for column in of_branches if column != branch), None)
    return department, branch, members


def _branches(sheet: Sheet, columns: Columns, column: int, rows: range) -> tuple[RosterBranch, ...]:
    found: dict[str, str | None] = {}
    for row in rows:
        name = sheet.text(row, column)
        if name and name not in found:
            found[name] = pad_staff_no(columns.text(sheet, row, "secretary")) or None
    return tuple(RosterBranch(order, name, head) for order, (name, head) in enumerate(found.items(), 1))


def _departments(
    sheet: Sheet,
    columns: Columns,
    column: int,
    members: int | None,
    rows: range,
    branches: Sequence[str],
    aliases: Mapping[str, Mapping[str, str]],
) -> tuple[RosterDepartment, ...]:
    found: dict[str, RosterDepartment] = {}
    for row in rows:
        name = sheet.text(row, column)
        if not name or name in found or re.fullmatch(r"合计.*|总计.*", name):
            continue
        head = pad_staff_no(columns.text(sheet, row, "head")) or None
        raws = _SEPARATORS.split(sheet.text(row, members)) if members else []
        own = tuple(match_name(raw, branches, aliases.get("branches")) or raw for raw in raws if raw)
        found[name] = RosterDepartment(len(found) + 1, name, head, own)
    return tuple(found.values())


def read_team(
    sheets: Sequence[Sheet],
    people: Sequence[RosterPerson],
    structure: Structure,
    aliases: Mapping[str, Mapping[str, str]],
) -> tuple[tuple[RosterTeamMember, ...], tuple[RosterWarning, ...]]:
    """The team from the sheet that has portfolios, in its order; names stand in where staff numbers are missing."""
    for sheet in sheets:
        columns = find_columns(sheet, frozenset({"portfolio"}))
        if columns is not None and (columns.find("staff_no") or columns.find("name")):
            return _Team(sheet, columns, people, structure, aliases).read()
    return (), ()


class _Team:
    def __init__(
        self,
        sheet: Sheet,
        columns: Columns,
        people: Sequence[RosterPerson],
        structure: Structure,
        aliases: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._sheet, self._columns, self._aliases = sheet, columns, aliases
        self._people = {person.staff_no: person for person in people}
        self._names = [(person.name, person.staff_no) for person in people]
        self._departments = [department.name for department in structure.departments]
        self._branches = [branch.name for branch in structure.branches]
        self._warnings: list[RosterWarning] = []

    def read(self) -> tuple[tuple[RosterTeamMember, ...], tuple[RosterWarning, ...]]:
        members: list[RosterTeamMember] = []
        for row in range(self._columns.rows[-1] + 1, self._sheet.last_row + 1):
            staff_no = self._staff_no(row)
            role = self._text(row, "post")
            if not staff_no and not role:
                continue
            person = self._people.get(staff_no)
            if person is None:
                self._warn("team_member_unknown", row, staff_no or role)
            members.append(self._member(row, len(members) + 1, staff_no, role, person))
        roles = [member.role for member in members]
        for role in dict.fromkeys(role for role in roles if roles.count(role) > 1):
            self._warn("role_repeated", self._columns.rows[-1], role)
        return tuple(members), tuple(self._warnings)

    def _member(self, row: int, rank: int, staff_no: str, role: str, person: RosterPerson | None) -> RosterTeamMember:
        branch_raw = self._text(row, "branch")
        raws = _SEPARATORS.split(self._text(row, "portfolio"))
        branch = match_name(branch_raw, self._branches, self._aliases.get("branches")) if branch_raw else None
        return RosterTeamMember(
            rank=rank,
            staff_no=staff_no,
            role=role or (person.post if person else ""),
            post=person.post if person else role,
            portfolio=tuple(self._department(row, raw) for raw in raws if raw),
            branch=branch or branch_raw or (person.branch if person else None),
            note=self._text(row, "note"),
        )

    def _department(self, row: int, raw: str) -> str:
        found = match_name(raw, self._departments, self._aliases.get("departments"))
        if found is None and self._departments:
            self._warn("department_unknown", row, raw)
        return found or raw

    def _staff_no(self, row: int) -> str:
        if staff_no := pad_staff_no(self._text(row, "staff_no")):
            return staff_no
        name = self._text(row, "name")
        same = [staff_no for known, staff_no in self._names if name and known == name]
        return same[0] if len(same) == 1 else ""

    def _text(self, row: int, field: str) -> str:
        return self._columns.text(self._sheet, row, field)

    def _warn(self, code: str, row: int, value: str) -> None:
        self._warnings.append(RosterWarning(code, row, value, self._sheet.name))
