"""A document as a Word file in the layout of GB/T 9704-2012: A4, margins 37/35/28/26 mm, 22 lines of 28 characters."""

import datetime
import io
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import assert_never

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm, Pt

from . import docx_xml as xml
from .archive import repacked
from .blocks import (
    Align,
    Attachments,
    Cell,
    Document,
    FlowBlock,
    Heading,
    KeyValues,
    Landscape,
    Note,
    PageBreak,
    Paragraph,
    Recipient,
    Row,
    SignatureLine,
    SignOff,
    Table,
    Title,
)
from .docx_xml import Face, Shape
from .numbering import Numbering
from .safe import lines, one_line, visible, width

PORTRAIT_TWIPS = 8844
"""Width of the type area, 156 mm."""

LANDSCAPE_TWIPS = 12756
"""Width of the type area turned sideways, 225 mm."""

_TWIPS_PER_MM = 1440 / 25.4
_WHOLE_ROW_LINES = 12
_HEADING_FONTS = (xml.HEITI, xml.KAITI, xml.FANGSONG, xml.FANGSONG)
_CAPTION = Face(xml.HEITI, 28)
_PAGE_NUMBER = Face(xml.SONGTI, 28)
_MARK = Face(xml.SONGTI, 15)
_MARK_LINE = 10
"""Points of the line below the page number."""
_ALIGN = {"left": "left", "center": "center", "right": "right"}


def render_docx(document: Document) -> bytes:
    """The document as a .docx; the same document gives the same bytes."""
    file = docx.Document()
    _drop_template_leftovers(file)
    _set_properties(file, document)
    _set_page(file.sections[0], landscape=False)
    if document.page_numbers or document.mark:
        _set_footers(file, document)
    writer = _Writer(document.characters_per_line)
    sideways = False
    for at, block in enumerate(document.blocks):
        if isinstance(block, Landscape) != sideways or (sideways and isinstance(block, Landscape)):
            sideways = isinstance(block, Landscape)
            _turn(file, landscape=sideways, first=at == 0)
        blocks = block.blocks if isinstance(block, Landscape) else (block,)
        for each in blocks:
            _append(file, writer.elements(each, LANDSCAPE_TWIPS if sideways else PORTRAIT_TWIPS))
    if document.mark:
        for section in file.sections:  # the page number stays where it is; the mark comes below it
            section.footer_distance = Length((section.footer_distance or 0) - Pt(_MARK_LINE))
    out = io.BytesIO()
    file.save(out)
    return repacked(out.getvalue(), f"{document.created.isoformat()}T00:00:00Z")


class _Writer:
    """Turns blocks into elements; knows the letter spacing and counts the headings."""

    def __init__(self, characters_per_line: int) -> None:
        # What is left of a line of 156 mm after so many characters of 16 pt, shared out, in twips. The renderer's own
        # rounding is what makes 28 fit: -5, not -4.
        self.spacing = math.floor(PORTRAIT_TWIPS / characters_per_line) - 320
        self.character = 320 + self.spacing
        self.body = self.face(xml.FANGSONG)
        self.numbering = Numbering()
        self.shape = Shape(character=self.character)

    def face(self, font: str, underline: bool = False) -> Face:
        """A face of body size in the given font."""
        return Face(font, spacing=self.spacing, underline=underline)

    def elements(self, block: FlowBlock, room: int) -> Iterator[BaseOxmlElement]:
        """The elements of one block on a page with so many twips of room."""
        match block:
            case Title():
                yield from self._title(block)
            case Heading():
                yield self._heading(block)
            case Paragraph():
                yield from self._paragraph(block)
            case Recipient():
                yield xml.paragraph([xml.run(one_line(block.text) + "：", self.body)], self.shape)
            case Table():
                yield from _table(block, room)
            case KeyValues():
                yield from _key_values(block, room)
            case SignOff():
                yield from self._sign_off(block)
            case Attachments():
                yield from self._attachments(block)
            case SignatureLine():
                yield self._signature_line(block)
            case Note():
                yield self._note(block, room)
            case PageBreak():
                yield xml.page_break()
            case _:
                assert_never(block)

    def _title(self, block: Title) -> Iterator[BaseOxmlElement]:
        face = Face(xml.XIAOBIAOSONG, xml.TITLE_HALF_POINTS)
        for line in lines(block.text):
            yield xml.paragraph([xml.run(line, face)], Shape(align="center", line=640, keep_next=True))
        for line in lines(block.subtitle) if block.subtitle else ():
            yield xml.paragraph([xml.run(line, self.face(xml.KAITI))], Shape(align="center", keep_next=True))
        yield xml.paragraph([], Shape(keep_next=True))

    def _heading(self, block: Heading) -> BaseOxmlElement:
        face = self.face(_HEADING_FONTS[block.level - 1])
        text = self.numbering.prefix(block) + one_line(block.text)
        shape = replace(self.shape, first_line=200, keep_next=True, outline=block.level - 1)
        return xml.paragraph([xml.run(text, face)], shape)

    def _paragraph(self, block: Paragraph) -> Iterator[BaseOxmlElement]:
        align = "both" if block.align == "left" else _ALIGN[block.align]
        shape = replace(self.shape, align=align, first_line=200 if block.indent and block.align == "left" else 0)
        for at, line in enumerate(lines(block.text)):
            lead = [xml.run(visible(block.lead), self.face(xml.HEITI))] if block.lead and at == 0 else []
            yield xml.paragraph([*lead, xml.run(line, self.body)], shape)

    def _sign_off(self, block: SignOff) -> Iterator[BaseOxmlElement]:
        unit, date = one_line(block.unit), one_line(block.date)
        unit_in, date_in = _sign_off_indents(width(unit), width(date), block.sealed)
        yield xml.paragraph([], self.shape)
        yield xml.paragraph(
            [xml.run(unit, self.body)], replace(self.shape, align="right", right=unit_in, keep_next=True)
        )
        yield xml.paragraph([xml.run(date, self.body)], replace(self.shape, align="right", right=date_in))

    def _attachments(self, block: Attachments) -> Iterator[BaseOxmlElement]:
        yield xml.paragraph([], self.shape)
        several = len(block.names) > 1
        for at, name in enumerate(block.names):
            number = f"{at + 1}." if several else ""
            before = "附件：" if at == 0 else ""
            hanging = round(100 * width(before + number))
            shape = replace(self.shape, left=500 + round(100 * width(number)), hanging=hanging)
            yield xml.paragraph([xml.run(before + number + one_line(name), self.body)], shape)

    def _signature_line(self, block: SignatureLine) -> BaseOxmlElement:
        runs = []
        for at, label in enumerate(block.labels):
            runs.append(xml.run(("　" if at else "") + one_line(label) + "：", self.body))
            runs.append(xml.run("　" * 6, self.face(xml.FANGSONG, underline=True)))
        return xml.paragraph(runs, replace(self.shape, align="left"))

    def _note(self, block: Note, room: int) -> BaseOxmlElement:
        runs = [xml.run(one_line(block.text), self.face(xml.HEITI))]
        if block.copy_number:
            runs.append(xml.run("\t份号：" + one_line(block.copy_number), self.face(xml.HEITI)))
        made = xml.paragraph(runs, replace(self.shape, align="left"))
        stop = xml.element("w:tab", {"w:val": "right", "w:pos": room})
        properties = made.find(qn("w:pPr"))
        assert properties is not None
        widow_control = properties.index(properties.find(qn("w:widowControl")))
        properties.insert(widow_control + 1, xml.element("w:tabs", None, [stop]))
        return made


def _sign_off_indents(unit: float, date: float, sealed: bool) -> tuple[int, int]:
    """Right indents of unit and date in hundredths of a character (GB/T 9704-2012, 7.3.5.1 and 7.3.5.2).

    Sealed: the date four characters in, the unit centred over it. Unsealed: the unit two in and the date beginning two
    characters right of it; a date longer than the unit is two in and moves the unit.
    """
    if sealed:
        return max(0, round(100 * (4 + (date - unit) / 2))), 400
    if date > unit:
        return round(100 * (4 + date - unit)), 200
    return 200, round(100 * (unit - date))


def _shares(weights: list[float], room: int) -> list[int]:
    """The room divided by weight into whole twips that add up to it."""
    total = sum(weights)
    edges = [round(room * sum(weights[:at]) / total) for at in range(len(weights) + 1)]
    return [right - left for left, right in pairwise(edges)]


def _cell(text: Cell, width_twips: int, face: Face, align: str, span: int = 1) -> BaseOxmlElement:
    shape = Shape(align=align, line=face.half_points * 15, line_rule="atLeast")
    paragraphs = [xml.paragraph([xml.run(line, face)], shape) for line in lines(str(text))]
    return xml.table_cell(paragraphs, width_twips, span)


def _table(block: Table, room: int) -> Iterator[BaseOxmlElement]:
    size = 24 if len(block.columns) <= 7 else 21
    widths = _shares([column.width for column in block.columns], room)
    body, strong = Face(xml.FANGSONG, size), Face(xml.HEITI, size)
    if block.caption:
        yield xml.paragraph([xml.run(one_line(block.caption), _CAPTION)], Shape(align="center", keep_next=True))
    height = round(block.min_row_mm * _TWIPS_PER_MM)
    titles = [_cell(column.title, each, strong, "center") for column, each in zip(block.columns, widths, strict=True)]
    rows = [xml.table_row(titles, header=True)]
    aligns = [column.align for column in block.columns]
    rows += [_table_row(row, widths, aligns, body, height) for row in block.rows]
    rows += [_table_row(row, widths, aligns, strong, height) for row in block.footer]
    yield xml.table(widths, rows)
    yield xml.spacer()


def _table_row(row: Row, widths: list[int], aligns: list[Align], face: Face, height: int) -> BaseOxmlElement:
    if len(row) == 1 < len(widths):
        rooms, sides = [sum(widths)], ["left"]
    else:
        rooms, sides = widths, [_ALIGN[align] for align in aligns]
    span = len(widths) if len(rooms) < len(widths) else 1
    cells = [_cell(text, each, face, side, span) for text, each, side in zip(row, rooms, sides, strict=True)]
    whole = all(_stays_whole(str(text), each, face) for text, each in zip(row, rooms, strict=True))
    return xml.table_row(cells, whole=whole, least_height=height)


def _stays_whole(text: str, room: int, face: Face) -> bool:
    """Whether a row with the text is low enough never to be divided; one taller than a page would be cut off."""
    characters_per_line = max(1, room // (face.half_points * 10))
    return text.count("\n") + width(text) / characters_per_line <= _WHOLE_ROW_LINES


def _key_values(block: KeyValues, room: int) -> Iterator[BaseOxmlElement]:
    body, strong = Face(xml.FANGSONG, 24), Face(xml.HEITI, 24)
    widths = _shares([1.0, 4.0 if block.per_row == 1 else 2.0] * block.per_row, room)
    height = round(block.min_row_mm * _TWIPS_PER_MM)
    rows = []
    for start in range(0, len(block.pairs), block.per_row):
        pairs = block.pairs[start : start + block.per_row]
        cells = []
        for at, (label, value) in enumerate(pairs):
            # The last value of a row that is not full takes the rest of it.
            last = at == len(pairs) - 1
            values = widths[2 * at + 1 :] if last else widths[2 * at + 1 : 2 * at + 2]
            cells.append(_cell(label, widths[2 * at], strong, "center"))
            cells.append(_cell(value, sum(values), body, "left", span=len(values)))
        whole = all(_stays_whole(text, each, body) for pair in pairs for text, each in zip(pair, widths, strict=False))
        rows.append(xml.table_row(cells, whole=whole, least_height=height))
    yield xml.table(widths, rows)
    yield xml.spacer()


def _append(file: WordFile, elements: Iterator[BaseOxmlElement]) -> None:
    body = file.element.body
    last = body.sectPr if hasattr(body, "sectPr") else body[-1]
    for each in elements:
        last.addprevious(each)


def _turn(file: WordFile, landscape: bool, first: bool) -> None:
    """Begin a section turned the given way; the first of a document needs no section before it."""
    if not first:
        file.add_section(WD_SECTION.NEW_PAGE)
        closing = file.paragraphs[-1]._p
        closing.get_or_add_pPr().insert(0, xml.element("w:spacing", {"w:line": 20, "w:lineRule": "exact"}))
    _set_page(file.sections[-1], landscape)


def _set_page(section: Section, landscape: bool) -> None:
    """A4 with the margins of GB/T 9704-2012, 5.2; sideways they turn with the page, its top at the binding side."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    long, short = Mm(297), Mm(210)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    top, right, bottom, left = (28, 37, 26, 35) if landscape else (37, 26, 35, 28)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance = Mm(15)
    # The dash of the page number stands 7 mm below the type area (7.5).
    section.footer_distance = Mm(14 if landscape else 25)
    section.gutter = Length(0)


def _set_footers(file: WordFile, document: Document) -> None:
    """— 1 — at the outer side: right on odd pages, left on even ones, one character in; the mark in small below."""
    file.settings.odd_and_even_pages_header_footer = True
    section = file.sections[0]
    base = Shape(character=280, line=300)
    odd, even = replace(base, align="right", right=100), replace(base, align="left", left=100)
    for footer, shape in ((section.footer, odd), (section.even_page_footer, even)):
        footer.is_linked_to_previous = False
        for old in list(footer._element):
            footer._element.remove(old)
        if document.page_numbers:
            footer._element.append(xml.paragraph(xml.page_number(_PAGE_NUMBER), shape))
        if document.mark:
            small = Shape(align=shape.align, character=150, line=_MARK_LINE * 20)
            footer._element.append(xml.paragraph([xml.run(document.mark, _MARK)], small))


def _drop_template_leftovers(file: WordFile) -> None:
    """Remove what the library's empty file brings: a preview picture of another document."""
    package = file.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]


def _set_properties(file: WordFile, document: Document) -> None:
    properties, created = file.core_properties, datetime.datetime.combine(document.created, datetime.time())
    properties.title, properties.author = one_line(document.title)[:255], one_line(document.author)[:255]
    properties.last_modified_by, properties.comments, properties.language = "", "", "zh-CN"
    properties.created = properties.modified = created
    properties.revision = 1
