"""Measures that both renderers share: where signature and date stand, letters of tables and of the red head."""

from __future__ import annotations

import math

from .safe import width

_WHOLE_ROW_LINES = 12
_RED_HEAD_MOST = 104
_TYPE_AREA_HALF_POINTS = 884


def sign_off_indents(unit: float, date: float, sealed: bool) -> tuple[int, int]:
    """Right indents of unit and date in hundredths of a character (GB/T 9704-2012, 7.3.5.1 and 7.3.5.2).

    Sealed: the date four characters in, the unit centred over it. Unsealed: the unit two in and the date beginning two
    characters right of it; a date longer than the unit is two in and moves the unit.
    """
    if sealed:
        return max(0, round(100 * (4 + (date - unit) / 2))), 400
    if date > unit:
        return round(100 * (4 + date - unit)), 200
    return 200, round(100 * (unit - date))


def table_size(columns: int) -> int:
    """Half-points of the letters in a table: 小四, with many columns 五号, with very many 小五."""
    return 24 if columns <= 7 else 21 if columns <= 13 else 18


def stays_whole(text: str, half_points_of_room: float, half_points: int) -> bool:
    """Whether a row with the text is low enough never to be divided; one taller than a page would be cut off."""
    in_a_line = max(1.0, half_points_of_room // half_points)
    return text.count("\n") + width(text) / in_a_line <= _WHOLE_ROW_LINES


def letters_of_red_head(issuer: str) -> int:
    """Half-points of the issuing body's name: it fits on one line, and is never larger than 52 pt."""
    return max(1, min(_RED_HEAD_MOST, math.floor(_TYPE_AREA_HALF_POINTS / max(1.0, width(issuer)))))
