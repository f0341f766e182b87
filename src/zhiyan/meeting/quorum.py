"""到会人数 (quorum) in exact whole numbers: 3a ≥ 2n, or a stricter share of the unit; never below two thirds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

FLOOR = (2, 3)


@dataclass(frozen=True)
class Share:
    """The share that must attend, as a fraction; anything below two thirds is taken as two thirds (R32)."""

    over: int = 2
    under: int = 3

    @classmethod
    def of(cls, text: str) -> Share:
        """A share as rules write it, such as 2/3 or 1."""
        given = Fraction(text)
        return cls(given.numerator, given.denominator)

    def at_least_floor(self) -> Share:
        """Itself, or two thirds where it would be less."""
        if self.under <= 0 or self.over * FLOOR[1] < FLOOR[0] * self.under:
            return Share(*FLOOR)
        return self


def needed(should: int, share: Share | None = None) -> int:
    """How many of `should` must be present: the least a with under·a ≥ over·should."""
    given = (share or Share()).at_least_floor()
    return -(-given.over * should // given.under)


def missing(present: int, should: int, share: Share | None = None) -> int:
    """How many are still missing; at least one where nobody should attend, as nothing can be decided by nobody."""
    return max(0, needed(should, share) - present) if should else 1
