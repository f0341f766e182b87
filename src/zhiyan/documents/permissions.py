"""Who may see which paper. It follows the readers of what stands in it (DOMAIN 'Who may read'); default none."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from zhiyan.consolidation.models import Feedback
from zhiyan.consolidation.permissions import may_view_feedback
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.cycle.permissions import same_unit
from zhiyan.documents.models import HandedCopy, IssuedDocument, PaperDraft, PaperState, PaperTemplate
from zhiyan.kernel.actor import Actor, Role
from zhiyan.meeting.permissions import may_record
from zhiyan.meeting.queries import latest_meeting
from zhiyan.solicitation.models import Gathering
from zhiyan.statements.documents import version_to_print
from zhiyan.statements.permissions import may_read_version

TEAM = (Role.MEMBER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.DISCIPLINE_SECRETARY)
OFFICE = (Role.ORGANISER, Role.SUPERVISOR, *TEAM)
ORIGINALS = (Role.ORGANISER, Role.SECRETARY, Role.SUPERVISOR)
OVERSEERS = (Role.ORGANISER, Role.SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)
MINUTES = (Role.SECRETARY, Role.SUPERVISOR)
ATTENDING = (*OFFICE, Role.RECORDER, Role.OBSERVER)
READERS = (*ATTENDING, Role.BRANCH_SECRETARY)
DRAFTERS = (Role.ORGANISER, Role.SECRETARY)
REVIEWERS = (Role.ORGANISER, *TEAM)
SIGNERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
DEPUTIES = (Role.DEPUTY_SECRETARY, Role.DISCIPLINE_SECRETARY)


def may_view_documents(actor: Actor, cycle: Any = None) -> bool:
    """The page of papers; which of them, each kind decides."""
    return actor.has(*READERS) and same_unit(actor, cycle)


def may_issue(actor: Actor, cycle: Any = None) -> bool:
    """拟稿, and 补登 of what was signed on paper: organiser or secretary."""
    return actor.has(*DRAFTERS) and same_unit(actor, cycle)


def may_view_draft(actor: Actor, draft: PaperDraft) -> bool:
    """A paper on its way: who may see its kind and drafts, reviews or signs; deputies read what is put before them."""
    from zhiyan.documents.registry import KINDS

    if not actor.belongs_to(draft) or draft.kind not in KINDS or not actor.has(*REVIEWERS):
        return False
    put_before = actor.has(*DEPUTIES) and draft.state in (PaperState.REVIEW, PaperState.SIGNING)
    return put_before or KINDS[draft.kind].may_see(actor, draft.cycle, None)


def visible_drafts(actor: Actor, cycle: Cycle) -> QuerySet[PaperDraft]:
    """The papers on their way that `may_view_draft` allows."""
    from zhiyan.documents.registry import KINDS

    found = PaperDraft.objects.filter(unit_id=actor.unit_id, cycle=cycle)
    if not actor.has(*REVIEWERS):
        return found.none()
    seen = Q(kind__in=[code for code, kind in KINDS.items() if kind.issuable and kind.may_see(actor, cycle, None)])
    if actor.has(*DEPUTIES) and same_unit(actor, cycle):
        seen |= Q(state__in=(PaperState.REVIEW, PaperState.SIGNING))
    return found.filter(seen)


def may_redraft(actor: Actor, draft: PaperDraft) -> bool:
    """Change, submit, withdraw: those who draft."""
    return may_issue(actor, draft) and may_view_draft(actor, draft)


def may_review(actor: Actor, draft: PaperDraft) -> bool:
    """审核: organiser or a member of the team, never who drafted it."""
    return may_view_draft(actor, draft) and actor.user_id not in (None, draft.drafter_id)


def may_sign(actor: Actor, draft: PaperDraft) -> bool:
    """签发: secretary or deputy secretary, neither who drafted nor who reviewed it."""
    others = (None, draft.drafter_id, draft.reviewer_id)
    return may_view_draft(actor, draft) and actor.has(*SIGNERS) and actor.user_id not in others


def may_hand_out(actor: Actor, copy: HandedCopy) -> bool:
    """发放登记: those who draft."""
    return actor.has(*DRAFTERS) and same_unit(actor, copy)


def may_keep_templates(actor: Actor, subject: Any) -> bool:
    """Upload, try, retire an office's own templates: those who draft."""
    return actor.has(*DRAFTERS) and same_unit(actor, subject)


def may_approve_template(actor: Actor, template: PaperTemplate) -> bool:
    """启用: organiser, secretary or deputy secretary, never who uploaded it."""
    others = (None, template.uploaded_by_id)
    return actor.has(*DRAFTERS, *SIGNERS) and same_unit(actor, template) and actor.user_id not in others


def may_view_templates(actor: Actor, subject: Any) -> bool:
    """The templates and their fields: those who draft and those who sign."""
    return actor.has(*DRAFTERS, *SIGNERS) and same_unit(actor, subject)


def may_send_back(actor: Actor, draft: PaperDraft) -> bool:
    """退回: who may review it, or once it is reviewed who may sign it."""
    return may_sign(actor, draft) if draft.state == PaperState.SIGNING else may_review(actor, draft)


def for_office(actor: Actor, cycle: Cycle, _record: object = None) -> bool:
    """The office, the team, supervisors: plans, notices, blank forms, disclosures, bulletin, the team's lists."""
    return actor.has(*OFFICE) and same_unit(actor, cycle)


def for_attending(actor: Actor, cycle: Cycle, _record: object = None) -> bool:
    """Agenda and sign-in sheet: whoever comes to the meeting."""
    return actor.has(*ATTENDING) and same_unit(actor, cycle)


def for_originals(actor: Actor, cycle: Cycle, _record: object = None) -> bool:
    """Opinions as they came, masked: organiser, secretary, supervisor."""
    return actor.has(*ORIGINALS) and same_unit(actor, cycle)


def for_overseers(actor: Actor, cycle: Cycle, _record: object = None) -> bool:
    """Members' problems and measures too."""
    return actor.has(*OVERSEERS) and same_unit(actor, cycle)


def for_minutes(actor: Actor, cycle: Cycle, _record: object = None) -> bool:
    """Words of criticisms and comments: secretary and supervisor; the recorder until the minutes are signed."""
    if not same_unit(actor, cycle):
        return False
    meeting = latest_meeting(cycle)
    return actor.has(*MINUTES) or (meeting is not None and may_record(actor, meeting))


def for_attached(actor: Actor, cycle: Cycle, _record: object = None) -> bool:
    """The report with statements and opinions behind it: secretary and supervisor, who may read each of them."""
    return actor.has(*MINUTES) and same_unit(actor, cycle)


def for_talks(actor: Actor, cycle: Cycle, _record: object = None) -> bool:
    """Who talks with whom: organiser, secretary, supervisor."""
    return actor.has(*ORIGINALS) and same_unit(actor, cycle)


def for_feedback(actor: Actor, cycle: Cycle, member: TeamMember | None) -> bool:
    """意见反馈单: once given, its readers; before, the organiser who prepares it."""
    if not same_unit(actor, cycle):
        return False
    given = Feedback.objects.filter(cycle=cycle, member=member).first()
    return may_view_feedback(actor, given) if given else actor.has(Role.ORGANISER)


def for_statement(actor: Actor, cycle: Cycle, member: TeamMember | None) -> bool:
    """A statement: author and who types it; once submitted, secretary and supervisor; others from the meeting on."""
    version = version_to_print(cycle, member)
    return version is not None and same_unit(actor, cycle) and may_read_version(actor, version)


def for_reply(actor: Actor, cycle: Cycle, source: Any) -> bool:
    """意见办理情况反馈单: who reads originals; the secretary of the branch that met."""
    if not same_unit(actor, cycle):
        return False
    if actor.has(*ORIGINALS):
        return True
    own = isinstance(source, Gathering) and source.branch_id in actor.branch_ids and source.branch_id is not None
    return actor.has(Role.BRANCH_SECRETARY) and own


def may_view_archive(actor: Actor, cycle: Any = None) -> bool:
    """The list of an archive set: the office, the team, supervisors. Each file in it, its kind decides."""
    return actor.has(*OFFICE) and same_unit(actor, cycle)


def may_take_archive(actor: Actor, cycle: Any = None) -> bool:
    """The whole set in one file: those alone who may read every paper in it, secretary and supervisor."""
    return actor.has(*MINUTES) and same_unit(actor, cycle)


def may_read_archived(actor: Actor, cycle: Cycle, kind: str, key: str) -> bool:
    """One file of a set: who may see that paper; the superior's notice and hand-out lists, the office."""
    from zhiyan.documents.registry import KINDS, subject_of

    if kind not in KINDS:
        return may_view_archive(actor, cycle)
    found = KINDS[kind]
    return found.may_see(actor, cycle, subject_of(found, cycle, key).record if key else None)


def may_view_issued(actor: Actor, issued: IssuedDocument) -> bool:
    """An issued paper: who may see its kind."""
    from zhiyan.documents.registry import KINDS

    kind = KINDS.get(issued.kind)
    return kind is not None and actor.belongs_to(issued) and kind.may_see(actor, issued.cycle, None)


def visible_issued(actor: Actor, cycle: Cycle) -> QuerySet[IssuedDocument]:
    """The issued papers of a year that `may_view_issued` allows."""
    from zhiyan.documents.registry import KINDS

    codes = [code for code, kind in KINDS.items() if kind.issuable and kind.may_see(actor, cycle, None)]
    return IssuedDocument.objects.filter(unit_id=actor.unit_id, cycle=cycle, kind__in=codes)
