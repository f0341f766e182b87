"""The superior countersigns what only grew, and nothing else."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection

from tests import builders
from zhiyan.kernel import events, guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.ledger import actions, heads, keys, queries, statements, triggers, witness
from zhiyan.ledger.models import Countersignature, LedgerEntry, LedgerHead, LedgerNode, LedgerSignedHead
from zhiyan.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def superior() -> Unit:
    return builders.make_unit(name="上级党委")


@pytest.fixture
def unit(superior: Unit) -> Unit:
    return builders.make_unit(parent=superior)


@pytest.fixture
def office(superior: Unit) -> Actor:
    return Actor(unit_id=superior.pk, roles=frozenset({Role.SUPERIOR_OFFICE}))


def happen(unit: Unit, n: int = 1) -> None:
    with guard.writing("test"):
        for _ in range(n):
            actions.append(events.Event("thing.done", unit.pk, "s", "a", dt.date(2021, 1, 5)))


def rewrite(unit: Unit) -> None:
    """The office makes its whole log anew, with its own keys: other entries, nodes, heads."""
    triggers.remove(connection)
    with guard.writing("test"):
        for model in (LedgerEntry, LedgerNode, LedgerHead, LedgerSignedHead):
            model.objects.filter(unit_id=unit.pk).delete()
        actions.publish(unit.pk, "ledger.key", witness.request_keys(unit)[0])
    triggers.install(connection)


def test_a_countersignature_covers_the_newest_head_and_verifies_with_the_superiors_key(unit, superior, office):
    happen(unit, 5)
    made = actions.countersign(office, unit)
    statement = json.loads(made.body)
    assert statements.is_signed(statement, keys.public_key(superior, "witness"), "countersignature")
    assert statements.covers(statement, heads.latest(unit.pk))
    assert (statement["log"], statement["witness"], statement["since"]) == (unit.code, superior.code, 0)


def test_the_next_countersignature_says_from_where_consistency_was_shown(unit, office):
    happen(unit, 5)
    first = actions.countersign(office, unit)
    happen(unit, 3)
    second = json.loads(actions.countersign(office, unit).body)
    assert second["since"] == first.size


def test_a_log_that_has_not_grown_is_not_countersigned_twice(unit, office):
    happen(unit, 5)
    assert actions.countersign(office, unit) == actions.countersign(office, unit)
    assert Countersignature.objects.count() == 1


@pytest.mark.parametrize("roles", [{Role.ORGANISER}, {Role.ADMINISTRATOR}, {Role.SECRETARY}, set()])
def test_only_the_superiors_office_countersigns(unit, superior, roles):
    happen(unit)
    with pytest.raises(Denied):
        actions.countersign(Actor(unit_id=superior.pk, roles=frozenset(roles)), unit)


def test_a_unit_of_another_superior_is_not_countersigned(office):
    with pytest.raises(Denied):
        actions.countersign(office, builders.make_unit(parent=builders.make_unit()))


def test_a_log_rewritten_with_the_offices_own_key_is_not_countersigned(unit, office):
    happen(unit, 5)
    actions.countersign(office, unit)
    rewrite(unit)
    happen(unit, 9)
    with pytest.raises(Invalid) as refused:
        actions.countersign(office, unit)
    assert refused.value.code == "witness.inconsistent"
    assert refused.value.remedy


def test_a_log_rewritten_to_the_same_length_is_seen_as_two_logs(unit, office):
    happen(unit, 5)
    size = actions.countersign(office, unit).size
    rewrite(unit)
    happen(unit, size - 1)
    with pytest.raises(Invalid) as refused:
        actions.countersign(office, unit)
    assert refused.value.code == "witness.split"


def test_a_log_that_has_become_shorter_is_not_countersigned(unit, office):
    happen(unit, 5)
    actions.countersign(office, unit)
    rewrite(unit)
    happen(unit, 2)
    with pytest.raises(Invalid) as refused:
        actions.countersign(office, unit)
    assert refused.value.code == "witness.shrunk"


def test_standing_tells_each_unit_below(unit, superior, office):
    assert [one.state for one in witness.standing(superior)] == ["none"]
    happen(unit, 5)
    heads.sign_now(unit.pk)
    assert [one.state for one in witness.standing(superior)] == ["new"]
    actions.countersign(office, unit)
    assert [one.state for one in witness.standing(superior)] == ["level"]
    happen(unit, 3)
    heads.sign_now(unit.pk)
    [one] = witness.standing(superior)
    assert (one.state, one.grown, one.fault) == ("behind", 3, "")
    assert one.pinned == heads.latest(unit.pk)["key"]


def test_standing_names_what_keeps_the_newest_head_from_being_countersigned(unit, superior, office):
    happen(unit, 5)
    actions.countersign(office, unit)
    rewrite(unit)
    happen(unit, 9)
    heads.sign_now(unit.pk)
    [one] = witness.standing(superior)
    assert "对不上" in one.fault


def test_a_rotated_key_is_followed_and_a_replaced_one_is_not(unit, office, tmp_path, settings):
    settings.KEYS_ROOT = tmp_path / "own"
    happen(unit, 5)
    actions.countersign(office, unit)
    keys.rotate(unit, "heads")
    keys._take_over(keys.path_of(unit, "heads"))
    assert actions.countersign(office, unit).pk
    keys.replace_lost(unit, "heads")
    with pytest.raises(Invalid) as refused:
        actions.countersign(office, unit)
    assert refused.value.code == "witness.key"


class Elsewhere:
    """Superior and unit as in two stores: what one knows of the other travels as files."""

    def __init__(self, unit: Unit, superior: Unit) -> None:
        self.unit, self.superior = unit, superior
        self.office = Actor(unit_id=superior.pk, roles=frozenset({Role.SUPERIOR_OFFICE}))
        self.organiser = Actor(unit_id=unit.pk, roles=frozenset({Role.ORGANISER}))

    def asked(self) -> dict[str, Any]:
        return json.loads(json.dumps(witness.request(self.unit)))

    def answered(self, asked: dict[str, Any]) -> dict[str, Any]:
        made = actions.countersign_request(self.office, self.superior, asked=asked)
        return json.loads(json.dumps(witness.answer(made)))


@pytest.fixture
def elsewhere() -> Elsewhere:
    """Neither unit is below the other in this store."""
    found = Elsewhere(builders.make_unit(), builders.make_unit(name="上级党委"))
    happen(found.unit, 6)
    return found


def test_a_request_from_another_store_is_countersigned_and_the_answer_taken_in(elsewhere):
    answer = elsewhere.answered(elsewhere.asked())
    taken = actions.take_countersignature(elsewhere.organiser, elsewhere.unit, answer=answer)
    assert taken.unit_id == elsewhere.unit.pk
    assert statements.covers(witness.latest(elsewhere.unit)["countersignature"], heads.latest(elsewhere.unit.pk))


def test_a_second_request_is_held_against_the_first(elsewhere):
    elsewhere.answered(elsewhere.asked())
    happen(elsewhere.unit, 4)
    assert elsewhere.answered(elsewhere.asked())["countersignature"]["since"] == 7


def replaced(asked: dict[str, Any], *path: Any, by: Any) -> dict[str, Any]:
    changed = copy.deepcopy(asked)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = by
    return changed


@pytest.mark.parametrize(
    ("path", "by"),
    [
        (("head", "size"), 99),
        (("head", "root"), "00" * 32),
        (("head", "sig"), "A" * 86),
        (("head",), None),
        (("head",), {}),
        (("head", "root"), 7),
        (("proofs",), []),
        (("proofs",), {}),
        (("proofs", "7"), ["?"]),
        (("proofs", "7"), []),
        (("proofs", "7"), ["A" * 43]),
        (("epochs",), [{"index": 0, "body": "{}", "proof": []}]),
    ],
)
def test_a_request_that_was_altered_is_refused(elsewhere, path, by):
    elsewhere.answered(elsewhere.asked())
    happen(elsewhere.unit, 4)
    asked = replaced(elsewhere.asked(), *path, by=by)
    if path == ("epochs",):
        asked["head"] = {**asked["head"], "epoch": 2}
    with pytest.raises(Invalid) as refused:
        actions.countersign_request(elsewhere.office, elsewhere.superior, asked=asked)
    assert refused.value.code.startswith("witness.")


@pytest.mark.parametrize("keys_shown", [[], [{"public": "A" * 43}], [{}], None])
def test_a_first_request_without_the_key_that_signed_it_is_refused(elsewhere, keys_shown):
    asked = {**elsewhere.asked(), "keys": keys_shown}
    with pytest.raises(Invalid) as refused:
        actions.countersign_request(elsewhere.office, elsewhere.superior, asked=asked)
    assert refused.value.code.startswith("witness.")


@pytest.mark.parametrize("name", ["size", "root", "head", "on", "sig", "witness"])
def test_an_answer_that_was_altered_is_refused(elsewhere, name):
    answer = elsewhere.answered(elsewhere.asked())
    answer["countersignature"][name] = 3 if name == "size" else "0" * 64
    with pytest.raises(Invalid):
        actions.take_countersignature(elsewhere.organiser, elsewhere.unit, answer=answer)


def test_an_answer_under_another_key_than_the_first_is_refused(elsewhere, tmp_path, settings):
    first = elsewhere.answered(elsewhere.asked())
    actions.take_countersignature(elsewhere.organiser, elsewhere.unit, answer=first)
    head = heads.latest(elsewhere.unit.pk)
    settings.KEYS_ROOT = tmp_path / "other"
    stranger = keys._make(keys.folder() / "stranger.key")
    content = statements.countersignature_content(head, elsewhere.superior.code, "2021-01-11", 0)
    forged = {"countersignature": statements.sign(content, stranger), "public": first["public"]}
    with pytest.raises(Invalid) as refused:
        actions.take_countersignature(elsewhere.organiser, elsewhere.unit, answer=forged)
    assert refused.value.code == "witness.signature"


def test_without_a_countersignature_a_log_has_no_witness(unit):
    happen(unit)
    heads.sign_now(unit.pk)
    assert not witness.is_witnessed(unit)


def test_a_head_of_today_continues_an_older_one_and_a_made_up_one_does_not(unit):
    happen(unit, 5)
    old = heads.sign_now(unit.pk)
    happen(unit, 5)
    assert queries.head_continues(unit, old)
    assert not queries.head_continues(unit, {**old, "root": "00" * 32})
    assert not queries.head_continues(unit, None)


def test_a_head_of_a_log_that_was_rewritten_is_not_continued(unit):
    happen(unit, 5)
    old = heads.sign_now(unit.pk)
    rewrite(unit)
    happen(unit, 9)
    assert not queries.head_continues(unit, old)
