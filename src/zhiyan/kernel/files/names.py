"""Names as offices shorten and misspell them, matched to the one they can only mean."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
DITTO = frozenset({"同上", "〃", "″", '"', "''", "”", "“", "同前", "同上行"})


def squash(text: str) -> str:
    """The text without any white space, layout breaks included."""
    return re.sub(r"\s+", "", text)


def key(text: str) -> str:
    """What two spellings of a name have in common: width, case and white space aside."""
    return squash(unicodedata.normalize("NFKC", text)).casefold()


def is_subsequence(short: str, long: str) -> bool:
    """Whether all characters of `short` stand in `long` in that order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def match_name(raw: str, names: Iterable[str], aliases: Mapping[str, str] | None = None) -> str | None:
    """The one name that `raw` can mean, or None where it is none or could be several.

    Aliases win; then the same name; then the only name that contains `raw`; then the only one that has its characters
    in order (综合办支部 -> 综合办公室党支部); then the only one that `raw` contains.
    """
    if aliases:
        told = {key(short): full for short, full in aliases.items()}
        if (full := told.get(key(raw))) is not None:
            return full
    keyed = {name: _numerals(key(name)) for name in names}
    wanted = _numerals(key(raw))
    if not wanted:
        return None
    same = [name for name, known in keyed.items() if known == wanted]
    if same:
        return same[0]
    if len(wanted) < 2:
        return None
    for fits in (
        [name for name, known in keyed.items() if wanted in known],
        [name for name, known in keyed.items() if is_subsequence(wanted, known)],
        [name for name, known in keyed.items() if known in wanted],
    ):
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None


def _numerals(text: str) -> str:
    """第1支部 and 第一支部 are one name."""
    return text.translate(_DIGITS)
