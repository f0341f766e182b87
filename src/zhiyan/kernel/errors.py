"""What the domain refuses: a sentence for the user, a stable code for the program, a reason and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhiyan.kernel.findings import Finding


class DomainError(Exception):
    """A refusal that a user can read and mend.

    `code` never changes once published; `sentence` says what happened, `remedy` what to do about it.
    """

    status = 409

    def __init__(self, code: str, sentence: object, *, reason: object = "", remedy: object = "") -> None:
        super().__init__(code)
        self.code = code
        self._sentence = sentence
        self._reason = reason
        self._remedy = remedy

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language."""
        return str(self._sentence)

    @property
    def reason(self) -> str:
        """Why it is so."""
        return str(self._reason)

    @property
    def remedy(self) -> str:
        """What the user can do now."""
        return str(self._remedy)

    def __str__(self) -> str:
        return f"{self.sentence}（{self.code}）"


class Denied(DomainError):
    """The actor has no right to this: the surfaces answer 403."""

    status = 403


class Missing(DomainError):
    """There is no such thing in this unit: the surfaces answer 404, whether or not it exists elsewhere."""

    status = 404


class Invalid(DomainError):
    """Something typed cannot be accepted; `fields` maps a field's name to the sentence shown beside it."""

    status = 422

    def __init__(
        self, code: str, sentence: object, *, fields: Mapping[str, object] | None = None, **kw: object
    ) -> None:
        super().__init__(code, sentence, **kw)
        self.fields = {name: str(text) for name, text in (fields or {}).items()}


class Conflict(DomainError):
    """Somebody else changed the record first; `theirs` holds what is stored now, `yours` what was to be saved."""

    def __init__(self, code: str, sentence: object, *, theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> None:
        super().__init__(code, sentence)
        self.theirs = dict(theirs)
        self.yours = dict(yours)


class GateClosed(DomainError):
    """A rule that must hold forbids the step; `findings` say which, by what source, and how to mend it.

    `may_override`: whoever tried may go on with a reason (说明情况后继续).
    """

    def __init__(
        self, code: str, sentence: object, findings: Sequence[Finding], *, may_override: bool = False, **kw: object
    ) -> None:
        super().__init__(code, sentence, **kw)
        self.findings = list(findings)
        self.may_override = may_override
