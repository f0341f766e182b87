"""What an official document is made of, as plain data: the renderers turn the same blocks into Word, Excel, text, HTML.

Texts are given as they are, hostile ones included; each renderer makes them safe. A line break in a text is a new line
in the document.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

Cell = str | int
"""A text, or a whole number that a workbook keeps as a number."""

Row = tuple[Cell, ...]
"""One cell for each column, or a single cell that spans all of them."""

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Title:
    """Title 标题 in 小标宋, centred.

    Line breaks stand where the title is to be broken; a line that is too long is broken into lines of like length
    (trapezoid or diamond, 7.3.1).
    """

    text: str
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading of level 1 to 4, numbered 一、（一）1.（1）by its place unless told otherwise."""

    text: str
    level: int = 1
    numbered: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError(f"a heading has level 1 to 4, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text, first line indented by two characters; `lead` stands before it in 黑体 (a speaker, a name)."""

    text: str
    indent: bool = True
    lead: str = ""
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Recipient 主送机关, flush left; the colon is added."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is relative to the other columns of the table."""

    title: str
    width: float = 1.0
    align: Align = "left"

    def __post_init__(self) -> None:
        if not self.width > 0:
            raise ValueError(f"a column is wider than nothing: {self.title!r}")


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose header row is repeated on each page; footer rows close it.

    `min_row_mm` is the least height of a row, for blank forms. Raises ValueError for a row of another length.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    footer: tuple[Row, ...] = ()
    caption: str = ""
    min_row_mm: float = 0.0

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table has at least one column")
        for row in (*self.rows, *self.footer):
            if len(row) not in (1, len(self.columns)):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Labels and values in a ruled grid, `per_row` pairs beside each other: the head of a form or of minutes."""

    pairs: tuple[tuple[str, str], ...]
    per_row: int = 1
    min_row_mm: float = 0.0

    def __post_init__(self) -> None:
        if not (self.pairs and self.per_row >= 1):
            raise ValueError("at least one pair, at least one in a row")


@dataclass(frozen=True, slots=True)
class SignOff:
    """Signature of the issuing unit 发文机关署名 and date of the document 成文日期 (GB/T 9704-2012, 7.3.5)."""

    unit: str
    date: str
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Attachments:
    """Note of attachments 附件说明, below the text; a single one carries no number."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RedHead:
    """Red head 红头 of a formal notice: issuing body 发文机关标志, number 发文字号, the red line (7.2.4 to 7.2.7).

    A `signer` 签发人 is printed on papers that go upwards; the number then stands on the left. Raises ValueError
    without an issuer.
    """

    issuer: str
    number: str = ""
    signer: str = ""

    def __post_init__(self) -> None:
        if not self.issuer.strip():
            raise ValueError("a red head names its issuer")


@dataclass(frozen=True, slots=True)
class Imprint:
    """Imprint 版记 at the foot of the last page: copies to 抄送, who prints it and when 印发 (7.4)."""

    printed_by: str
    printed_on: str
    copies_to: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, PNG or JPEG, centred, with its caption below; `name` says what it shows where no picture can be.

    `rotation` turns it clockwise by 0, 90, 180 or 270 degrees; `width_mm` is its width before that.
    Raises ValueError for bytes of another kind and for a width that the type area does not have.
    """

    data: bytes
    name: str
    width_mm: float = 60.0
    caption: str = ""
    rotation: int = 0

    def __post_init__(self) -> None:
        if not self.data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
            raise ValueError("a picture is PNG or JPEG")
        if not 0 < self.width_mm <= 156:
            raise ValueError(f"a picture is up to 156 mm wide, not {self.width_mm}")


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Places to sign by hand, one for each label."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A line in 黑体 at the head of a page: 内部资料, 会后收回, and the copy number 份号 at the other side."""

    text: str
    copy_number: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


FlowBlock = (
    Title
    | Heading
    | Paragraph
    | Recipient
    | Table
    | KeyValues
    | SignOff
    | Attachments
    | SignatureLine
    | Note
    | PageBreak
    | RedHead
    | Imprint
    | Picture
)


@dataclass(frozen=True, slots=True)
class Landscape:
    """Blocks on pages of their own, turned sideways, for wide tables."""

    blocks: tuple[FlowBlock, ...]


Block = FlowBlock | Landscape


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `title`, `author` and `created` are its properties, not printed; nothing is taken from a clock.

    `characters_per_line` is 28 by the standard; some places print 26. `mark` is a line below the page numbers.
    """

    title: str
    blocks: tuple[Block, ...]
    created: datetime.date
    author: str = ""
    page_numbers: bool = True
    characters_per_line: int = 28
    mark: str = ""

    def __post_init__(self) -> None:
        if not 20 <= self.characters_per_line <= 28:
            raise ValueError(f"20 to 28 characters a line, not {self.characters_per_line}")


def joined(document: Document, attachments: Sequence[Sequence[Document]]) -> Document:
    """The document with its attachments behind it, each of one paper or several.

    A paper begins on a new page, the first of each attachment under 附件 and its number (GB/T 9704-2012, 7.3.7); the
    imprint comes last.
    """
    blocks: list[Block] = [block for block in document.blocks if not isinstance(block, Imprint)]
    for no, papers in enumerate(attachments, 1):
        mark = Paragraph("", indent=False, lead=f"附件{no}" if len(attachments) > 1 else "附件")
        for at, paper in enumerate(papers):
            blocks += _on_new_page(paper.blocks, (mark,) if at == 0 else ())
    last = [block for block in document.blocks if isinstance(block, Imprint)]
    return replace(document, blocks=(*blocks, *last))


def _on_new_page(blocks: Sequence[Block], before: tuple[FlowBlock, ...]) -> list[Block]:
    """The blocks on a page of their own, `before` above them; a sideways page is one already."""
    if blocks and isinstance(blocks[0], Landscape):
        return [Landscape((*before, *blocks[0].blocks)), *blocks[1:]]
    return [PageBreak(), *before, *blocks]


def with_number(document: Document, number: str, signer: str = "") -> Document:
    """The document with number 发文字号 and signer 签发人 in its red head, the signer where the paper prints one."""

    def headed(block: Block) -> Block:
        if isinstance(block, Landscape):
            return Landscape(tuple(cast(FlowBlock, headed(each)) for each in block.blocks))
        if not isinstance(block, RedHead):
            return block
        return replace(block, number=number or block.number, signer=signer if block.signer and signer else block.signer)

    return replace(document, blocks=tuple(headed(block) for block in document.blocks))
