"""Photographs: what a phone wrote beside the picture is gone, the picture is the same, anything else is refused."""

from __future__ import annotations

import struct
import zlib

import pytest

from zhiyan.kernel.files import FileRefused
from zhiyan.kernel.files.pictures import clean

PLACE = b"GPS 39.9N 116.3E, phone of Somebody"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*extra: bytes, width: int = 3, height: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\7" * width for _row in range(min(height, 9))))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(extra) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int, order: str = "<") -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\0\0" + mark + struct.pack(order + "IH", 8, 1) + entry + b"\0\0\0\0" + PLACE)


SCAN = b"\x12\xff\x00\x34\xff\xd0\x56"


def jpeg(*extra: bytes, between: bytes = b"", after: bytes = b"") -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, 40, 60, 1) + b"\1\x11\0")
    jfif = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    tables = segment(0xDB, b"\0" + b"\1" * 64)
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + SCAN + between
    return b"\xff\xd8" + jfif + b"".join(extra) + tables + frame + scan + b"\xff\xd9" + after


@pytest.mark.parametrize("kind", [b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"prVt"])
def test_notes_in_a_png_are_left_out_and_the_picture_stays(kind):
    found = clean(png(chunk(kind, PLACE)))
    assert found.data == png()
    assert (found.kind, found.width, found.height) == ("png", 3, 2)


def test_what_follows_the_end_is_left_out():
    assert clean(png() + PLACE).data == png()
    assert PLACE not in clean(jpeg(after=PLACE)).data


@pytest.mark.parametrize(
    "note",
    [exif(1), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE), segment(0xED, PLACE), segment(0xFE, PLACE),
     segment(0xE2, b"MPF\0" + PLACE)],
)  # fmt: skip
def test_notes_in_a_jpeg_are_left_out_and_the_picture_stays(note):
    found = clean(jpeg(note))
    assert found.data == jpeg()
    assert (found.kind, found.width, found.height, found.turn) == ("jpg", 60, 40, 0)


def test_notes_between_scans_are_left_out_and_tables_stay():
    table = segment(0xC4, b"\0" * 17)
    found = clean(jpeg(between=segment(0xFE, PLACE) + table + segment(0xDA, b"\1\1\0\0\x3f\0") + SCAN))
    assert PLACE not in found.data
    assert table in found.data
    assert found.data.count(SCAN) == 2


@pytest.mark.parametrize(("orientation", "turn"), [(1, 0), (3, 180), (6, 90), (8, 270), (2, 0), (77, 0)])
@pytest.mark.parametrize("order", ["<", ">"])
def test_orientation_alone_is_kept_of_what_the_camera_wrote(orientation, turn, order):
    found = clean(jpeg(exif(orientation, order)))
    assert found.turn == turn
    assert PLACE not in found.data
    assert clean(found.data) == found


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"<svg onload='x'/>", b"\xff\xd8", b"\xff\xd8\xff", jpeg()[:-2], jpeg()[:30], png()[:-6],
     png()[:20], png().replace(b"IDAT", b"IDAX"), b"\xff\xd8\xff\xe1\0\1"],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(FileRefused):
        clean(data)


def test_picture_of_enormous_size_is_refused():
    with pytest.raises(FileRefused) as refused:
        clean(png(width=60_000, height=60_000))
    assert refused.value.code == "picture_large"
