"""Forms of 整改: what is typed, before the actions judge it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from zhiyan.accounts.models import RoleGrant, User
from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Cycle, Resolution, TeamMember
from zhiyan.cycle.queries import aspects, team
from zhiyan.kernel import clock
from zhiyan.org.models import Department, Person
from zhiyan.rectification import queries
from zhiyan.rectification.evidence_files import ACCEPTED
from zhiyan.rectification.models import DeliverableKind, Measure, MeasureKind, MeasureState, Problem


def area(rows: int = 4) -> forms.Textarea:
    """A text area of some height."""
    return forms.Textarea(attrs={"rows": rows})


def day() -> forms.DateInput:
    """A date as browsers pick it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploads; empty where none was chosen."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file cleaned as one."""
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class HappeningForm(forms.Form):
    """A day and, when late, its reason."""

    on = forms.DateField(label=_("日期"), widget=day(), initial=clock.today)
    late_reason = forms.CharField(
        label=_("补录原因"), required=False, max_length=200, help_text=_("日期距今超过三天时填写。")
    )


class EmptyForm(forms.Form):
    """Nothing to type: the question is the page."""


class ProblemForm(forms.Form):
    """A problem's words, its aspect, whom it concerns."""

    text = forms.CharField(label=_("问题表述"), widget=area(3))
    case = forms.CharField(label=_("具体表现、案例"), widget=area(), required=False)
    aspect = forms.ModelChoiceField(label=_("方面"), queryset=None, required=False)
    member = forms.ModelChoiceField(
        label=_("主体"), queryset=None, required=False, empty_label=_("领导班子"), help_text=_("谁的问题。")
    )
    recurring = forms.BooleanField(label=_("上年已经有过这个问题"), required=False)

    def __init__(self, cycle: Cycle, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aspect"].queryset = aspects(cycle)  # type: ignore[attr-defined]
        self.fields["member"].queryset = team(cycle)  # type: ignore[attr-defined]
        if fixed:
            del self.fields["member"]


class CorrectionForm(forms.Form):
    """更正 of one field."""

    field = forms.ChoiceField(label=_("更正哪一项"), choices=[("text", _("问题表述")), ("case", _("具体表现、案例"))])
    after = forms.CharField(label=_("更正后的内容"), widget=area())
    reason = forms.CharField(label=_("更正原因"), max_length=300)


class ItemChoice(forms.ModelMultipleChoiceField):
    """Items by number and title."""

    def label_from_instance(self, obj: Any) -> str:
        """第n号 and the title."""
        return f"{obj.no}. {obj.title}"


class ItemsForm(forms.Form):
    """Items that the problem answers."""

    items = ItemChoice(label=_("归并条目"), queryset=None, widget=forms.CheckboxSelectMultiple)

    def __init__(self, problem: Problem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = queries.open_items(problem.cycle)  # type: ignore[attr-defined]


class UnlinkForm(forms.Form):
    """Take an item away from a problem."""

    item = forms.ModelChoiceField(label=_("归并条目"), queryset=None)
    reason = forms.CharField(label=_("原因"), max_length=300)

    def __init__(self, problem: Problem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = Item.objects.filter(problems=problem).order_by("no")  # type: ignore[attr-defined]


class ProblemChoice(forms.ModelChoiceField):
    """Problems by number and words."""

    def label_from_instance(self, obj: Any) -> str:
        """第n号 and the first words."""
        return f"{obj.no}. {obj.text[:40]}"


class ExcludeForm(HappeningForm):
    """不列入清单, merged into another problem or with a reason."""

    merged_into = ProblemChoice(label=_("并入哪个问题"), queryset=None, required=False)
    reason = forms.CharField(
        label=_("不列入的原因"), required=False, max_length=300, help_text=_("并入其他问题时可以不填。")
    )
    field_order = ["merged_into", "reason", "on", "late_reason"]

    def __init__(self, problems: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["merged_into"].queryset = problems  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason alone."""

    reason = forms.CharField(label=_("原因"), widget=area(2), max_length=300)


class MeasureForm(forms.Form):
    """A measure as FORMS 11 has it."""

    text = forms.CharField(label=_("整改措施"), widget=area(3), help_text=_("做什么、做到什么程度。"))
    goal = forms.CharField(label=_("整改目标"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=MeasureKind.choices)
    direction_title = forms.CharField(label=_("努力方向"), max_length=100, required=False)
    owner = forms.ModelChoiceField(label=_("责任领导"), queryset=None, required=False)
    department = forms.ModelChoiceField(label=_("责任部门"), queryset=None, required=False)
    handler = forms.CharField(label=_("经办人工号"), max_length=20, required=False, help_text=_("填写进展的人。"))
    due_on = forms.DateField(label=_("完成时限"), widget=day(), required=False, help_text=_("会议召开之后的日期。"))
    standard = forms.CharField(
        label=_("衡量标准"), max_length=300, required=False, help_text=_("核验的人凭什么判断做到了。")
    )
    deliverable_kind = forms.ChoiceField(
        label=_("成果类型"), choices=[("", "—"), *DeliverableKind.choices], required=False
    )
    deliverable = forms.CharField(label=_("成果（名称、文号、日期）"), max_length=300, required=False)

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        self.fields["owner"].queryset = team(cycle)  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.filter(  # type: ignore[attr-defined]
            unit=cycle.unit, is_leadership=False
        ).order_by("order")

    def clean_handler(self) -> Person | None:
        """The person of this staff number."""
        number = self.cleaned_data["handler"].strip()
        if not number:
            return None
        found = Person.objects.filter(unit=self.cycle.unit, staff_no=number).first()
        if found is None:
            raise forms.ValidationError(_t("花名册里没有这个工号，请核对。"))
        return found


class AmendForm(MeasureForm):
    """调整 of an adopted measure, with reason and approver."""

    reason = forms.CharField(label=_("调整原因"), max_length=300)
    approver = forms.CharField(label=_("批准人或批准的会议"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["due_on"]


def measure_initial(measure: Measure) -> dict[str, Any]:
    """What the form shows of a measure."""
    names = ("text", "goal", "kind", "direction_title", "owner", "department", "due_on", "standard", "deliverable")
    return {
        **{name: getattr(measure, name) for name in names},
        "deliverable_kind": measure.deliverable_kind,
        "handler": measure.handler.staff_no if measure.handler else "",
    }


class ProgressForm(HappeningForm):
    """进展 with evidence."""

    text = forms.CharField(label=_("进展"), widget=area(), help_text=_("做了什么、见到什么效果；没有进展的写明原因。"))
    file = FilesField(
        label=_("佐证材料"),
        required=False,
        help_text=_("可以选几个文件，每个不超过20MB；支持 %(kinds)s。") % {"kinds": "、".join(ACCEPTED)},
    )
    note = forms.CharField(label=_("材料说明"), max_length=200, required=False)
    field_order = ["on", "text", "file", "note", "late_reason"]


class EvidenceForm(forms.Form):
    """佐证材料 alone."""

    file = forms.FileField(label=_("佐证材料"), help_text=_("不超过20MB。"))
    note = forms.CharField(label=_("材料说明"), max_length=200, required=False)


class SubmitForm(HappeningForm):
    """报请核验."""

    note = forms.CharField(label=_("说明"), max_length=300, required=False)
    field_order = ["note", "on", "late_reason"]


class VerifyForm(HappeningForm):
    """核验 result and what was seen."""

    passed = forms.TypedChoiceField(
        label=_("结论"), choices=[("yes", _("通过")), ("no", _("不通过，退回整改"))], widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    note = forms.CharField(label=_("核验情况"), widget=area(), help_text=_("看了什么、问了谁、是否达到衡量标准。"))
    field_order = ["passed", "note", "on", "late_reason"]


class AppointForm(HappeningForm):
    """指定核验人."""

    verifier = forms.ModelChoiceField(label=_("核验人"), queryset=None, help_text=_("应来自责任部门以外。"))
    reason = forms.CharField(label=_("说明"), max_length=200, required=False)
    field_order = ["verifier", "reason", "on", "late_reason"]

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        granted = RoleGrant.objects.filter(unit=cycle.unit).values("user")
        self.fields["verifier"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            Q(person__unit=cycle.unit) | Q(pk__in=granted), is_active=True
        ).order_by("person__staff_no")


class ReopenForm(HappeningForm):
    """重新整改."""

    reason = forms.CharField(label=_("重新整改的原因"), widget=area(2), max_length=300)
    field_order = ["reason", "on", "late_reason"]


class ExtendForm(HappeningForm):
    """延期."""

    due_on = forms.DateField(label=_("新的完成时限"), widget=day())
    reason = forms.CharField(label=_("延期原因"), max_length=300)
    approver = forms.CharField(label=_("批准人或批准的会议"), max_length=60)
    field_order = ["due_on", "reason", "approver", "on", "late_reason"]


class PlanForm(HappeningForm):
    """The plan's text."""

    text = forms.CharField(label=_("方案正文"), widget=area(12), required=False)
    field_order = ["text", "on", "late_reason"]


class ResolutionChoice(forms.ModelChoiceField):
    """Resolutions by day and subject."""

    def label_from_instance(self, obj: Any) -> str:
        """Day, body, subject."""
        return f"{obj.on} {obj.body}：{obj.subject}"


class AdoptForm(forms.Form):
    """Adopt the plan by a resolution."""

    resolution = ResolutionChoice(label=_("决议"), queryset=None, help_text=_("还没有记录决议的，先在“启动”页面记录。"))

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resolution"].queryset = Resolution.objects.filter(cycle=cycle).order_by("-on")  # type: ignore[attr-defined]


class MeasureChoice(forms.ModelMultipleChoiceField):
    """Measures by number and words."""

    def label_from_instance(self, obj: Any) -> str:
        """Number and the first words."""
        return f"{queries.measure_label(obj)} {obj.text[:40]}"


class HandDownForm(forms.Form):
    """What the year leaves to the next."""

    next_cycle = forms.ModelChoiceField(label=_("下一年度"), queryset=None)
    promised = MeasureChoice(
        label=_("继续承诺的措施"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("长期坚持的措施中，下一年度还要报告的。"),
    )  # fmt: skip

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = Cycle.objects.filter(unit=cycle.unit, label__gt=cycle.label).order_by("label")
        self.fields["next_cycle"].queryset = later  # type: ignore[attr-defined]
        lasting = queries.measures(cycle).filter(state=MeasureState.LONG_TERM)
        self.fields["promised"].queryset = lasting  # type: ignore[attr-defined]


class RegisterFilter(forms.Form):
    """Filters of the register."""

    state = forms.ChoiceField(
        label=_("完成情况"),
        choices=[("", _("全部")), ("overdue", _("已逾期")), *MeasureState.choices],
        required=False,
    )
    owner = forms.ModelChoiceField(label=_("责任领导"), queryset=None, required=False, empty_label=_("全部"))
    department = forms.ModelChoiceField(label=_("责任部门"), queryset=None, required=False, empty_label=_("全部"))
    kind = forms.ChoiceField(label=_("类型"), choices=[("", _("全部")), *MeasureKind.choices], required=False)

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = TeamMember.objects.filter(cycle=cycle).order_by("rank")  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.filter(  # type: ignore[attr-defined]
            unit=cycle.unit, is_leadership=False
        ).order_by("order")

    def chosen(self) -> dict[str, str]:
        """The filters as the query takes them; what is wrong is left out."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return {name: str(getattr(value, "pk", value)) for name, value in data.items() if value}


class ProblemFilter(forms.Form):
    """Filters of the problem list."""

    whose = forms.ChoiceField(label=_("主体"), choices=(), required=False)
    aspect = forms.ChoiceField(label=_("方面"), choices=(), required=False)

    def __init__(self, cycle: Cycle, members: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(m.pk), m.role) for m in members]
        self.fields["whose"].choices = [("", _t("全部")), ("team", _t("领导班子")), *people]  # type: ignore[attr-defined]
        self.fields["aspect"].choices = [("", _t("全部")), *((a.code, a.name) for a in aspects(cycle))]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """The filters that are valid."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
