"""Invented offices whose right grouping is known (`training/offices/`): metric, aspects and praise learn from them.

A file is one office. An issue is a block: `## name | aspect | title`, then an opinion a line; `@role ` before an
opinion names whom it addresses. Praise stands in blocks whose name begins with `praise-`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

ROLE = "@"
PRAISE = "praise-"


@dataclass(frozen=True)
class Opinion:
    """What one member of staff wrote: its issue within the office, the aspect, and whom it addresses, if anybody."""

    text: str
    issue: str
    aspect: str
    target: str | None

    @property
    def praise(self) -> bool:
        """Whether it only praises."""
        return self.issue.startswith(PRAISE)


def offices() -> dict[str, list[Opinion]]:
    """Every office by its name, in the order of the names."""
    folder = files(__package__).joinpath("training", "offices")
    held = sorted((one for one in folder.iterdir() if one.name.endswith(".txt")), key=lambda one: one.name)
    return {one.name.removesuffix(".txt"): parsed(one.read_text(encoding="utf-8")) for one in held}


def parsed(text: str) -> list[Opinion]:
    """The opinions of one file, in their order. Raises ValueError where a line stands before the first block."""
    found: list[Opinion] = []
    issue = aspect = ""
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line.startswith("## "):
            issue, aspect, _title = (part.strip() for part in line[3:].split("|"))
        elif line:
            if not issue:
                raise ValueError(f"line {number}: an opinion before the first issue")
            role, _space, said = line[1:].partition(" ") if line.startswith(ROLE) else ("", "", line)
            found.append(Opinion(said, issue, aspect, role or None))
    return found
