"""The heads page: anybody sees what the log looks like, and that nobody outside has witnessed it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests import builders
from zhiyan.cli.judging.outside import of_json
from zhiyan.cli.judging.targets import Given, judge_all
from zhiyan.kernel import events, guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.ledger import actions, heads, sequencer
from zhiyan.ledger.models import LedgerSignedHead
from zhiyan.org.models import Unit

pytestmark = pytest.mark.django_db
BOX = {"HTTP_HOST": "localhost"}


@pytest.fixture
def unit() -> Unit:
    return builders.make_unit(parent=builders.make_unit(name="上级党委"))


def happen(unit: Unit, n: int = 1) -> None:
    with guard.writing("test"):
        for _ in range(n):
            actions.append(events.Event("thing.done", unit.pk, "s", "a", dt.date(2021, 1, 5)))


def countersign(unit: Unit) -> None:
    actions.countersign(Actor(unit_id=unit.parent_id, roles=frozenset({Role.SUPERIOR_OFFICE})), unit)


def shown(client, unit, name=".json"):
    return client.get(f"/heads/{unit.code}{name}", **BOX)


def test_a_log_without_a_superiors_countersignature_says_so(client, unit):
    happen(unit)
    heads.sign_now(unit.pk)
    page = shown(client, unit, "/").content.decode()
    assert "无外部见证" in page
    assert json.loads(shown(client, unit).content)["witnessed"] is False


def test_a_countersigned_log_names_its_witness_and_how_far_it_went(client, unit):
    happen(unit, 3)
    countersign(unit)
    page = shown(client, unit, "/").content.decode()
    assert "无外部见证" not in page
    assert "上级党委于2021年1月11日见证到第 4 条" in page
    assert json.loads(shown(client, unit).content)["witnessed"] is True


def test_the_page_needs_no_session_and_sets_no_cookie(client, unit):
    happen(unit)
    heads.sign_now(unit.pk)
    for name in ("/", ".json", "/from/1.json"):
        answer = shown(client, unit, name)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"


def test_a_unit_that_is_not_there_is_not_found(client):
    for name in ("/", ".json", "/from/1.json"):
        assert client.get(f"/heads/nowhere{name}", **BOX).status_code == 404


def test_looking_signs_nothing(client, unit):
    happen(unit, 3)
    shown(client, unit)
    assert not LedgerSignedHead.objects.exists()


def test_looking_appends_what_waits(client, unit):
    happen(unit, 3)
    shown(client, unit)
    assert sequencer.flush() == 0


def test_an_english_page_has_the_same_head(client, unit):
    happen(unit)
    root = heads.sign_now(unit.pk)["root"]
    page = client.get(f"/en/heads/{unit.code}/", **BOX).content.decode()
    assert root[:4] in page


def test_the_data_are_judged_by_verify_against_an_older_head_and_found_good(client, unit):
    happen(unit, 3)
    old = heads.sign_now(unit.pk)
    happen(unit, 9)
    heads.sign_now(unit.pk)
    data = json.loads(shown(client, unit).content)
    report = judge_all(Given(documents=[data]), list(of_json(old)), [])
    assert report.faults == []


def test_the_data_of_a_log_that_does_not_continue_an_older_head_are_found(client, unit):
    happen(unit, 3)
    old = heads.sign_now(unit.pk)
    happen(unit, 9)
    heads.sign_now(unit.pk)
    data = json.loads(shown(client, unit).content)
    report = judge_all(Given(documents=[data]), list(of_json({**old, "root": "ab" * 32})), [])
    assert len(report.faults) == 1


def test_a_head_that_nobody_listed_has_its_proof_at_an_address_of_its_own(client, unit):
    happen(unit, 9)
    heads.sign_now(unit.pk)
    assert "4" not in json.loads(shown(client, unit).content)["proofs"]
    assert json.loads(shown(client, unit, "/from/4.json").content)["proofs"]["4"]


def test_restores_are_told_on_the_page(client, unit):
    happen(unit, 9)
    heads.sign_now(unit.pk)
    sequencer.begin_epoch(unit.pk, {"epoch": 1, "size": 15, "root": "00" * 32}, "00" * 32)
    heads.sign_now(unit.pk)
    assert "从备份恢复过" in shown(client, unit, "/").content.decode()
