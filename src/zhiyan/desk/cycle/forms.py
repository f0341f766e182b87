"""Forms of the preparation pages: they check shape; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, Resolution, StudyMaterial, Trigger
from zhiyan.cycle.queries import team
from zhiyan.org.queries import current_people


def date_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, picked or typed as 2021-01-26."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("请按 2021-01-26 的样子填写日期。"), "required": _("请填写日期。")},
    )


def text_field(label: Any, *, rows: int = 6, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Several lines."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class LateMixin(forms.Form):
    """When it took place, and the reason where it is entered late (补录)."""

    on = date_field(_("日期"))
    late_reason = forms.CharField(
        label=_("补录原因"), required=False, max_length=200, help_text=_("发生日期距今超过 3 天的才需要填写。")
    )

    field_order = ["on"]


class FrameForm(forms.Form):
    theme = text_field(_("会议主题"), rows=4)
    aspects = text_field(_("对照检查的方面"), rows=6, help_text=_("每行一个，按通知的顺序。"))
    statement_label = forms.ChoiceField(
        label=_("个人材料的名称"), choices=[("发言提纲", _("发言提纲")), ("对照检查材料", _("对照检查材料"))]
    )
    theme_consent = forms.CharField(
        label=_("上级同意主题的文号"), max_length=100, required=False, help_text=_("主题由上级通知确定的，不填。")
    )
    special = forms.BooleanField(label=_("专题民主生活会（按规定情形召开）"), required=False)
    trigger = forms.ChoiceField(
        label=_("召开的情形"), choices=[("", _("不是专题民主生活会")), *Trigger.choices], required=False
    )
    trigger_reference = forms.CharField(
        label=_("情形的依据"), max_length=200, required=False, help_text=_("如通报、巡视反馈意见的文号和日期。")
    )


class BeginForm(forms.Form):
    label = forms.SlugField(label=_("年度"), max_length=20, help_text=_("如 2020，指哪一年度的民主生活会。"))
    theme = text_field(_("会议主题"), rows=4)
    aspects = text_field(_("对照检查的方面"), rows=6, help_text=_("每行一个，按通知的顺序。"))


class NoticeForm(forms.Form):
    file = forms.FileField(
        label=_("上级通知（.docx）"), help_text=_("从通知里读出主题、方面、窗口和时限，导入后可以修改。")
    )
    label = forms.SlugField(label=_("年度"), required=False, help_text=_("不填则按通知标题中的年度。"))


class RosterForm(forms.Form):
    file = forms.FileField(
        label=_("人员花名册（.xlsx）"), help_text=_("含班子成员及分管、部门和支部。不需要改成模板格式。")
    )


class ResolutionForm(LateMixin):
    body = forms.CharField(label=_("会议"), max_length=60, initial="党委会")
    subject = forms.CharField(label=_("议题"), max_length=200)
    present = forms.CharField(label=_("出席"), max_length=300, help_text=_("写职务，按排序。"))
    minute_no = forms.CharField(label=_("纪要编号"), max_length=60, required=False)
    text = text_field(_("决议内容"), required=False)
    file = forms.FileField(label=_("纪要文件"), required=False)


class PlanForm(LateMixin):
    text = text_field(_("方案正文"), rows=16)
    meeting_on = date_field(_("拟开会日期"), required=False)


class AdoptForm(forms.Form):
    resolution = forms.ModelChoiceField(label=_("通过方案的决议"), queryset=Resolution.objects.none())

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["resolution"]
        field.queryset = Resolution.objects.filter(cycle=cycle).order_by("-on")
        field.label_from_instance = lambda r: f"{r.on:%Y-%m-%d} {r.body} {r.subject}"


class ReportForm(forms.Form):
    on = date_field(_("报督导组日期"))


class StepForm(forms.Form):
    due_from = date_field(_("开始"), required=False)
    due_by = date_field(_("截止"), required=False)
    responsible = forms.CharField(label=_("负责"), max_length=80, required=False)
    text = text_field(_("要求"), rows=4, required=False)


class MaterialForm(forms.Form):
    title = forms.CharField(label=_("学习材料"), max_length=200)


class StudyForm(LateMixin):
    title = forms.CharField(label=_("学习内容"), max_length=200)
    kind = forms.CharField(label=_("形式"), max_length=40, required=False)
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    hours = forms.DecimalField(label=_("时长（小时）"), required=False, max_digits=4, decimal_places=1, min_value=0)
    attendees = forms.ModelMultipleChoiceField(
        label=_("参加的班子成员"), queryset=None, widget=forms.CheckboxSelectMultiple, required=False
    )
    materials = forms.ModelMultipleChoiceField(
        label=_("学习材料"), queryset=None, widget=forms.CheckboxSelectMultiple, required=False
    )
    note = text_field(_("研讨情况"), required=False)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attendees"].queryset = team(cycle)
        self.fields["materials"].queryset = StudyMaterial.objects.filter(cycle=cycle)
        self.fields["materials"].label_from_instance = lambda m: m.title


class SelfStudyForm(LateMixin):
    member = forms.ModelChoiceField(label=_("班子成员"), queryset=None)
    material = forms.ModelChoiceField(label=_("学习材料"), queryset=None, required=False)
    note = text_field(_("学习心得"), rows=4, required=False)

    def __init__(self, *args: Any, cycle: Cycle, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members
        self.fields["material"].queryset = StudyMaterial.objects.filter(cycle=cycle)
        self.fields["material"].label_from_instance = lambda m: m.title


class JoinForm(LateMixin):
    person = forms.ModelChoiceField(label=_("人员"), queryset=None, help_text=_("先在花名册中，才能进班子名单。"))
    role = forms.CharField(label=_("角色（意见所指的称呼）"), max_length=40)
    title = forms.CharField(label=_("职务全称"), max_length=80)
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("如任职文号。"))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = current_people(cycle.unit)
        self.fields["person"].label_from_instance = lambda p: f"{p.staff_no} {p.name}"


class LeaveForm(LateMixin):
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("如免职、调离文号。"))


class NextForm(forms.Form):
    label = forms.SlugField(label=_("新的年度"), max_length=20)
