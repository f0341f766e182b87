"""Ruled tables of an official document in WordprocessingML: widths that fill the type area, headers on each page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from docx.oxml.xmlchemy import BaseOxmlElement

from . import docx_xml as xml
from .blocks import Align, Cell, KeyValues, Row, Table
from .docx_xml import Face, Shape
from .measures import stays_whole, table_size
from .safe import lines, one_line
from .widths import column_shares

TWIPS_PER_MM = 1440 / 25.4
_CAPTION = Face(xml.HEITI, 28)


def shares(weights: list[float], room: int) -> list[int]:
    """The room divided by weight into whole twips that add up to it."""
    total = sum(weights)
    edges = [round(room * sum(weights[:at]) / total) for at in range(len(weights) + 1)]
    return [right - left for left, right in pairwise(edges)]


def _cell(text: Cell, width_twips: int, face: Face, align: str, span: int = 1) -> BaseOxmlElement:
    shape = Shape(align=align, line=face.half_points * 15, line_rule="atLeast")
    return xml.text_cell(lines(str(text)), face, shape, width_twips, span)


def table(block: Table, room: int) -> Iterator[BaseOxmlElement]:
    """A table with its caption; smaller letters where it has many columns."""
    size = table_size(len(block.columns))
    widths = shares(column_shares(block, room / (size * 10)), room)
    body, strong = Face(xml.FANGSONG, size), Face(xml.HEITI, size)
    if block.caption:
        yield xml.paragraph([xml.run(one_line(block.caption), _CAPTION)], Shape(align="center", keep_next=True))
    height = round(block.min_row_mm * TWIPS_PER_MM)
    titles = [_cell(column.title, each, strong, "center") for column, each in zip(block.columns, widths, strict=True)]
    low = all(stays_whole(each.title, room / 10, size) for each, room in zip(block.columns, widths, strict=True))
    rows = [xml.table_row(titles, header=low, whole=low)]
    aligns = [column.align for column in block.columns]
    rows += [_table_row(row, widths, aligns, body, height) for row in block.rows]
    rows += [_table_row(row, widths, aligns, strong, height) for row in block.footer]
    yield xml.table(widths, rows)
    yield xml.spacer()


def _table_row(row: Row, widths: list[int], aligns: list[Align], face: Face, height: int) -> BaseOxmlElement:
    if len(row) == 1 < len(widths):
        rooms, sides = [sum(widths)], ["left"]
    else:
        rooms, sides = widths, list(aligns)
    span = len(widths) if len(rooms) < len(widths) else 1
    cells = [_cell(text, each, face, side, span) for text, each, side in zip(row, rooms, sides, strict=True)]
    whole = all(stays_whole(str(text), each / 10, face.half_points) for text, each in zip(row, rooms, strict=True))
    return xml.table_row(cells, whole=whole, least_height=height)


def key_values(block: KeyValues, room: int) -> Iterator[BaseOxmlElement]:
    """Labels and values in a ruled grid."""
    body, strong = Face(xml.FANGSONG, 24), Face(xml.HEITI, 24)
    widths = shares([1.0, 4.0 if block.per_row == 1 else 2.0] * block.per_row, room)
    height = round(block.min_row_mm * TWIPS_PER_MM)
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
        whole = all(
            stays_whole(text, each / 10, 24) for pair in pairs for text, each in zip(pair, widths, strict=False)
        )
        rows.append(xml.table_row(cells, whole=whole, least_height=height))
    yield xml.table(widths, rows)
    yield xml.spacer()
