"""Photographs as they come in: JPEG or PNG told apart by content, bounded, and rid of what tells where and by whom.

What a camera or a phone writes beside the picture (place, time, device, thumbnail, comments) is left out; of EXIF the
orientation alone stays, so that the picture is shown upright. The picture itself is copied bit by bit.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from .refusal import FileRefused

MAX_SIDE = 12_000
MAX_PIXELS = 60_000_000
"""A phone's photograph has 12 to 50 million pixels."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"pHYs", b"sBIT", b"bKGD"}
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_KEPT = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDD, 0xE0, 0xEE}
"""Frames, tables, restart interval, JFIF head, and Adobe's mark of the colour transform."""
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}


@dataclass(frozen=True)
class Photograph:
    """A cleaned picture: width and height in pixels as stored, `turn` in degrees clockwise to show it upright."""

    data: bytes
    kind: Literal["png", "jpg"]
    width: int
    height: int
    turn: int = 0


def clean(data: bytes) -> Photograph:
    """The picture without what does not belong to it. Raises FileRefused for anything but a whole PNG or JPEG."""
    try:
        found = _png(data) if data.startswith(_PNG) else _jpeg(data)
    except (struct.error, IndexError, ValueError) as error:
        raise _broken() from error
    if not (0 < found.width <= MAX_SIDE and 0 < found.height <= MAX_SIDE and found.width * found.height <= MAX_PIXELS):
        raise FileRefused("picture_large", _("照片的尺寸过大。"), _("请缩小到每边不超过%d像素后再上传。") % MAX_SIDE)
    return found


def _broken() -> FileRefused:
    return FileRefused("picture_broken", _("照片不完整，或者不是 JPG、PNG。"), _("请用看图软件另存为 JPG 后再上传。"))


# --------------------------------------------------------------------------------------------------- PNG


def _png(data: bytes) -> Photograph:
    out, size, ended = [_PNG], (0, 0), False
    for kind, body in _chunks(data):
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        ended = kind == b"IEND"
        if kind in _PNG_KEPT:
            checksum = struct.pack(">I", zlib.crc32(kind + body))
            out.append(struct.pack(">I", len(body)) + kind + body + checksum)
    if not ended:
        raise ValueError("no end")
    return Photograph(b"".join(out), "png", *size)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Chunks up to IEND; what follows it is left out. Raises ValueError for a wrong checksum."""
    at = len(_PNG)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
        if len(body) != length or zlib.crc32(kind + body) != checksum:
            raise ValueError("checksum")
        yield kind, body
        if kind == b"IEND":
            return
        at += 12 + length


# -------------------------------------------------------------------------------------------------- JPEG


def _jpeg(data: bytes) -> Photograph:
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("no start")
    kept, size, turn, at = [], (0, 0), 0, 2
    while True:
        marker, body, at = _segment(data, at)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", body, 1)
            size = (width, height)
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            turn = _turn(body[6:])
        if marker in _JPEG_KEPT:
            kept.append(bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body)
        if marker == 0xDA:
            end = data.rfind(b"\xff\xd9")
            if end < at:
                raise ValueError("no end")
            scan = bytes((0xFF, 0xDA)) + struct.pack(">H", len(body) + 2) + body + _scans(data[at:end]) + b"\xff\xd9"
            return Photograph(b"\xff\xd8" + _upright(turn) + b"".join(kept) + scan, "jpg", *size, turn)


def _segment(data: bytes, at: int) -> tuple[int, bytes, int]:
    """Marker, content, and where the next segment begins."""
    if data[at] != 0xFF:
        raise ValueError("no marker")
    while data[at + 1] == 0xFF:
        at += 1
    (length,) = struct.unpack_from(">H", data, at + 2)
    body = data[at + 4 : at + 2 + length]
    if length < 2 or len(body) != length - 2:
        raise ValueError("cut off")
    return data[at + 1], body, at + 2 + length


def _scans(data: bytes) -> bytes:
    """The coded picture and the tables between its scans; application data and comments among them are left out."""
    out, at = [], 0
    while True:
        mark = _next_marker(data, at)
        out.append(data[at:mark])
        if mark == len(data):
            return b"".join(out)
        if data[mark + 1] == 0xD9:  # a second picture behind the first one
            return b"".join(out)
        marker, body, at = _segment(data, mark)
        if marker in _JPEG_KEPT or marker == 0xDA:
            out.append(bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body)


def _next_marker(data: bytes, at: int) -> int:
    """Where the next segment begins: a coded FF is followed by 00, restart marks belong to the coding."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at
    return len(data)


def _turn(exif: bytes) -> int:
    """The orientation told in EXIF, as degrees; a mirrored picture and a broken note count as upright."""
    try:
        order = {b"II": "<", b"MM": ">"}[exif[:2]]
        (first,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, first)
        for entry in range(min(count, 200)):
            tag, _kind, _number, value = struct.unpack_from(order + "HHIH", exif, first + 2 + 12 * entry)
            if tag == 0x0112:
                return _TURNS.get(value, 0)
    except (KeyError, struct.error):
        return 0
    return 0


def _upright(turn: int) -> bytes:
    """EXIF that says the orientation and nothing else; nothing for a picture that is upright."""
    if not turn:
        return b""
    value = next(code for code, degrees in _TURNS.items() if degrees == turn)
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, value, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
