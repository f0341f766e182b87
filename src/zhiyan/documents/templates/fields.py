"""Fields of a paper, read off the blocks that it is printed from: so a template's figures are the paper's figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhiyan.documents.gbt9704 import (
    Attachments,
    Cell,
    Document,
    FlowBlock,
    Heading,
    KeyValues,
    Landscape,
    Paragraph,
    Recipient,
    Row,
    SignOff,
    Table,
    Title,
)
from zhiyan.documents.gbt9704.safe import lines, one_line, visible

Values = Mapping[str, Any]
"""Fields by name: a text, a whole number, a list of texts, or a list of rows (column → text or number)."""

TEXT, NUMBER, LIST, TABLE = "文字", "数字", "列表", "表"
_NOT_A_NAME = re.compile(r"\W+")


@dataclass(frozen=True)
class Field:
    """A named field. `kind` is 文字, 数字, 列表 or 表; a table has columns; `sample` is what it says now."""

    name: str
    kind: str
    sample: str = ""
    columns: tuple[Field, ...] = ()


def name_of(text: str) -> str:
    """A label as a field's name: letters, digits and characters alone; empty where nothing is left."""
    plain = _NOT_A_NAME.sub("", unicodedata.normalize("NFKC", text)).strip("_")
    return f"第{plain}" if plain[:1].isdigit() else plain


def values(document: Document, standing: Mapping[str, str]) -> dict[str, Any]:
    """The paper's fields: `standing` ones (unit, year…) first, then what its blocks hold, in their order."""
    found: dict[str, Any] = {name: visible(text) for name, text in standing.items()}
    section = ""
    for block in _flow(document):
        if isinstance(block, Heading) and block.level == 1:
            section = one_line(block.text)
        for name, value in _block(block, section):
            _add(found, name, value)
    return found


def catalogue(given: Values) -> tuple[Field, ...]:
    """The fields of these values, typed."""
    return tuple(_field(name, value) for name, value in given.items())


def _flow(document: Document) -> Iterator[FlowBlock]:
    for block in document.blocks:
        yield from block.blocks if isinstance(block, Landscape) else (block,)


def _block(block: FlowBlock, section: str) -> Iterator[tuple[str, Any]]:
    match block:
        case Title():
            yield "标题", "".join(lines(block.text))
            if block.subtitle:
                yield "副标题", one_line(block.subtitle)
        case Recipient():
            yield "主送机关", one_line(block.text)
        case Paragraph():
            yield section or "正文", [visible(block.lead + line) for line in block.text.split("\n")]
        case KeyValues():
            for label, value in block.pairs:
                yield label, visible(value)
        case Table():
            name = block.caption or section or "表"
            yield name if name.endswith("表") else f"{name}表", _rows(block, block.rows)
            if block.footer:
                yield f"{name.removesuffix('表')}合计", _rows(block, block.footer)
        case Attachments():
            yield "附件", [one_line(each) for each in block.names]
        case SignOff():
            yield "发文单位", one_line(block.unit)
            yield "成文日期", one_line(block.date)
        case _:
            return


def _rows(table: Table, rows: Iterable[Row]) -> list[dict[str, Cell]]:
    """Rows by column; a row of a single cell stands in the first column."""
    columns: list[str] = []
    for at, column in enumerate(table.columns, 1):
        name = name_of(column.title) or f"列{at}"
        columns.append(name if name not in columns else f"{name}{at}")
    padding: tuple[Cell, ...] = ("",) * (len(columns) - 1)
    return [dict(zip(columns, map(_cell, (*row, *padding)), strict=False)) for row in rows]


def _cell(value: Cell) -> Cell:
    return value if isinstance(value, int) else visible(value)


def _add(found: dict[str, Any], label: str, value: Any) -> None:
    """Paragraphs of one section come together; anything else that comes again gets a number."""
    name = name_of(label)
    if not name:
        return
    there = found.get(name)
    if isinstance(value, list) and isinstance(there, list) and _texts(value) and _texts(there):
        there.extend(value)
        return
    again, unique = 1, name
    while unique in found:
        again += 1
        unique = f"{name}{again}"
    found[unique] = value


def _texts(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(each, str) for each in value)


def _field(name: str, value: Any) -> Field:
    if isinstance(value, list):
        rows = [each for each in value if isinstance(each, dict)]
        if rows or not value:
            columns = tuple(_field(column, each) for column, each in (rows[0] if rows else {}).items())
            return Field(name, TABLE, f"{len(value)}行", columns)
        return Field(name, LIST, str(value[0])[:40])
    return Field(name, NUMBER if isinstance(value, int) else TEXT, str(value)[:40])
