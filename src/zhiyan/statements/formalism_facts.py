"""What the checks against formalism read of the statements handed in; a draft is its author's own and is not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, OuterRef
from django.utils.translation import gettext as _

from zhiyan.consolidation.comparing import Sides, Texts, compared
from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Cycle
from zhiyan.formalism.found import Likeness
from zhiyan.formalism.words import letters
from zhiyan.kernel.once import once
from zhiyan.solicitation.models import TargetKind
from zhiyan.statements.models import SectionKind, Statement, StatementState, Version
from zhiyan.statements.queries import label_of, with_parts

NOT_EXAMINED = (SectionKind.LAST_YEAR, SectionKind.MATTERS, SectionKind.DIRECTIONS)
HANDED_IN = (StatementState.SUBMITTED, StatementState.APPROVED)
ALIKE, EARLIER = "statements.alike", "statements.earlier"
LEAST = 0.1
"""Likeness from which on a pair is kept; what is told is the rule's to say."""

Models = Callable[[Cycle], tuple[str, ...]]
_models: list[Models] = []


def models_from(source: Models) -> None:
    """Let `source(cycle)` give sentences of the unit's own template: whoever keeps templates registers it."""
    if source not in _models:
        _models.append(source)


def compare(texts: Texts, against: Texts | None, encoder: Any) -> list[Likeness]:
    """The finder as the worker calls it."""
    from zhiyan.formalism.alike import alike  # numpy is the worker's to load

    return alike(texts, against, encoder=encoder, least=LEAST)


def among_members(cycle: Cycle) -> Sides:
    """The statements of this year, against one another."""
    return Sides.of(handed_in(cycle))


def with_last_year(cycle: Cycle) -> Sides:
    """The statements of this year, against those of the year before."""
    return Sides.of(handed_in(cycle), of_last_year(cycle))


@once
def formalism_facts(cycle: Cycle) -> dict[str, Any]:
    """Statements handed in and last year's with their words, what was found alike, items fed back to each writer."""
    now, before = handed_in(cycle), of_last_year(cycle)
    targets = Item.objects.filter(cycle=cycle, retired=False).order_by()
    aimed = {
        (kind, str(member) if member else ""): n
        for kind, member, n in targets.values_list("target_kind", "target_member_id").annotate(n=Count("id"))
    }
    for statement in now:
        kind = TargetKind.MEMBER if statement["member"] else TargetKind.TEAM
        statement["aimed"] = aimed.get((kind, statement["member"]), 0)
    return {
        "statements": now,
        "earlier": before,
        "models": tuple(sentence for source in _models for sentence in source(cycle)),
        "alike": compared(cycle, ALIKE, Sides.of(now)),
        "as_last_year": compared(cycle, EARLIER, Sides.of(now, before)),
    }


@once
def handed_in(cycle: Cycle) -> list[dict[str, Any]]:
    """The newest versions of the statements handed in, in plain words."""
    return [_words(version, label_of(version.statement)) for version in _newest(cycle)]


@once
def of_last_year(cycle: Cycle) -> list[dict[str, Any]]:
    """The statements of the year before, where there was one."""
    if cycle.previous is None:
        return []
    label = _("%(year)s年度%(label)s")
    return [
        _words(version, label % {"year": cycle.previous.label, "label": label_of(version.statement)})
        for version in _newest(cycle.previous)
    ]


def _newest(cycle: Cycle) -> Iterable[Version]:
    newest = Version.objects.filter(statement=OuterRef("statement")).order_by("-no")
    statements = Statement.objects.filter(cycle=cycle, state__in=HANDED_IN)
    return with_parts(Version.objects.filter(statement__in=statements, pk=newest.values("pk")[:1])).order_by(
        "statement__member__rank"
    )


def _words(version: Version, label: str) -> dict[str, Any]:
    """One version: what its author wrote of this year, the self-examination alone (preface, problems, causes), and how
    many letters everything has.
    """
    statement = version.statement
    sections = {section.kind: section.text for section in version.sections.all()}
    problems = [_problem(number, problem, label) for number, problem in enumerate(version.problems.all(), 1)]
    causes = [cause.text for cause in version.causes.all()]
    measures = [line for d in version.directions.all() for line in (d.text, *(m.text for m in d.measures.all()))]
    examined = [
        sections.get(SectionKind.PREFACE, ""),
        sections.get(SectionKind.PROBLEMS, ""),
        *(f"{one['title']}。{one['text']}{one['case']}" for one in problems),
        sections.get(SectionKind.CASE, ""),
        sections.get(SectionKind.CAUSES, ""),
        *causes,
    ]
    written = [*examined, *measures, *(sections.get(kind, "") for kind in NOT_EXAMINED)]
    return {
        "kind": "statement",
        "id": str(statement.pk),
        "label": label,
        "member": str(statement.member_id) if statement.member_id else "",
        "person": str(statement.member.person_id) if statement.member else "",
        "text": "\n".join(filter(None, [*examined, sections.get(SectionKind.DIRECTIONS, ""), *measures])),
        "examined": "\n".join(filter(None, examined)),
        "letters": sum(map(letters, written)),
        "problems": problems,
    }


def _problem(number: int, problem: Any, label: str) -> dict[str, Any]:
    """A stated problem in its author's words, with the number of items behind it."""
    return {
        "kind": "statement_problem",
        "id": str(problem.pk),
        "label": _("%(label)s第%(no)d个问题") % {"label": label, "no": number},
        "title": problem.title.strip("。"),
        "text": problem.text,
        "case": problem.case,
        "items": len(problem.sources.all()),
    }
