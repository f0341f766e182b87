"""Whether a .docx is what the schema of WordprocessingML allows (ECMA-376, transitional), for what the kit writes.

The schema files are not carried along: what is checked is stated here: for each element which children it has, in which
order, how often, and for each attribute which values. An element or attribute that is not listed is a fault: the
kit is known to write nothing else.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline"

ORDER: dict[str, tuple[str, ...]] = {
    "document": ("body",),
    "pPr": (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
        "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct",
        "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing",
        "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl",
        "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
    ),
    "rPr": (
        "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow",
        "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern",
        "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em",
        "lang", "eastAsianLayout", "specVanish", "oMath",
    ),
    "pBdr": ("top", "left", "bottom", "right", "between", "bar"),
    "tblPr": (
        "tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc",
        "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook",
    ),
    "tblBorders": ("top", "left", "bottom", "right", "insideH", "insideV"),
    "tblCellMar": ("top", "left", "bottom", "right"),
    "tcPr": (
        "cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection",
        "tcFitText", "vAlign", "hideMark",
    ),
    "sectPr": (
        "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc",
        "pgBorders", "lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection",
        "bidi", "rtlGutter", "docGrid", "printerSettings",
    ),
}  # fmt: skip
"""Elements whose children stand in this order, each once (of a section's references several)."""

FIRST: dict[str, tuple[str, frozenset[str]]] = {
    "p": ("pPr", frozenset({"r"})),
    "r": ("rPr", frozenset({"t", "tab", "br", "fldChar", "instrText", "drawing"})),
    "tr": ("trPr", frozenset({"tc"})),
    "tc": ("tcPr", frozenset({"p", "tbl"})),
    "ftr": ("", frozenset({"p", "tbl"})),
    "trPr": ("", frozenset({"cantSplit", "trHeight", "tblHeader"})),
    "tabs": ("", frozenset({"tab"})),
    "tblGrid": ("", frozenset({"gridCol"})),
}
"""Elements that may begin with one child and then hold any number of others, in any order."""

INTEGER, POSITIVE, COLOUR = r"-?\d+", r"\d+", r"[0-9A-F]{6}|auto"
WHOLE, ON_OFF = r"\d+", r"0|1|true|false|on|off"
VALUES: dict[str, str] = {
    "jc/val": "left|center|right|both",
    "tab/val": "right",
    "tab/pos": INTEGER,
    "spacing/val": INTEGER,
    "spacing/before": POSITIVE,
    "spacing/after": POSITIVE,
    "spacing/line": INTEGER,
    "spacing/lineRule": "auto|exact|atLeast",
    "sz/val": WHOLE,
    "szCs/val": WHOLE,
    "color/val": COLOUR,
    "u/val": "single",
    "outlineLvl/val": "[0-9]",
    "widowControl/val": ON_OFF,
    "wordWrap/val": ON_OFF,
    "tblLayout/type": "fixed",
    "trHeight/val": POSITIVE,
    "trHeight/hRule": "atLeast",
    "gridCol/w": POSITIVE,
    "gridSpan/val": r"[1-9]\d*",
    "vAlign/val": "top|center|bottom",
    "br/type": "page",
    "fldChar/fldCharType": "begin|separate|end",
    "type/val": "nextPage",
    "framePr/w": POSITIVE,
    "framePr/wrap": "around",
    "framePr/hAnchor": "margin",
    "framePr/vAnchor": "margin",
    "framePr/xAlign": "center",
    "framePr/yAlign": "bottom",
    "pgSz/orient": "portrait|landscape",
    "footerReference/type": "default|even|first",
}
"""Attributes by element, with the form of their values."""

LINES = ("top", "left", "bottom", "right", "insideH", "insideV", "between")
VALUES |= {f"{side}/{name}": form for side in LINES for name, form in
           (("val", "single"), ("sz", POSITIVE), ("space", POSITIVE), ("color", COLOUR), ("w", POSITIVE),
            ("type", "dxa"))}  # fmt: skip
VALUES |= {f"{each}/{name}": form for each in ("tblW", "tcW") for name, form in (("w", POSITIVE), ("type", "dxa"))}
VALUES |= {f"ind/{side}{kind}": INTEGER for side in ("left", "right", "hanging", "firstLine") for kind in ("", "Chars")}
VALUES |= {f"pgSz/{name}": POSITIVE for name in ("w", "h")}
VALUES |= {f"pgMar/{name}": INTEGER for name in ("top", "right", "bottom", "left", "header", "footer", "gutter")}
VALUES |= {f"rFonts/{script}": ".+" for script in ("ascii", "hAnsi", "eastAsia", "cs")}
VALUES |= {"cols/space": POSITIVE, "docGrid/linePitch": INTEGER, "footerReference/id": "rId[0-9]+"}
FORMS = {name: re.compile(form, re.DOTALL) for name, form in VALUES.items()}

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def faults(content: bytes) -> list[str]:
    """What is wrong in a .docx, the first twenty faults; empty for one that the schema allows."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if archive.testzip() is not None or len(set(names)) != len(names):
            return ["the archive is damaged"]
        for name in names:
            if name.endswith((".xml", ".rels")):
                tree = etree.fromstring(archive.read(name))
                if name == "word/document.xml" or name.startswith("word/footer"):
                    found += [f"{name}: {fault}" for fault in _of(tree)]
    return found[:20]


def _of(tree: etree._Element) -> Iterator[str]:
    for each in tree.iter(etree.Element):
        if not each.tag.startswith(W):
            continue
        name = each.tag.removeprefix(W)
        yield from _children(name, [child.tag.removeprefix(W) for child in each])
        yield from _attributes(name, each)
        if name == "tbl":
            yield from _spans(each)


def _children(name: str, found: list[str]) -> Iterator[str]:
    if name in ORDER:
        places = [ORDER[name].index(child) if child in ORDER[name] else -1 for child in found]
        again = [child for child in set(found) if found.count(child) > 1 and not child.endswith("Reference")]
        if -1 in places or places != sorted(places) or again:
            yield f"{name} holds {found}"
    elif name in FIRST:
        first, others = FIRST[name]
        rest = found[1:] if found[:1] == [first] else found
        if not set(rest) <= others:
            yield f"{name} holds {found}"
        if name in ("tc", "ftr") and found[-1:] != ["p"]:
            yield f"{name} ends with {found[-1:]}"
    elif name == "tbl":
        if found[:2] != ["tblPr", "tblGrid"] or set(found[2:]) != {"tr"}:
            yield f"tbl holds {found[:5]}"
    elif name == "body":
        if not (set(found[:-1]) <= {"p", "tbl"} and found[-1:] == ["sectPr"]):
            yield f"body ends with {found[-3:]}"
    elif name == "drawing":
        if found != [DRAWING]:
            yield f"drawing holds {found}"
    elif found:
        yield f"{name} holds {found}, and may hold nothing"


def _attributes(name: str, each: etree._Element) -> Iterator[str]:
    for key, value in each.attrib.items():
        if key in (XML_SPACE, IGNORABLE):
            continue
        short = str(key).removeprefix(W).removeprefix(R)
        form = FORMS.get(f"{name}/{short}")
        if form is None and not (name == "document" or short.startswith("rsid")):
            yield f"{name} has an attribute {short}={value!r}"
        elif form is not None and not form.fullmatch(str(value)):
            yield f"{name} has {short}={value!r}"


def _spans(table: etree._Element) -> Iterator[str]:
    """Whether every row has as many columns as the grid."""
    grid = len(table.find(f"{W}tblGrid"))
    for row in table.iter(f"{W}tr"):
        spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc")]
        columns = sum(1 if span is None else int(span.get(f"{W}val")) for span in spans)
        if columns != grid:
            yield f"a row of {columns} columns in a table of {grid}"
