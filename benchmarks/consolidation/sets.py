"""The labelled sets: the tuning half, the reporting half, the worked case, and offices by other hands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhiyan.consolidation.engine.offices import parsed

ROOT = Path(__file__).resolve().parents[2]
OPINIONS = ROOT / "benchmarks/data/opinions.jsonl"
OFFICES = ROOT / "benchmarks/data/offices"
CASE = ROOT / "tests/case/expected.json"
ROLES = {"班子": "team", "书记": "secretary", "主任": "director", "纪委书记": "discipline"}


@dataclass
class Labelled:
    """Opinions as one office has them, with their gold answers by id. A gold aspect may be missing."""

    name: str
    texts: dict[str, str] = field(default_factory=dict)
    issue: dict[str, str] = field(default_factory=dict)
    aspect: dict[str, str] = field(default_factory=dict)
    target: dict[str, str | None] = field(default_factory=dict)
    praise: set[str] = field(default_factory=set)
    personal: set[str] = field(default_factory=set)

    def add(self, one: dict[str, Any], target: str | None) -> None:
        """Take in an opinion: the answers at its top are those of its first part."""
        key = one["id"]
        self.texts[key], self.issue[key], self.target[key] = one["text"], one["issue"], target
        if one["aspect"]:
            self.aspect[key] = one["aspect"]
        if one["praise"]:
            self.praise.add(key)
        if one["personal_data"]:
            self.personal.add(key)


def labelled(half: str, path: Path = OPINIONS) -> Labelled:
    """One half of the labelled set, its two units as one office."""
    found = Labelled(half)
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        if one["half"] == half:
            found.add(one, one["target"])
    return found


def case(path: Path = CASE) -> Labelled | None:
    """The worked case: 143 opinions; None where its answers are not there. A post with a portfolio counts as deputy."""
    if not path.is_file():
        return None
    found = Labelled("case")
    for one in opinions_of(json.loads(path.read_text(encoding="utf-8"))["files"].values()):
        found.add(one, ROLES.get(one["target"], "deputy") if one["target"] else None)
    return found


def strange(folder: Path = OFFICES) -> list[Labelled]:
    """Offices by other hands, of which the engine learned nothing; one set each."""
    return [_office(path) for path in sorted(folder.glob("*.txt"))]


def _office(path: Path) -> Labelled:
    found = Labelled(path.stem)
    for number, said in enumerate(parsed(path.read_text(encoding="utf-8")), 1):
        one = {"id": f"{path.stem}-{number:03}", "text": said.text, "issue": said.issue, "aspect": said.aspect}
        found.add({**one, "praise": said.praise, "personal_data": []}, said.target)
    return found


def opinions_of(files: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every opinion of the case's files, in their order."""
    return [one for told in files for one in told.get("opinions", [])]
