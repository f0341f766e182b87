"""A document as a Word file in the layout of GB/T 9704-2012: A4, margins 37/35/28/26 mm, 22 lines of 28 characters."""

import datetime
import io
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.story import StoryPart
from docx.section import Section
from docx.shared import Length, Mm, Pt

from . import docx_tables as tables
from . import docx_xml as xml
from .archive import repacked
from .blocks import (
    Attachments,
    Document,
    FlowBlock,
    Heading,
    Imprint,
    KeyValues,
    Landscape,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Recipient,
    RedHead,
    SignatureLine,
    SignOff,
    Table,
    Title,
)
from .breaking import title_lines
from .docx_xml import Face, Shape
from .measures import letters_of_red_head, sign_off_indents
from .numbering import Numbering
from .safe import lines, one_line, visible, width

PORTRAIT_TWIPS = 8844
"""Width of the type area, 156 mm."""

LANDSCAPE_TWIPS = 12756
"""Width of the type area turned sideways, 225 mm."""

_HEADING_FONTS = (xml.HEITI, xml.KAITI, xml.FANGSONG, xml.FANGSONG)
_PAGE_NUMBER = Face(xml.SONGTI, 28)
_MARK = Face(xml.SONGTI, 15)
_MARK_LINE = 10
"""Points of the line below the page number."""
_IMPRINT = Face(xml.FANGSONG, 28)
_RED_HEAD_FROM_TOP = 35
"""Millimetres from the top of the type area to the issuing body's name (7.2.4)."""


def render_docx(document: Document) -> bytes:
    """The document as a .docx; the same document gives the same bytes."""
    file = docx.Document()
    _drop_template_leftovers(file)
    _set_properties(file, document)
    _set_page(file.sections[0], landscape=False)
    if document.page_numbers or document.mark:
        _set_footers(file, document)
    writer = _Writer(document.characters_per_line, file.part)
    sideways = False
    for at, block in enumerate(document.blocks):
        if isinstance(block, Landscape) != sideways or (sideways and isinstance(block, Landscape)):
            sideways = isinstance(block, Landscape)
            _turn(file, landscape=sideways, first=at == 0)
        blocks = block.blocks if isinstance(block, Landscape) else (block,)
        for each in blocks:
            _append(file, writer.elements(each, LANDSCAPE_TWIPS if sideways else PORTRAIT_TWIPS))
    _lower_last(file)
    if document.mark:
        for section in file.sections:  # the page number stays where it is; the mark comes below it
            section.footer_distance = Length((section.footer_distance or 0) - Pt(_MARK_LINE))
    out = io.BytesIO()
    file.save(out)
    return repacked(out.getvalue(), f"{document.created.isoformat()}T00:00:00Z")


class _Writer:
    """Turns blocks into elements; knows the letter spacing and counts the headings."""

    def __init__(self, characters_per_line: int, part: StoryPart) -> None:
        # What is left of a line of 156 mm after so many characters of 16 pt, shared out, in twips. The renderer's own
        # rounding is what makes 28 fit: -5, not -4.
        self.spacing = math.floor(PORTRAIT_TWIPS / characters_per_line) - 320
        self.character = 320 + self.spacing
        self.body = self.face(xml.FANGSONG)
        self.numbering = Numbering()
        self.shape = Shape(character=self.character)
        self.part = part
        self.notes = 0

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
                yield from tables.table(block, room)
            case KeyValues():
                yield from tables.key_values(block, room)
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
            case RedHead():
                yield from self._red_head(block, room)
            case Imprint():
                yield from _imprint(block, room)
            case Picture():
                yield from self._picture(block)
            case _:
                assert_never(block)

    def _title(self, block: Title) -> Iterator[BaseOxmlElement]:
        face = Face(xml.XIAOBIAOSONG, xml.TITLE_HALF_POINTS)
        for line in title_lines(block.text):
            yield xml.paragraph([xml.run(line, face)], Shape(align="center", line=640, keep_next=True))
        for line in lines(block.subtitle) if block.subtitle else ():
            yield xml.paragraph([xml.run(line, self.face(xml.KAITI))], Shape(align="center", keep_next=True))
        yield xml.paragraph([], Shape(keep_next=True))

    def _heading(self, block: Heading) -> BaseOxmlElement:
        face = self.face(_HEADING_FONTS[block.level - 1])
        text = self.numbering.prefix(block) + one_line(block.text)
        shape = replace(self.shape, first_line=200, keep_next=block.level < 3, outline=block.level - 1)
        return xml.paragraph([xml.run(text, face)], shape)

    def _paragraph(self, block: Paragraph) -> Iterator[BaseOxmlElement]:
        align = "both" if block.align == "left" else block.align
        shape = replace(self.shape, align=align, first_line=200 if block.indent and block.align == "left" else 0)
        for at, line in enumerate(lines(block.text)):
            lead = [xml.run(visible(block.lead), self.face(xml.HEITI))] if block.lead and at == 0 else []
            yield xml.paragraph([*lead, xml.run(line, self.body)], shape)

    def _sign_off(self, block: SignOff) -> Iterator[BaseOxmlElement]:
        unit, date = one_line(block.unit), one_line(block.date)
        unit_in, date_in = sign_off_indents(width(unit), width(date), block.sealed)
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

    def _red_head(self, block: RedHead, room: int) -> Iterator[BaseOxmlElement]:
        issuer, number, signer = (one_line(text) for text in (block.issuer, block.number, block.signer))
        size = letters_of_red_head(issuer)
        before = max(0, round(_RED_HEAD_FROM_TOP * tables.TWIPS_PER_MM) - self.notes * xml.LINE)
        face = Face(xml.XIAOBIAOSONG, size, color=xml.RED)
        yield xml.paragraph([xml.run(issuer, face)], Shape(align="center", line=size * 12, before=before))
        yield from (xml.paragraph([], self.shape) for _line in range(2))
        line = replace(self.shape, align="left" if signer else "center", red_line=True)
        if not signer:
            yield xml.paragraph([xml.run(number, self.body)], line)
        else:
            runs = [xml.run(f"　{number}\t签发人：", self.body), xml.run(f"{signer}　", self.face(xml.KAITI))]
            yield _with_right_stop(xml.paragraph(runs, line), room)
        yield from (xml.paragraph([], self.shape) for _line in range(2))

    def _picture(self, block: Picture) -> Iterator[BaseOxmlElement]:
        inline = self.part.new_pic_inline(io.BytesIO(block.data), width=Mm(block.width_mm))
        if block.rotation:
            xml.turn(inline, block.rotation)
        shown = xml.element("w:r", None, [xml.element("w:drawing", None, [inline])])
        yield xml.paragraph([shown], Shape(align="center", line=240, line_rule="auto", keep_next=bool(block.caption)))
        if block.caption:
            face = Face(xml.KAITI, 28)
            yield xml.paragraph([xml.run(one_line(block.caption), face)], replace(self.shape, align="center"))

    def _note(self, block: Note, room: int) -> BaseOxmlElement:
        self.notes += 1
        runs = [xml.run(one_line(block.text), self.face(xml.HEITI))]
        if block.copy_number:
            runs.append(xml.run("\t份号：" + one_line(block.copy_number), self.face(xml.HEITI)))
        return _with_right_stop(xml.paragraph(runs, replace(self.shape, align="left")), room)


def _imprint(block: Imprint, room: int) -> Iterator[BaseOxmlElement]:
    """版记: copies to 抄送, who prints and when, each entry one character in (7.4)."""
    copies, by, on = (one_line(text) for text in (block.copies_to, block.printed_by, block.printed_on))
    shape = Shape(align="left", line=480, at_foot=room)
    if copies:
        yield xml.paragraph([xml.run(f"　抄送：{copies}。", _IMPRINT)], shape)
    yield _with_right_stop(xml.paragraph([xml.run(f"　{by}\t{on}印发　", _IMPRINT)], shape), room)
    yield xml.spacer()


def _with_right_stop(paragraph: BaseOxmlElement, room: int) -> BaseOxmlElement:
    """The paragraph with a tab stop at the right edge: what follows its tab ends there."""
    stop = xml.element("w:tab", {"w:val": "right", "w:pos": room})
    properties = paragraph.find(qn("w:pPr"))
    assert properties is not None
    before = max(at for at, each in enumerate(properties) if each.tag in (qn("w:widowControl"), qn("w:pBdr")))
    properties.insert(before + 1, xml.element("w:tabs", None, [stop]))
    return paragraph


def _append(file: WordFile, elements: Iterator[BaseOxmlElement]) -> None:
    body = file.element.body
    last = body.sectPr if hasattr(body, "sectPr") else body[-1]
    for each in elements:
        last.addprevious(each)


def _lower_last(file: WordFile) -> None:
    """Make the paragraph that must follow a table at the very end so low that no page begins for it."""
    last = file.paragraphs[-1]._p if file.paragraphs else None
    previous = last.getprevious() if last is not None else None
    if last is not None and not last.findall(qn("w:r")) and previous is not None and previous.tag == qn("w:tbl"):
        spacing = last.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
        if spacing is not None:
            spacing.set(qn("w:line"), "20")


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
            footer._element.append(xml.paragraph([xml.run(one_line(document.mark), _MARK)], small))


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
