"""说明情况后继续: a closed gate is passed only with a reason, and only there."""

from __future__ import annotations

import pytest

from zhiyan.kernel import gates
from zhiyan.kernel.errors import GateClosed
from zhiyan.kernel.findings import Finding, Severity


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_checks", {})
    gates.register("closed", lambda subject: [Finding("R99", Severity.MUST, "", subject, "还差一项。", "请补上。")])


def test_an_override_with_a_reason_passes_the_gate():
    with gates.overridden("上级同意，文号另附"):
        gates.require("closed", "x")


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_override_without_a_reason_does_not_pass(reason):
    with gates.overridden(reason), pytest.raises(GateClosed):
        gates.require("closed", "x")


def test_an_override_ends_with_its_block():
    with gates.overridden("有原因"):
        pass
    with pytest.raises(GateClosed):
        gates.require("closed", "x")


def test_an_override_ends_also_when_the_block_fails():
    with pytest.raises(KeyError), gates.overridden("有原因"):
        raise KeyError
    with pytest.raises(GateClosed):
        gates.require("closed", "x")


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
