"""A word-processor document read as plain text: paragraphs and tables in order.

Text inserted under tracked changes counts, deleted text does not, whoever accepted it or not: it is what the office
sees on the page.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from .archive import Archive, damaged, local

_SKIPPED = frozenset({"del", "moveFrom", "txbxContent", "pPr", "rPr", "Fallback", "tbl"})
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
MAX_COLUMNS = 64


@dataclass(frozen=True)
class Paragraph:
    """`text` without numbers that the program sets; `numbered` says whether it sets one."""

    text: str
    numbered: bool = False


@dataclass(frozen=True)
class Cell:
    """`row`, `column` name the first cell of a merged area, from 1, so that repeats are seen."""

    paragraphs: tuple[Paragraph, ...]
    row: int
    column: int

    @property
    def text(self) -> str:
        """All paragraphs, one a line, without outer space."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs).strip()


@dataclass(frozen=True)
class Table:
    """Every row has as many cells as the grid; merged areas repeat their first cell."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Document:
    """`blocks` in order; `boxes` are texts in floating boxes, which belong to no paragraph."""

    blocks: tuple[Paragraph | Table, ...]
    boxes: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Paragraphs outside tables."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    @property
    def tables(self) -> tuple[Table, ...]:
        """Tables that are not inside another."""
        return tuple(block for block in self.blocks if isinstance(block, Table))


def read_document(data: bytes) -> Document:
    """The main text. Raises FileRefused."""
    archive = Archive(data)
    root = archive.xml(_main_part(archive))
    try:
        return _document(root)
    except RecursionError as error:  # Thousands of nested elements: no office wrote that.
        raise damaged() from error


def _document(root: ElementTree.Element) -> Document:
    body = next((node for node in root if local(node.tag) == "body"), root)
    blocks: list[Paragraph | Table] = []
    for node in _blocks(body):
        blocks.append(_table(node) if local(node.tag) == "tbl" else _paragraph(node))
    boxes = dict.fromkeys(
        text
        for node in root.iter()
        if local(node.tag) == "txbxContent" and (text := "\n".join(_text(p) for p in _paragraphs(node)).strip())
    )
    return Document(tuple(blocks), tuple(boxes))


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive.names:
        for node in archive.xml("_rels/.rels"):
            if node.get("Type", "").endswith("/officeDocument"):
                return posixpath.normpath(node.get("Target", "").lstrip("/"))
    return "word/document.xml"


def _blocks(parent: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Paragraphs and tables, those inside content controls and tracked wrappers too."""
    for node in parent:
        name = local(node.tag)
        if name in ("p", "tbl"):
            yield node
        elif name not in _SKIPPED:
            yield from _blocks(node)


def _paragraphs(parent: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for node in _blocks(parent):
        if local(node.tag) == "p":
            yield node
        else:  # A table inside a cell: its text is part of the cell.
            for row in _children(node, "tr"):
                for cell in _children(row, "tc"):
                    yield from _paragraphs(cell)


def _paragraph(node: ElementTree.Element) -> Paragraph:
    return Paragraph(_text(node), _is_numbered(node))


def _text(node: ElementTree.Element) -> str:
    pieces: list[str] = []
    for child in node:
        name = local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _BREAKS:
            page = any(local(key) == "type" and value in ("page", "column") for key, value in child.attrib.items())
            pieces.append("" if page else _BREAKS[name])
        elif name not in _SKIPPED:
            pieces.append(_text(child))
    return "".join(pieces)


def _is_numbered(node: ElementTree.Element) -> bool:
    for child in node:
        if local(child.tag) != "pPr":
            continue
        for mark in child:
            style = next((value for key, value in mark.attrib.items() if local(key) == "val"), "")
            if local(mark.tag) == "numPr" or (local(mark.tag) == "pStyle" and style.lower().startswith("list")):
                return True
    return False


def _table(node: ElementTree.Element) -> Table:
    rows: list[tuple[Cell, ...]] = []
    above: tuple[Cell, ...] = ()
    for number, row in enumerate(_children(node, "tr"), 1):
        cells: list[Cell] = []
        for cell in _children(row, "tc"):
            width, joined = _spans(cell)
            column = len(cells) + 1
            # A cell joined to the one above it repeats that one.
            if joined and column <= len(above):
                made = above[column - 1]
            else:
                made = Cell(tuple(_paragraph(inner) for inner in _paragraphs(cell)), number, column)
            cells += [made] * min(width, MAX_COLUMNS - len(cells))
        above = tuple(cells)
        rows.append(above)
    return Table(tuple(rows))


def _children(parent: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    for node in parent:
        tag = local(node.tag)
        if tag == name:
            yield node
        elif tag in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _children(node, name)


def _spans(cell: ElementTree.Element) -> tuple[int, bool]:
    """How many columns the cell takes, and whether it continues the cell above."""
    width, joined = 1, False
    for properties in cell:
        if local(properties.tag) != "tcPr":
            continue
        for node in properties:
            value = next((value for key, value in node.attrib.items() if local(key) == "val"), "")
            if local(node.tag) == "gridSpan" and value.isdigit():
                width = max(1, int(value))
            elif local(node.tag) == "vMerge":
                joined = value != "restart"
    return width, joined
