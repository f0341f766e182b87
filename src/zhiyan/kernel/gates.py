"""Gates: named conditions that a step needs. Stages register their checks here; actions ask; nobody knows the rules.

What a rule says for the subject's year (its kind, source, figures, who may pass) comes from whoever registers itself
with `use_rules`; a stage asks for figures by `parameters`. 说明情况后继续 (override): where the rule lets the actor, a
closed gate is passed with a reason, which a recorder keeps in the action's own transaction.
"""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import GateClosed
from zhiyan.kernel.findings import Finding, Severity, musts


@dataclass(frozen=True)
class Standing:
    """A rule as it stands for one subject: `override` are the roles that may pass its gate with a reason."""

    kind: Severity
    source: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    override: frozenset[Role] = frozenset()
    off: bool = False


Check = Callable[[Any], Sequence[Finding]]
Rules = Callable[[str, Any], Standing | None]
Recorder = Callable[[Actor, str, Any, Sequence[Finding], str], None]

_checks: dict[str, list[Check]] = {}
_rules: list[Rules] = []
_recorders: list[Recorder] = []
_override: contextvars.ContextVar[str | None] = contextvars.ContextVar("override_reason", default=None)


def register(name: str, check: Check) -> None:
    """Let `check(subject)` speak at the gate; its 必须 findings keep the gate closed."""
    checks = _checks.setdefault(name, [])
    if check not in checks:
        checks.append(check)


def use_rules(rules: Rules) -> None:
    """Let `rules(rule id, subject)` say how a rule stands."""
    if rules not in _rules:
        _rules.append(rules)


def record_with(recorder: Recorder) -> None:
    """Let `recorder(actor, gate, subject, findings, reason)` keep every passing of a closed gate."""
    if recorder not in _recorders:
        _recorders.append(recorder)


def standing(rule: str, subject: Any) -> Standing | None:
    """How the rule stands for the subject's year; None where nobody knows it."""
    return next((found for rules in _rules if (found := rules(rule, subject))), None)


def parameters(rule: str, subject: Any) -> Mapping[str, Any]:
    """The figures of a rule for the subject's year; empty where nobody knows the rule."""
    found = standing(rule, subject)
    return found.parameters if found else {}


def findings(name: str, subject: Any) -> list[Finding]:
    """All that the gate's checks find on the subject, each as its rule stands; what is switched off says nothing."""
    said = [finding for check in _checks.get(name, []) for finding in check(subject)]
    return [found for finding in said if (found := as_it_stands(finding, subject)) is not None]


def as_it_stands(finding: Finding, subject: Any) -> Finding | None:
    """The finding with the kind and source that its rule has this year; None where the rule is switched off."""
    rule = standing(finding.rule, subject)
    if rule is None:
        return finding
    return None if rule.off else replace(finding, severity=rule.kind, source=rule.source)


def require(name: str, subject: Any, actor: Actor | None = None) -> None:
    """Pass, or raise GateClosed with each 必须 finding. `actor` may pass with a reason where the rules let them."""
    closed = musts(findings(name, subject))
    if not closed:
        return
    reason = _override.get()
    allowed = actor is not None and may_override(actor, subject, closed)
    if actor is not None and allowed and reason:
        for recorder in _recorders:
            recorder(actor, name, subject, closed, reason)
        return
    raise GateClosed(
        f"gate.{name}",
        " ".join(finding.message for finding in closed),
        closed,
        reason=_("有必须满足的条件还没有满足。"),
        remedy=" ".join(dict.fromkeys(finding.remedy for finding in closed)),
        may_override=allowed,
    )


def may_override(actor: Actor, subject: Any, closed: Sequence[Finding]) -> bool:
    """Whether every rule that keeps the gate closed lets the actor pass with a reason."""
    rules = [standing(finding.rule, subject) for finding in closed]
    return all(rule is not None and actor.has(*rule.override) for rule in rules)


@contextlib.contextmanager
def overridden(reason: str) -> Iterator[None]:
    """说明情况后继续 (override): pass closed gates with a reason, wherever their rules let the acting person."""
    token = _override.set(reason.strip() or None)
    try:
        yield
    finally:
        _override.reset(token)
