"""The writer's own data inside an opinion, as it is covered before leaders read (and in the phone, before sealing)."""

import re

from .context import PersonalData

_WIDE = str.maketrans("０１２３４５６７８９－：＠．", "0123456789-:@.")
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("id_no", re.compile(r"(?<!\d)([1-9]\d{16}[\dXx])(?![\dXx])")),
    # Any eleven digits that begin with 1: which prefixes are in use changes, and a missed number exposes somebody.
    ("phone", re.compile(r"(?<![\d-])(1\d{2}[- ]?\d{4}[- ]?\d{4})(?!\d)")),
    ("phone", re.compile(r"(?<![\d-])(0\d{2,3}-\d{7,8})(?!\d)")),
    ("staff_no", re.compile(r"(?:职工|员工|人员)?(?:工号|编号)[是为]?[:\s（(]*(\d{4,8})(?!\d)")),
    ("email", re.compile(r"(?<![\w.])([A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)+)", re.ASCII)),
    ("account", re.compile(r"(?:微信号?|QQ号?码?)[是为]?[:\s]*([A-Za-z0-9_-]{5,20})", re.ASCII)),
)


def personal_data(text: str) -> tuple[PersonalData, ...]:
    """Phones, staff numbers (工号), identity numbers, e-mail and chat accounts, in order; spans never overlap."""
    plain = text.translate(_WIDE)
    found: list[PersonalData] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span(1)
            if all(end <= other["start"] or other["end"] <= start for other in found):
                found.append(PersonalData(kind=kind, value=text[start:end], start=start, end=end))
    return tuple(sorted(found, key=lambda item: item["start"]))
