"""The tables of a document as an Excel workbook, a sheet for each; texts stay texts, whatever they begin with."""

import datetime
import io
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .archive import repacked
from .blocks import Cell, Document, Landscape, Row, Table
from .safe import one_line, visible
from .widths import column_shares

LONGEST_TEXT = 32_000
"""Characters in a cell; Excel holds 32,767, and what is longer goes on in rows below."""

_SHEET_CHARACTERS = {False: 84, True: 124}
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "'")
_LARGEST_EXACT = 10**15
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\'\t\n]")
_THIN = Side(style="thin")
_RULED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def render_xlsx(document: Document) -> bytes:
    """The document's tables as a .xlsx, in order; the same document gives the same bytes.

    Raises ValueError for a document without a table.
    """
    tables = list(_tables(document))
    if not tables:
        raise ValueError("a document without a table makes no workbook")
    book = Workbook()
    book.remove(book.worksheets[0])
    taken: set[str] = set()
    for table, landscape in tables:
        heading = one_line(table.caption or document.title)
        sheet = book.create_sheet(_sheet_name(heading, taken))
        _fill(sheet, table, heading, landscape)
        _set_up_printing(sheet, len(table.columns), landscape)
        _set_footers(sheet, document)
    created = datetime.datetime.combine(document.created, datetime.time())
    book.properties.title, book.properties.creator = one_line(document.title), one_line(document.author)
    book.properties.created = created
    out = io.BytesIO()
    book.save(out)
    return repacked(out.getvalue(), f"{created.isoformat()}Z")


def _tables(document: Document) -> Iterator[tuple[Table, bool]]:
    for block in document.blocks:
        for each in block.blocks if isinstance(block, Landscape) else (block,):
            if isinstance(each, Table):
                yield each, isinstance(block, Landscape)


def _sheet_name(heading: str, taken: set[str]) -> str:
    """A name that Excel takes: 31 UTF-16 units, some signs excluded, no two alike."""
    base = _NOT_IN_SHEET_NAMES.sub("_", heading).strip() or "Sheet"
    number = 1
    while True:
        suffix = "" if number == 1 else f" {number}"
        name = _shortened(base, 31 - len(suffix)) + suffix
        if name.casefold() not in taken and name.casefold() != "history":
            taken.add(name.casefold())
            return name
        number += 1


def _shortened(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")


@dataclass(frozen=True)
class _Look:
    """How a cell looks: font, its size, where the text stands, whether it is ruled."""

    font: str
    size: int
    align: str = "center"
    ruled: bool = True


_TITLE, _HEAD = _Look("方正小标宋简体", 18, ruled=False), _Look("黑体", 12)


class _Sheet:
    """A sheet and the looks used in it: openpyxl takes long to find out that two cells look alike, so each is told."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._styles: dict[tuple[_Look, bool, bool], StyleArray] = {}

    def write(self, row: int, column: int, value: Cell, look: _Look) -> None:
        """A text or a number in its place."""
        cell = self.sheet.cell(row, column)
        assert isinstance(cell, SheetCell)
        text = isinstance(value, str) and value != ""
        quoted = text and str(value).startswith(_FORMULA_SIGNS)
        if isinstance(value, int):
            cell.value = value
        elif text:
            # `_x0041_` is how the format writes a character by its number; a text that holds it is to stay what it is.
            cell.value = _ESCAPE_LIKE.sub("_x005F_", value)
            cell.data_type = "s"
        key = (look, text, quoted)
        if key not in self._styles:
            _dress(cell, look, text, quoted)
            self._styles[key] = cell._style  # type: ignore[attr-defined]  # the stubs leave it out
        else:
            cell._style = copy(self._styles[key])  # type: ignore[attr-defined]


def _dress(cell: SheetCell, look: _Look, text: bool, quoted: bool) -> None:
    if text:
        cell.quotePrefix = quoted
        cell.number_format = "@"
    cell.font = Font(name=look.font, size=look.size)
    cell.alignment = Alignment(horizontal=look.align, vertical="center", wrap_text=True)
    if look.ruled:
        cell.border = _RULED


def _fill(sheet: Worksheet, table: Table, heading: str, landscape: bool) -> None:
    columns, written = table.columns, _Sheet(sheet)
    written.write(1, 1, heading, _TITLE)
    if len(columns) > 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    sheet.row_dimensions[1].height = 30
    room = _SHEET_CHARACTERS[landscape]
    for at, (column, share) in enumerate(zip(columns, column_shares(table, room / 2), strict=True), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = round(min(255.0, max(5.0, room * share)), 1)
        written.write(2, at, visible(column.title), _HEAD)
    sheet.freeze_panes = "A3"
    line = 3
    bodies, feet = ([_Look(font, 11, c.align) for c in columns] for font in ("仿宋_GB2312", "黑体"))
    for row in table.rows:
        line = _write_row(written, line, row, bodies)
    for row in table.footer:
        line = _write_row(written, line, row, feet)


def _write_row(written: _Sheet, line: int, row: Row, looks: list[_Look]) -> int:
    """Write a row and return the line after it; a text too long for a cell goes on below."""
    pieces = [_pieces(text) for text in row]
    depth = max(len(each) for each in pieces)
    for below in range(depth):
        for at, each in enumerate(pieces, start=1):
            piece = each[below] if below < len(each) else ""
            written.write(line + below, at, piece, looks[at - 1])
        if len(row) == 1 < len(looks):
            written.sheet.merge_cells(
                start_row=line + below, start_column=1, end_row=line + below, end_column=len(looks)
            )
    return line + depth


def _pieces(text: Cell) -> list[Cell]:
    if isinstance(text, int):
        # Excel calculates with fifteen digits: a longer number would be rounded, and stays a text.
        return [text if abs(text) < _LARGEST_EXACT else str(text)]
    shown = visible(text)
    return [shown[at : at + LONGEST_TEXT] for at in range(0, len(shown), LONGEST_TEXT)] or [""]


def _set_up_printing(sheet: Worksheet, columns: int, landscape: bool) -> None:
    """A4 with the margins of the text documents, one page wide, title and header on each page."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:2"
    margins = sheet.page_margins
    top, right, bottom, left = (28, 37, 26, 35) if landscape else (37, 26, 35, 28)
    margins.top, margins.right, margins.bottom, margins.left = (mm / 25.4 for mm in (top, right, bottom, left))
    sheet.print_options.horizontalCentered = True


def _set_footers(sheet: Worksheet, document: Document) -> None:
    """The page number at the outer side, the mark in small in the middle."""
    number = _HeaderFooterPart(text="— &P —" if document.page_numbers else None)
    mark = _HeaderFooterPart(text=one_line(document.mark).replace("&", "&&") or None, size=7 if document.mark else None)
    if document.page_numbers or document.mark:
        sheet.HeaderFooter = HeaderFooter(
            differentOddEven=True,
            oddFooter=HeaderFooterItem(right=number, center=mark),
            evenFooter=HeaderFooterItem(left=number, center=mark),
        )
