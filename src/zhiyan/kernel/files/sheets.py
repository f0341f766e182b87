"""A workbook read as plain values: cells, merged areas, hidden rows and sheets.

Read directly from the parts and not through a spreadsheet library, because the office needs merged areas and hidden
rows (which streaming readers drop), while a hostile file must not make a full reader lay out millions of cells.
"""

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from xml.etree import ElementTree

from .archive import Archive, damaged, local, too_complex

Value = str | int | float | bool | datetime
MAX_CELLS = 400_000
"""Cells with a value in one workbook."""
MAX_MERGED = 100_000
"""Cells under merged areas that reach into the used part of a sheet."""
MAX_COLUMNS = 256

_OFFICE = "/officeDocument"
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005F)_")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True)
class Sheet:
    """One sheet. Rows and columns count from 1; `cells` holds only cells with a value."""

    name: str
    hidden: bool
    cells: Mapping[tuple[int, int], Value]
    anchors: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """Every cell under a merged area -> the area's first cell."""
    hidden_rows: frozenset[int] = frozenset()
    formatted_rows: int = 0
    """The last row that has any cell, be it empty with a border."""

    @cached_property
    def last_row(self) -> int:
        """The last row with a value, 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    @cached_property
    def last_column(self) -> int:
        """The last column with a value, 0 for an empty sheet."""
        return max((column for _, column in self.cells), default=0)

    def text(self, row: int, column: int) -> str:
        """The cell's own value as text without outer space, '' where it has none."""
        return text_of(self.cells.get((row, column)))

    def down(self, row: int, column: int) -> Value | None:
        """The value, taken from above where the cell lies under an area merged downwards in the same column."""
        anchor = self.anchors.get((row, column), (row, column))
        return self.cells.get(anchor if anchor[1] == column else (row, column))

    def spread(self, row: int, column: int) -> Value | None:
        """The value, taken from the first cell of the merged area that covers it."""
        return self.cells.get(self.anchors.get((row, column), (row, column)))

    def row_texts(self, row: int) -> dict[int, str]:
        """Column -> text of the row's cells that have some."""
        return self._rows.get(row, {})

    @cached_property
    def _rows(self) -> Mapping[int, dict[int, str]]:
        found: dict[int, dict[int, str]] = {}
        for (row, column), value in sorted(self.cells.items(), key=lambda cell: cell[0]):
            if text := text_of(value):
                found.setdefault(row, {})[column] = text
        return found


def text_of(value: Value | None) -> str:
    """The value as the office would read it, without outer space (full-width space included)."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The address as spreadsheets show it: C11."""
    return f"{column_letters(column)}{row}"


def read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """All worksheets in the workbook's order. Raises FileRefused."""
    archive = Archive(data)
    main = _main_part(archive)
    book = archive.xml(main)
    folder = posixpath.dirname(main)
    targets = _relations(archive, main)
    strings = _strings(archive, folder)
    dates = _date_styles(archive, folder)
    epoch = datetime(1904, 1, 1) if _is_1904(book) else datetime(1899, 12, 30)
    budget = [MAX_CELLS]
    sheets = []
    for entry in (node for node in book.iter() if local(node.tag) == "sheet"):
        key = next((value for name, value in entry.attrib.items() if local(name) == "id"), "")
        kind, target = targets.get(key, ("", ""))
        if not kind.endswith("/worksheet"):
            continue
        hidden = entry.get("state", "visible") != "visible"
        reader = _SheetReader(strings, dates, epoch, budget)
        sheets.append(reader.read(archive.part(target), entry.get("name", ""), hidden))
    if not sheets:
        raise damaged()
    return tuple(sheets)


def _main_part(archive: Archive) -> str:
    for kind, target in _relations(archive, "").values():
        if kind.endswith(_OFFICE):
            return target
    return "xl/workbook.xml"


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    folder, base = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{base}.rels")
    if path not in archive.names:
        return {}
    found = {}
    for node in archive.xml(path):
        target = node.get("Target", "")
        joined = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[node.get("Id", "")] = (node.get("Type", ""), joined)
    return found


def _strings(archive: Archive, folder: str) -> list[str]:
    path = posixpath.join(folder, "sharedStrings.xml")
    if path not in archive.names:
        return []
    return [_rich_text(node) for node in archive.xml(path) if local(node.tag) == "si"]


def _rich_text(node: ElementTree.Element) -> str:
    """The text of runs; phonetic guides (rPh) are not text."""
    pieces = []
    for child in node:
        name = local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [part.text or "" for part in child if local(part.tag) == "t"]
    return _plain("".join(pieces))


def _plain(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_1904(book: ElementTree.Element) -> bool:
    return any(local(node.tag) == "workbookPr" and node.get("date1904") in ("1", "true") for node in book)


def _date_styles(archive: Archive, folder: str) -> frozenset[int]:
    """Indices of cell formats that show a date."""
    path = posixpath.join(folder, "styles.xml")
    if path not in archive.names:
        return frozenset()
    custom: dict[str, str] = {}
    formats: list[str] = []
    for group in archive.xml(path):
        if local(group.tag) == "numFmts":
            custom = {node.get("numFmtId", ""): node.get("formatCode", "") for node in group}
        elif local(group.tag) == "cellXfs":
            formats = [node.get("numFmtId", "0") for node in group]
    return frozenset(index for index, key in enumerate(formats) if _shows_date(key, custom.get(key)))


def _shows_date(key: str, code: str | None) -> bool:
    if code is None:
        return key.isdigit() and int(key) in _DATE_FORMATS
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code).lower()
    return bool(re.search(r"[ymd]", bare)) and "general" not in bare


class _SheetReader:
    def __init__(self, strings: list[str], dates: frozenset[int], epoch: datetime, budget: list[int]) -> None:
        self._strings, self._dates, self._epoch, self._budget = strings, dates, epoch, budget
        self._cells: dict[tuple[int, int], Value] = {}
        self._hidden: set[int] = set()
        self._areas: list[str] = []
        self._row = 0

    def read(self, body: bytes, name: str, hidden: bool) -> Sheet:
        try:
            for _event, node in ElementTree.iterparse(io.BytesIO(body)):
                tag = local(node.tag)
                if tag == "row":
                    self._take_row(node)
                    node.clear()
                elif tag == "mergeCell":
                    self._areas.append(node.get("ref", ""))
        except (ElementTree.ParseError, ValueError) as error:
            raise damaged() from error
        return Sheet(name, hidden, self._cells, self._anchors(), frozenset(self._hidden), self._row)

    def _take_row(self, node: ElementTree.Element) -> None:
        self._row = int(node.get("r") or self._row + 1)
        if node.get("hidden") in ("1", "true"):
            self._hidden.add(self._row)
        column = 0
        for cell in node:
            place = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column_number(place[1]) if place else column + 1
            value = self._value(cell)
            if value is None or value == "" or column > MAX_COLUMNS:
                continue
            self._budget[0] -= 1
            if self._budget[0] < 0:
                raise too_complex()
            self._cells[self._row, column] = value

    def _value(self, cell: ElementTree.Element) -> Value | None:
        kind = cell.get("t", "n")
        parts = {local(child.tag): child for child in cell}
        if kind == "inlineStr":
            return _rich_text(parts["is"]) if "is" in parts else None
        raw = parts["v"].text if "v" in parts else None
        if raw is None:
            # A formula never calculated: show the formula rather than lose the cell.
            formula = parts["f"].text if "f" in parts else None
            return f"={formula}" if formula else None
        if kind == "s":
            index = int(raw)
            return self._strings[index] if 0 <= index < len(self._strings) else None
        if kind == "n":
            return self._number(raw, cell.get("s", "0"))
        return raw == "1" if kind == "b" else _plain(raw)

    def _number(self, raw: str, style: str) -> Value:
        number = float(raw)
        if style.isdigit() and int(style) in self._dates and 0 < number < 2_958_466:
            return self._epoch + timedelta(seconds=round(number * 86_400))
        # Excel keeps fifteen digits, all of which a float holds exactly for whole numbers.
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _anchors(self) -> dict[tuple[int, int], tuple[int, int]]:
        last_row = max((row for row, _ in self._cells), default=0)
        last_column = max((column for _, column in self._cells), default=0)
        anchors: dict[tuple[int, int], tuple[int, int]] = {}
        left = MAX_MERGED
        for area in self._areas:
            for cell, first in _covered(area, last_row, last_column):
                anchors[cell] = first
                left -= 1
                if left < 0:
                    raise too_complex()
        return anchors


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _covered(area: str, last_row: int, last_column: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The cells of a merged area that lie in the used part of the sheet, each with the area's first cell."""
    ends = [_REFERENCE.fullmatch(end) for end in area.replace("$", "").split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return
    top, left = int(ends[0][2]), _column_number(ends[0][1])
    for row in range(top, min(int(ends[1][2]), last_row) + 1):
        for column in range(left, min(_column_number(ends[1][1]), last_column) + 1):
            yield (row, column), (top, left)
