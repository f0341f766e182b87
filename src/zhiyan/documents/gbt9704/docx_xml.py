"""WordprocessingML for the few things an official document is made of: runs, paragraphs, ruled tables.

Built as elements rather than through python-docx's cells, which walk the whole table for each cell. Children are given
in the order of the schema, which Word insists on. Lengths are twips (1/20 pt) unless the name says otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from .safe import has_long_word

FANGSONG = "仿宋_GB2312"
KAITI = "楷体_GB2312"
HEITI = "黑体"
XIAOBIAOSONG = "方正小标宋简体"
SONGTI = "宋体"
RED = "FF0000"

LINE = 579
"""28.95 pt: 22 lines fill the 225 mm of the type area 版心."""

BODY_HALF_POINTS = 32
TITLE_HALF_POINTS = 44

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Face:
    """How a run looks: font name, size in half-points, letter spacing in twips."""

    font: str
    half_points: int = BODY_HALF_POINTS
    spacing: int = 0
    underline: bool = False
    color: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a paragraph sits. Indents in hundredths of a character 字; `character` is the width of one in twips.

    `red_line`: a red line 4 mm below (GB/T 9704-2012, 7.2.7). `at_foot`: in a frame of so many twips at the foot of the
    page, a line of 0.35 mm above and below it (7.4.1); paragraphs that follow one another share it.
    """

    align: str = "both"
    first_line: int = 0
    hanging: int = 0
    left: int = 0
    right: int = 0
    character: int = 315
    line: int = LINE
    line_rule: str = "exact"
    keep_next: bool = False
    outline: int | None = None
    before: int = 0
    red_line: bool = False
    at_foot: int = 0


def element(
    tag: str, attributes: Mapping[str, str | int] | None = None, children: Iterable[BaseOxmlElement] = ()
) -> BaseOxmlElement:
    """An element with its attributes, all names with their prefix."""
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(_name(name), str(value))
    made.extend(list(children))
    return made


_name = cache(qn)


def run(text: str, face: Face) -> BaseOxmlElement:
    """A run of text that is already safe; a tab in it stays a tab."""
    made = element("w:r", None, [_run_properties(face)])
    for at, part in enumerate(text.split("\t")):
        if at:
            made.append(element("w:tab"))
        if part:
            piece = element("w:t")
            piece.text = part
            piece.set(_XML_SPACE, "preserve")
            made.append(piece)
    return made


def page_number(face: Face) -> list[BaseOxmlElement]:
    """Runs that print — 1 — with the number of the page."""

    def field(kind: str) -> BaseOxmlElement:
        return element("w:r", None, [_run_properties(face), element("w:fldChar", {"w:fldCharType": kind})])

    instruction = element("w:instrText")
    instruction.text = " PAGE "
    instruction.set(_XML_SPACE, "preserve")
    asked = element("w:r", None, [_run_properties(face), instruction])
    return [run("— ", face), field("begin"), asked, field("separate"), run("1", face), field("end"), run(" —", face)]


def paragraph(runs: Iterable[BaseOxmlElement], shape: Shape) -> BaseOxmlElement:
    """A paragraph; a word too long for a line is broken inside."""
    made = element("w:p")
    content = list(runs)
    breaks = any(has_long_word(piece.text or "") for each in content for piece in each.findall(qn("w:t")))
    made.append(_paragraph_properties(shape, breaks))
    made.extend(content)
    return made


def spacer(line: int = 160) -> BaseOxmlElement:
    """A low empty paragraph: without one, two tables after one another would become one."""
    return paragraph([], Shape(line=line))


def turn(inline: BaseOxmlElement, degrees: int) -> None:
    """Turn a picture clockwise; the room it takes on the page turns with it."""
    frame = next(inline.iter(qn("a:xfrm")))
    frame.set("rot", str(degrees * 60_000))
    if degrees % 180:
        extent = next(inline.iter(qn("wp:extent")))
        more = (int(extent.get("cx", 0)) - int(extent.get("cy", 0))) // 2
        room = element("wp:effectExtent")
        for side, amount in (("l", -more), ("t", more), ("r", -more), ("b", more)):
            room.set(side, str(amount))
        extent.addnext(room)


def page_break() -> BaseOxmlElement:
    """A low paragraph after which a new page begins."""
    properties = _paragraph_properties(Shape(line=20), False)
    return element("w:p", None, [properties, element("w:r", None, [element("w:br", {"w:type": "page"})])])


def table(widths: list[int], rows: Iterable[BaseOxmlElement], cell_margin: int = 80) -> BaseOxmlElement:
    """A ruled table of fixed column widths."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = [element(f"w:{side}", {"w:val": "single", "w:sz": 4, "w:space": 0, "w:color": "000000"}) for side in sides]
    margins = [element(f"w:{side}", {"w:w": cell_margin, "w:type": "dxa"}) for side in ("left", "right")]
    properties = [
        element("w:tblW", {"w:w": sum(widths), "w:type": "dxa"}),
        element("w:jc", {"w:val": "center"}),
        element("w:tblBorders", None, lines),
        element("w:tblLayout", {"w:type": "fixed"}),
        element("w:tblCellMar", None, margins),
    ]
    grid = [element("w:gridCol", {"w:w": each}) for each in widths]
    return element("w:tbl", None, [element("w:tblPr", None, properties), element("w:tblGrid", None, grid), *rows])


def table_row(
    cells: Iterable[BaseOxmlElement], header: bool = False, whole: bool = True, least_height: int = 0
) -> BaseOxmlElement:
    """A row: a header is repeated on each page, a whole one is not divided between pages."""
    properties = []
    if whole:
        properties.append(element("w:cantSplit"))
    if least_height:
        properties.append(element("w:trHeight", {"w:val": least_height, "w:hRule": "atLeast"}))
    if header:
        properties.append(element("w:tblHeader"))
    return element("w:tr", None, [element("w:trPr", None, properties), *cells])


def table_cell(paragraphs: Iterable[BaseOxmlElement], width: int, span: int = 1) -> BaseOxmlElement:
    """A cell, its content in the middle of its height."""
    properties = [element("w:tcW", {"w:w": width, "w:type": "dxa"})]
    if span > 1:
        properties.append(element("w:gridSpan", {"w:val": span}))
    properties.append(element("w:vAlign", {"w:val": "center"}))
    return element("w:tc", None, [element("w:tcPr", None, properties), *paragraphs])


def text_cell(lines: Sequence[str], face: Face, shape: Shape, width: int, span: int) -> BaseOxmlElement:
    """A cell with these lines of safe text. A register has tens of thousands: only their text is made anew."""
    if any("\t" in line for line in lines):
        return table_cell([paragraph([run(line, face)], shape) for line in lines], width, span)
    likes = [_cell_like(face, shape, width, span, has_long_word(line), "字" if line else "") for line in lines]
    made = copy(likes[0])
    for like in likes[1:]:
        made.append(copy(like[-1]))
    for line, each in zip(lines, made[1:], strict=True):
        if line:
            each[-1][-1].text = line
    return made


@lru_cache(1024)
def _cell_like(face: Face, shape: Shape, width: int, span: int, breaks: bool, text: str) -> BaseOxmlElement:
    """Such a cell, its text still to come: cell, paragraph, run, text are each the last in the one before."""
    made = table_cell([paragraph([run(text, face)], shape)], width, span)
    if breaks:
        made[-1].replace(made[-1][0], _paragraph_properties(shape, True))
    return made


def _run_properties(face: Face) -> BaseOxmlElement:
    fonts = {f"w:{script}": face.font for script in ("ascii", "eastAsia", "hAnsi", "cs")}
    children = [element("w:rFonts", fonts)]
    if face.color:
        children.append(element("w:color", {"w:val": face.color}))
    if face.spacing:
        children.append(element("w:spacing", {"w:val": face.spacing}))
    children += [element("w:sz", {"w:val": face.half_points}), element("w:szCs", {"w:val": face.half_points})]
    if face.underline:
        children.append(element("w:u", {"w:val": "single"}))
    return element("w:rPr", None, children)


def _paragraph_properties(shape: Shape, breaks: bool) -> BaseOxmlElement:
    children = [element("w:keepNext")] if shape.keep_next else []
    if shape.at_foot:
        place = {"w:hAnchor": "margin", "w:xAlign": "center", "w:vAnchor": "margin", "w:yAlign": "bottom"}
        children.append(element("w:framePr", {"w:w": shape.at_foot, "w:wrap": "around", **place}))
    children.append(element("w:widowControl", {"w:val": 0}))
    if lines := _lines(shape):
        children.append(element("w:pBdr", None, lines))
    if breaks:
        children.append(element("w:wordWrap", {"w:val": 0}))
    children.append(
        element(
            "w:spacing", {"w:before": shape.before, "w:after": 0, "w:line": shape.line, "w:lineRule": shape.line_rule}
        )
    )
    indents = {
        side: amount
        for side, amount in (
            ("left", shape.left),
            ("right", shape.right),
            ("hanging", shape.hanging),
            ("firstLine", shape.first_line),
        )
        if amount
    }
    if indents:
        attributes: dict[str, int] = {}
        for side, amount in indents.items():
            attributes[f"w:{side}Chars"] = amount
            attributes[f"w:{side}"] = round(amount * shape.character / 100)
        children.append(element("w:ind", attributes))
    children.append(element("w:jc", {"w:val": shape.align}))
    if shape.outline is not None:
        children.append(element("w:outlineLvl", {"w:val": shape.outline}))
    return element("w:pPr", None, children)


def _lines(shape: Shape) -> list[BaseOxmlElement]:
    """Lines above and below a paragraph. No thin one between: LibreOffice leaves a frame that has it in the text."""
    common = {"w:val": "single"}
    if shape.red_line:
        return [element("w:bottom", {**common, "w:sz": 12, "w:space": 11, "w:color": RED})]
    if shape.at_foot:
        space = {"top": 1, "bottom": 4}
        return [
            element(f"w:{side}", {**common, "w:sz": 8, "w:space": space[side], "w:color": "000000"}) for side in space
        ]
    return []
