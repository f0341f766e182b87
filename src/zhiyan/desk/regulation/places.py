"""Where a finding's records stand in the desk, and whether the reader may see the words it points to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import NoReverseMatch, reverse

from zhiyan.consolidation import permissions as consolidation
from zhiyan.cycle import permissions as cycle_permissions
from zhiyan.cycle.models import Cycle
from zhiyan.disclosure import permissions as disclosure
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.findings import Finding, Link
from zhiyan.kernel.once import once
from zhiyan.meeting import permissions as meeting
from zhiyan.meeting.models import Comment, Criticism, Response, SelfCriticism
from zhiyan.rectification import permissions as rectification
from zhiyan.rectification.models import Measure, Problem
from zhiyan.regulation.rulebook import Rule
from zhiyan.statements import permissions as statements
from zhiyan.statements.models import StatedProblem, Statement, Version
from zhiyan.talks import permissions as talks
from zhiyan.talks.models import Talk

# Kind of record → the page that shows it; the record's id is the last part of the address.
PAGES = {
    "opinion": "consolidation:opinion",
    "item": "consolidation:item",
    "channel": "solicitation:channel",
    "form_run": "solicitation:change_form_run",
    "talk_pair": "talks:pair",
    "statement": "statements:statement",
    "sitting": "meeting:sitting",
    "problem": "rectification:problem",
    "measure": "rectification:measure",
    "disclosure": "disclosure:disclosure",
}
# Kinds of which a finding may point to an earlier year's record.
OF_EARLIER_YEARS: dict[str, Any] = {"measure": Measure, "problem": Problem, "statement": Statement}
# Rooms of a stage without a page of its own under `page`.
STAGE_PAGES = {"cycle": "cycle:plan"}

Reads = Callable[[Actor, str], bool]


def page_of(cycle: Cycle, link: Link) -> str:
    """The address of the record; empty where it has no page."""
    try:
        return reverse(PAGES[link.kind], args=[cycle.unit.code, year_of(cycle, link), link.id])
    except (KeyError, NoReverseMatch):
        return ""


def year_of(cycle: Cycle, link: Link) -> str:
    """The label of the record's year: what was left behind or came back is an earlier year's, and stands there."""
    if link.kind not in OF_EARLIER_YEARS or link.id in of_this_year(cycle, link.kind):
        return cycle.label
    earlier = OF_EARLIER_YEARS[link.kind].objects.filter(pk=link.id)
    return earlier.values_list("cycle__label", flat=True).first() or cycle.label


@once
def of_this_year(cycle: Cycle, kind: str) -> frozenset[str]:
    """The ids of the year's own records of a kind."""
    own = OF_EARLIER_YEARS[kind].objects.filter(cycle=cycle)
    return frozenset(str(pk) for pk in own.values_list("pk", flat=True))


def place_to_mend(cycle: Cycle, finding: Finding, rule: Rule) -> str:
    """Where the finding is mended: its first record's page, else the main page of the rule's stage."""
    found = next((url for link in finding.links if (url := page_of(cycle, link))), "")
    return found or reverse(STAGE_PAGES.get(rule.stage, f"{rule.stage}:page"), args=[cycle.unit.code, cycle.label])


def in_set(visible: Callable[[Actor], Any]) -> Reads:
    """Readable where the record is in the visible set."""
    return lambda actor, pk: visible(actor).filter(pk=pk).exists()


def said(model: type[SelfCriticism | Criticism | Response | Comment]) -> Reads:
    """Readable where the meeting lets the actor read what was said."""
    return lambda actor, pk: any(meeting.may_read(actor, record) for record in model.objects.filter(pk=pk))


def newest_version(actor: Actor, pk: str) -> bool:
    """Readable where the statement's newest version is."""
    newest = Version.objects.filter(statement__in=Statement.objects.filter(pk=pk)).order_by("-no").first()
    return newest is not None and statements.may_read_version(actor, newest)


def version_of_problem(actor: Actor, pk: str) -> bool:
    """A problem of a statement is read with its version."""
    return any(statements.may_read_version(actor, stated.of) for stated in StatedProblem.objects.filter(pk=pk))


def talk(actor: Actor, pk: str) -> bool:
    """What was said in a talk is read by its two sides and few others."""
    return any(talks.may_read_talk(actor, record) for record in Talk.objects.filter(pk=pk))


# Kind of record → who reads its words; a kind that is not here is read by nobody through a finding.
READERS: dict[str, Reads] = {
    "opinion": in_set(consolidation.visible_opinions),
    "item": in_set(consolidation.visible_items),
    "problem": in_set(rectification.visible_problems),
    "measure": in_set(rectification.visible_measures),
    "inheritance": in_set(cycle_permissions.visible_inheritance),
    "disclosure": in_set(disclosure.visible_disclosures),
    "answer": in_set(statements.visible_answers),
    "statement": newest_version,
    "version": lambda actor, pk: any(
        statements.may_read_version(actor, version) for version in Version.objects.filter(pk=pk)
    ),
    "statement_problem": version_of_problem,
    "self_criticism": said(SelfCriticism),
    "criticism": said(Criticism),
    "response": said(Response),
    "comment": said(Comment),
    "talk": talk,
}


def may_read_words(actor: Actor, link: Link | None) -> bool:
    """Whether a passage is shown: a template's always, a record's only to whoever reads the record itself."""
    if link is None:
        return True
    reads = READERS.get(link.kind)
    return reads is not None and reads(actor, link.id)
