"""What a file is, by its content and not by its name, and whether it may be read at all."""

from pathlib import Path, PurePath
from typing import Literal, get_args

from django.utils.translation import gettext as _

from .archive import Archive, encrypted
from .pdf import refuse_pdf
from .refusal import FileRefused
from .text import decode_text

Kind = Literal["xlsx", "docx", "csv", "txt"]
KINDS: tuple[str, ...] = get_args(Kind)
MAX_FILE = 20 * 1024 * 1024
"""Bytes. The largest roster or list of opinions seen is under one million."""

_MACRO = {"xlsm", "xltm", "docm", "dotm"}
_OLD = {"xls", "doc", "et", "wps", "dps", "ppt", "rtf", "ods", "odt", "xlsb"}
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)
_PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF", "tiff": "TIFF", "gif": "GIF"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_size(size: int) -> None:
    """Refuse `too_large` by the number of bytes alone, and `empty`; nothing is read."""
    if size > MAX_FILE:
        raise FileRefused(
            "too_large",
            _("文件有 %(size)d MB，超过 %(limit)d MB 的上限。") % {"size": size >> 20, "limit": MAX_FILE >> 20},
            _("请删去图片和多余的表，或拆成几个文件后再上传。"),
        )
    if size == 0:
        raise _empty()


def load(source: bytes | Path, name: str) -> tuple[bytes, Kind]:
    """The bytes and what they are. A path is measured before it is opened. Raises FileRefused."""
    if isinstance(source, Path):
        check_size(source.stat().st_size)
        source = source.read_bytes()
    check_size(len(source))
    return source, _kind(source, name)


def sniff(source: bytes | Path, name: str) -> Kind:
    """What the file is. Raises FileRefused where it is none of the four kinds or not what `name` says."""
    return load(source, name)[1]


def _kind(data: bytes, name: str) -> Kind:
    suffix = PurePath(name.strip().lower()).suffix.lstrip(".")
    if suffix in _MACRO:
        raise FileRefused(
            "macro_file",
            _("“.%(suffix)s”是带宏的文件，本系统不读取宏。") % {"suffix": suffix},
            _("请另存为 .xlsx 或 .docx（不带宏）后再上传。"),
        )
    found = _content(data, suffix)
    if suffix and suffix not in KINDS:
        raise _unsupported(suffix)
    if suffix in ("csv", "txt") and found == "text":
        return "csv" if suffix == "csv" else "txt"
    if found == "text" and not suffix:
        return "txt"
    if found == "xlsx" and suffix in ("xlsx", ""):
        return "xlsx"
    if found == "docx" and suffix in ("docx", ""):
        return "docx"
    raise _not_as_named(suffix, {"xlsx": ".xlsx", "docx": ".docx", "text": _("纯文本")}[found])


def _content(data: bytes, suffix: str) -> Literal["xlsx", "docx", "text"]:
    if data.startswith(_OLE):
        raise _ole(data, suffix)
    if data.startswith(b"PK\x05\x06"):
        raise _empty()
    if data.startswith(b"PK"):
        return _zip_kind(data, suffix)
    if suffix == "pdf" and data.startswith(b"%PDF"):
        raise refuse_pdf(data)
    if suffix in _PICTURES and any(data.startswith(magic) for magic, title in _FOREIGN if title in _PICTURES.values()):
        raise _picture()
    for magic, title in _FOREIGN:
        if data.startswith(magic):
            raise _not_as_named(suffix, title)
    if data[:2] == b"BM" and b"\x00" in data[:32]:
        raise _not_as_named(suffix, "BMP")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise _not_as_named(suffix, "WebP")
    text, _encoding = decode_text(data)
    if not text.strip():
        raise _empty()
    opening = text.lstrip()[:200].lower()
    if opening.startswith(("<html", "<!doctype", "<?xml", "<table")):
        raise _not_as_named(suffix, _("网页或 XML"))
    return "text"


def _zip_kind(data: bytes, suffix: str) -> Literal["xlsx", "docx"]:
    names = Archive(data).names
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names or any(name.startswith("word/") for name in names):
            return "docx"
        if any(name.startswith("xl/") for name in names):
            return "xlsx"
    if suffix in _OLD:
        raise _unsupported(suffix)
    raise _not_as_named(suffix, _("压缩包"))


def _picture() -> FileRefused:
    return FileRefused(
        "scanned",
        _("这是照片或扫描图，里面没有可以读取的文字。"),
        _("请对照原件逐条录入（“录入意见”），或者请填表人交 .docx、.xlsx 的原文件；照片可以作为附件另存。"),
    )


def _ole(data: bytes, suffix: str) -> FileRefused:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return encrypted()
    if suffix in _OLD:
        return _unsupported(suffix)
    return _not_as_named(suffix, _("旧版 .doc/.xls"))


def _unsupported(suffix: str) -> FileRefused:
    return FileRefused(
        "unsupported",
        _("不支持“.%(suffix)s”文件。") % {"suffix": suffix},
        _("请另存为 .xlsx、.docx、.csv 或 .txt 后再上传。"),
    )


def _not_as_named(suffix: str, found: str) -> FileRefused:
    if not suffix:
        return FileRefused(
            "unsupported",
            _("文件内容是 %(found)s，无法读取。") % {"found": found},
            _("请另存为 .xlsx、.docx、.csv 或 .txt 后再上传。"),
        )
    return FileRefused(
        "not_as_named",
        _("文件名后缀是“.%(suffix)s”，内容却是 %(found)s。") % {"suffix": suffix, "found": found},
        _("请在原来的软件里打开，另存为 .xlsx、.docx、.csv 或 .txt，不要只改后缀。"),
    )


def _empty() -> FileRefused:
    return FileRefused("empty", _("文件是空的。"), _("请确认选对了文件，保存后再上传。"))
