"""A first template: every field of a paper in the standard layout, for the office to change in Word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from zhiyan.documents.gbt9704 import Block, Column, Document, Heading, Paragraph, Recipient, SignOff, Table, render_docx
from zhiyan.documents.gbt9704 import Title as TitleBlock
from zhiyan.documents.templates.fields import LIST, TABLE, Field

_PLACED = ("标题", "主送机关", "发文单位", "成文日期")


def starter(fields: Iterable[Field], created: dt.date) -> bytes:
    """A .docx that holds every field once; filled, it says what the paper says."""
    given = {field.name: field for field in fields}
    blocks: list[Block] = []
    if "标题" in given:
        blocks.append(TitleBlock("{{ 标题 }}"))
    if "主送机关" in given:
        blocks.append(Recipient("{{ 主送机关 }}"))
    for field in given.values():
        if field.name not in _PLACED:
            blocks += _blocks(field)
    if "发文单位" in given and "成文日期" in given:
        blocks.append(SignOff("{{ 发文单位 }}", "{{ 成文日期 }}"))
    return render_docx(Document("template", tuple(blocks), created))


def _blocks(field: Field) -> list[Block]:
    if field.kind == TABLE:
        if not field.columns:
            return []
        columns = tuple(Column(column.name) for column in field.columns)
        row = tuple(f"{{{{ 行.{column.name} }}}}" for column in field.columns)
        return [Table(columns, ((f"{{%tr for 行 in {field.name} %}}",), row, ("{%tr endfor %}",)), caption=field.name)]
    if field.kind == LIST:
        loop = (f"{{%p for 段 in {field.name} %}}", "{{ 段 }}", "{%p endfor %}")
        return [Heading(field.name), *(Paragraph(text) for text in loop)]
    return [Paragraph(f"{{{{ {field.name} }}}}", lead=f"{field.name}：")]
