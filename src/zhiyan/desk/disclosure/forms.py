"""Forms of 公开通报: what is typed, before the actions judge it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.desk.rectification.forms import area, day
from zhiyan.disclosure import queries
from zhiyan.disclosure.calendar import MIN_PUBLISHED
from zhiyan.disclosure.models import Disclosure, DisclosureKind
from zhiyan.kernel import clock
from zhiyan.rectification.queries import measure_label


class DisclosureForm(forms.Form):
    """A draft: kind, to whom, where, how long, and what only people can write."""

    kind = forms.ChoiceField(
        label=_("种类"), choices=DisclosureKind.choices, help_text=_("通报会议情况，或公开整改情况。")
    )
    title = forms.CharField(label=_("标题"), max_length=200)
    number = forms.CharField(label=_("文号"), max_length=80, required=False)
    audience = forms.CharField(label=_("范围"), max_length=100, help_text=_("如：全体党员和职工。"))
    place = forms.CharField(label=_("方式和地点"), max_length=100, required=False, help_text=_("如：所内网、公示栏。"))
    on = forms.DateField(label=_("开始日期"), widget=day())
    until = forms.DateField(
        label=_("截止日期"),
        widget=day(),
        required=False,
        help_text=_("公开不少于%(days)d个工作日（按周一至周五计）。") % {"days": MIN_PUBLISHED},
    )
    words = forms.CharField(
        label=_("正文"), widget=area(8), required=False,
        help_text=_("只写要由人来写的话；准备情况、问题、措施和数字由系统从记录中取。不写批评人，不写成员个人的问题。"),
    )  # fmt: skip

    def __init__(self, *args: Any, drafted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if drafted:
            del self.fields["kind"]


class DisclosureChoice(forms.ModelChoiceField):
    """Issued disclosures by day and title."""

    def label_from_instance(self, obj: Any) -> str:
        """Day and title."""
        return f"{obj.on} {obj.title}"


class RatingsForm(forms.Form):
    """The counted ballots of every disclosed measure on one sheet; a measure left empty was not rated."""

    on = forms.DateField(label=_("计票日期"), widget=day(), initial=clock.today)
    disclosure = DisclosureChoice(label=_("对应哪次公开"), queryset=None, required=False)
    first_counter = forms.CharField(label=_("计票人一"), max_length=40)
    second_counter = forms.CharField(label=_("计票人二"), max_length=40)
    late_reason = forms.CharField(
        label=_("补录原因"), max_length=200, required=False, help_text=_("日期距今超过三天时填写。")
    )
    VOTES = ("satisfied", "fair", "unsatisfied")

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disclosure"].queryset = queries.issued(cycle)  # type: ignore[attr-defined]
        self.measures = list(queries.ratable(cycle))
        words = {"satisfied": _t("满意"), "fair": _t("基本满意"), "unsatisfied": _t("不满意")}
        for measure in self.measures:
            for vote in self.VOTES:
                label = f"{measure_label(measure)} {measure.text[:24]}：{words[vote]}"
                self.fields[f"{vote}_{measure.pk}"] = forms.IntegerField(label=label, min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        """At least one measure is filled."""
        data = super().clean() or {}
        if not self.votes():
            raise forms.ValidationError(_t("还没有填写任何一条措施的票数。"))
        return data

    def votes(self) -> list[tuple[Any, dict[str, int]]]:
        """Each measure with its three counts, where any was filled."""
        found = []
        for measure in self.measures:
            given = {vote: self.cleaned_data.get(f"{vote}_{measure.pk}") for vote in self.VOTES}
            if any(value is not None for value in given.values()):
                found.append((measure, {vote: value or 0 for vote, value in given.items()}))
        return found


class BulletinForm(forms.Form):
    """The bulletin's text, supplier and reviewer."""

    text = forms.CharField(label=_("正文"), widget=area(20), help_text=_("不写批评的具体内容，不引用意见原文。"))
    supplied_by = forms.CharField(label=_("供稿"), max_length=60, required=False)
    reviewed_by = forms.CharField(label=_("审核"), max_length=60, required=False, help_text=_("审核不能是供稿本人。"))


class PhotoForm(forms.Form):
    """A photograph with its caption."""

    file = forms.FileField(label=_("照片"), required=False, help_text=_("JPG 或 PNG，不超过20MB。"))
    caption = forms.CharField(label=_("照片说明"), max_length=100)


def initial_of(disclosure: Disclosure) -> dict[str, Any]:
    """What the form shows of a draft."""
    names = ("title", "number", "audience", "place", "on", "until", "words")
    return {name: getattr(disclosure, name) for name in names}
