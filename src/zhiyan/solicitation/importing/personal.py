"""The writer's own data inside an opinion, and whether an opinion only praises."""

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

_WARM = re.compile(
    r"感谢|谢谢|点赞|表扬|表示满意|[很较十分非常比]满意|继续保持|保持下去|再接再厉|更实了|越来越好|明显改善|值得肯定"
    r"|充分肯定|很好|辛苦了|做得好|十分到位"
)
_FRIENDLY = re.compile(
    r"希望(?:今后|以后)?(?:能够?)?(?:继续)?(?:保持|坚持|再接再厉|发扬)|不错|不断(?:提高|提升|改善|进步)|没有意见"
)
_CRITICAL = re.compile(
    r"建议|希望|应当?|需要?|请|不|没|未|无|缺|少|难|慢|差|弱|低|偏|滞后|不足|问题|但|却|然而|只是|尽快|加强|改进|改善一下|过于|太"
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


def is_praise(text: str) -> bool:
    """Whether the text only praises: warm words, and no suggestion, wish for change or complaint."""
    return bool(_WARM.search(text)) and not _CRITICAL.search(_WARM.sub("", _FRIENDLY.sub("", text)))
