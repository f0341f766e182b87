"""How a paper becomes a Word file: by the office's own template where one is in use, else in the standard layout."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import docx
from django.utils.translation import gettext as _
from jinja2 import TemplateError
from lxml import etree

from zhiyan.cycle.models import Cycle
from zhiyan.documents.beside import render
from zhiyan.documents.gbt9704 import Document, Note, render_docx, with_number
from zhiyan.documents.gbt9704.archive import repacked
from zhiyan.documents.marking import head_line
from zhiyan.documents.models import Mark, PaperTemplate, TemplateState
from zhiyan.documents.templates import Values, fill, values
from zhiyan.documents.templates.sandbox import TooMuch
from zhiyan.kernel import storage
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.files import FileRefused
from zhiyan.kernel.once import once

COPY_NUMBER = "＿＿＿＿＿＿"
"""Stands in the issued file where each copy's number (份号, six digits: GB/T 9704-2012, 7.2.1) is printed."""

UNHANDLED: Mapping[str, Any] = {"number": "", "mark": Mark.NONE, "copies": 0, "needs_return": False}


def print_docx(
    document: Document,
    cycle: Cycle,
    kind: str,
    *,
    handled: Mapping[str, Any] = UNHANDLED,
    head: str | None = None,
    own: PaperTemplate | None = None,
) -> bytes:
    """The paper as a .docx: mark, 会后收回 and the place of the copy number above it, the log's head in it.

    `head` is the line of the log's head (asked for where None); `own` a template to be used instead of the one in use.
    Raises Invalid where the template cannot be filled any more.
    """
    line = head_line(cycle) if head is None else head
    template = own or in_use(cycle.unit_id).get(kind)
    if template is None:
        return render_docx(replace(with_note(document, handled), mark=line))
    given = values(document, standing(cycle, handled, line))
    data = _filled(storage.read(template.file), given, document)
    return data if "份号" in template.fields else _noted(data, note(handled), document)


def print_file(suffix: str, document: Document, cycle: Cycle, kind: str, *, head: str) -> bytes:
    """The paper as a file of one of its kind's formats, the log's head in it."""
    if suffix == "docx":
        return print_docx(document, cycle, kind, head=head)
    return render(suffix, replace(document, mark=head))


def standing(cycle: Cycle, handled: Mapping[str, Any], head: str) -> dict[str, str]:
    """Fields that every paper has."""
    return {
        "单位": cycle.unit.name,
        "单位简称": cycle.unit.short_name,
        "年度": cycle.label,
        "会议主题": cycle.theme,
        "文号": handled["number"],
        "标注": mark_words(handled),
        "份号": COPY_NUMBER if handled["copies"] else "",
        "存证": head,
    }


@once
def in_use(unit_id: uuid.UUID) -> dict[str, PaperTemplate]:
    """The unit's templates that papers are printed by, by kind."""
    found = PaperTemplate.objects.filter(unit_id=unit_id, state=TemplateState.APPROVED).select_related("file")
    return {each.kind: each for each in found}


def with_note(document: Document, handled: Mapping[str, Any]) -> Document:
    """The document with number and signer in the red head and its mark above; unchanged where nothing is to be said."""
    said, headed = note(handled), with_number(document, handled["number"], handled.get("signer", ""))
    return replace(headed, blocks=(said, *headed.blocks)) if said else headed


def note(handled: Mapping[str, Any]) -> Note | None:
    """The line above a paper."""
    words = mark_words(handled)
    if not words and not handled["copies"]:
        return None
    return Note(words, copy_number=COPY_NUMBER if handled["copies"] else "")


def mark_words(handled: Mapping[str, Any]) -> str:
    """内部资料　会后收回."""
    words = [str(Mark(handled["mark"]).label)] if handled["mark"] else []
    return "　".join([*words, "会后收回"] if handled["needs_return"] else words)


def numbered(data: bytes, no: int) -> bytes:
    """The copy of this number of an issued file: nothing else in it differs."""
    file = docx.Document(io.BytesIO(data))
    parts = [file.part, *(part for s in file.sections for part in (s.header.part, s.footer.part))]
    for part in parts:
        for text in part.element.iter(f"{{{part.element.nsmap['w']}}}t"):
            if text.text and COPY_NUMBER in text.text:
                text.text = text.text.replace(COPY_NUMBER, f"{no:06d}")
    return _saved(file)


def _filled(data: bytes, given: Values, document: Document) -> bytes:
    try:
        return fill(data, given, modified=document.created.isoformat())
    except (FileRefused, TooMuch, TemplateError, etree.XMLSyntaxError, ValueError) as error:
        raise Invalid(
            "template.fill",
            _("自定模板填不出这份文件。"),
            remedy=_("请在“模板”里试填，改好后重新上传，或先停用这个模板。"),
        ) from error


def _noted(data: bytes, said: Note | None, document: Document) -> bytes:
    """A template that has no place for mark and number gets a line above its first one."""
    if said is None:
        return data
    file = docx.Document(io.BytesIO(data))
    line = said.text + (f"　份号：{said.copy_number}" if said.copy_number else "")
    body = file.element.body
    body.insert(0, file.add_paragraph(line)._p)
    return _saved(file)


def _saved(file: Any) -> bytes:
    out = io.BytesIO()
    file.save(out)
    changed = file.core_properties.modified
    return repacked(out.getvalue(), f"{changed:%Y-%m-%d}T00:00:00Z")
