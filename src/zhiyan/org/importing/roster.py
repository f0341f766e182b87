"""The roster (人员花名册) with its team, departments and branches, read from a workbook or an export."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from zhiyan.kernel.files import FileRefused, decode_text, sniff
from zhiyan.kernel.files.days import parse_month
from zhiyan.kernel.files.delimited import read_delimited
from zhiyan.kernel.files.names import match_name, squash
from zhiyan.kernel.files.sheets import Sheet, Value, read_workbook, text_of

from .columns import Columns, find_columns, same
from .shapes import (
    ParsedRoster,
    Party,
    RosterDepartment,
    RosterDuplicate,
    RosterMapping,
    RosterPerson,
    RosterRejection,
    RosterTeamMember,
    RosterWarning,
)
from .structure import Structure, pad_staff_no, read_structure, read_team

_TOTAL = re.compile(r"(?:合计|总计|小计|共计|共\d+人)(?:[：:\d].*)?")
_STAFF_NO = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}")
_YES = re.compile(r"是|√|✓|✔|y(?:es)?|1|.*党员.*|正式", re.IGNORECASE)
_NO = re.compile(r"否|×|✗|x|n(?:o)?|0|无|.*群众.*|.*团员.*|.*无党派.*|民.+|/|-", re.IGNORECASE)


def parse_roster(data: bytes, name: str, aliases: Mapping[str, Mapping[str, str]] | None = None) -> ParsedRoster:
    """Everything in a roster file (.xlsx, .csv). Raises FileRefused where it holds no roster.

    The header is found, not assumed; the first row of a staff number is kept, later ones are reported. Departments
    and branches are matched to those listed in the file; `aliases` (kinds departments, branches) come first.
    """
    kind = sniff(data, name)
    if kind == "xlsx":
        sheets = read_workbook(data)
    elif kind == "csv":
        sheets = (_as_sheet(read_delimited(decode_text(data)[0])),)
    else:
        raise _no_roster()
    found = [(sheet, columns) for sheet in sheets if (columns := _people_columns(sheet))]
    if not found:
        raise _no_roster()
    sheet, columns = max(found, key=lambda pair: pair[0].last_row)
    others = [other for other in sheets if other is not sheet]
    known = aliases or {}
    structure = read_structure(others, known)
    reader = _People(sheet, columns, structure, known)
    reader.read()
    structure = structure if structure.departments else _structure_of(reader.people, structure)
    team, team_warnings = read_team(others, reader.people, structure, known)
    return reader.result(structure, team, team_warnings)


def _no_roster() -> FileRefused:
    return FileRefused(
        "no_roster_found",
        _("文件里没有找到人员花名册。"),
        _("请核对是否选错了文件；花名册要有“工号”“姓名”“部门”等表头。"),
    )


def _as_sheet(rows: Sequence[Sequence[str]]) -> Sheet:
    cells = {(r, c): cell for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1) if cell}
    return Sheet("", False, cells, formatted_rows=len(rows))


def _people_columns(sheet: Sheet) -> Columns | None:
    columns = find_columns(sheet, frozenset({"name"}), at_least=3)
    return columns if columns and columns.find("staff_no") and columns.find("name") else None


def _structure_of(people: Sequence[RosterPerson], structure: Structure) -> Structure:
    """Without a sheet of departments: those that people are in, in the order of the roster."""
    names = dict.fromkeys(person.department for person in people if person.department)
    return Structure(tuple(RosterDepartment(n, name) for n, name in enumerate(names, 1)), structure.branches)


class _People:
    def __init__(
        self, sheet: Sheet, columns: Columns, structure: Structure, aliases: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._sheet, self._columns, self._aliases = sheet, columns, aliases
        self._departments = [department.name for department in structure.departments]
        self._branches = [branch.name for branch in structure.branches]
        self._first: dict[str, int] = {}
        self.people: list[RosterPerson] = []
        self._rejected: list[RosterRejection] = []
        self._duplicates: list[RosterDuplicate] = []
        self._warnings: list[RosterWarning] = []
        self._mapped: list[RosterMapping] = []
        self._text_dates = self._numeric = 0
        self._last = columns.rows[-1]

    def read(self) -> None:
        for row in range(self._columns.rows[-1] + 1, self._sheet.last_row + 1):
            texts = self._sheet.row_texts(row)
            if texts and not self._is_header(texts):
                self._last = row
                self._take(row, list(texts.values()))

    def result(
        self,
        structure: Structure,
        team: tuple[RosterTeamMember, ...],
        team_warnings: tuple[RosterWarning, ...],
    ) -> ParsedRoster:
        people = self._placed({member.staff_no for member in team})
        return ParsedRoster(
            people=people,
            team=team,
            departments=structure.departments,
            branches=structure.branches,
            rejected=tuple(self._rejected),
            duplicates=tuple(self._duplicates),
            warnings=(*self._warnings, *team_warnings),
            mapped=tuple(self._mapped),
            header_rows=self._columns.rows,
            last_data_row=self._last,
            trailing_blank_rows=max(0, self._sheet.formatted_rows - self._last),
            text_date_rows=self._text_dates,
            numeric_staff_no_rows=self._numeric,
        )

    def _placed(self, team: set[str]) -> tuple[RosterPerson, ...]:
        """People with those of the team who are in no department marked as leadership; others there are reported."""
        placed = []
        for person in self.people:
            if self._departments and person.department not in self._departments:
                if person.staff_no in team or not team:
                    person = replace(person, leadership=True)
                else:
                    self._warn("department_unknown", person.row, person.department)
            placed.append(person)
        return tuple(placed)

    def _is_header(self, texts: Mapping[int, str]) -> bool:
        """Whether the header stands here again, as after a page break."""
        return all(same(texts.get(column, ""), word) for column, word in self._columns.words.items())

    def _take(self, row: int, texts: list[str]) -> None:
        name = self._text(row, "name")
        joined, raw_no = self._value(row, "joined"), self._value(row, "staff_no")
        self._text_dates += isinstance(joined, str)
        department = self._department(row)
        if any(_TOTAL.fullmatch(squash(text)) for text in texts):
            self._reject(row, "footer", name or texts[0])
            return
        staff_no = pad_staff_no(text_of(raw_no))
        if reason := _fault(staff_no, name):
            self._reject(row, reason, name)
            return
        self._numeric += isinstance(raw_no, int)
        if staff_no in self._first:
            self._report_duplicate(row, staff_no)
            return
        self._first[staff_no] = row
        self.people.append(
            RosterPerson(
                row=row,
                staff_no=staff_no,
                name=name,
                department=department,
                branch=self._branch(row),
                party=self._party(row),
                post=self._text(row, "post"),
                joined=self._joined(row),
                phone=self._text(row, "phone"),
                email=self._text(row, "email"),
            )
        )

    def _department(self, row: int) -> str:
        raw = self._text(row, "department")
        name = match_name(raw, self._departments, self._aliases.get("departments")) or raw
        if name != raw:
            self._mapped.append(RosterMapping(row, raw, name))
        return name

    def _branch(self, row: int) -> str | None:
        raw = self._text(row, "branch")
        name = match_name(raw, self._branches, self._aliases.get("branches"))
        if raw and name is None and self._branches:
            self._warn("branch_unknown", row, raw)
        return name or raw or None

    def _party(self, row: int) -> Party:
        """预备 is not a full member; what is neither yes nor no is reported and counts as none."""
        raw = squash(self._text(row, "party"))
        if "预备" in raw:
            return "probationary"
        if _NO.fullmatch(raw):
            return "none"
        if _YES.fullmatch(raw):
            return "full"
        if raw:
            self._warn("party_unknown", row, raw)
        return "none"

    def _joined(self, row: int) -> date | None:
        value = self._value(row, "joined")
        day = parse_month(value)
        if value is not None and text_of(value) and day is None:
            self._warn("joined_unknown", row, text_of(value))
        return day

    def _report_duplicate(self, row: int, staff_no: str) -> None:
        first = self._first[staff_no]
        fields = tuple(
            word
            for column, word in self._columns.words.items()
            if self._columns.fields[column] not in ("no", "staff_no")
            and not same(self._sheet.text(first, column), self._sheet.text(row, column))
        )
        self._duplicates.append(RosterDuplicate(row, first, staff_no, "conflict" if fields else "identical", fields))

    def _reject(self, row: int, reason: str, name: str) -> None:
        self._rejected.append(RosterRejection(row, reason, name, self._sheet.name))

    def _warn(self, code: str, row: int, value: str) -> None:
        self._warnings.append(RosterWarning(code, row, value, self._sheet.name))

    def _text(self, row: int, field: str) -> str:
        return self._columns.text(self._sheet, row, field)

    def _value(self, row: int, field: str) -> Value | None:
        return self._columns.value(self._sheet, row, field)


def _fault(staff_no: str, name: str) -> str | None:
    if not staff_no:
        return "empty_staff_no"
    if not _STAFF_NO.fullmatch(staff_no):
        return "bad_staff_no"
    return None if name else "empty_name"
