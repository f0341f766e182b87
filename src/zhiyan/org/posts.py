"""What a title says: which posts it names, as far as rules depend on them."""

from __future__ import annotations

import re

from zhiyan.org.models import PostKind

TEAM_POSTS = (
    PostKind.SECRETARY, PostKind.DIRECTOR, PostKind.DEPUTY_SECRETARY, PostKind.DEPUTY_DIRECTOR,
    PostKind.DISCIPLINE_SECRETARY, PostKind.MEMBER,
)  # fmt: skip

_SEPARATORS = re.compile(r"[、，,；;/\s]+|兼(?:任)?")
_HEADS = r"(?:主任|所长|院长|校长|站长|台长|局长|处长|总经理|董事长|馆长|社长)"
_PATTERNS: tuple[tuple[PostKind, re.Pattern[str]], ...] = (
    (PostKind.DISCIPLINE_SECRETARY, re.compile(r"纪(?:委|检(?:委|组)?)?书记|纪检组组长|纪检书记")),
    (PostKind.DEPUTY_SECRETARY, re.compile(r"(?:党委|党组|党总支|总支|党支部)?副书记")),
    (PostKind.SECRETARY, re.compile(r"(?:党委|党组|党总支|总支|党支部)?书记")),
    (PostKind.DEPUTY_DIRECTOR, re.compile(rf"副{_HEADS}[A-Z]?")),
    (PostKind.DIRECTOR, re.compile(_HEADS)),
)


def post_kinds(title: str) -> list[PostKind]:
    """The kinds of posts that a leader's title names, in its order; MEMBER where none is recognised.

    一肩挑 (书记、主任 in one person) gives both. A head of a department inside the title (…研究室主任) is no director.
    """
    found: list[PostKind] = []
    for part in filter(None, _SEPARATORS.split(title)):
        kind = next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(part)), None)
        if kind and kind not in found:
            found.append(kind)
    return found or [PostKind.MEMBER]
