"""Where one text falls into several: spans checked so that no word is lost, and read from what a person typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.importing.parts import split_cell

Span = tuple[int, int]

# Between two opinions of one text only white space, 分号 and number marks may stand.
_BETWEEN = re.compile(r"(?:[\s；;]|[（(]?[\d一二三四五六七八九十]{1,3}[）).、．](?!\d)|[①-⑳])*")
SEPARATOR = "//"


def check_spans(text: str, spans: Sequence[Span]) -> None:
    """Raise Invalid unless there are two or more spans in order, none empty, and only marks stand outside them."""
    if len(spans) < 2:
        raise Invalid("split.one", _("至少要拆成两条。"), fields={"text": _("请在两条意见之间加上 %s 。") % SEPARATOR})
    at = 0
    for start, end in spans:
        if not at <= start < end <= len(text) or not text[start:end].strip():
            raise Invalid("split.spans", _("拆分的位置不对。"), fields={"text": _("每一条都要有内容。")})
        _only_marks(text[at:start])
        at = end
    _only_marks(text[at:])


def _only_marks(gap: str) -> None:
    if not _BETWEEN.fullmatch(gap):
        raise Invalid(
            "split.words_lost",
            _("拆分后“%s”不属于任何一条。") % gap.strip()[:20],
            fields={"text": _("除序号和分号外，原文的每个字都要留在某一条里。")},
        )


def suggested(text: str) -> list[Span]:
    """The spans into which the text seems to fall; a single one where it does not."""
    return [(part.start, part.end) for part in split_cell(text)]


def marked(text: str, spans: Sequence[Span]) -> str:
    """The text with a separator after each opinion but the last."""
    cuts = [0, *(end for _start, end in spans[:-1]), len(text)]
    return f"\n{SEPARATOR}\n".join(text[start:end].strip("\n") for start, end in pairwise(cuts))


def read_marked(text: str, typed: str) -> list[Span]:
    """The spans of `text` that a person marked by typing separators into it.

    Raises Invalid where anything else was changed: the original is never rewritten.
    """
    spans: list[Span] = []
    at = 0
    for piece in typed.replace("\r\n", "\n").split(SEPARATOR):
        wanted = piece.strip()
        if not wanted:
            continue
        found = _find(text, wanted, at)
        if found is None:
            raise Invalid(
                "split.changed",
                _("原文不能改动，只能加分隔符。"),
                fields={"text": _("“%s”与原文不一致，请恢复原文，只加 %s 。") % (wanted[:20], SEPARATOR)},
            )
        spans.append(_without_marks(text, *found))
        at = found[1]
    return spans


def _find(text: str, wanted: str, at: int) -> Span | None:
    """Where `wanted` stands next; a browser may have changed line ends, nothing else."""
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    match = re.compile(pattern).search(text, at)
    return match.span() if match else None


def _without_marks(text: str, start: int, end: int) -> Span:
    """The span without a leading number mark and a trailing 分号."""
    lead = _BETWEEN.match(text, start, end)
    start = lead.end() if lead and lead.end() < end else start
    while end > start + 1 and text[end - 1] in "；; \n\t":
        end -= 1
    return start, end
