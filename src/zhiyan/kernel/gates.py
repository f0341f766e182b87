"""Gates: named conditions that a step needs. Stages register their checks here; actions ask; nobody knows the rules."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.errors import GateClosed
from zhiyan.kernel.findings import Finding, musts

Check = Callable[[Any], Sequence[Finding]]

_checks: dict[str, list[Check]] = {}
_override: contextvars.ContextVar[str | None] = contextvars.ContextVar("override_reason", default=None)


def register(name: str, check: Check) -> None:
    """Let `check(subject)` speak at the gate; its 必须 findings keep the gate closed."""
    checks = _checks.setdefault(name, [])
    if check not in checks:
        checks.append(check)


def findings(name: str, subject: Any) -> list[Finding]:
    """All that the gate's checks find on the subject."""
    return [finding for check in _checks.get(name, []) for finding in check(subject)]


def require(name: str, subject: Any) -> None:
    """Pass, or raise GateClosed with each 必须 finding."""
    closed = musts(findings(name, subject))
    if closed and not _override.get():
        raise GateClosed(
            f"gate.{name}",
            " ".join(finding.message for finding in closed),
            closed,
            reason=_("有必须满足的条件还没有满足。"),
            remedy=" ".join(dict.fromkeys(finding.remedy for finding in closed)),
        )


@contextlib.contextmanager
def overridden(reason: str) -> Iterator[None]:
    """说明情况后继续 (override): pass closed gates with a reason, which the caller's action records."""
    token = _override.set(reason.strip() or None)
    try:
        yield
    finally:
        _override.reset(token)
