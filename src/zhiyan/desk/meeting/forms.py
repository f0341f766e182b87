"""Forms of the meeting pages: they check shape; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyan.accounts.models import RoleGrant, User
from zhiyan.accounts.queries import in_force
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.cycle.queries import aspects, team
from zhiyan.desk.cycle.forms import LateMixin, date_field, text_field
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.meeting.models import (
    AgendaKind,
    Capacity,
    CommentKind,
    CommentOn,
    Criticism,
    Meeting,
    Sitting,
)
from zhiyan.meeting.queries import grades, turn_members


def time_field(label: Any, *, required: bool = True) -> forms.TimeField:
    """Hours and minutes."""
    return forms.TimeField(
        label=label,
        required=required,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("请按 14:00 的样子填写时间。")},
    )


def late_reason() -> forms.CharField:
    """Why something is entered days later (补录)."""
    return forms.CharField(
        label=_("补录原因"), required=False, max_length=200, help_text=_("会议距今超过 3 天的才需要填写。")
    )


def recorders(cycle: Cycle) -> Any:
    """Accounts that may be named recorder."""
    granted = RoleGrant.objects.filter(
        in_force(clock.today()), unit=cycle.unit_id, role__in=(Role.RECORDER.value, Role.ORGANISER.value)
    )
    return User.objects.filter(pk__in=granted.values("user"), is_active=True).order_by("label")


class PlanForm(forms.Form):
    chair = forms.ModelChoiceField(label=_("主持人"), queryset=TeamMember.objects.none(), empty_label=_("请选择"))
    recorder = forms.ModelChoiceField(
        label=_("记录人"), queryset=User.objects.none(), required=False, help_text=_("批评意见只由记录人录入。")
    )
    consent = forms.CharField(
        label=_("上级同意文号"), required=False, max_length=100, help_text=_("在通知规定的时间以外召开的才需要填写。")
    )

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = team(cycle)  # type: ignore[attr-defined]
        self.fields["recorder"].queryset = recorders(cycle)  # type: ignore[attr-defined]


class SittingForm(forms.Form):
    on = date_field(_("日期"))
    start = time_field(_("开始"))
    end = time_field(_("结束"), required=False)
    place = forms.CharField(label=_("地点"), max_length=100)


class AttendeeForm(forms.Form):
    capacity = forms.ChoiceField(
        label=_("身份"), choices=[c for c in Capacity.choices if c[0] != Capacity.TEAM], widget=forms.RadioSelect
    )
    label = forms.CharField(label=_("职务或角色"), max_length=60)
    user = forms.ModelChoiceField(label=_("账号"), queryset=User.objects.none(), required=False)
    lead = forms.BooleanField(label=_("督导组组长"), required=False)

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = (Role.OBSERVER.value, Role.SUPERVISOR.value, Role.RECORDER.value, Role.ORGANISER.value)
        granted = RoleGrant.objects.filter(in_force(clock.today()), unit=cycle.unit_id, role__in=roles).values("user")
        self.fields["user"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            Q(pk__in=granted), is_active=True
        ).order_by("label")


class OpenForm(forms.Form):
    late_reason = late_reason()


class EndForm(forms.Form):
    end = time_field(_("结束时间"))


class AbsenceForm(forms.Form):
    reason = forms.CharField(label=_("缺席原因"), max_length=200)
    approved_by = forms.CharField(label=_("批准人"), required=False, max_length=60)
    written = forms.BooleanField(label=_("有书面发言"), required=False)


class RelayForm(forms.Form):
    on = date_field(_("转达日期"))
    by = forms.CharField(label=_("转达人"), max_length=60)


class AgendaForm(forms.Form):
    title = forms.CharField(label=_("事项"), max_length=200)
    speaker = forms.CharField(label=_("发言人"), required=False, max_length=60)
    minutes = forms.IntegerField(label=_("时限（分钟）"), required=False, min_value=1, max_value=600)
    sitting = forms.ModelChoiceField(label=_("场次"), queryset=Sitting.objects.none(), required=False)
    note = text_field(_("说明"), rows=2, required=False)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sitting"]
        field.queryset = meeting.sittings.all()  # type: ignore[attr-defined]
        field.label_from_instance = sitting_label  # type: ignore[attr-defined]


class ChangeAgendaForm(AgendaForm):
    to = forms.IntegerField(label=_("排在第几项"), min_value=1, max_value=200)


class NewAgendaForm(AgendaForm):
    kind = forms.ChoiceField(label=_("环节"), choices=AgendaKind.choices)

    field_order = ["kind", "title", "speaker", "minutes", "sitting", "note"]


def sitting_label(sitting: Sitting) -> str:
    """A sitting by number and day."""
    return _("第 %(no)d 场　%(on)s") % {"no": sitting.no, "on": sitting.on.isoformat()}


class TurnForm(forms.Form):
    """A member's whole turn on one page: self-criticism, everybody's criticism, response."""

    def __init__(
        self,
        meeting: Meeting,
        member: TeamMember,
        critics: list[TeamMember],
        said: dict[Any, Criticism],
        *args: Any,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        field = forms.ModelChoiceField(label=_("场次"), queryset=meeting.sittings.filter(opened=True), empty_label=None)
        field.label_from_instance = sitting_label  # type: ignore[method-assign,assignment]
        self.fields["sitting"] = field
        self.fields["summary"] = text_field(_("自我批评要点"), rows=5, required=False)
        chosen = [("", _("方面不限")), *((str(a.pk), a.name) for a in aspects(meeting.cycle))]
        for critic in critics:
            given = said.get(critic.pk)
            label = _("%(critic)s的批评意见") % {"critic": critic.role}
            text = text_field(label, rows=3, required=False)
            text.initial = given.text if given else ""
            self.fields[f"text_{critic.pk}"] = text
            self.fields[f"aspect_{critic.pk}"] = forms.ChoiceField(
                label=_("%(critic)s所提方面") % {"critic": critic.role},
                choices=chosen,
                required=False,
                initial=str(given.aspect_id) if given and given.aspect_id else "",
            )
        self.fields["response"] = text_field(_("本人表态"), rows=3, required=False)
        self.fields["late_reason"] = late_reason()


class CommentForm(LateMixin):
    by_label = forms.CharField(label=_("点评人"), max_length=60)
    about = forms.ChoiceField(label=_("点评对象"), choices=CommentOn.choices, widget=forms.RadioSelect)
    member = forms.ModelChoiceField(label=_("成员"), queryset=TeamMember.objects.none(), required=False)
    kind = forms.ChoiceField(label=_("性质"), choices=CommentKind.choices, widget=forms.RadioSelect)
    text = text_field(_("点评内容"), rows=4)

    field_order = ["on", "by_label", "about", "member", "kind", "text", "late_reason"]

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [m.pk for m in turn_members(meeting)]
        self.fields["member"].queryset = TeamMember.objects.filter(pk__in=listed)  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    opening = text_field(_("开场和会前准备情况"), rows=6, required=False)
    closing = text_field(_("总结表态"), rows=8, required=False)


class CorrectForm(forms.Form):
    after = text_field(_("更正后的内容"))
    reason = forms.CharField(label=_("更正原因"), max_length=300)


class AssessForm(LateMixin):
    grade = forms.ChoiceField(label=_("总体评价"), widget=forms.RadioSelect)
    text = text_field(_("评价意见"), rows=4, required=False)

    field_order = ["on", "grade", "text", "late_reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = list(grades().items())  # type: ignore[attr-defined]
