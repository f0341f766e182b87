"""Verbatim words (原文) with masks (遮盖) laid over: what is masked never reaches the page."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

MASK = "▇"
# Always as wide, so that the length of a name tells nothing.
_SHOWN = MASK * 3
_COVERED = re.compile(f"{MASK}+")


def masked(text: str, masks: Iterable[Any] = ()) -> SafeString:
    """The text, escaped, with every masked span and every ▇ already in it shown alike and read out as 已遮盖.

    A mask is (start, end), dict(start, end, note) or an object with these; positions count characters of `text`,
    end excluded; overlapping masks become one. ValueError for a span outside the text.
    """
    parts = []
    at = 0
    for start, end, note in _merged(masks, len(text)):
        parts += [_plain(text[at:start]), _cover(note)]
        at = end
    parts.append(_plain(text[at:]))
    return format_html_join("", "{}", ((part,) for part in parts))


def _plain(text: str) -> SafeString:
    """Text without masks of its own, except those that an earlier hand already put in as ▇."""
    parts: list[Any] = []
    at = 0
    for found in _COVERED.finditer(text):
        parts += [text[at : found.start()], _cover("")]
        at = found.end()
    parts.append(text[at:])
    return format_html_join("", "{}", ((part,) for part in parts))


def _cover(note: str) -> SafeString:
    said = _("已遮盖：%(what)s") % {"what": note} if note else _("已遮盖")
    return format_html('<span class="mask" role="img" aria-label="{}" title="{}">{}</span>', said, said, _SHOWN)


def _merged(masks: Iterable[Any], length: int) -> Iterator[tuple[int, int, str]]:
    spans = sorted((_read(mask) for mask in masks), key=lambda span: span[:2])
    current: tuple[int, int, str] | None = None
    for start, end, note in spans:
        if not 0 <= start < end <= length:
            raise ValueError(f"mask {start}–{end} lies outside a text of {length} characters")
        if current and start < current[1]:
            current = (current[0], max(current[1], end), current[2] or note)
        else:
            if current:
                yield current
            current = (start, end, note)
    if current:
        yield current


def _read(mask: Any) -> tuple[int, int, str]:
    if isinstance(mask, Mapping):
        return int(mask["start"]), int(mask["end"]), str(mask.get("note") or "")
    if isinstance(mask, tuple | list):
        return int(mask[0]), int(mask[1]), str(mask[2]) if len(mask) > 2 else ""
    return int(mask.start), int(mask.end), str(getattr(mask, "note", "") or "")
