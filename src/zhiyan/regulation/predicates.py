"""How a rule without code is looked for: a few questions that a pack asks of plain facts. Pure, no database.

A rule's `check` is a table: `ask` names the question, `of` the list in the facts that is looked at, `where` narrows it,
`when` names a fact without which the rule's time has not come. Messages are the pack's words, with {field} filled in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link
from zhiyan.regulation.rulebook import Rule

Row = Mapping[str, Any]
Missing = Iterator[tuple[str, dict[str, Any]]]
"""Each thing missing: its subject, and what the message says of it."""


def look(facts: Facts, path: str) -> Any:
    """A fact by its dotted path; None where there is none."""
    found: Any = facts
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def rows(facts: Facts, check: Row, of: str = "of", where: str = "where") -> list[Row]:
    """The records that the check looks at: those whose fields equal what `where` wants."""
    wanted: Row = check.get(where, {})
    found = look(facts, check[of]) or []
    return [row for row in found if all(row.get(name) == value for name, value in wanted.items())]


def some(facts: Facts, check: Row, rule: Rule) -> Missing:
    """At least `at_least` records are there."""
    found, least = len(rows(facts, check)), int(rule.parameters["at_least"])  # type: ignore[arg-type]
    if found < least:
        yield rule.title, {"n": found, "least": least}


def given(facts: Facts, check: Row, rule: Rule) -> Missing:
    """Each fact named in `has` is there."""
    for path, label in check["has"].items():
        if not look(facts, path):
            yield label, {"what": label}


def each(facts: Facts, check: Row, rule: Rule) -> Missing:
    """Each record has all fields named in `has`."""
    for row in rows(facts, check):
        lacking = [label for name, label in check["has"].items() if not row.get(name)]
        if lacking:
            yield str(row.get("label", "")), {"what": "、".join(lacking)}


def share(facts: Facts, check: Row, rule: Rule) -> Missing:
    """The records of `where` among those of `among`, as an exact fraction, keep to `at_least` or `at_most`."""
    part, whole = len(rows(facts, check)), len(rows(facts, check, where="among"))
    limits, got = rule.parameters, Fraction(part, whole) if whole else Fraction(0)
    short = "at_least" in limits and got < Fraction(limits["at_least"])  # type: ignore[arg-type]
    over = "at_most" in limits and got > Fraction(limits["at_most"])  # type: ignore[arg-type]
    if short or over:
        yield rule.title, {"n": part, "all": whole}


def _met(facts: Facts, check: Row) -> dict[tuple[str, str], int]:
    """How often each ordered pair is in the list `met`, by the two fields of `sides`."""
    one, other = check["sides"]
    counted: dict[tuple[str, str], int] = {}
    for row in look(facts, check["met"]) or []:
        pair = (row[one], row[other])
        counted[pair] = counted.get(pair, 0) + 1
    return counted


def pairs(facts: Facts, check: Row, rule: Rule) -> Missing:
    """Every two of the records meet, whoever of them comes first; with `with`, each of them meets each of those."""
    met = _met(facts, check)
    ones = [row["label"] for row in rows(facts, check)]
    others = [row["label"] for row in rows(facts, check, where="with")] if "with" in check else []
    wanted = [(a, b) for a in ones for b in others if a != b] if others else list(combinations(ones, 2))
    for a, b in wanted:
        if not met.get((a, b)) and not met.get((b, a)):
            yield f"{a}、{b}", {"a": a, "b": b}


def crosses(facts: Facts, check: Row, rule: Rule) -> Missing:
    """Every record meets every other at least `at_least` times in that direction."""
    met, least = _met(facts, check), int(rule.parameters["at_least"])  # type: ignore[arg-type]
    for a, b in permutations([row["label"] for row in rows(facts, check)], 2):
        if met.get((a, b), 0) < least:
            yield f"{a}→{b}", {"a": a, "b": b, "least": least}


def within(facts: Facts, check: Row, rule: Rule) -> Missing:
    """The day `day` is there and not later than `days` after `since`; nothing is said while that is still ahead."""
    since, day = look(facts, check["since"]), look(facts, check["day"])
    until = since + dt.timedelta(days=int(rule.parameters["days"]))  # type: ignore[arg-type]
    today = look(facts, "today")
    if day > until if day else today is None or today > until:
        yield rule.title, {"until": until.isoformat(), "due": until}


def before(facts: Facts, check: Row, rule: Rule) -> Missing:
    """In each record the day in field `day` is not later than the fact `until`."""
    until = look(facts, check["until"])
    for row in rows(facts, check):
        if row.get(check["day"]) and row[check["day"]] > until:
            yield str(row.get("label", rule.title)), {"day": row[check["day"]].isoformat(), "until": until.isoformat()}


QUESTIONS: dict[str, Callable[[Facts, Row, Rule], Missing]] = {
    "some": some, "given": given, "each": each, "share": share, "pairs": pairs, "crosses": crosses, "within": within,
    "before": before,
}  # fmt: skip
NEEDS = {
    "some": ("of",), "given": ("has",), "each": ("of", "has"), "share": ("of", "among"),
    "pairs": ("of", "met", "sides"), "crosses": ("of", "met", "sides"), "within": ("since", "day"),
    "before": ("of", "day", "until"),
}  # fmt: skip
OPTIONAL = ("ask", "message", "when", "where", "with")
# What a message may say of a thing missing, in braces.
TOLD = {
    "some": {"n", "least"}, "given": {"what"}, "each": {"what"}, "share": {"n", "all"}, "pairs": {"a", "b"},
    "crosses": {"a", "b", "least"}, "within": {"until"}, "before": {"day", "until"},
}  # fmt: skip
LIMITS = ("at_least", "at_most")
PARAMETERS = {"some": ("at_least",), "crosses": ("at_least",), "within": ("days",)}


def evaluate(rule: Rule, facts: Facts) -> list[Finding]:
    """What the rule's question finds in the facts; nothing before its time has come."""
    check: Row = rule.check or {}
    if not all(look(facts, path) for path in check.get("when", [])):
        return []
    return [
        Finding(
            rule=rule.id,
            severity=rule.kind,
            source=rule.source,
            subject=subject,
            message=str(check["message"]).format_map(told),
            remedy=rule.remedy,
            due=told.get("due"),
            links=(Link(check.get("of", "facts"), subject, subject),),
        )
        for subject, told in QUESTIONS[check["ask"]](facts, check, rule)
    ]


def mistakes(check: Row, parameters: Sequence[str]) -> Iterator[str]:
    """What is wrong with a rule's question: an unknown one, fields or parameters that are missing or unknown."""
    ask = check.get("ask")
    if ask not in QUESTIONS:
        yield _("ask：应为 %(known)s 之一。") % {"known": "、".join(QUESTIONS)}
        return
    for name in ("message", *NEEDS[ask]):
        if name not in check:
            yield _("缺少 %(field)s。") % {"field": name}
    unknown = sorted(set(check) - {*OPTIONAL, *NEEDS[ask]})
    for name in [*unknown, *(f"message：{{{name}}}" for name in untold(str(check.get("message", "")), ask))]:
        yield _("%(field)s：没有这个字段。") % {"field": name}
    for name in PARAMETERS.get(ask, ()):
        if name not in parameters:
            yield _("缺少参数 %(field)s。") % {"field": name}
    if ask == "share" and not {*LIMITS} & {*parameters}:
        yield _("缺少参数 %(field)s。") % {"field": " / ".join(LIMITS)}


def untold(message: str, ask: str) -> list[str]:
    """What a message wants filled in that its question does not tell; the whole message where its braces are broken."""
    try:
        wanted = {name for _text, name, _spec, _as in Formatter().parse(message) if name is not None}
    except ValueError:
        return [message]
    return sorted(wanted - TOLD[ask])
