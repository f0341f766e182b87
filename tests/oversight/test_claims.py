"""Claims: a receipt that was signed and not honoured is shown to the superior by nobody in particular."""

from __future__ import annotations

import datetime as dt
import json
import secrets

import pytest
from django.urls import reverse

from tests import builders as b
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.ledger import heads, keys
from zhiyan.oversight import actions, queries
from zhiyan.oversight import permissions as p
from zhiyan.oversight.models import Claim
from zhiyan.regulation.queries import check_cycle
from zhiyan.solicitation.models import BatchCommitment, BatchKey
from zhiyan.solicitation.receipts import sign_receipt

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "localhost"}
BY = dt.date(2021, 1, 20)
LATER = dt.date(2021, 1, 25)


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEYS_ROOT = tmp_path / "keys"


@pytest.fixture
def above():
    return b.make_unit(name="某科学院")


@pytest.fixture
def cycle(above):
    return b.make_cycle(b.make_unit(parent=above))


def signed_head(cycle):
    from zhiyan.ledger.actions import publish

    with guard.writing("test"):
        publish(cycle.unit_id, "test.entry", {"n": 1})
        return heads.sign_now(cycle.unit_id)


def receipt(cycle, c: bytes | None = None, **fields) -> dict:
    given = {"purpose": "writing", "batch": 1, "by": BY, "head": None, "cycle": cycle.label, **fields}
    with guard.writing("test"):
        key = keys.signer(cycle.unit, "receipts")
    return sign_receipt(key, unit=cycle.unit.code, c=c or secrets.token_bytes(32), **given)


def show(above, paper: dict | str):
    text = paper if isinstance(paper, str) else json.dumps(paper)
    return actions.post_claim(Actor(unit_id=above.pk), above, receipt=text)


def publish(cycle, c: bytes) -> None:
    with guard.writing("test"):
        batch = BatchKey.objects.create(unit=cycle.unit, cycle=cycle, no=1, public_key=bytes(65), state="in_ledger")
        BatchCommitment.objects.create(commitment=c, unit_id=cycle.unit_id, batch=batch)


def test_a_receipt_whose_opinion_is_in_the_log_leaves_nothing(above, cycle):
    c = secrets.token_bytes(32)
    publish(cycle, c)
    with clock.at(LATER):
        assert show(above, receipt(cycle, c)).verdict == "in_log"
    assert not Claim.objects.exists()


def test_a_receipt_before_its_day_leaves_nothing(above, cycle):
    with clock.at(BY):
        assert show(above, receipt(cycle)).verdict == "early"
    assert not Claim.objects.exists()


def test_a_missing_opinion_after_its_day_is_a_claim_at_both_units_once(above, cycle):
    paper = receipt(cycle)
    with clock.at(LATER):
        assert show(above, paper).verdict == "missing"
        show(above, paper)
    assert sorted(Claim.objects.values_list("unit_id", "received", "c")) == sorted(
        [(above.pk, True, paper["c"]), (cycle.unit_id, False, paper["c"])]
    )


def test_a_claim_is_a_finding_at_the_office_until_the_opinion_is_in_the_log(above, cycle):
    c = secrets.token_bytes(32)
    with clock.at(LATER):
        show(above, receipt(cycle, c))
        found = check_cycle(cycle, only={"A01"}).findings
        assert [(one.rule, one.due) for one in found] == [("A01", BY)]
        publish(cycle, c)
        assert check_cycle(cycle, only={"A01"}).findings == []
    claim = Claim.objects.get(received=True)
    assert queries.is_settled(claim)


def test_a_log_that_does_not_continue_the_receipts_head_is_a_claim_that_no_batch_settles(above, cycle):
    head = signed_head(cycle)
    other = b.make_cycle(b.make_unit(parent=above), label="2019", notice=False)
    c = secrets.token_bytes(32)
    publish(cycle, c)
    assert show(above, receipt(cycle, c, head=head)).verdict == "in_log"
    forged = {**head, "root": "00" * 32}
    assert show(above, receipt(cycle, c, head=forged)).verdict == "rewritten"
    assert show(above, receipt(other, head=signed_head(other), by=LATER)).verdict == "early"
    assert not queries.is_settled(Claim.objects.get(received=True))


@pytest.mark.parametrize("change", [{"batch": 2}, {"by": "2021-02-20"}, {"unit": "other"}, {"sig": "AAAA"}])
def test_a_changed_receipt_is_refused_and_leaves_nothing(above, cycle, change):
    with clock.at(LATER), pytest.raises(Invalid):
        show(above, {**receipt(cycle), **change})
    assert not Claim.objects.exists()


def test_a_receipt_of_another_superiors_unit_is_refused(above, cycle):
    elsewhere = b.make_cycle(b.make_unit(parent=b.make_unit()))
    with clock.at(LATER), pytest.raises(Invalid) as refused:
        show(above, receipt(elsewhere))
    assert refused.value.code == "claim.other_unit"


@pytest.mark.parametrize("text", ["", "你好", "[]", "{}", '{"kind":"receipt"}', "[" * 5000, "x" * 9000])
def test_what_is_no_receipt_is_refused_in_words(above, cycle, text):
    with pytest.raises(Invalid) as refused:
        show(above, text)
    assert refused.value.fields["receipt"]


def test_only_the_unit_itself_takes_claims(above, cycle):
    with pytest.raises(Denied):
        actions.post_claim(Actor(unit_id=cycle.unit_id), above, receipt=json.dumps(receipt(cycle)))


def test_who_may_read_a_claim_sees_it_listed_and_nobody_else(above, cycle):
    with clock.at(LATER):
        show(above, receipt(cycle))
    for unit in (above, cycle.unit):
        claim = Claim.objects.get(unit=unit)
        for role in Role:
            reader = b.actor_for(b.make_user(unit, role), unit)
            seen = p.visible_claims(reader).filter(pk=claim.pk).exists()
            assert seen == p.may_view_claim(reader, claim)
            assert seen == (role in p.READERS)


def test_nothing_of_a_claim_tells_who_posted_it_or_when(above, cycle):
    names = {field.name for field in Claim._meta.get_fields()}
    assert not names & {"entered_at", "entered_by", "at", "address", "ip", "order"}


# ------------------------------------------------------------ the page


def page(above, data=None, client=None, **extra):
    address = f"/{above.code}/claims/"
    return client.post(address, data, **HOST, **extra) if data is not None else client.get(address, **HOST)


def test_the_page_takes_a_receipt_as_text_or_file_without_any_session(client, above, cycle):
    from django.core.files.uploadedfile import SimpleUploadedFile

    assert "凭回执申诉" in page(above, client=client).content.decode()
    text = json.dumps(receipt(cycle))
    with clock.at(LATER):
        pasted = page(above, {"receipt": text}, client)
        file = SimpleUploadedFile("huizhi.json", json.dumps(receipt(cycle), indent=1).encode())
        uploaded = page(above, {"receipt": "", "file": file}, client)
    for answer in (pasted, uploaded):
        assert answer.status_code == 200
        assert "申诉成立" in answer.content.decode()
        assert not answer.cookies
    assert Claim.objects.filter(received=True).count() == 2


def test_the_page_says_in_words_what_is_wrong_and_keeps_what_was_pasted(client, above, cycle):
    answer = page(above, {"receipt": "不是回执"}, client)
    assert answer.status_code == 422
    assert "不是回执" in answer.content.decode()
    assert page(above, {"receipt": "x" * 70_000}, client).status_code == 413


def test_a_unit_without_units_below_has_no_claims_page(client, cycle):
    assert page(cycle.unit, client=client).status_code == 404


def test_the_superior_and_the_supervisor_find_the_claim_at_the_desk(client, above, cycle):
    with clock.at(LATER):
        show(above, receipt(cycle))
        client.force_login(b.make_user(above, Role.SUPERIOR_OFFICE))
        seen = client.get(reverse("oversight:page", args=[above.code])).content.decode()
        assert "没有兑现" in seen
        client.force_login(b.make_user(cycle.unit, Role.SUPERVISOR))
        seen = client.get(reverse("oversight:page", args=[cycle.unit.code, cycle.label])).content.decode()
        assert "没有兑现" in seen


def test_a_receipt_is_honoured_whichever_batch_took_the_opinion_in(above, cycle):
    c = secrets.token_bytes(32)
    publish(cycle, c)
    with clock.at(LATER):
        assert show(above, receipt(cycle, c, batch=3)).verdict == "in_log"


def test_a_rating_receipt_is_not_honoured_by_an_opinion(above, cycle):
    c = secrets.token_bytes(32)
    publish(cycle, c)
    with clock.at(LATER):
        assert show(above, receipt(cycle, c, purpose="rating")).verdict == "missing"


def test_a_claim_stays_in_the_log_of_both_units(above, cycle):
    from zhiyan.ledger import queries as ledger

    with clock.at(LATER):
        show(above, receipt(cycle))
    for unit in (above, cycle.unit):
        assert len(list(ledger.entries(unit.pk, event="claim.taken"))) == 1


def test_a_key_whose_record_was_taken_away_still_speaks_from_the_log(above, cycle):
    from django.db import connection

    from zhiyan.ledger import triggers
    from zhiyan.ledger.models import LedgerKey

    paper = receipt(cycle)
    triggers.remove(connection)
    with guard.writing("test"):
        LedgerKey.objects.filter(unit_id=cycle.unit_id, purpose="receipts").delete()
    triggers.install(connection)
    with clock.at(LATER):
        assert show(above, paper).verdict == "missing"


def test_an_open_claim_makes_the_stage_late_and_tells_the_office_what_to_do(above, cycle):
    from zhiyan.kernel.status import StageState
    from zhiyan.oversight.status import stage_status

    with clock.at(LATER):
        show(above, receipt(cycle))
        status = stage_status(cycle)
    assert status.state == StageState.LATE
    assert status.steps[0].role == Role.ORGANISER
