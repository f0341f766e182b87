"""A document as data for Typst, which lays it out by layout.typ with the measures of the Word file.

What a user wrote reaches Typst inside JSON alone: it is never markup, calls nothing and reads no file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, assert_never

from .blocks import (
    Attachments,
    Cell,
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
from .measures import letters_of_red_head, sign_off_indents, stays_whole, table_size
from .numbering import Numbering
from .safe import lines, one_line, visible, width
from .widths import column_shares

LAYOUT = Path(__file__).with_name("layout.typ")
"""What lays the data out."""

_ROOM_POINTS = {False: 156 / 25.4 * 72, True: 225 / 25.4 * 72}
_LONG_WORD = re.compile(r"[!-~\u00a1-\u2e7f]+")
_TITLE_LETTERS = 16
_MAY_BREAK = "\u200b"


def typst_data(document: Document) -> tuple[str, dict[str, bytes]]:
    """The document as JSON, and the files of its pictures by the names that stand in it."""
    reader = _Reader(document)
    parts: list[dict[str, Any]] = []
    for block in document.blocks:
        sideways = isinstance(block, Landscape)
        if sideways or not parts or parts[-1]["sideways"]:
            parts.append({"sideways": sideways, "blocks": []})
        for each in block.blocks if isinstance(block, Landscape) else (block,):
            parts[-1]["blocks"] += reader.read(each, sideways)
    data = {
        "title": one_line(document.title),
        "author": one_line(document.author),
        "mark": one_line(document.mark),
        "page_numbers": document.page_numbers,
        "characters_per_line": document.characters_per_line,
        "parts": parts,
    }
    return json.dumps(data, ensure_ascii=False), reader.files


class _Reader:
    """Turns blocks into data; counts the headings and the pictures, and the notes above a red head."""

    def __init__(self, document: Document) -> None:
        self.in_line = document.characters_per_line
        self.numbering = Numbering()
        self.files: dict[str, bytes] = {}
        self.notes = 0

    def read(self, block: FlowBlock, sideways: bool) -> Iterator[dict[str, Any]]:
        """What one block is, in data."""
        body = _Fitting(_ROOM_POINTS[sideways] / 8)
        match block:
            case Title():
                subtitle = lines(block.subtitle) if block.subtitle else []
                large = _Fitting(_TITLE_LETTERS)
                yield {"kind": "title", "lines": [large.broken(each) for each in title_lines(block.text)],
                       "subtitle": [body.broken(each) for each in subtitle]}  # fmt: skip
            case Heading():
                text = body.broken(self.numbering.prefix(block) + one_line(block.text))
                yield {"kind": "heading", "level": block.level, "text": text}
            case Paragraph():
                yield {"kind": "paragraph", "lines": [body.broken(each) for each in lines(block.text)],
                       "lead": body.broken(one_line(block.lead)), "indent": block.indent and block.align == "left",
                       "align": block.align}  # fmt: skip
            case Recipient():
                yield {"kind": "recipient", "text": body.broken(one_line(block.text) + "：")}
            case Table():
                yield _table(block, sideways)
            case KeyValues():
                yield _key_values(block, sideways)
            case SignOff():
                unit, date = one_line(block.unit), one_line(block.date)
                unit_in, date_in = sign_off_indents(width(unit), width(date), block.sealed)
                yield {"kind": "sign_off", "unit": body.broken(unit), "date": body.broken(date),
                       "unit_in": unit_in / 100, "date_in": date_in / 100}  # fmt: skip
            case Attachments():
                yield {"kind": "attachments", "names": list(_attached(block, body))}
            case SignatureLine():
                yield {"kind": "signature_line", "labels": [body.broken(one_line(each)) for each in block.labels]}
            case Note():
                self.notes += 1
                number = f"份号：{one_line(block.copy_number)}" if block.copy_number else ""
                yield {"kind": "note", "text": body.broken(one_line(block.text)), "copy_number": body.broken(number)}
            case PageBreak():
                yield {"kind": "page_break"}
            case RedHead():
                yield {"kind": "red_head", "issuer": one_line(block.issuer), "number": one_line(block.number),
                       "signer": one_line(block.signer), "notes": self.notes,
                       "half_points": letters_of_red_head(one_line(block.issuer))}  # fmt: skip
            case Imprint():
                yield {"kind": "imprint", "copies_to": one_line(block.copies_to),
                       "printed_by": one_line(block.printed_by), "printed_on": one_line(block.printed_on)}  # fmt: skip
            case Picture():
                yield self._picture(block)
            case _:
                assert_never(block)

    def _picture(self, block: Picture) -> dict[str, Any]:
        suffix = "png" if block.data.startswith(b"\x89PNG") else "jpg"
        name = f"picture{len(self.files) + 1}.{suffix}"
        self.files[name] = block.data
        return {
            "kind": "picture", "file": name, "name": one_line(block.name), "caption": one_line(block.caption),
            "width_mm": block.width_mm, "rotation": block.rotation,
        }  # fmt: skip


class _Fitting:
    """Breaks words that are wider than so many half-width letters, at any letter."""

    def __init__(self, letters: float) -> None:
        self.letters = max(1, int(letters))

    def broken(self, text: str) -> str:
        """The text with a place to break after each letter of a word that is too long."""
        return _LONG_WORD.sub(
            lambda found: _MAY_BREAK.join(found[0]) if len(found[0]) > self.letters else found[0], text
        )


def _attached(block: Attachments, body: _Fitting) -> Iterator[dict[str, Any]]:
    several = len(block.names) > 1
    for at, name in enumerate(block.names):
        number = f"{at + 1}." if several else ""
        before = "附件：" if at == 0 else ""
        hanging = width(before + number)
        text = body.broken(before + number + one_line(name))
        yield {"text": text, "hanging": hanging, "left": 5 + width(number) - hanging}


def _cell(
    text: Cell, room: float, half_points: int, *, align: str = "left", span: int = 1, strong: bool = False,
    whole: bool = True, least_mm: float = 0.0,
) -> dict[str, Any]:  # fmt: skip
    """One cell; `room` is its width in points."""
    fitting = _Fitting((room - 8) / (half_points / 4) - 1)
    shown = "\n".join(fitting.broken(each) for each in visible(str(text)).split("\n"))
    return {
        "text": shown, "align": align, "span": span, "strong": strong, "whole": whole, "least_mm": least_mm,
    }  # fmt: skip


def _table(block: Table, sideways: bool) -> dict[str, Any]:
    half_points = table_size(len(block.columns))
    shares = column_shares(block, _ROOM_POINTS[sideways] / (half_points / 2))
    rooms = [share * _ROOM_POINTS[sideways] for share in shares]
    titles = [(column.title, room) for column, room in zip(block.columns, rooms, strict=True)]
    repeats = all(stays_whole(title, room * 2, half_points) for title, room in titles)
    header = [_cell(title, room, half_points, align="center", whole=repeats) for title, room in titles]
    cells: list[dict[str, Any]] = []
    for strong, rows in ((False, block.rows), (True, block.footer)):
        for row in rows:
            spans = len(row) == 1 < len(rooms)
            given = [sum(rooms)] if spans else rooms
            whole = all(stays_whole(str(t), room * 2, half_points) for t, room in zip(row, given, strict=True))
            for text, room, column in zip(row, given, block.columns, strict=False):
                cells.append(
                    _cell(
                        text, room, half_points, align="left" if spans else column.align,
                        span=len(rooms) if spans else 1, strong=strong, whole=whole, least_mm=block.min_row_mm,
                    )
                )  # fmt: skip
    return {
        "kind": "table", "caption": one_line(block.caption), "half_points": half_points, "shares": shares,
        "header": header, "repeats": repeats, "cells": cells,
    }  # fmt: skip


def _key_values(block: KeyValues, sideways: bool) -> dict[str, Any]:
    weights = [1.0, 4.0 if block.per_row == 1 else 2.0] * block.per_row
    shares = [weight / sum(weights) for weight in weights]
    rooms = [share * _ROOM_POINTS[sideways] for share in shares]
    cells: list[dict[str, Any]] = []
    for start in range(0, len(block.pairs), block.per_row):
        pairs = block.pairs[start : start + block.per_row]
        whole = all(stays_whole(value, rooms[1] * 2, 24) for _label, value in pairs)
        for at, (label, value) in enumerate(pairs):
            # The last value of a row that is not full takes the rest of it.
            values = rooms[2 * at + 1 :] if at == len(pairs) - 1 else rooms[2 * at + 1 : 2 * at + 2]
            common = {"whole": whole, "least_mm": block.min_row_mm}
            cells.append(_cell(label, rooms[2 * at], 24, align="center", strong=True, **common))  # type: ignore[arg-type]
            cells.append(_cell(value, sum(values), 24, span=len(values), **common))  # type: ignore[arg-type]
    return {
        "kind": "table",
        "caption": "",
        "half_points": 24,
        "shares": shares,
        "header": [],
        "repeats": False,
        "cells": cells,
    }
