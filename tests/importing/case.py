"""The demonstration case as the readers see it, and small files made on the spot."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import docx
from openpyxl import Workbook

from zhiyan.solicitation.importing import ImportContext, ParsedFile, parse_opinions

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "src/zhiyan/demo/case"
EXPECTED: dict[str, Any] = json.loads((ROOT / "tests/case/expected.json").read_text(encoding="utf-8"))
ALIASES: dict[str, dict[str, str]] = json.loads((CASE / "aliases.json").read_text(encoding="utf-8"))
FILES: dict[str, dict[str, Any]] = EXPECTED["files"]
WINDOW = (date(2021, 1, 4), date(2021, 1, 15))


def context(channel: str | None = "branch_meeting", aliases: Mapping[str, Mapping[str, str]] | None = None, **others):
    """The case's aspects, team, branches and window."""
    known: dict[str, Any] = {
        "aspects": tuple(EXPECTED["aspects"].items()),
        "targets": tuple(member["role"] for member in EXPECTED["roster"]["team"]),
        "branches": tuple(EXPECTED["roster"]["branch_secretaries"]),
        "window": WINDOW,
        "channel": channel,
        "aliases": aliases or {},
    }
    return ImportContext(**{**known, **others})


def read_case(path: str, channel: str | None, aliases: Mapping[str, Mapping[str, str]] | None = None) -> ParsedFile:
    """One of the case's files under the name that the office gave it."""
    return parse_opinions((CASE / path).read_bytes(), FILES[path]["original_name"], context(channel, aliases))


def xlsx(*rows: Sequence[object], title: str = "意见", **sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook with one sheet of these rows, and more sheets by name."""
    book = Workbook()
    first = book.active
    first.title = title
    for row in rows:
        first.append(list(row))
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def form(head: Sequence[str], table: Sequence[Sequence[str | Sequence[str]]], tail: Sequence[str] = ()) -> bytes:
    """A word-processor file: paragraphs, one table (a cell may be several paragraphs), paragraphs."""
    document = docx.Document()
    for text in head:
        document.add_paragraph(text)
    made = document.add_table(rows=len(table), cols=len(table[0]))
    for row, cells in zip(made.rows, table, strict=True):
        for cell, texts in zip(row.cells, cells, strict=True):
            lines = [texts] if isinstance(texts, str) else list(texts)
            cell.paragraphs[0].text = lines[0]
            for line in lines[1:]:
                cell.add_paragraph(line)
    for text in tail:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def records(*rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    """A comma-separated export."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def rezipped(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """An office file with parts replaced or added."""
    source = zipfile.ZipFile(io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in [*source.namelist(), *(name for name in changes if name not in source.namelist())]:
            made.writestr(name, changes[name] if name in changes else source.read(name))
    return out.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    """One part of an office file."""
    return zipfile.ZipFile(io.BytesIO(data)).read(name)
