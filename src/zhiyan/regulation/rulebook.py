"""Rules as they stand (规则): a base pack's rule, and what later packs make of it by id; pure data, no database.

Later packs (the year's notice, the recorded notice, the unit's own) change kind and parameters or switch a rule off
with a reason. None may pass a floor of the base pack. Every value remembers which source decided it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Severity

Value = int | str | bool | list[str]
Mode = Literal["constraint", "gate", "finding"]
STAGES = (
    "cycle", "solicitation", "consolidation", "talks", "statements", "meeting", "rectification", "disclosure",
    "oversight",
)  # fmt: skip
KIND, OFF = "kind", "off"


@dataclass(frozen=True)
class Parameter:
    """One figure of a rule. A share is a string such as "2/3", compared exactly.

    `least` and `most` are floors: no later pack may set a value beyond them. `choices` are all that a list may hold,
    with the words shown for each; a list without choices takes any words.
    """

    value: Value
    name: str
    unit: str = ""
    least: int | str | None = None
    most: int | str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """The value in words."""
        if isinstance(self.value, bool):
            return _("是") if self.value else _("否")
        if isinstance(self.value, list):
            return "、".join(self.choices.get(one, one) for one in self.value)
        return str(self.value)

    def refusal(self, value: Value) -> str:
        """Why this value may not stand here, as a sentence; empty where it may."""
        if type(value) is not type(self.value):
            return _("“%(name)s”应与原来的“%(value)s”同类。") % {"name": self.name, "value": self.value}
        if isinstance(value, bool):
            return ""
        if isinstance(value, list):
            strange = [one for one in value if self.choices and one not in self.choices]
            words = {"where": self.name, "field": "、".join(strange), "allowed": "、".join(self.choices)}
            return _("%(where)s：%(field)s：应为 %(allowed)s 之一。") % words if strange else ""
        number = as_number(value)
        if number is None:
            return "" if as_number(self.value) is None else _("“%(name)s”应为分数，如 2/3。") % {"name": self.name}
        if self.least is not None and number < Fraction(self.least):
            return _("“%(name)s”不能低于 %(floor)s。") % {"name": self.name, "floor": self.least}
        if self.most is not None and number > Fraction(self.most):
            return _("“%(name)s”不能高于 %(floor)s。") % {"name": self.name, "floor": self.most}
        return ""


def as_number(value: Value) -> Fraction | None:
    """A number or an exact share; None for words, truth values and lists."""
    if isinstance(value, bool | list):
        return None
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        return None


@dataclass(frozen=True)
class Rule:
    """One rule as it stands. `decided` names, for kind, a parameter or off, the later source that decided it.

    `fixed` rules are never made advice or switched off; `override` are the roles that may pass its gate with a reason
    (说明情况后继续); `implies` are rules that break when this one does; `check` is how a rule of a pack without code
    is looked for (see `predicates`).
    """

    id: str
    stage: str
    title: str
    kind: Severity
    article: str
    mode: Mode = "finding"
    confidence: str = ""
    text: str = ""
    begins: str = ""
    remedy: str = ""
    implies: tuple[str, ...] = ()
    fixed: bool = False
    override: tuple[str, ...] = ()
    settings: Mapping[str, Parameter] = field(default_factory=dict)
    check: Mapping[str, Any] | None = None
    decided: Mapping[str, str] = field(default_factory=dict)
    off: str = ""

    @property
    def parameters(self) -> dict[str, Value]:
        """Each parameter's value by its key."""
        return {key: parameter.value for key, parameter in self.settings.items()}

    @property
    def source(self) -> str:
        """The article, and each later source that decided something."""
        return "；".join(dict.fromkeys([self.article, *self.decided.values()]))

    def as_dict(self) -> dict[str, Any]:
        """Plain data with the fixed keys of `zhiyan check --format json`."""
        return {
            "id": self.id,
            "mode": self.mode,
            "kind": str(self.kind),
            "source": self.source,
            "parameters": self.parameters,
        }


@dataclass(frozen=True)
class Change:
    """What a later pack makes of one rule; `off` is the reason for which it is switched off."""

    rule: str
    source: str
    kind: Severity | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)
    off: str = ""


def refusals(rule: Rule, change: Change) -> dict[str, str]:
    """What of the change passes a floor of the rule: field → sentence. Fields are kind, off and parameter keys."""
    wrong = {}
    if rule.fixed and change.kind is Severity.ADVICE and rule.kind is Severity.MUST:
        wrong[KIND] = _("%(id)s 是规定的底线，不能改为“建议”。") % {"id": rule.id}
    if rule.fixed and change.off:
        wrong[OFF] = _("%(id)s 是规定的底线，不能停用。") % {"id": rule.id}
    for key, value in change.parameters.items():
        known = rule.settings.get(key)
        sentence = known.refusal(value) if known else _("%(id)s 没有参数“%(key)s”。") % {"id": rule.id, "key": key}
        if sentence:
            wrong[key] = sentence
    return wrong


def changed(rule: Rule, change: Change) -> Rule:
    """The rule with the change on top; what passes a floor is left as it was."""
    wrong = refusals(rule, change)
    decided = dict(rule.decided)
    settings = dict(rule.settings)
    kind, off = rule.kind, rule.off
    if change.kind and change.kind is not kind and KIND not in wrong:
        kind, decided[KIND] = change.kind, change.source
    for key, value in change.parameters.items():
        if key not in wrong and value != settings[key].value:
            settings[key], decided[key] = replace(settings[key], value=value), change.source
    if change.off and OFF not in wrong:
        off, decided[OFF] = change.off, change.source
    return replace(rule, kind=kind, settings=settings, decided=decided, off=off)


def overlay(rules: Iterable[Rule], changes: Iterable[Change]) -> list[Rule]:
    """The rules with later packs' changes on top, in the order given: the last word counts."""
    found = {rule.id: rule for rule in rules}
    for change in changes:
        if change.rule in found:
            found[change.rule] = changed(found[change.rule], change)
    return list(found.values())
