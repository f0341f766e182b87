"""What a dishonest office can do with its own keys and the whole database in its hands, and what finds it."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import builders
from tests.solicitation import sealed
from zhiyan.box.proving import proof
from zhiyan.cli.judging import outside
from zhiyan.cli.judging.targets import Given, judge_all
from zhiyan.cli.verifying import store_report
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.canonical import b64, canonical
from zhiyan.ledger import heads, sequencer, triggers
from zhiyan.ledger.models import LedgerEntry, LedgerHead, LedgerNode, LedgerSignedHead, Outbox
from zhiyan.oversight import actions as oversight
from zhiyan.oversight.models import Claim, ClaimVerdict
from zhiyan.solicitation import box_queries, issuing
from zhiyan.solicitation.models import BatchCommitment, Draw, SealedSlip, Submission
from zhiyan.solicitation.phrases import finish_tokens

PEOPLE, SLIPS = 8, 15
AFTERWARDS = dt.date(2021, 3, 1)
THREATS = Path(__file__).parents[2] / "docs/threat-model.md"


@pytest.fixture(autouse=True)
def _running(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own database stands for a store."""
    monkeypatch.setattr("zhiyan.cli.base.need_store", lambda: None)


@pytest.fixture
def box(db: None) -> sealed.OpenBox:
    """A box below a superior, two slips a person, fifteen of the sixteen used."""
    unit = builders.make_unit(parent=builders.make_unit())
    return sealed.open_box(sealed.staffed_cycle(PEOPLE, unit=unit))


@pytest.fixture
def receipts(box: sealed.OpenBox) -> list[dict[str, Any]]:
    return [json.loads(receipt) for receipt in box.fill(SLIPS)]


@pytest.fixture
def opened(box: sealed.OpenBox, receipts: list[dict[str, Any]]) -> sealed.OpenBox:
    box.close()
    box.open()
    return box


def faults(box: sealed.OpenBox, *documents: dict[str, Any], kept: list[dict[str, Any]] | None = None) -> str:
    """All that `zhiyan verify` finds after the last day, in the store and in what is public, in one string."""
    known = list(outside.of_json(kept or []))
    with clock.at(AFTERWARDS):
        found = judge_all(Given(documents=[proof(box.cycle), *documents]), known, [])
        return "\n".join([*found.faults, *store_report(known, []).faults])


def kept_head(box: sealed.OpenBox) -> dict[str, Any]:
    """The newest head, as the superior or a printed document keeps it."""
    head = heads.sign_now(box.cycle.unit_id)
    assert head is not None
    return head


def claimed(box: sealed.OpenBox, receipt: dict[str, Any]) -> str:
    """What the superior's claims page makes of the receipt after the last day."""
    superior = box.cycle.unit.parent
    with clock.at(AFTERWARDS):
        return oversight.post_claim(Actor(unit_id=superior.pk), superior, receipt=json.dumps(receipt)).verdict


def rewrite(box: sealed.OpenBox, change: Callable[[list[str]], list[str]]) -> None:
    """The office writes its log anew and signs it with its own key; nothing inside the store tells."""
    unit = box.cycle.unit_id
    sequencer.flush(unit)
    triggers.remove(connection)
    with guard.writing("office"):
        rows = LedgerEntry.objects.filter(unit_id=unit).order_by("index")
        bodies, salts = [row.body for row in rows], {row.body: bytes(row.salt) for row in rows}
        for model in (LedgerEntry, LedgerNode, LedgerSignedHead, LedgerHead):
            model.objects.filter(unit_id=unit).delete()
        for body in change(bodies):
            Outbox.objects.create(unit_id=unit, body=body, salt=salts.get(body, bytes(16)))
    sequencer.flush(unit)
    triggers.install(connection)
    heads.sign_now(unit)


def batch_entry(bodies: list[str]) -> int:
    return next(n for n, body in enumerate(bodies) if '"event":"box.batch",' in body)


# ------------------------------------------------------------------------------------------------------- honest


def test_honest_office_when_everything_is_verified_then_nothing_is_found(opened, receipts):
    assert faults(opened, *receipts, kept=[kept_head(opened)]) == ""
    assert {claimed(opened, receipt) for receipt in receipts} == {"in_log"}
    assert Claim.objects.count() == 0


# ------------------------------------------------------------------------------------------------------ stuffing


def stuff(box: sealed.OpenBox, count: int) -> None:
    """The office signs itself tokens with the key on its server and posts with them."""
    writer = sealed.Writer(box.cycle)
    names: Any = {"unit": box.cycle.unit.code, "cycle": box.cycle.label, "purpose": "writing"}
    while count > 0:
        writer.phrase = random.randbytes(16)
        asked = writer.requests()
        signed = issuing.sign(box.cycle, "writing", [one.blinded for one in asked])
        writer.tokens = finish_tokens(asked, signed, issuing.public_key(box.cycle, "writing"), **names)
        for token in range(min(count, len(asked))):
            writer.post(f"领导班子各方面都很好，没有意见（{count}）", token)
            count -= 1


def test_office_when_it_stuffs_more_slips_than_were_drawn_then_verify_counts_them(box, receipts):
    stuff(box, 2)
    box.close()
    box.open()
    assert "有凭证不是领来的" in faults(box)


def test_office_when_it_stuffs_what_was_drawn_and_not_used_then_nothing_finds_it_and_we_say_so(box, receipts):
    stuff(box, 1)
    box.close()
    box.open()
    assert faults(box, *receipts) == ""
    assert "领而未用" in THREATS.read_text(encoding="utf-8")


def test_office_when_it_counts_somebody_as_drawn_who_did_not_draw_then_that_person_sees_it(db):
    cycle = sealed.staffed_cycle(PEOPLE)
    sealed.drawing(cycle)
    person = sealed.electors(cycle)[0]
    assert box_queries.counts_as_drawn(person, cycle) is False
    with guard.writing("office"):
        Draw.objects.filter(cycle=cycle).update(drawn=True)
    assert box_queries.counts_as_drawn(person, cycle) is True


# ------------------------------------------------------------------------------------- dropping before the opening


def test_office_when_it_drops_a_sealed_slip_then_receipt_and_claims_page_find_it(box, receipts):
    with guard.writing("office"):
        victim = SealedSlip.objects.first()
        victim.delete()
    box.close()
    box.open()
    published = {b64(bytes(one.commitment)) for one in BatchCommitment.objects.all()}
    missing = [receipt for receipt in receipts if receipt["c"] not in published]
    assert len(missing) == 1
    assert faults(box) == "", "without the receipt nothing tells: ANONYMITY says that too"
    assert "意见不在存证日志里" in faults(box, *missing)
    assert claimed(box, missing[0]) == ClaimVerdict.MISSING
    assert Claim.objects.filter(unit=box.cycle.unit).exists()


def test_office_when_it_alters_a_sealed_slip_then_it_counts_as_unreadable_and_its_receipt_finds_it(box, receipts):
    victim = SealedSlip.objects.first()
    with guard.writing("office"):
        SealedSlip.objects.filter(pk=victim.pk).update(sealed=bytes(victim.sealed)[:-1] + b"\0")
    box.close()
    batch = box.open()
    assert batch.unreadable == 1
    assert faults(box, *receipts).count("意见不在存证日志里") == 1


# ----------------------------------------------------------------------------------------------- after the opening


def test_office_when_it_drops_an_opinion_from_list_and_store_then_the_log_finds_it(opened, receipts):
    with guard.writing("office"):
        BatchCommitment.objects.first().delete()
    said = faults(opened, *receipts)
    assert "意见清单与日志" in said
    assert said.count("意见不在存证日志里") == 1


def test_office_when_it_alters_the_words_of_an_opinion_then_the_commitment_finds_it(opened):
    with guard.writing("office"):
        Submission.objects.filter(pk=Submission.objects.first().pk).update(text="领导班子各方面都很好")
    assert "1 条原文与承诺值不符" in faults(opened)


def test_office_when_it_alters_words_and_commitment_together_then_the_list_finds_it(opened):
    forged = sealed.commitment(opened.cycle.label, bytes(32), "都很好").hex()
    with guard.writing("office"):
        victim = Submission.objects.first().pk
        Submission.objects.filter(pk=victim).update(text="都很好", salt="00" * 32, commitment=forged)
    assert "1 条在清单里，原文却不在" in faults(opened)


def test_office_when_it_slips_an_opinion_in_beside_a_batch_then_the_list_finds_it(opened):
    model = Submission.objects.first()
    with guard.writing("office"):
        Submission.objects.create(
            unit=model.unit, cycle=model.cycle, channel=model.channel, box_opening=model.box_opening, text="都很好",
            salt="00" * 32, commitment=sealed.commitment(opened.cycle.label, bytes(32), "都很好").hex(),
        )  # fmt: skip
    assert "不是从意见箱来的" in faults(opened)


def test_office_when_it_inserts_a_commitment_and_rewrites_the_batchs_entry_then_tokens_are_too_few(opened, receipts):
    extra = sealed.commitment(opened.cycle.label, bytes(32), "都很好")
    with guard.writing("office"):
        BatchCommitment.objects.create(
            commitment=extra, unit_id=opened.cycle.unit_id, batch=BatchCommitment.objects.first().batch
        )
    listed = [bytes(one.commitment) for one in BatchCommitment.objects.all()]

    def forged(bodies: list[str]) -> list[str]:
        at = batch_entry(bodies)
        body = json.loads(bodies[at])
        body["facts"] |= {"slips": 16, "opinions": 16, "commitments": box_root(listed)}
        return [*bodies[:at], canonical(body).decode(), *bodies[at + 1 :]]

    kept = kept_head(opened)
    rewrite(opened, forged)
    assert "投入 16 张，已用凭证却是 15 张" in faults(opened)
    assert "不符" in faults(opened, kept=[kept])


def box_root(values: list[bytes]) -> str:
    from zhiyan.solicitation.opening import root_of

    return root_of(values)


# ----------------------------------------------------------------------------------------------- rewriting the log


def swapped(bodies: list[str]) -> list[str]:
    at = batch_entry(bodies)
    return [*bodies[: at - 2], bodies[at - 1], bodies[at - 2], *bodies[at:]]


def dropped(bodies: list[str]) -> list[str]:
    return bodies[: batch_entry(bodies) - 1] + bodies[batch_entry(bodies) :]


def inserted(bodies: list[str]) -> list[str]:
    at = batch_entry(bodies)
    return [*bodies[:at], bodies[at - 1].replace('"v":1', '"v":1 '), *bodies[at:]]


def cut_short(bodies: list[str]) -> list[str]:
    """A backup from before the batch, played back as if it were all there ever was."""
    return bodies[: batch_entry(bodies) - 1]


@pytest.mark.parametrize("change", [swapped, dropped, inserted, cut_short])
def test_office_when_it_rewrites_its_log_and_signs_it_then_an_outside_head_finds_it(opened, change):
    kept = kept_head(opened)
    rewrite(opened, change)
    assert faults(opened, kept=[kept]) != faults(opened)
    assert any(word in faults(opened, kept=[kept]) for word in ("不符", "变短"))


def test_office_when_it_plays_back_a_backup_then_receipts_and_the_claims_page_find_it(opened, receipts):
    rewrite(opened, cut_short)
    with guard.writing("office"):
        BatchCommitment.objects.all().delete()
    assert faults(opened, *receipts).count("意见不在存证日志里") == SLIPS
    assert claimed(opened, receipts[0]) == ClaimVerdict.MISSING


def test_office_when_it_rewrites_what_a_receipts_head_covers_then_the_receipt_alone_finds_it(opened, receipts):
    assert receipts[0]["head"] is not None
    rewrite(opened, lambda bodies: [bodies[1], bodies[0], *bodies[2:]])
    assert claimed(opened, receipts[0]) == ClaimVerdict.REWRITTEN


def test_office_when_it_shows_two_logs_to_two_people_then_one_head_finds_the_other(opened):
    shown_to_one = kept_head(opened)
    rewrite(opened, swapped)
    shown_to_other = heads.sign_now(opened.cycle.unit_id)
    assert shown_to_one["size"] == shown_to_other["size"]
    assert shown_to_one["root"] != shown_to_other["root"]
    assert "与" in faults(opened, kept=[shown_to_one])
    assert faults(opened, kept=[shown_to_other]) == ""
