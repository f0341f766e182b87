"""Where two texts differ, piece by piece: for the reader who saves second and must see what the first one wrote."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from zhiyan.web.chinese import full_date

# A sentence keeps its closing mark, so that pieces put together give the text back.
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+")
# A Chinese character stands alone; Latin words and numbers stay whole; everything else is one sign.
_WORD = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)

# Comparing letter by letter costs the product of the lengths; longer stretches are shown as changed whole.
_LETTERS_AT_MOST = 1_500


class Piece(NamedTuple):
    """A stretch of both texts: equal in both (`same`), or what each has in its place, possibly nothing."""

    same: bool
    yours: str
    theirs: str


def differences(yours: str, theirs: str) -> list[Piece]:
    """The pieces of two texts in order; joined, their `yours` give `yours` and their `theirs` give `theirs`.

    Compared by sentences first and inside changed sentences by characters and words. Line ends are compared as
    one kind: a browser sends CRLF, and nobody changed anything by that.
    """
    mine, other = yours.replace("\r\n", "\n"), theirs.replace("\r\n", "\n")
    pieces: list[Piece] = []
    for piece in _compare(_SENTENCE.findall(mine), _SENTENCE.findall(other)):
        if piece.same or max(len(piece.yours), len(piece.theirs)) > _LETTERS_AT_MOST:
            pieces.append(piece)
        else:
            pieces.extend(_compare(_WORD.findall(piece.yours), _WORD.findall(piece.theirs)))
    return pieces


def _compare(yours: Sequence[str], theirs: Sequence[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, yours, theirs, autojunk=False)
    for kind, y_from, y_to, t_from, t_to in matcher.get_opcodes():
        yield Piece(kind == "equal", "".join(yours[y_from:y_to]), "".join(theirs[t_from:t_to]))


def conflicting_fields(form: Any) -> list[dict[str, str]]:
    """The fields in which a refused save differs from what is stored, as dict(name, label, yours, theirs), form order.

    Reads `form.conflict` (theirs and yours by field name), which a surface puts there; empty without it.
    """
    refusal = getattr(form, "conflict", None)
    if refusal is None:
        return []
    known = [name for name in form.fields if name in refusal.theirs]
    names = known + [name for name in refusal.theirs if name not in form.fields]
    return [
        {"name": name, "label": _label(form, name), "yours": _shown(yours), "theirs": _shown(theirs)}
        for name in names
        if (yours := refusal.yours.get(name)) != (theirs := refusal.theirs[name])
    ]


def _label(form: Any, name: str) -> str:
    return str(form[name].label) if name in form.fields else name


def _shown(value: object) -> str:
    if isinstance(value, date):
        return full_date(value)
    return "" if value is None else str(value)
