"""Where tags stand in a Word file: each with its paragraph, cell and table, and what is wrong in how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from zhiyan.kernel.files.archive import local

_TAG = re.compile(r"\{\{(?P<out>.*?)\}\}|\{%(?P<do>.*?)%\}|\{#.*?#\}", re.DOTALL)
_LEFT = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|[｛｝]")
_WHOLE = re.compile(r"(?P<what>p|tr|tc)\s+(?P<body>.*)", re.DOTALL)
_BROKEN_BY = "\x00"
"""Stands where a line break, a picture, a field or a tracked change lies between letters."""
_SILENT = {"proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak", "rPr", "pPr", "softHyphen"}
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
AROUND = 24


@dataclass(frozen=True)
class Place:
    """A place in words, and the words around it."""

    where: str
    around: str


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where in the file, the words around, what, and how to mend it. An advice does not forbid use."""

    where: str
    around: str
    what: str
    remedy: str = ""
    advice: bool = False


@dataclass(frozen=True)
class Tag:
    """A tag: `kind` is output or statement; begin and end of a loop have the same `scope`; `pieces` of its format."""

    kind: str
    body: str
    place: Place
    scope: tuple[str, int]
    pieces: int = 1


@dataclass(frozen=True)
class _Spot:
    """A paragraph with what it lies in."""

    paragraph: ElementTree.Element
    where: str
    container: ElementTree.Element
    row: ElementTree.Element | None = None
    table: ElementTree.Element | None = None


def tags_of(part: str, root: ElementTree.Element) -> Iterator[Tag | Problem]:
    """Every tag of a part in order, and every piece of one that is broken."""
    head = {"header": _("页眉"), "footer": _("页脚"), "footnotes": _("脚注")}
    stem = re.sub(r"\d*\.xml$", "", part.removeprefix("word/"))
    start = next((node for node in root if local(node.tag) == "body"), root)
    for spot in _spots(start, head.get(stem, _("正文"))):
        yield from _paragraph(spot)


def _spots(parent: ElementTree.Element, where: str) -> Iterator[_Spot]:
    paragraphs = tables = 0
    for node in _blocks(parent):
        if local(node.tag) == "p":
            paragraphs += 1
            yield _Spot(node, _("%(where)s第%(no)d段") % {"where": where, "no": paragraphs}, parent)
            continue
        tables += 1
        for row_no, row in enumerate(_children(node, "tr"), 1):
            for cell_no, cell in enumerate(_children(row, "tc"), 1):
                spot = _("%(where)s表%(table)d第%(row)d行第%(cell)d格") % {
                    "where": where, "table": tables, "row": row_no, "cell": cell_no,
                }  # fmt: skip
                for inner in _spots(cell, spot):
                    nested = inner.table is not None
                    yield inner if nested else _Spot(inner.paragraph, spot, cell, row, node)


def _blocks(parent: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for node in parent:
        name = local(node.tag)
        if name in ("p", "tbl"):
            yield node
        elif name in ("sdt", "sdtContent", "customXml", "ins", "footnote"):
            yield from _blocks(node)


def _children(parent: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    for node in parent:
        if local(node.tag) == name:
            yield node
        elif local(node.tag) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _children(node, name)


def _paragraph(spot: _Spot) -> Iterator[Tag | Problem]:
    letters = list(_letters(spot.paragraph))
    text = "".join(letter for letter, _look in letters)
    for box in _boxes(spot.paragraph):
        if _LEFT.search(box):
            yield Problem(
                spot.where, box[:AROUND], _("文本框里不能放字段。"), _("请把字段移到正文、表格或页眉页脚里。")
            )
    at = 0
    for found in _TAG.finditer(text):
        yield from _leftovers(spot, text, at, found.start())
        at = found.end()
        place = Place(spot.where, _around(text, found.start(), found.end()))
        if _BROKEN_BY in found[0]:
            what = _("标签中间夹着换行、图片、域或修订。")
            yield Problem(place.where, place.around, what, _("请删去这个标签，重新一次输入。"))
        elif not found[0].startswith("{#"):
            looks = {look for _letter, look in letters[found.start() : found.end()]}
            yield _tag(spot, text, found, place, len(looks))
    yield from _leftovers(spot, text, at, len(text))


def _tag(spot: _Spot, text: str, found: re.Match[str], place: Place, pieces: int) -> Tag | Problem:
    output = found["out"] is not None
    body = (found["out"] if output else found["do"]).translate(_STRAIGHT)
    whole = _WHOLE.match(body)
    wrong = ""
    if body[:1] in "-+" or body.rstrip()[-1:] in "-+" or (body[:2] == "r " or (output and whole)):
        wrong = _("这种写法不支持。")
    elif whole and not output and not _alone(spot, text, found, whole["what"]):
        wrong = _("这个标签要独占一段、一格或一行，同一处的其他文字会丢失。")
    if wrong:
        return Problem(
            place.where, place.around, wrong, _("请只用 {{ 名称 }}、{% … %}、{%p … %}、{%tr … %}、{%tc … %}。")
        )
    scope = {
        "p": ("cell", id(spot.container)), "tr": ("table", id(spot.table)), "tc": ("row", id(spot.row)),
    }.get(whole["what"] if whole else "", ("paragraph", id(spot.paragraph)))  # fmt: skip
    return Tag("output" if output else "statement", (whole["body"] if whole else body).strip(), place, scope, pieces)


def _alone(spot: _Spot, text: str, found: re.Match[str], what: str) -> bool:
    """Whether a tag for a whole paragraph, cell or row is all there is in it."""
    if text.replace(found[0], "", 1).strip():
        return False
    if what == "p":
        return True
    within = spot.row if what == "tr" else spot.container
    if within is None or spot.table is None:
        return False
    return _plain(within).strip() == text.strip()


def _plain(parent: ElementTree.Element) -> str:
    """All letters of the paragraphs in a cell or a row."""
    return "".join(letter for node in parent.iter() if local(node.tag) == "p" for letter, _look in _letters(node))


def _leftovers(spot: _Spot, text: str, start: int, end: int) -> Iterator[Problem]:
    """Halves of tags between two whole ones."""
    found = _LEFT.search(text, start, end)
    if found is None:
        return
    around = _around(text, found.start(), found.end())
    if found[0] in "｛｝":
        yield Problem(
            spot.where, around, _("用了全角的花括号。"), _("请用半角的 {{ 和 }}；是普通文字的不用管。"), advice=True
        )
    else:
        what = _("标签只有一半：“%s”没有配对。") % found[0]
        yield Problem(spot.where, around, what, _("一个标签要写在同一段里，两头的花括号都要写全。"))


def _letters(node: ElementTree.Element, look: str = "") -> Iterator[tuple[str, str]]:
    """Letters of a paragraph, each with how its run looks; what lies between letters is a mark of its own."""
    for child in node:
        name = local(child.tag)
        if name == "t":
            yield from ((letter, look) for letter in child.text or "")
        elif name == "r":
            yield from _letters(child, _look(child))
        elif name in ("tab", "br", "cr", "noBreakHyphen", "fldChar", "instrText", "drawing", "pict", "sym"):
            yield _BROKEN_BY, look
        elif name in ("ins", "del", "hyperlink", "moveFrom", "moveTo", "fldSimple", "AlternateContent"):
            yield _BROKEN_BY, look
            if name not in ("del", "moveFrom", "AlternateContent"):
                yield from _letters(child, look)
                yield _BROKEN_BY, look
        elif name not in _SILENT:
            yield from _letters(child, look)


def _look(run: ElementTree.Element) -> str:
    properties = next((child for child in run if local(child.tag) == "rPr"), None)
    return "" if properties is None else ElementTree.tostring(properties, encoding="unicode")


def _boxes(paragraph: ElementTree.Element) -> Iterator[str]:
    for node in paragraph.iter():
        if local(node.tag) == "txbxContent":
            yield "".join(text.text or "" for text in node.iter() if local(text.tag) == "t")


def _around(text: str, start: int, end: int) -> str:
    """The tag with some words on both sides, on one line."""
    before, after = max(0, start - AROUND), min(len(text), end + AROUND)
    shown = ("…" if before else "") + text[before:after] + ("…" if after < len(text) else "")
    return shown.replace(_BROKEN_BY, "▯")[:200]
