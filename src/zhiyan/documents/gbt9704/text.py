"""A document as plain text, for the screen and for comparing two versions line by line."""

from collections.abc import Iterator
from typing import assert_never

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
from .numbering import Numbering
from .safe import lines, one_line

INDENT = "　　"
SEPARATOR = " ｜ "


def render_text(document: Document) -> str:
    """The document as text: a line for each paragraph and each row of a table; ends with a newline."""
    numbering = Numbering()
    printed: list[str] = []
    for block in document.blocks:
        for each in block.blocks if isinstance(block, Landscape) else (block,):
            printed.extend(_block(each, numbering))
    return "\n".join(line.rstrip() for line in printed) + "\n"


def _block(block: FlowBlock, numbering: Numbering) -> Iterator[str]:
    match block:
        case Title():
            yield from lines(block.text)
            yield from lines(block.subtitle) if block.subtitle else ()
            yield ""
        case Heading():
            yield INDENT + numbering.prefix(block) + one_line(block.text)
        case Paragraph():
            yield from _paragraph(block)
        case Recipient():
            yield one_line(block.text) + "："
        case Table():
            yield from _table(block)
        case KeyValues():
            for label, value in block.pairs:
                yield f"{one_line(label)}：{one_line(value)}"
        case SignOff():
            yield ""
            yield one_line(block.unit)
            yield one_line(block.date)
        case Attachments():
            yield from _attachments(block)
        case SignatureLine():
            yield "　".join(f"{one_line(label)}：{'_' * 12}" for label in block.labels)
        case Note():
            yield one_line(block.text) + (f"　份号：{one_line(block.copy_number)}" if block.copy_number else "")
        case PageBreak():
            yield ""
        case RedHead():
            yield one_line(block.issuer)
            yield one_line(block.number) + (f"　签发人：{one_line(block.signer)}" if block.signer else "")
        case Imprint():
            if block.copies_to:
                yield f"抄送：{one_line(block.copies_to)}。"
            yield f"{one_line(block.printed_by)}　{one_line(block.printed_on)}印发"
        case Picture():
            yield f"（{one_line(block.caption or block.name)}）"
        case _:
            assert_never(block)


def _paragraph(block: Paragraph) -> Iterator[str]:
    before = INDENT if block.indent and block.align == "left" else ""
    for at, line in enumerate(lines(block.text)):
        yield before + (one_line(block.lead) if at == 0 else "") + line


def _table(block: Table) -> Iterator[str]:
    if block.caption:
        yield one_line(block.caption)
    yield SEPARATOR.join(one_line(column.title) for column in block.columns)
    for row in (*block.rows, *block.footer):
        yield SEPARATOR.join(_cell(text) for text in row)
    yield ""


def _attachments(block: Attachments) -> Iterator[str]:
    yield ""
    for at, name in enumerate(block.names):
        number = f"{at + 1}." if len(block.names) > 1 else ""
        yield INDENT + ("附件：" if at == 0 else "　　　") + number + one_line(name)


def _cell(text: Cell) -> str:
    return one_line(str(text))
