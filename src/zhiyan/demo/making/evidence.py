"""Evidence files of the demonstration: small, real, each says what it shows."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath

from zhiyan.documents.gbt9704 import Document, Paragraph, render_docx


def evidence_file(name: str, text: str, on: dt.date) -> tuple[str, bytes]:
    """A .docx of the name's stem with the text, whatever kind the name asks for: it is a stand-in, and says so."""
    stem = PurePath(name).stem
    document = Document(
        title=stem,
        blocks=(Paragraph(text=text), Paragraph(text="（演示用佐证材料，内容虚构。）")),
        created=dt.datetime.combine(on, dt.time(9)),
    )
    return f"{stem}.docx", render_docx(document)
