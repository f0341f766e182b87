"""Forms of the rules: an answer to a finding, the unit's own decision about a rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.findings import Severity
from zhiyan.regulation.rulebook import Parameter, Rule, Value


class AnswerForm(forms.Form):
    """说明."""

    text = forms.CharField(
        label=_("说明"),
        help_text=_("说明会留存，和这条提示一起显示；提示不是对任何人的结论。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecideForm(forms.Form):
    """本单位规则: kind, figures, off, reason; a floor is refused by the action, beside its field."""

    kind = forms.ChoiceField(label=_("性质"), choices=[(str(kind), str(kind)) for kind in Severity])
    off = forms.BooleanField(label=_("今年停用这条规则"), required=False)
    reason = forms.CharField(label=_("理由"), max_length=300, help_text=_("理由和依据会显示在规则页和检查清单里。"))

    def __init__(self, rule: Rule, below: Rule, data: Any = None) -> None:
        first = {"kind": str(rule.kind), "off": bool(rule.off), **{k: shown(p) for k, p in rule.settings.items()}}
        super().__init__(data, initial=first)
        self.below = below
        for key, parameter in rule.settings.items():
            self.fields[key] = field_of(parameter)
        self.order_fields(["kind", *rule.settings, "off", "reason"])

    def changes(self) -> dict[str, Any]:
        """What differs from the rule as the packs below give it: the arguments of the action."""
        data = self.cleaned_data
        parameters = {key: value_of(parameter, data[key]) for key, parameter in self.below.settings.items()}
        return {
            "kind": data["kind"] if data["kind"] != str(self.below.kind) else "",
            "parameters": {k: v for k, v in parameters.items() if v != self.below.settings[k].value},
            "off": data["off"],
            "reason": data["reason"],
        }


def field_of(parameter: Parameter) -> forms.Field:
    """The control for a figure: a tick, a whole number, a share, some of its choices, or words one a line."""
    label = f"{parameter.name}（{parameter.unit}）" if parameter.unit else parameter.name
    if isinstance(parameter.value, bool):
        return forms.BooleanField(label=label, required=False)
    if isinstance(parameter.value, int):
        return forms.IntegerField(label=label)
    if parameter.choices:
        return forms.MultipleChoiceField(
            label=label,
            required=False,
            choices=list(parameter.choices.items()),
            widget=forms.CheckboxSelectMultiple,
        )
    if isinstance(parameter.value, list):
        return forms.CharField(label=label, required=False, help_text=_("每行一项。"), widget=forms.Textarea)
    return forms.CharField(label=label)


def shown(parameter: Parameter) -> Any:
    """A figure as its control shows it."""
    if isinstance(parameter.value, list) and not parameter.choices:
        return "\n".join(parameter.value)
    return parameter.value


def value_of(parameter: Parameter, given: Any) -> Value:
    """What the control gave, as a figure."""
    if isinstance(parameter.value, list) and not parameter.choices:
        return [line.strip() for line in str(given).splitlines() if line.strip()]
    return given  # type: ignore[no-any-return]
