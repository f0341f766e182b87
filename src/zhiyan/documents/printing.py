"""How a paper becomes a Word file: by the office's own template where one is in use, else in the standard layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from zhiyan.cycle.models import Cycle
from zhiyan.documents.gbt9704 import Document, Note, render_docx
from zhiyan.documents.marking import marked
from zhiyan.documents.models import Mark

COPY_NUMBER = "＿＿＿＿＿＿"
"""Stands in the issued file where each copy's number (份号, six digits) is printed."""


def print_docx(document: Document, cycle: Cycle, kind: str) -> bytes:
    """The paper as a .docx, with the log's head in its footer."""
    return render_docx(marked(document, cycle))


def issued_docx(document: Document, cycle: Cycle, kind: str, handled: Mapping[str, Any]) -> bytes:
    """The paper as it is issued: its mark, 会后收回 and the place of the copy number stand above it."""
    return print_docx(with_note(document, handled), cycle, kind)


def with_note(document: Document, handled: Mapping[str, Any]) -> Document:
    """The document with its mark above; unchanged where there is nothing to say."""
    words = [str(Mark(handled["mark"]).label)] if handled["mark"] else []
    words += ["会后收回"] if handled["needs_return"] else []
    if not words and not handled["copies"]:
        return document
    note = Note("　".join(words), copy_number=COPY_NUMBER if handled["copies"] else "")
    return replace(document, blocks=(note, *document.blocks))
