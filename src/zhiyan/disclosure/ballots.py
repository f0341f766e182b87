"""What an anonymous ballot (选票) says, and how ballots become results: split before anything is stored. No database.

A ballot's text is canonical JSON {"v":1,"m","s","c"}: `m` names the list of measures that was rated, `s` has one digit
for each of them in order (0 no vote, 1 满意, 2 基本满意, 3 不满意), `c` is one comment or empty.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhiyan.kernel.canonical import canonical

SCORES = ("", "satisfied", "fair", "unsatisfied")
MAX_COMMENT = 500
"""Characters of a comment."""


@dataclass
class Count:
    """All ballots together: votes by measure and score, comments in an order by lot, how many were no ballots."""

    votes: list[dict[str, int]]
    comments: list[str] = field(default_factory=list)
    ballots: int = 0
    invalid: int = 0


def list_hash(measures: Sequence[Mapping[str, Any]]) -> str:
    """Names the list of measures that a ballot is about: the first 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(b"zhiyan/v1/measures" + canonical(list(measures))).hexdigest()[:32]


def write(measures: Sequence[Mapping[str, Any]], scores: Sequence[int], comment: str = "") -> str:
    """The text of a ballot: what the browser makes, for tests and the demonstration."""
    marks = "".join(str(score) for score in scores)
    return canonical({"v": 1, "m": list_hash(measures), "s": marks, "c": comment}).decode()


def read(text: str, measures: Sequence[Mapping[str, Any]]) -> tuple[str, str] | None:
    """Scores and comment of a ballot; None for what is no ballot about this list, in its one spelling."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or found.keys() != {"v", "m", "s", "c"} or canonical(found).decode() != text:
        return None
    marks, comment = found["s"], found["c"]
    if (
        found["v"] != 1
        or found["m"] != list_hash(measures)
        or not isinstance(marks, str)
        or not isinstance(comment, str)
    ):
        return None
    if len(marks) != len(measures) or set(marks) - set("0123") or len(comment) > MAX_COMMENT:
        return None
    return marks, comment


def count(texts: Iterable[str], measures: Sequence[Mapping[str, Any]]) -> Count:
    """Add up the ballots. What one ballot said of one measure is nowhere beside what it said of another.

    Comments stand in an order by lot, so that nothing ties them to the ballots or to one another.
    """
    found = Count(votes=[dict.fromkeys(SCORES[1:], 0) for _measure in measures])
    for text in texts:
        ballot = read(text, measures)
        if ballot is None:
            found.invalid += 1
            continue
        found.ballots += 1
        for votes, mark in zip(found.votes, ballot[0], strict=True):
            if mark != "0":
                votes[SCORES[int(mark)]] += 1
        if ballot[1].strip():
            found.comments.append(ballot[1].strip())
    random.SystemRandom().shuffle(found.comments)
    return found
