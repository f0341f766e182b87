"""常见问题目录 (catalogue of usual issues): what staff of public bodies raise, each said in many ways."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PRAISE = "表扬"


@dataclass(frozen=True)
class Issue:
    """One usual issue. `aspects` are codes of the catalogue's own five aspects, the likeliest first."""

    slug: str
    title: str
    aspects: tuple[str, ...]
    object: str
    complaint: str
    phrases: tuple[str, ...]
    triggers: tuple[str, ...]
    excludes: tuple[str, ...]
    target: str | None = None


@cache
def catalogue() -> tuple[Issue, ...]:
    """All issues in the order of their slugs."""
    found = []
    for entry in files(__package__).joinpath("catalogue").iterdir():
        if entry.name.endswith(".toml"):
            for slug, table in tomllib.loads(entry.read_text(encoding="utf-8")).items():
                found.append(issue(slug, table))
    return tuple(sorted(found, key=lambda one: one.slug))


def issue(slug: str, table: dict[str, object]) -> Issue:
    """One table of a catalogue file."""

    def words(key: str) -> tuple[str, ...]:
        value = table.get(key, ())
        return (value,) if isinstance(value, str) else tuple(str(one) for one in value)  # type: ignore[attr-defined]

    target = table.get("target")
    return Issue(
        slug=slug,
        title=str(table["title"]),
        aspects=(*words("aspect"), *words("aspects_second")),
        object=str(table["object"]),
        complaint=str(table["complaint"]),
        phrases=words("phrases"),
        triggers=words("triggers"),
        excludes=words("excludes"),
        target=str(target) if target else None,
    )
