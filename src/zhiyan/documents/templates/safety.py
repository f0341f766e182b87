"""What a template's package may hold: text, styles, pictures. Nothing that runs, embeds or reaches outside."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from zhiyan.kernel.files import FileRefused, load
from zhiyan.kernel.files.archive import Archive, local

MAX_FILE = 5 * 1024 * 1024
MAX_PART = 2 * 1024 * 1024
"""Bytes of a template, and of one XML part of it once unpacked: a form of an office has some tens of thousands."""

_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATIONS = frozenset({
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail", "styles",
    "stylesWithEffects", "settings", "webSettings", "fontTable", "theme", "numbering", "header", "footer", "footnotes",
    "endnotes", "image", "customXml", "customXmlProps",
})  # fmt: skip
_ELEMENTS = frozenset({
    "altChunk", "object", "control", "subDoc", "attachedTemplate", "mailMerge", "OLEObject", "embed", "movie", "script",
    "dataBinding", "frameset",
})  # fmt: skip
_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "SEQ", "REF", "PAGEREF", "TOC", "STYLEREF"})
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|(?:[\w/]+/)?_rels/[\w.]*\.rels|docProps/[\w.]+|customXml/[\w./]+|word/media/[\w.-]+"
    r"|word/theme/[\w.]+|word/[\w]+\.xml"
)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def unsafe(what: str) -> FileRefused:
    """The refusal of a template that holds what it may not."""
    return FileRefused(
        "template_unsafe",
        _("模板里有不允许的内容：%(what)s。") % {"what": what},
        _("模板只能有文字、表格、样式和图片；请删去后再上传。"),
    )


def open_template(data: bytes, name: str) -> Archive:
    """The package, read by the bounded reader, every part of it looked at. Raises FileRefused."""
    if len(data) > MAX_FILE:
        raise FileRefused("too_large", _("模板不能超过5MB。"), _("请删去大图片后再上传。"))
    _bytes, kind = load(data, name)
    if kind != "docx":
        raise FileRefused("not_docx", _("模板要用 .docx 文件。"), _("请在 Word 或 WPS 里另存为 .docx 后再上传。"))
    archive = Archive(data)
    _check_names(data, archive)
    _check_types(archive)
    for part in sorted(archive.names):
        if part.endswith(".rels"):
            _check_relations(archive, part)
        elif part.startswith("word/") and part.endswith(".xml"):
            _check_part(archive, part)
    return archive


def text_parts(archive: Archive) -> Iterator[tuple[str, ElementTree.Element]]:
    """The parts with text, the main one first: name and root."""
    order = ("document", "header", "footer", "footnotes")
    for stem in order:
        for name in sorted(archive.names):
            if re.fullmatch(rf"word/{stem}\d*\.xml", name):
                yield name, archive.xml(name)


def _check_names(data: bytes, archive: Archive) -> None:
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    if len(names) != len(set(names)):
        raise unsafe(_("重复的部件"))
    for name in archive.names:
        if name.endswith("/"):
            continue
        if not _PARTS.fullmatch(name) or ".." in name:
            raise unsafe(_("宏、控件、嵌入的对象或其他部件（%(name)s）") % {"name": name[:60]})
        if name.startswith("word/media/"):
            with zipfile.ZipFile(io.BytesIO(data)).open(name) as picture:
                if not picture.read(8).startswith(_PICTURES):
                    raise unsafe(_("不是 PNG 或 JPEG 的图片"))


def _check_types(archive: Archive) -> None:
    types = {node.get("ContentType", "") for node in archive.xml("[Content_Types].xml")}
    if _MAIN_TYPE not in types or any("macro" in each.lower() or "vba" in each.lower() for each in types):
        raise unsafe(_("宏，或者不是普通的 Word 文档"))


def _check_relations(archive: Archive, part: str) -> None:
    for node in archive.xml(part):
        kind = node.get("Type", "").rpartition("/")[2]
        if node.get("TargetMode", "Internal").lower() == "external":
            raise unsafe(_("指向外部的链接（%(target)s）") % {"target": node.get("Target", "")[:60]})
        target = node.get("Target", "")
        if kind not in _RELATIONS or re.match(r"[\w.+-]+:|//|\\", target) or ".." in target.removeprefix("../"):
            raise unsafe(_("不允许的部件（%(kind)s）") % {"kind": kind[:40]})


def _check_part(archive: Archive, part: str) -> None:
    if len(archive.part(part)) > MAX_PART:
        raise FileRefused("too_complex", _("模板过大，不像一份表格或公文的样式。"), _("请只保留样式和字段。"))
    root = archive.xml(part)
    for node in root.iter():
        name = local(node.tag)
        if name in _ELEMENTS:
            raise unsafe(_("嵌入或引用的内容（%(name)s）") % {"name": name})
        if name == "fldSimple":
            _check_field(next((value for key, value in node.attrib.items() if local(key) == "instr"), ""))
    for instruction in _instructions(root):
        _check_field(instruction)


def _instructions(root: ElementTree.Element) -> Iterator[str]:
    """What each field asks for: from its begin to its separator or end; runs may divide it, fields stand in fields."""
    asked: list[str] = []
    for node in root.iter():
        name = local(node.tag)
        if name == "fldChar":
            kind = next((value for key, value in node.attrib.items() if local(key) == "fldCharType"), "")
            if kind == "begin":
                asked.append("")
            elif asked:
                yield asked[-1]
                asked[-1] = ""
                if kind == "end":
                    asked.pop()
        elif name in ("instrText", "delInstrText"):
            if asked:
                asked[-1] += node.text or ""
            else:
                yield node.text or ""
    yield from asked


def _check_field(instruction: str) -> None:
    words = instruction.split()
    if words and words[0].upper() not in _FIELDS:
        raise unsafe(_("域 %(name)s") % {"name": words[0][:40]})
