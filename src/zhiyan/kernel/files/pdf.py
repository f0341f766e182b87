"""PDF files are refused with the reason that fits: a scan holds no words, others hold no table to be trusted."""

import re
import zlib
from itertools import islice

from django.utils.translation import gettext as _

from .refusal import FileRefused

_PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
"""A stream of packed objects: its dictionary is plain, and the pages in it are not (ISO 32000-1, 7.5.7)."""
_STREAMS = 500
_UNPACKED = 1 << 20
"""Bytes of one stream that are looked at."""


def refuse_pdf(data: bytes) -> FileRefused:
    """`scanned` where no page names a font, else `pdf`."""
    if not has_words(data):
        return FileRefused(
            "scanned",
            _("这是扫描的 PDF，里面只有图像，没有可以读取的文字。"),
            _("请对照原件逐条录入（“录入意见”），或者请填表人交 .docx、.xlsx 的原文件；扫描件可以作为附件另存。"),
        )
    return FileRefused(
        "pdf",
        _("PDF 里的文字没有行和列，读出来的条数不可靠，因此不读取。"),
        _("请用生成它的 .docx 或 .xlsx 上传；没有原文件的，请对照逐条录入。"),
    )


def has_words(data: bytes) -> bool:
    """Whether the file names a font anywhere: in plain objects, or in packed ones."""
    packed = islice(_PACKED.finditer(data), _STREAMS)
    return b"/Font" in data or any(b"/Font" in _unpacked(data, match.end()) for match in packed)


def _unpacked(data: bytes, start: int) -> bytes:
    """The stream's beginning, unpacked no further than the bound; nothing where it is not deflated."""
    try:
        return zlib.decompressobj().decompress(data[start : start + _UNPACKED], _UNPACKED)
    except zlib.error:
        return b""
