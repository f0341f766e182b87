"""Forms of 所属单位: orders down, answers and reports up."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.desk.rectification.forms import HappeningForm, area, day
from zhiyan.oversight.models import Attachment, OrderKind


class OrderForm(HappeningForm):
    """A requirement, or an order to hold the meeting (again)."""

    kind = forms.ChoiceField(label=_("种类"), choices=OrderKind.choices)
    cycle_label = forms.CharField(label=_("年度"), max_length=20)
    text = forms.CharField(label=_("要求和理由"), widget=area(5))
    due_on = forms.DateField(
        label=_("期限"), widget=day(), required=False, help_text=_("责令限期召开、责令重新召开必须写明期限。")
    )
    field_order = ["kind", "cycle_label", "text", "due_on", "on", "late_reason"]


class ReplyForm(HappeningForm):
    """How the order was carried out."""

    text = forms.CharField(label=_("落实情况"), widget=area(5))
    field_order = ["text", "on", "late_reason"]


class ReportForm(HappeningForm):
    """What only people can write in the report; everything else is composed."""

    number = forms.CharField(label=_("文号"), max_length=80, required=False)
    words = forms.CharField(
        label=_("体会与建议"), widget=area(6), required=False,
        help_text=_("数字、问题和措施由系统从记录中取；意见原文、谈话和批评内容不上报。"),
    )  # fmt: skip
    attachments = forms.MultipleChoiceField(
        label=_("随文报送"), choices=Attachment.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("纸质或者文件另行送交的材料；缺少必送材料的，检查时会提示。"),
    )  # fmt: skip
    field_order = ["number", "words", "attachments", "on", "late_reason"]


class EmptyForm(forms.Form):
    """Nothing to type: the question is the page."""
