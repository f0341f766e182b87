"""What the checks against formalism read of problem list and register, and of the years before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.comparing import Sides, Texts, compared
from zhiyan.consolidation.counted import items_in_order, opinions_in_items
from zhiyan.cycle.models import Cycle, Inheritance
from zhiyan.formalism.found import Likeness
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import key_of, raw
from zhiyan.rectification.checks import problem_label
from zhiyan.rectification.models import Problem
from zhiyan.rectification.queries import items_of_problems, measures_in_order
from zhiyan.solicitation.counted import OPINIONS, SUBMISSIONS

RETURNING = "rectification.returning"
LEAST = 0.5
"""Probability from which on a pair is kept; what is told is the rule's to say."""
YEARS = 3
"""How many years back problems are looked for."""


def compare(texts: Texts, against: Texts | None, encoder: Any) -> list[Likeness]:
    """The finder as the worker calls it. Words alone need a threshold of their own, which the finder has."""
    from zhiyan.formalism.returning import returning  # numpy is the worker's to load

    return returning(texts, against or {}, encoder=encoder, least=LEAST if encoder is not None else None)


def with_earlier_years(cycle: Cycle) -> Sides:
    """The problems of this year, against those of up to three years before and what they left."""
    return Sides.of(problems(cycle), of_earlier_years(cycle))


def formalism_facts(cycle: Cycle) -> Facts:
    """Measures and problems with their words, earlier problems, what came back; items without a problem, by size."""
    return Facts(
        ("rectification.formalism", cycle.pk),
        {
            "measures": lambda: measures(cycle),
            "problems": lambda: problems(cycle),
            "earlier": lambda: of_earlier_years(cycle),
            "returning": lambda: compared(cycle, RETURNING, with_earlier_years(cycle)),
            "items": lambda: items(cycle),
        },
    )


@once
def problems(cycle: Cycle) -> list[dict[str, Any]]:
    """The problem list in words, but for what was taken over from the year before: that is known to return."""
    listed = Problem.objects.filter(cycle=cycle, inheritance__isnull=True).select_related("member").order_by("no")
    return [_problem(problem, problem_label(_named(problem))) for problem in listed]


def _named(problem: Problem) -> dict[str, Any]:
    return {"who": problem.member.role if problem.member else "", "no": problem.no}


def _problem(problem: Problem, label: str) -> dict[str, Any]:
    return {
        "kind": "problem",
        "id": str(problem.pk),
        "label": label,
        "text": problem.text,
        "member": str(problem.member_id) if problem.member_id else "",
    }


@once
def of_earlier_years(cycle: Cycle) -> list[dict[str, Any]]:
    """The problems of up to three years before, the nearest first; where a year is not here, what it left."""
    found: list[dict[str, Any]] = []
    year = cycle.previous
    for _step in range(YEARS):
        if year is None:
            break
        prefix = _("%(year)s年度") % {"year": year.label}
        listed = Problem.objects.filter(cycle=year).select_related("member").order_by("no")
        found += [_problem(problem, prefix + problem_label(_named(problem))) for problem in listed]
        year = year.previous
    return found or _left(cycle)


def _left(cycle: Cycle) -> list[dict[str, Any]]:
    return [
        {
            "kind": "inheritance",
            "id": str(one.pk),
            "label": _("%(year)s年度遗留事项") % {"year": one.from_label},
            "text": one.problem_text,
            "member": "",
        }
        for one in Inheritance.objects.filter(cycle=cycle)
    ]


def measures(cycle: Cycle) -> list[dict[str, Any]]:
    """The measures in words, in the order of their problems' numbers."""
    label = _("措施%(no)s")
    in_order = sorted(measures_in_order(cycle), key=lambda row: (row[2], row[3]))
    return [
        {
            "kind": "measure",
            "id": key_of(key),
            "label": label % {"no": f"{no}.{order}"},
            "text": text,
            "member": str(owner) if owner else "",
        }
        for key, _rank, no, order, *_told, text, owner in in_order
    ]


def items(cycle: Cycle) -> list[dict[str, Any]]:
    """Every item with its opinions, the branches they came from, and whether a problem names it."""
    named, sizes, label = origin_items(cycle) | items_of_problems(cycle), heard(cycle), _("条目%(no)d %(title)s")
    return [
        {
            "kind": "item",
            "id": key_of(key),
            "label": label % {"no": no, "title": title},
            "opinions": sizes.get(key, (0, 0))[0],
            "branches": sizes.get(key, (0, 0))[1],
            "problem": key in named,
        }
        for key, no, title, *_whom in items_in_order(cycle)
    ]


@once
def heard(cycle: Cycle) -> dict[Any, tuple[int, int]]:
    """Item → how many opinions stand in it, and from how many branches they came."""
    branch, found = branch_of_opinion(cycle), {}
    for item, inside in opinions_in_items(cycle).items():
        opinions = set(inside)
        found[item] = len(opinions), len({branch[one] for one in opinions if one in branch})
    return found


@once
def branch_of_opinion(cycle: Cycle) -> dict[Any, Any]:
    """Opinion → the branch it came from, where that is known."""
    submissions = {key: branch for key, branch, _altered in SUBMISSIONS.of(cycle).values() if branch is not None}
    return {key: submissions[row[8]] for key, row in OPINIONS.of(cycle).items() if row[8] in submissions}


@once
def origin_items(cycle: Cycle) -> set[Any]:
    """The items from which a problem was taken, by key as held (`kernel.rows`)."""
    return set(Problem.objects.filter(cycle=cycle, item__isnull=False).values_list(raw("item"), flat=True))
