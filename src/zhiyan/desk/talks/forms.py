"""Forms of the talks pages: they check shape; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.cycle.queries import team
from zhiyan.desk.cycle.forms import LateMixin, date_field, text_field
from zhiyan.org.models import Person
from zhiyan.talks.models import TalkPair
from zhiyan.talks.queries import candidates, other_label


class PersonChoice(forms.ModelChoiceField):
    """People with what tells them apart."""

    def label_from_instance(self, person: Any) -> str:
        """Name, staff number and job."""
        return "　".join(part for part in (person.name, person.staff_no, person.job_title) if part)


class NameForm(forms.Form):
    person = PersonChoice(label=_("谈话对象"), queryset=Person.objects.none(), empty_label=_("请选择"))

    def __init__(self, pair: TalkPair, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = candidates(pair).order_by("staff_no")  # type: ignore[attr-defined]
        if pair.branch is not None:
            field.help_text = _("%(branch)s的正式党员，本人除外。") % {"branch": pair.branch.name}


class PlanForm(forms.Form):
    planned_on = date_field(_("拟谈日期"), required=False)
    place = forms.CharField(label=_("地点"), required=False, max_length=80)


class CountsForm(LateMixin):
    """What the office may enter for the two: when, where, how many; never the words."""

    place = forms.CharField(label=_("地点"), max_length=80)
    own_problems = forms.IntegerField(label=_("自查的问题数"), min_value=0, max_value=200)
    named_problems = forms.IntegerField(label=_("对方指出的问题数"), min_value=0, max_value=200)

    field_order = ["on", "place", "own_problems", "named_problems", "text", "agreed", "late_reason"]

    def __init__(self, pair: TalkPair, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"member": pair.member.role, "other": other_label(pair)}
        self.fields["own_problems"].label = _("%(member)s自查的问题数") % labels
        self.fields["named_problems"].label = _("%(other)s指出的问题数") % labels


class HoldForm(CountsForm):
    """What one of the two enters."""

    text = text_field(_("谈话内容"), required=False, rows=8, help_text=_("只有谈话双方能看到。"))
    agreed = text_field(_("达成的共识"), required=False, rows=3, help_text=_("只有谈话双方能看到。"))


class WordsForm(forms.Form):
    text = text_field(_("谈话内容"), rows=8, help_text=_("只有谈话双方能看到。"))
    agreed = text_field(_("达成的共识"), required=False, rows=3)


class SheetForm(forms.Form):
    file = forms.FileField(label=_("双方签字的谈话记录表"), help_text=_(".pdf、.jpg 或 .png 扫描件，不超过 20 MB。"))


class CorrectForm(forms.Form):
    field = forms.ChoiceField(
        label=_("更正哪一项"),
        choices=[("text", _("谈话内容")), ("agreed", _("达成的共识")), ("place", _("地点"))],
    )
    after = text_field(_("更正后的内容"))
    reason = forms.CharField(label=_("更正原因"), max_length=300)


class GroupForm(LateMixin):
    half_day = forms.ChoiceField(
        label=_("时段"), choices=[("", _("不填")), ("上午", _("上午")), ("下午", _("下午"))], required=False
    )
    place = forms.CharField(label=_("地点"), max_length=80)
    hours = forms.DecimalField(label=_("时长（小时）"), min_value=0, max_value=24, decimal_places=1, max_digits=4)
    attendees = forms.ModelMultipleChoiceField(
        label=_("参加的班子成员"), queryset=TeamMember.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    note = text_field(_("谈话情况"), rows=3, required=False)

    field_order = ["on", "half_day", "place", "hours", "attendees", "note", "late_reason"]

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attendees"].queryset = team(cycle)  # type: ignore[attr-defined]
