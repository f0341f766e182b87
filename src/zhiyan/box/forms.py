"""The writer's form. What was typed is never lost: every refusal shows it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.box.queries import branch_choices
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import aspects, team
from zhiyan.solicitation.actions.box import MAX_TEXT, check_text
from zhiyan.solicitation.importing import TEAM


class SlipForm(forms.Form):
    text = forms.CharField(
        label=_("您的意见"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9, "autocomplete": "off"}),
        help_text=_("一次写一件事，不超过 2000 字。"),
        error_messages={"required": _("请写下您的意见。")},
    )
    aspect = forms.ChoiceField(label=_("属于哪个方面"), required=False)
    target = forms.ChoiceField(label=_("针对谁"), required=False)
    branch = forms.ChoiceField(
        label=_("您的支部"),
        required=False,
        help_text=_("可以不选。人少的支部不列出；开箱时意见不多的，所选支部不保留。"),
    )
    code = forms.CharField(
        label=_("填写码"),
        max_length=40,
        help_text=_("纸条上的码，大小写、横线、空格都不要紧。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请填纸条上的填写码；没有的，向党务工作部门领取。")},
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "aspect": [("", _("不确定")), *((a.code, a.name) for a in aspects(cycle))],
            "target": [("", _("不确定")), (TEAM, _("领导班子")), *((m.role, m.role) for m in team(cycle))],
            "branch": [("", _("不写支部")), *branch_choices(cycle)],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]
        if len(choices["branch"]) == 1:
            del self.fields["branch"]

    def clean_text(self) -> str:
        """The words as typed, the browser's line ends made the usual ones; at most 2,000 characters."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MAX_TEXT:
            raise forms.ValidationError(
                _("超出 %(over)d 字，请删减，或另用一个填写码分两次写。") % {"over": len(text) - MAX_TEXT}
            )
        check_text(text)
        return text


class FollowForm(forms.Form):
    code = forms.CharField(
        label=_("回执码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请填回执码。")},
    )
