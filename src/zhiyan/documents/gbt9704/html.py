"""A document as a fragment of HTML for the screen: semantic, escaped, its look left to the page's style sheet."""

import html
from collections.abc import Iterable, Iterator
from typing import assert_never

from .blocks import (
    Attachments,
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
from .numbering import Numbering
from .safe import lines, one_line, visible


def render_html(document: Document) -> str:
    """The document as one `<article class="document">`; every text in it is escaped."""
    numbering = Numbering()
    parts = []
    for block in document.blocks:
        if isinstance(block, Landscape):
            inner = "".join(_block(each, numbering) for each in block.blocks)
            parts.append(f'<section class="landscape">{inner}</section>')
        else:
            parts.append(_block(block, numbering))
    label = html.escape(one_line(document.title))
    return f'<article class="document" lang="zh-CN" aria-label="{label}">' + "\n".join(parts) + "</article>"


def _block(block: FlowBlock, numbering: Numbering) -> str:
    match block:
        case Title():
            subtitle = f'<p class="subtitle">{_text(block.subtitle)}</p>' if block.subtitle else ""
            return f"<header><h1>{_text(block.text)}</h1>{subtitle}</header>"
        case Heading():
            tag = f"h{block.level + 1}"
            return f"<{tag}>{_line(numbering.prefix(block) + block.text)}</{tag}>"
        case Paragraph():
            return "".join(_paragraph(block))
        case Recipient():
            return f'<p class="recipient">{_line(block.text)}：</p>'
        case Table():
            return _table(block)
        case KeyValues():
            pairs = (
                f'<div><dt>{_text(key)}</dt><dd dir="auto">{_text(value)}</dd></div>' for key, value in block.pairs
            )
            return f'<dl class="key-values">{"".join(pairs)}</dl>'
        case SignOff():
            return f'<footer class="sign-off"><p>{_line(block.unit)}</p><p>{_line(block.date)}</p></footer>'
        case Attachments():
            names = "".join(f"<li>{_line(name)}</li>" for name in block.names)
            return f'<div class="attachments"><p>附件：</p><ol>{names}</ol></div>'
        case SignatureLine():
            places = "".join(f"<span>{_line(label)}：<u>{'　' * 6}</u></span>" for label in block.labels)
            return f'<p class="signature-line">{places}</p>'
        case Note():
            number = f"<span>份号：{_line(block.copy_number)}</span>" if block.copy_number else ""
            return f'<p class="note"><strong>{_line(block.text)}</strong>{number}</p>'
        case PageBreak():
            return '<hr class="page-break">'
        case RedHead():
            signer = f"<span>签发人：{_line(block.signer)}</span>" if block.signer else ""
            number = f"<p>{_line(block.number)}{signer}</p>"
            return f'<header class="red-head"><p class="issuer">{_line(block.issuer)}</p>{number}</header>'
        case Imprint():
            copies = f"<p>抄送：{_line(block.copies_to)}。</p>" if block.copies_to else ""
            printed = f"<p>{_line(block.printed_by)}　{_line(block.printed_on)}印发</p>"
            return f'<footer class="imprint">{copies}{printed}</footer>'
        case Picture():
            # The page's policy shows pictures from an address of their own alone: here stands what it is.
            return f'<p class="center flush">（{_line(block.caption or block.name)}）</p>'
        case _:
            assert_never(block)


def _paragraph(block: Paragraph) -> Iterator[str]:
    kind = "" if block.indent and block.align == "left" else f' class="{block.align} flush"'
    for at, line in enumerate(lines(block.text)):
        lead = f"<strong>{_line(block.lead)}</strong>" if block.lead and at == 0 else ""
        yield f'<p{kind} dir="auto">{lead}{html.escape(line)}</p>'


def _table(block: Table) -> str:
    caption = f"<caption>{_line(block.caption)}</caption>" if block.caption else ""
    titles = "".join(f'<th scope="col">{_text(column.title)}</th>' for column in block.columns)
    body = _rows(block.rows, block.columns)
    footer = f"<tfoot>{_rows(block.footer, block.columns)}</tfoot>" if block.footer else ""
    return f"<table>{caption}<thead><tr>{titles}</tr></thead><tbody>{body}</tbody>{footer}</table>"


def _rows(rows: Iterable[Row], columns: tuple[Column, ...]) -> str:
    return "".join(f"<tr>{_cells(row, columns)}</tr>" for row in rows)


def _cells(row: Row, columns: tuple[Column, ...]) -> str:
    if len(row) == 1 < len(columns):
        return f'<td colspan="{len(columns)}" dir="auto">{_text(row[0])}</td>'
    return "".join(
        f'<td class="{column.align}" dir="auto">{_text(text)}</td>' for text, column in zip(row, columns, strict=True)
    )


def _text(text: Cell) -> str:
    return html.escape(visible(str(text))).replace("\n", "<br>")


def _line(text: str) -> str:
    return html.escape(one_line(text))
