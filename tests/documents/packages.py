"""Word files for tests of templates: honest ones by paragraphs and tables, hostile ones by their parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
from docx.document import Document as WordFile

from zhiyan.documents.templates import Field

FIELDS = (
    Field("标题", "文字"),
    Field("条数", "数字"),
    Field("经过", "列表"),
    Field("问题表", "表", columns=(Field("序号", "数字"), Field("问题", "文字"))),
)
VALUES = {
    "标题": "关于整改的通报",
    "条数": 3,
    "经过": ["先学习。", "再开会。"],
    "问题表": [{"序号": 1, "问题": "调研少"}, {"序号": 2, "问题": "议而不决"}],
}


def saved(file: WordFile) -> bytes:
    """The bytes of a file."""
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def words(*paragraphs: str) -> bytes:
    """A file of these paragraphs."""
    file = docx.Document()
    for text in paragraphs:
        file.add_paragraph(text)
    return saved(file)


def table(*rows: Sequence[str]) -> bytes:
    """A file with one table."""
    file = docx.Document()
    made = file.add_table(rows=len(rows), cols=max(map(len, rows)))
    for at, row in enumerate(rows):
        for no, text in enumerate(row):
            made.cell(at, no).text = text
    return saved(file)


def changed(data: bytes, **parts: str) -> bytes:
    """The file with words put for others in its main part: old and new by turns."""
    return with_parts(data, {}, **parts)


def with_parts(
    data: bytes, more: Mapping[str, bytes], *, old: str = "", new: str = "", part: str = "word/document.xml"
) -> bytes:
    """The package with more parts, and `new` for `old` in one of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = source.read(name)
            if old and name == part:
                assert old.encode() in body
                body = body.replace(old.encode(), new.encode(), 1)
            target.writestr(name, body)
        for name, body in more.items():
            target.writestr(name, body)
    return out.getvalue()


def text_of(data: bytes) -> str:
    """All that a reader of the file sees: paragraphs, cells, headers, footers."""
    file = docx.Document(io.BytesIO(data))
    lines = [p.text for p in file.paragraphs]
    lines += [cell.text for t in file.tables for row in t.rows for cell in row.cells]
    for section in file.sections:
        lines += [p.text for p in (*section.header.paragraphs, *section.footer.paragraphs)]
    return "\n".join(lines)
