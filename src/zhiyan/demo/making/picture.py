"""A drawn stand-in for the photograph of the meeting room: a table, six seats, no people."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT = 640, 400
WALL, FLOOR, TABLE, SEAT = (232, 226, 214), (176, 160, 138), (112, 72, 48), (150, 40, 36)


def scene() -> bytes:
    """The picture as PNG bytes, the same every time."""
    rows = b"".join(b"\0" + b"".join(bytes(pixel(x, y)) for x in range(WIDTH)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def pixel(x: int, y: int) -> tuple[int, int, int]:
    """Wall above, floor below, an oval table in the middle, three seats on each long side."""
    across, down = (x - WIDTH / 2) / 220, (y - 260) / 60
    if across * across + down * down < 1:
        return TABLE
    for seat in (-140, 0, 140):
        for row in (180, 350):
            if abs(x - WIDTH / 2 - seat) < 26 and abs(y - row) < 18:
                return SEAT
    return WALL if y < 150 else FLOOR


def chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
