"""What the checks against formalism read of the statements handed in; a draft is its author's own and is not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.comparing import Sides, Texts, compared
from zhiyan.consolidation.counted import ITEMS
from zhiyan.cycle.models import Cycle
from zhiyan.formalism.found import Likeness
from zhiyan.formalism.words import letters
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.once import once
from zhiyan.kernel.rows import key_of
from zhiyan.solicitation.models import TargetKind
from zhiyan.statements.models import SectionKind, StatementState, Version
from zhiyan.statements.queries import label_of, newest_versions

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


def formalism_facts(cycle: Cycle) -> Facts:
    """Statements handed in and last year's with their words, what was found alike, items fed back to each writer."""
    return Facts(
        ("statements.formalism", cycle.pk),
        {
            "statements": lambda: with_aimed(cycle),
            "earlier": lambda: of_last_year(cycle),
            "models": lambda: tuple(sentence for source in _models for sentence in source(cycle)),
            "alike": lambda: compared(cycle, ALIKE, Sides.of(handed_in(cycle))),
            "as_last_year": lambda: compared(cycle, EARLIER, Sides.of(handed_in(cycle), of_last_year(cycle))),
        },
    )


def with_aimed(cycle: Cycle) -> list[dict[str, Any]]:
    """The statements handed in, each with the number of items aimed at its writer."""
    aimed = Counter((kind, key_of(member) if member else "") for *_title, kind, member in ITEMS.of(cycle).values())
    whom = {True: TargetKind.MEMBER, False: TargetKind.TEAM}
    return [{**one, "aimed": aimed[whom[bool(one["member"])], one["member"]]} for one in handed_in(cycle)]


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


def _newest(cycle: Cycle) -> list[Version]:
    return [version for version in newest_versions(cycle) if version.statement.state in HANDED_IN]


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
