"""说明情况后继续: a closed gate is passed only with a reason, and only there."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from zhiyan.kernel import gates
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import GateClosed
from zhiyan.kernel.findings import Finding, Severity

UNIT = uuid.uuid4()
SECRETARY = Actor(UNIT, frozenset({Role.SECRETARY}), label="书记")
ORGANISER = Actor(UNIT, frozenset({Role.ORGANISER}), label="党务工作人员")
STANDING = gates.Standing(Severity.MUST, "第九条", {"days": 3}, frozenset({Role.SECRETARY}))


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """A gate that rule R99 keeps closed, which the secretary may pass with a reason; what was kept of the passing."""
    rows: list[tuple] = []
    monkeypatch.setattr(gates, "_checks", {})
    monkeypatch.setattr(gates, "_rules", [lambda rule, subject: STANDING if rule == "R99" else None])
    monkeypatch.setattr(gates, "_recorders", [lambda *row: rows.append(row)])
    gates.register("closed", lambda subject: [Finding("R99", Severity.MUST, "", subject, "还差一项。", "请补上。")])
    return rows


def test_a_person_whom_the_rule_lets_passes_with_a_reason_which_is_kept(kept):
    with gates.overridden(" 上级同意，文号另附 "):
        gates.require("closed", "x", SECRETARY)
    ((actor, gate, subject, findings, reason),) = kept
    assert (actor, gate, subject, reason) == (SECRETARY, "closed", "x", "上级同意，文号另附")
    assert [finding.rule for finding in findings] == ["R99"]


@pytest.mark.parametrize("actor", [ORGANISER, None])
def test_nobody_else_passes_with_a_reason(actor, kept):
    with gates.overridden("有原因"), pytest.raises(GateClosed) as refused:
        gates.require("closed", "x", actor)
    assert not refused.value.may_override
    assert kept == []


def test_who_may_pass_is_told_so():
    with pytest.raises(GateClosed) as refused:
        gates.require("closed", "x", SECRETARY)
    assert refused.value.may_override


def test_a_second_rule_that_lets_nobody_keeps_the_gate_closed(kept):
    gates.register(
        "closed", lambda subject: [Finding("R12", Severity.MUST, "", subject, "有意见没有去处。", "请归并。")]
    )
    with gates.overridden("有原因"), pytest.raises(GateClosed):
        gates.require("closed", "x", SECRETARY)
    assert kept == []


def test_a_finding_at_the_gate_has_the_source_of_its_rule_as_it_stands():
    assert [finding.source for finding in gates.findings("closed", "x")] == ["第九条"]


@pytest.mark.parametrize("change", [{"kind": Severity.ADVICE}, {"off": True}])
def test_a_rule_that_is_advice_or_switched_off_closes_no_gate(change, monkeypatch):
    standing = dataclasses.replace(STANDING, **change)
    monkeypatch.setattr(gates, "_rules", [lambda rule, subject: standing])
    gates.require("closed", "x", ORGANISER)


def test_figures_of_a_rule_come_from_whoever_knows_it():
    assert gates.parameters("R99", "x") == {"days": 3}
    assert gates.parameters("R98", "x") == {}


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_override_without_a_reason_does_not_pass(reason):
    with gates.overridden(reason), pytest.raises(GateClosed):
        gates.require("closed", "x", SECRETARY)


def test_an_override_ends_with_its_block():
    with gates.overridden("有原因"):
        pass
    with pytest.raises(GateClosed):
        gates.require("closed", "x", SECRETARY)


def test_an_override_ends_also_when_the_block_fails():
    with pytest.raises(KeyError), gates.overridden("有原因"):
        raise KeyError
    with pytest.raises(GateClosed):
        gates.require("closed", "x", SECRETARY)


def test_a_gate_that_nobody_registered_is_open():
    gates.require("unknown", "x")


def test_the_same_check_registered_twice_speaks_once():
    def check(subject: str) -> list[Finding]:
        return [Finding("R99", Severity.MUST, "", subject, "还差一项。", "请补上。")]

    gates.register("twice", check)
    gates.register("twice", check)
    assert len(gates.findings("twice", "x")) == 1


def test_the_same_remedy_is_said_once():
    gates.register("closed", lambda subject: [Finding("R98", Severity.MUST, "", subject, "又差一项。", "请补上。")])
    with pytest.raises(GateClosed) as refused:
        gates.require("closed", "x")
    assert refused.value.remedy == "请补上。"
    assert len(refused.value.findings) == 2
