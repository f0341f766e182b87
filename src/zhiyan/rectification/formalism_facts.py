"""What the checks against formalism read of problem list and register, and of the years before."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from zhiyan.consolidation.comparing import Sides, Texts, compared
from zhiyan.consolidation.models import Item, Placement
from zhiyan.cycle.models import Cycle, Inheritance
from zhiyan.formalism.found import Likeness
from zhiyan.kernel.once import once
from zhiyan.rectification.checks import problem_label
from zhiyan.rectification.models import Measure, Problem

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


@once
def formalism_facts(cycle: Cycle) -> dict[str, Any]:
    """Measures and problems with their words, earlier problems, what came back; items without a problem, by size."""
    now, before = problems(cycle), of_earlier_years(cycle)
    return {
        "measures": measures(cycle),
        "problems": now,
        "earlier": before,
        "returning": compared(cycle, RETURNING, Sides.of(now, before)),
        "items": items(cycle),
    }


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


@once
def measures(cycle: Cycle) -> list[dict[str, Any]]:
    """The measures in words."""
    found = Measure.objects.filter(cycle=cycle).order_by("problem__no", "order")
    label = _("措施%(no)s")
    return [
        {
            "kind": "measure",
            "id": str(pk),
            "label": label % {"no": f"{no}.{order}"},
            "text": text,
            "member": str(owner) if owner else "",
        }
        for pk, no, order, text, owner in found.values_list("pk", "problem__no", "order", "text", "owner_id")
    ]


@once
def items(cycle: Cycle) -> list[dict[str, Any]]:
    """Every item with its opinions, the branches they came from, and whether a problem names it."""
    problems = Problem.objects.filter(cycle=cycle).order_by()
    named = {*problems.values_list("item_id", flat=True), *problems.values_list("items", flat=True)}
    counted = Placement.objects.filter(cycle=cycle, item__isnull=False).order_by().values_list("item__no")
    opinions = Count("point__opinion", distinct=True)
    branches = Count("point__opinion__submission__branch", distinct=True)
    sizes = {no: (n, heard) for no, n, heard in counted.annotate(n=opinions, heard=branches)}
    listed = Item.objects.filter(cycle=cycle, retired=False).order_by("no")
    label = _("条目%(no)d %(title)s")
    return [
        {
            "kind": "item",
            "id": str(pk),
            "label": label % {"no": no, "title": title},
            "opinions": sizes.get(no, (0, 0))[0],
            "branches": sizes.get(no, (0, 0))[1],
            "problem": pk in named,
        }
        for pk, no, title in listed.values_list("pk", "no", "title")
    ]
