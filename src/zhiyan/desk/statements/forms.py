"""Forms of the statements pages: they check shape; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.accounts.models import RoleGrant, User
from zhiyan.accounts.queries import in_force
from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Aspect
from zhiyan.cycle.queries import aspects
from zhiyan.desk.cycle.forms import LateMixin, date_field, text_field
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.statements.models import AnswerKind, ReviewCapacity, ReviewConclusion, Statement
from zhiyan.statements.queries import assigned_items

# 审阅单 by heading (FORMS 6).
POINTS = (
    ("theme", _("主题")),
    ("problems", _("问题")),
    ("cases", _("案例")),
    ("causes", _("原因")),
    ("measures", _("措施")),
    ("answers", _("回应意见")),
    ("matters", _("说明事项")),
)


class SectionForm(forms.Form):
    text = text_field(_("正文"), rows=16, required=False)


class ItemsChoice(forms.ModelMultipleChoiceField):
    """Items with their number."""

    def label_from_instance(self, item: Any) -> str:
        """Number and title."""
        return f"{item.no}. {item.title}"


class ProblemForm(forms.Form):
    aspect = forms.ModelChoiceField(label=_("方面"), queryset=Aspect.objects.none(), empty_label=_("请选择"))
    title = forms.CharField(label=_("标题"), required=False, max_length=120)
    text = text_field(_("问题表现"), rows=5)
    case = text_field(_("具体事例"), rows=3, required=False, help_text=_("写明时间、数字或事项。"))
    sources = ItemsChoice(
        label=_("回应的条目"), queryset=Item.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, statement: Statement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aspect"].queryset = aspects(statement.cycle)  # type: ignore[attr-defined]
        self.fields["sources"].queryset = assigned_items(statement)  # type: ignore[attr-defined]


class CauseForm(forms.Form):
    dimension = forms.CharField(label=_("原因的维度"), max_length=60, help_text=_("同一维度写法一致，才会合并计数。"))
    text = text_field(_("原因"), rows=5)


class DirectionForm(forms.Form):
    title = forms.CharField(label=_("努力方向"), max_length=100)
    text = text_field(_("说明"), rows=3, required=False)


class MeasureForm(forms.Form):
    text = text_field(_("整改措施"), rows=3, help_text=_("写明做什么、做到什么程度。"))


class DrafterForm(forms.Form):
    user = forms.ModelChoiceField(label=_("起草人"), queryset=User.objects.none(), empty_label=_("请选择"))

    def __init__(self, statement: Statement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        granted = RoleGrant.objects.filter(
            in_force(clock.today()), unit=statement.unit_id, role=Role.ORGANISER.value
        ).values("user")
        field = self.fields["user"]
        field.queryset = User.objects.filter(pk__in=granted, is_active=True).order_by("label")  # type: ignore[attr-defined]


class TypeForm(forms.Form):
    file = forms.FileField(label=_("本人交来的材料"), help_text=_(".docx、.txt，或 .pdf、.jpg、.png 扫描件。"))


class SheetForm(forms.Form):
    file = forms.FileField(label=_("本人签字件"), help_text=_(".pdf、.jpg 或 .png 扫描件，不超过 20 MB。"))


class ReviewForm(LateMixin):
    """审阅单: each heading, what to change, the conclusion."""

    capacity = forms.ChoiceField(label=_("审阅身份"))
    conclusion = forms.ChoiceField(
        label=_("结论"), choices=ReviewConclusion.choices, widget=forms.RadioSelect, initial=ReviewConclusion.PASS
    )
    comments = text_field(_("审阅意见"), rows=5, required=False, help_text=_("退回修改或重写的，必须写明。"))
    due_on = date_field(_("修改期限"), required=False, help_text=_("退回修改或重写的，必须填写。"))

    def __init__(self, capacities: list[ReviewCapacity], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].choices = [(c.value, c.label) for c in capacities]  # type: ignore[attr-defined]
        for name, label in POINTS:
            self.fields[f"point_{name}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", _("未填")), ("good", _("到位")), ("weak", _("不到位"))],
            )
        names = [f"point_{name}" for name, _label in POINTS]
        self.order_fields(["on", "capacity", *names, "comments", "conclusion", "due_on", "late_reason"])

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        data["points"] = {name: data.pop(f"point_{name}") for name, _label in POINTS}
        data["points"] = {name: value for name, value in data["points"].items() if value}
        return data


class AnswerForm(forms.Form):
    kind = forms.ChoiceField(label=_("答复"), choices=AnswerKind.choices, widget=forms.RadioSelect)
    text = text_field(_("办理情况或理由"), rows=5)
    done_on = date_field(_("办成日期"), required=False, help_text=_("采纳的填写。"))
    receiver = forms.CharField(label=_("承办单位"), required=False, max_length=80, help_text=_("转办的填写。"))
    due_on = date_field(_("办理期限"), required=False, help_text=_("转办的填写。"))


class ReplyForm(forms.Form):
    reply = text_field(_("承办单位的回复"), rows=5)
    done_on = date_field(_("回复日期"), required=False)
