"""An action changes state whole or not at all, and leaves one event behind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import builders
from zhiyan.kernel import events, gates
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Denied, GateClosed, Invalid
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.ledger.models import LedgerEntry, LedgerHead, Outbox
from zhiyan.ledger.sequencer import flush
from zhiyan.org.models import Department, Unit

pytestmark = pytest.mark.django_db


def may_organise(actor: Actor, unit: Unit) -> bool:
    return actor.has(Role.ORGANISER) and actor.unit_id == unit.pk


@action(may_organise, "department.added")
def add_department(actor: Actor, unit: Unit, *, name: str, then: Exception | None = None) -> Department:
    made = Department.objects.create(unit=unit, name=name, order=1)
    if then:
        raise then
    return made


@action(may_organise, None)
def add_silently(actor: Actor, unit: Unit, *, name: str) -> Department:
    return Department.objects.create(unit=unit, name=name, order=1)


@action(may_organise, "department.gated", gate="test.gate")
def add_behind_gate(actor: Actor, unit: Unit, *, name: str) -> Department:
    return Department.objects.create(unit=unit, name=name, order=1)


@action(may_organise, "department.keyed", secret=("key",))
def add_with_secret(actor: Actor, unit: Unit, *, name: str, key: str, file: bytes) -> Department:
    return Department.objects.create(unit=unit, name=name, order=1)


@pytest.fixture
def unit() -> Unit:
    return builders.make_unit()


@pytest.fixture
def organiser(unit: Unit) -> Actor:
    return Actor(unit_id=unit.pk, roles=frozenset({Role.ORGANISER}), label="党务工作人员")


@pytest.fixture
def emitted(monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    seen: list[events.Event] = []
    monkeypatch.setattr(events, "_sinks", [*events._sinks, seen.append])
    return seen


def finding(severity: Severity) -> Finding:
    return Finding("R99", severity, "来源", "对象", "还差一项。", "请补上这一项。")


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What the test's gate finds; empty is open."""
    found: list[Finding] = []
    monkeypatch.setattr(gates, "_checks", {"test.gate": [lambda subject: found]})
    return found


def test_an_action_writes_its_change_and_one_ledger_entry_about_what_it_made(unit, organiser):
    made = add_department(organiser, unit, name="科技处")
    flush()
    body = json.loads(LedgerEntry.objects.get(unit_id=unit.pk).body)
    assert (body["event"], body["subject"], body["unit"]) == ("department.added", str(made.pk), str(unit.pk))
    assert "科技处" not in json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize("roles", [frozenset(), frozenset({Role.ADMINISTRATOR}), frozenset({Role.STAFF})])
def test_a_denied_action_changes_nothing_and_writes_no_event(unit, roles):
    with pytest.raises(Denied) as refused:
        add_department(Actor(unit_id=unit.pk, roles=roles), unit, name="科技处")
    assert not Department.objects.exists()
    assert not Outbox.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert refused.value.code == "denied.add_department"
    assert refused.value.sentence
    assert refused.value.remedy


def test_an_organiser_of_another_unit_is_denied(unit):
    other = builders.make_unit()
    with pytest.raises(Denied):
        add_department(Actor(unit_id=other.pk, roles=frozenset({Role.ORGANISER})), unit, name="科技处")


@pytest.mark.parametrize("fault", [Invalid("x.bad", "不行。"), ValueError("broken")])
def test_a_change_that_fails_leaves_neither_rows_nor_ledger_entry(unit, organiser, fault):
    add_department(organiser, unit, name="先有的部门")
    flush()
    head = LedgerHead.objects.get(unit_id=unit.pk)
    with pytest.raises(type(fault)):
        add_department(organiser, unit, name="科技处", then=fault)
    flush()
    assert [d.name for d in Department.objects.all()] == ["先有的部门"]
    assert LedgerEntry.objects.count() == head.size == 1
    assert bytes(LedgerHead.objects.get(unit_id=unit.pk).root) == bytes(head.root)


def test_a_ledger_that_fails_fails_the_action(unit, organiser, monkeypatch):
    def broken(event: events.Event) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(events, "_sinks", [broken])
    with pytest.raises(RuntimeError):
        add_department(organiser, unit, name="科技处")
    assert not Department.objects.exists()


def test_an_action_without_event_writes_no_ledger_entry(unit, organiser):
    add_silently(organiser, unit, name="科技处")
    assert Department.objects.exists()
    assert not Outbox.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_gate_with_a_must_finding_keeps_the_action_from_happening(unit, organiser, gate):
    gate.append(finding(Severity.MUST))
    with pytest.raises(GateClosed) as refused:
        add_behind_gate(organiser, unit, name="科技处")
    assert not Department.objects.exists()
    assert not Outbox.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert refused.value.code == "gate.test.gate"
    assert refused.value.findings == gate
    assert "还差一项。" in refused.value.sentence
    assert refused.value.remedy == "请补上这一项。"


@pytest.mark.parametrize("found", [[], [finding(Severity.ADVICE)]])
def test_a_gate_without_a_must_finding_is_open(unit, organiser, gate, found):
    gate.extend(found)
    assert add_behind_gate(organiser, unit, name="科技处").pk


def test_the_permission_is_asked_before_the_gate(unit, gate):
    gate.append(finding(Severity.MUST))
    with pytest.raises(Denied):
        add_behind_gate(Actor(unit_id=unit.pk), unit, name="科技处")


def test_a_subject_given_by_name_is_refused_so_that_no_permission_is_asked_about_nothing(unit, organiser):
    with pytest.raises(TypeError):
        add_department(organiser, unit=unit, name="科技处")  # type: ignore[call-arg]


def test_the_event_holds_ids_and_digests_and_no_secret(unit, organiser, emitted):
    add_with_secret(organiser, unit, name="科技处", key="一二三四", file=b"page")
    content: dict[str, Any] = dict(emitted[0].content)
    assert content.keys() == {"name", "file", "args"}
    assert len(content["file"]) == 64


def test_the_ledgers_of_two_units_are_two_logs(unit, organiser):
    other = builders.make_unit()
    add_department(organiser, unit, name="科技处")
    add_department(Actor(unit_id=other.pk, roles=frozenset({Role.ORGANISER})), other, name="科技处")
    flush()
    assert sorted(LedgerHead.objects.values_list("size", flat=True)) == [1, 1]
