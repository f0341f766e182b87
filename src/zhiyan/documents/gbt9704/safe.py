"""Texts made safe for a file: what XML cannot hold, or what would turn the words beside it, is shown, never dropped."""

import re

_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNBROKEN = re.compile(r"[!-~\u00a1-\u2e7f]{21,}")


def visible(text: str) -> str:
    """The text with each character that no file may hold replaced by a visible one; line breaks become a newline.

    Control characters become their pictures (U+2400 and on), directional overrides their names, since they would
    reorder the office's words beside them; surrogates and non-characters become U+FFFD.
    """
    normal = _BREAKS.sub("\n", text)
    shown = normal if normal.isprintable() else "".join(map(_shown, normal))
    return _BIDI_CONTROLS.sub(lambda found: f"〔U+{ord(found[0]):04X}〕", shown)


def lines(text: str) -> list[str]:
    """The visible text by lines; one empty line for an empty text."""
    return visible(text).split("\n")


def one_line(text: str) -> str:
    """The visible text on a single line."""
    return " ".join(part for part in lines(text) if part)


def has_long_word(text: str) -> bool:
    """Whether the text holds a word that may be wider than a column and must be broken inside."""
    return _UNBROKEN.search(text) is not None


def width(text: str) -> float:
    """Printed width in characters 字: ASCII counts half."""
    return sum(0.5 if character < "\u0100" else 1.0 for character in text)


def _shown(character: str) -> str:
    code = ord(character)
    if character in "\n\t":
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000 or 0xFDD0 <= code < 0xFDF0 or code & 0xFFFE == 0xFFFE:
        return "\ufffd"
    return character
