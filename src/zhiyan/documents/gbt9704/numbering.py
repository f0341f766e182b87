"""Numbers of headings by their place: 一、（一）1.（1）(GB/T 9704-2012, 7.3.3)."""

from .blocks import Heading
from .wording import numeral


class Numbering:
    """Counts headings of a document in order; a heading starts the levels below it anew."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]

    def prefix(self, heading: Heading) -> str:
        """The number that stands before the heading; empty for one that carries none."""
        at = heading.level - 1
        self._counts[at + 1 :] = [0] * (3 - at)
        if not heading.numbered:
            return ""
        self._counts[at] += 1
        return _printed(self._counts[at], heading.level)


def _printed(count: int, level: int) -> str:
    chinese = numeral(count) if count < 100 else str(count)
    return (f"{chinese}、", f"（{chinese}）", f"{count}.", f"（{count}）")[level - 1]
