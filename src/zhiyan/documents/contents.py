"""The list of contents of a folder of papers: .csv for programs, .docx and .html for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from zhiyan.cycle.models import Cycle
from zhiyan.documents.gbt9704 import Block, Column, Document, KeyValues, Landscape, Row, Table, Title
from zhiyan.kernel import clock

CONTENTS = "contents.csv"
Line = tuple[str, str, str, str, int, str]
"""File name, title, stage, format, bytes, SHA-256."""

HEADS = ("序号", "文件", "名称", "阶段", "格式", "字节", "sha256")
_WIDTHS = (0.6, 4.0, 3.4, 1.2, 0.7, 0.9, 3.6)


def contents_csv(lines: Sequence[Line]) -> bytes:
    """The list as .csv, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEADS)
    rows.writerows([no, *line] for no, line in enumerate(lines, 1))
    return out.getvalue().encode("utf-8-sig")


def contents_document(cycle: Cycle, lines: Sequence[Line], head: str) -> Document:
    """The list as a paper, the log's head above it."""
    columns = tuple(Column(name, width) for name, width in zip(HEADS, _WIDTHS, strict=True))
    rows: tuple[Row, ...] = tuple((no, *line) for no, line in enumerate(lines, 1))
    facts = KeyValues(
        (("单位", cycle.unit.name), ("年度", cycle.label), ("文件", f"{len(lines)}个"), ("存证", head or "无"))
    )
    blocks: tuple[Block, ...] = (Title("文件目录"), facts, Landscape((Table(columns, rows),)))
    return Document("文件目录", blocks, clock.today(), author=cycle.unit.name, mark=head)


def contents_html(cycle: Cycle, lines: Sequence[Line], head: str) -> bytes:
    """The list as a page that opens the files beside it; it needs nothing from anywhere."""
    title = escape(f"{cycle.unit.name} {cycle.label}年度民主生活会文件目录")
    heads = "".join(f"<th>{escape(name)}</th>" for name in HEADS)
    rows = "".join(_row(no, line) for no, line in enumerate(lines, 1))
    return (
        f'<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f"<h1>{title}</h1><p>{escape(head)}</p><table border=1><tr>{heads}</tr>{rows}</table></body></html>"
    ).encode()


def _row(no: int, line: Line) -> str:
    name, *rest = line
    cells = "".join(f"<td>{escape(str(each))}</td>" for each in rest)
    return f'<tr><td>{no}</td><td><a href="{quote(name)}">{escape(name)}</a></td>{cells}</tr>'
