"""Office files are zip archives; this opens one without trusting a single number in it."""

import io
import re
import zipfile
import zlib
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from .refusal import FileRefused

MAX_ENTRIES = 2_000
MAX_TOTAL = 128 * 1024 * 1024
"""Declared bytes of all entries, pictures included."""
MAX_PART = 32 * 1024 * 1024
"""Bytes of one XML part once unpacked: ten thousand opinions need about six million."""
BOMB_FLOOR = 8 * 1024 * 1024
BOMB_RATIO = 100
"""Unpacked to packed; only above BOMB_FLOOR, since small sheets of empty bordered cells also pack well."""

_CHUNK = 256 * 1024
NO_ZIP = (zipfile.BadZipFile, ValueError, OSError, RuntimeError)
"""What opening data as a zip archive raises where it is none, or of an unknown kind."""
BROKEN = (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
"""What reading a member raises that is missing, spoilt, encrypted or packed in an unknown way."""
_FORBIDDEN = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']+)[\"']")
_READABLE = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16"}


def damaged() -> FileRefused:
    """The archive is cut short or broken."""
    return FileRefused("damaged", _("文件已损坏，打不开。"), _("请在原来的软件里重新打开、另存一份后再上传。"))


def bomb() -> FileRefused:
    """The archive unpacks to far more than an office file holds."""
    return FileRefused(
        "zip_bomb",
        _("文件解开后异常庞大，不像正常的办公文件。"),
        _("请新建一份文件，只粘贴需要的内容后再上传。"),
    )


def too_complex() -> FileRefused:
    """More cells or merged areas than a table of opinions or people has."""
    return FileRefused(
        "too_complex", _("表格过大，超出可读取的范围。"), _("请删去多余的行列和合并单元格，或拆成几个文件后再上传。")
    )


class Archive:
    """A zip archive whose declared sizes have been checked; parts are unpacked with a count kept."""

    def __init__(self, data: bytes) -> None:
        """Raises FileRefused `damaged`, `encrypted` or `zip_bomb` before anything is unpacked."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except NO_ZIP as error:
            raise damaged() from error
        entries = self._zip.infolist()
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise encrypted()
        total = sum(entry.file_size for entry in entries)
        packed = max(1, min(len(data), sum(entry.compress_size for entry in entries)))
        if len(entries) > MAX_ENTRIES or total > MAX_TOTAL or (total > BOMB_FLOOR and total / packed > BOMB_RATIO):
            raise bomb()
        self.names = frozenset(entry.filename for entry in entries)

    def part(self, name: str) -> bytes:
        """The unpacked XML of a part, free of document type declarations. Raises FileRefused."""
        body = self._unpack(name)
        if any(word in body for word in _FORBIDDEN):
            raise FileRefused(
                "dtd", _("文件里夹带了不该有的定义，可能是恶意文件。"), _("请新建一份文件，只粘贴需要的内容后再上传。")
            )
        declared = _ENCODING.match(body[:400])
        if declared and declared[1].lower() not in _READABLE:
            raise damaged()
        return body

    def xml(self, name: str) -> ElementTree.Element:
        """The parsed part. Raises FileRefused."""
        try:
            return ElementTree.fromstring(self.part(name))
        except (ElementTree.ParseError, ValueError) as error:
            raise damaged() from error

    def _unpack(self, name: str) -> bytes:
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(name) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > MAX_PART:
                        raise bomb()
                    parts.append(chunk)
        except BROKEN as error:
            raise damaged() from error
        return b"".join(parts)


def encrypted() -> FileRefused:
    """The file asks for a password."""
    return FileRefused("encrypted", _("文件设了打开密码，无法读取。"), _("请取消密码、另存一份后再上传。"))


def local(tag: str) -> str:
    """The tag without its namespace: transitional and strict files differ only in that."""
    return tag.rpartition("}")[2]
