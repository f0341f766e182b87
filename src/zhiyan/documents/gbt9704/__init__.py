"""Documents laid out as GB/T 9704-2012 (党政机关公文格式): blocks of plain data, and what makes files of them."""

from .blocks import (
    Align,
    Attachments,
    Block,
    Cell,
    Column,
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
    Row,
    SignatureLine,
    SignOff,
    Table,
    Title,
)
from .docx import render_docx
from .html import render_html
from .text import render_text
from .xlsx import render_xlsx

__all__ = [
    "Align",
    "Attachments",
    "Block",
    "Cell",
    "Column",
    "Document",
    "FlowBlock",
    "Heading",
    "Imprint",
    "KeyValues",
    "Landscape",
    "Note",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Recipient",
    "RedHead",
    "Row",
    "SignOff",
    "SignatureLine",
    "Table",
    "Title",
    "render_docx",
    "render_html",
    "render_text",
    "render_xlsx",
]
