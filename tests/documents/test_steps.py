"""拟稿 → 审核 → 签发: each step by somebody else, in order, with its words; sent back with a reason."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.disclosure import builders as shown
from tests.documents import builders as full
from zhiyan.disclosure.models import Bulletin, Disclosure
from zhiyan.documents import actions
from zhiyan.documents.models import IssuedDocument, PaperDraft, PaperState, PaperStep
from zhiyan.documents.numbers import following, suggested
from zhiyan.documents.permissions import may_view_draft, visible_drafts
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Conflict, Denied, Invalid
from zhiyan.ledger import sequencer
from zhiyan.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db

DAY = dt.date(2021, 2, 8)


@pytest.fixture
def cycle():
    with clock.at(DAY):
        yield full.full_cycle()


@pytest.fixture
def office(cycle):
    return full.actor(cycle, Role.ORGANISER)


@pytest.fixture
def secretary(cycle):
    return full.actor(cycle, Role.SECRETARY)


@pytest.fixture
def member(cycle):
    return full.actor(cycle, Role.MEMBER)


def kinds_of_steps(draft):
    return list(PaperStep.objects.filter(draft=draft).order_by("entered_at").values_list("kind", "by_label"))


def test_three_people_take_a_paper_from_draft_to_issue(cycle, office, member, secretary):
    draft = actions.draft_paper(office, cycle, kind="plan", number="党字〔2021〕1号")
    actions.submit(office, draft)
    actions.review(member, draft, note="同意")
    issued = actions.sign(secretary, draft)
    draft.refresh_from_db()
    assert (draft.state, issued.draft) == (PaperState.ISSUED, draft)
    assert (issued.drafter, issued.reviewer, issued.signer) == ("organiser", "member", "secretary")
    assert kinds_of_steps(draft) == [
        ("drafted", "organiser"), ("submitted", "organiser"), ("reviewed", "member"), ("signed", "secretary"),
    ]  # fmt: skip


def test_every_step_is_in_the_ledger(cycle, office, member, secretary):
    draft = full.put_before(cycle, "plan")
    actions.send_back(member, draft, reason="日期不对")
    actions.submit(office, draft)
    actions.sign(secretary, actions.review(member, draft))
    sequencer.append_waiting(cycle.unit_id)
    events = [entry.body for entry in LedgerEntry.objects.filter(unit_id=cycle.unit_id)]
    for name in ("drafted", "submitted", "sent_back", "reviewed", "issued"):
        assert any(f'"documents.{name}"' in body for body in events), name


def test_drafter_cannot_review(cycle, office):
    draft = actions.submit(office, actions.draft_paper(office, cycle, kind="plan"))
    with pytest.raises(Denied):
        actions.review(office, draft)


def test_neither_drafter_nor_reviewer_can_sign(cycle, secretary):
    drafted = actions.submit(secretary, actions.draft_paper(secretary, cycle, kind="plan"))
    reviewed = actions.review(full.actor(cycle, Role.MEMBER), drafted)
    with pytest.raises(Denied):
        actions.sign(secretary, reviewed)
    other = full.put_before(cycle, "report")
    with pytest.raises(Denied):
        actions.sign(secretary, actions.review(secretary, other))


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.MEMBER, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR, Role.STAFF])
def test_only_secretaries_sign(cycle, member, role):
    draft = actions.review(member, full.put_before(cycle, "plan"))
    with pytest.raises(Denied):
        actions.sign(full.actor(cycle, role), draft)


def test_deputy_secretary_signs(cycle, member):
    draft = actions.review(member, full.put_before(cycle, "plan"))
    assert actions.sign(full.actor(cycle, Role.DEPUTY_SECRETARY), draft).signer == "deputy_secretary"


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.RECORDER, Role.STAFF, Role.ADMINISTRATOR])
def test_only_organisers_and_the_team_review(cycle, role):
    draft = full.put_before(cycle, "plan")
    with pytest.raises(Denied):
        actions.review(full.actor(cycle, role), draft)


def test_steps_out_of_order_are_refused(cycle, office, member, secretary):
    draft = actions.draft_paper(office, cycle, kind="plan")
    for action, actor in ((actions.review, member), (actions.sign, secretary)):
        with pytest.raises(Invalid) as refused:
            action(actor, draft)
        assert "拟稿" in refused.value.sentence


def test_paper_sent_back_carries_the_reason_and_needs_a_new_review(cycle, office, member, secretary):
    draft = actions.review(member, full.put_before(cycle, "plan"))
    actions.send_back(secretary, draft, reason="范围写窄了")
    draft.refresh_from_db()
    assert (draft.state, draft.reviewer) == (PaperState.DRAFTING, None)
    assert PaperStep.objects.get(draft=draft, kind="returned").note == "范围写窄了"
    actions.submit(office, draft)
    with pytest.raises(Invalid):
        actions.sign(secretary, draft)


def test_sending_back_without_a_reason_is_refused(cycle, member):
    with pytest.raises(Invalid) as refused:
        actions.send_back(member, full.put_before(cycle, "plan"), reason=" ")
    assert "reason" in refused.value.fields


def test_data_that_changed_after_submission_stop_the_paper(cycle, office, secretary):
    draft = actions.review(office, full.put_before(cycle, "report"))
    builders.make_opinion(cycle)
    with pytest.raises(Invalid) as refused:
        actions.sign(secretary, draft)
    assert refused.value.code == "paper.stale"
    assert not IssuedDocument.objects.exists()


def test_a_second_paper_of_the_kind_waits_for_the_first(cycle, office):
    draft = actions.draft_paper(office, cycle, kind="plan")
    with pytest.raises(Invalid):
        actions.draft_paper(office, cycle, kind="plan")
    actions.withdraw(office, draft)
    assert actions.draft_paper(office, cycle, kind="plan").state == PaperState.DRAFTING


def test_number_of_a_paper_on_its_way_is_taken_and_free_again_once_withdrawn(cycle, office):
    draft = actions.draft_paper(office, cycle, kind="plan", number="7号")
    with pytest.raises(Invalid):
        actions.draft_paper(office, cycle, kind="report", number="7号")
    actions.withdraw(office, draft)
    assert actions.draft_paper(office, cycle, kind="report", number="7号").number == "7号"


def test_change_over_somebody_elses_is_refused(cycle, office):
    draft = actions.draft_paper(office, cycle, kind="plan")
    seen = draft.version
    actions.change(office, draft, seen=seen, number="7号")
    with pytest.raises(Conflict):
        actions.change(office, draft, seen=seen, number="8号")


def test_paper_that_comes_back_needs_numbered_copies(cycle, office):
    with pytest.raises(Invalid) as refused:
        actions.draft_paper(office, cycle, kind="plan", needs_return=True)
    assert "copies" in refused.value.fields


# --------------------------------------------------------------------------- what follows from issuing


def test_bulletin_issued_as_a_paper_is_out_for_everybody(cycle):
    full.issue(cycle, "bulletin")
    bulletin = Bulletin.objects.get(cycle=cycle)
    assert (bulletin.issued_on, bulletin.supplied_by, bulletin.reviewed_by) == (DAY, "党群办公室", "书记")
    assert bulletin.text.splitlines()[0].endswith("民主生活会")
    with pytest.raises(Invalid):
        full.put_before(cycle, "bulletin")


def test_publication_issued_as_a_paper_is_shown_with_its_number_and_signer(cycle):
    draft = shown.draft(cycle, on=DAY, until=dt.date(2021, 3, 12), number="")
    issued = full.issue(cycle, "rectification", number="党字〔2021〕9号")
    draft.refresh_from_db()
    assert (draft.issued, draft.number, draft.signed_by) == (True, issued.number, "secretary")


def test_publication_nobody_drafted_is_not_issued(cycle, office):
    assert not Disclosure.objects.filter(cycle=cycle, issued=False).exists()
    with pytest.raises(Invalid) as refused:
        actions.draft_paper(office, cycle, kind="meeting_report")
    assert refused.value.code == "paper.no_disclosure"


def test_publication_shown_meanwhile_by_a_sheet_signed_on_paper_is_not_issued_again(cycle, office, member, secretary):
    shown.draft(cycle, on=DAY, until=dt.date(2021, 3, 12), number="")
    reviewed = actions.review(member, full.put_before(cycle, "rectification"))
    actions.issue(office, cycle, kind="rectification", sheet=full.SHEET, **full.SIGNED)
    with pytest.raises(Invalid) as refused:
        actions.sign(secretary, reviewed)
    assert refused.value.code == "paper.no_disclosure"


# ------------------------------------------------------------------------------- numbers, readers


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        ([], ""),
        (["第一份"], ""),
        (["所党字〔2021〕3号"], "所党字〔2021〕4号"),
        (["所党字〔2020〕31号"], "所党字〔2021〕1号"),
        (["所党字〔2021〕9号", "所党字〔2021〕3号"], "所党字〔2021〕10号"),
        (["所党字〔2021〕9号", "所纪字〔2021〕2号"], "所纪字〔2021〕3号"),
    ],
)
def test_number_follows_the_series_used_last(used, expected):
    assert following(used, 2021) == expected


def test_suggested_number_counts_papers_on_their_way(cycle, office):
    actions.draft_paper(office, cycle, kind="plan", number="所党字〔2021〕3号")
    assert suggested(cycle, DAY) == "所党字〔2021〕4号"


@pytest.mark.parametrize("step", ["drafting", "review", "signing"])
def test_list_of_papers_on_their_way_agrees_with_the_question(cycle, member, step):
    other = full.full_cycle()
    for kind in ("plan", "report"):
        for where in (cycle, other):
            draft = full.put_before(where, kind)
            if step == "signing":
                actions.review(full.actor(where, Role.ORGANISER), draft)
            elif step == "drafting":
                actions.send_back(full.actor(where, Role.ORGANISER), draft, reason="改")
    for role in Role:
        actor = full.actor(cycle, role)
        for draft in PaperDraft.objects.select_related("cycle"):
            listed = visible_drafts(actor, draft.cycle).filter(pk=draft.pk).exists()
            assert listed == may_view_draft(actor, draft), (role, draft.kind)
