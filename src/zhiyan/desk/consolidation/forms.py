"""Forms of the consolidation pages: they check shape; the actions decide."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.consolidation.describing import TITLE_LENGTH
from zhiyan.consolidation.models import MaskKind, SetAsideReason
from zhiyan.consolidation.queries.items import ItemFilter
from zhiyan.consolidation.queries.workbench import PointFilter
from zhiyan.consolidation.states import Target
from zhiyan.cycle.models import Aspect, Cycle
from zhiyan.cycle.queries import aspects, everybody_of_team, team
from zhiyan.desk.cycle.forms import LateMixin
from zhiyan.kernel import clock
from zhiyan.solicitation.models import Channel, TargetKind

TEAM, OTHER, NOBODY = TargetKind.TEAM.value, TargetKind.OTHER.value, "none"


def target_choices(cycle: Cycle, first: Any = None) -> list[tuple[str, Any]]:
    """班子, the members in rank order, somebody beyond the team; `first` stands for no choice made."""
    named = [
        (TEAM, _("领导班子")),
        *((str(member.pk), f"{member.role}（{member.title}）") for member in team(cycle)),
        (OTHER, _("班子以外（部门、上级等）")),
    ]
    return named if first is None else [("", first), *named]


def aspect_choices(cycle: Cycle, first: Any) -> list[tuple[str, Any]]:
    """The aspects in the notice's order; `first` stands for no choice made."""
    return [("", first), *((aspect.code, aspect.name) for aspect in aspects(cycle))]


def target_of(value: str, body: str) -> Target | None:
    """The target that the two fields name; None where none was chosen."""
    if not value:
        return None
    if value in (TEAM, OTHER):
        return Target(value, body=body if value == OTHER else "")
    return Target(TargetKind.MEMBER, uuid.UUID(value))


def target_value(target: Target | None) -> str:
    """The choice that stands for a target."""
    if target is None:
        return ""
    return str(target.member_id) if target.member_id else target.kind


class AboutMixin(forms.Form):
    """Aspect and target."""

    aspect = forms.ChoiceField(label=_("方面"), required=False)
    target = forms.ChoiceField(label=_("对象"), required=False)
    target_body = forms.CharField(label=_("对象是班子以外的，写明是谁"), required=False, max_length=80)

    def __init__(self, *args: Any, cycle: Cycle, first: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        self.fields["aspect"].choices = aspect_choices(cycle, first or _("未定"))  # type: ignore[attr-defined]
        self.fields["target"].choices = target_choices(cycle, first)  # type: ignore[attr-defined]

    def aspect_record(self) -> Aspect | None:
        """The aspect chosen, if any."""
        return aspects(self.cycle).filter(code=self.cleaned_data.get("aspect") or "").first()

    def target_chosen(self) -> Target | None:
        """The target chosen, if any."""
        return target_of(self.cleaned_data.get("target") or "", self.cleaned_data.get("target_body") or "")


class TitleField(forms.CharField):
    """归并表述 of an item."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("归并表述"), required=False, max_length=TITLE_LENGTH, **kwargs)


class WorkForm(AboutMixin):
    """Everything that the workbench's one form sends beside the marks on opinions and items."""

    title = TitleField(help_text=_("用一句话写出选中的意见说的是什么。"))
    no = forms.IntegerField(label=_("条目号"), required=False, min_value=1)
    reason = forms.ChoiceField(label=_("另存理由"), required=False)
    note = forms.CharField(label=_("另存说明"), required=False, max_length=300)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, cycle=cycle, first=_("随意见"), **kwargs)
        self.fields["reason"].choices = [("", _("选一个理由")), *reasons()]  # type: ignore[attr-defined]


def reasons() -> list[tuple[str, Any]]:
    """The closed list without 移交, which has its own page."""
    return [choice for choice in SetAsideReason.choices if choice[0] != SetAsideReason.HANDED_OVER]


class PointFilterForm(forms.Form):
    """Which unplaced opinions the workbench shows."""

    channel = forms.ChoiceField(label=_("渠道"), required=False)
    aspect = forms.ChoiceField(label=_("方面"), required=False)
    target = forms.ChoiceField(label=_("对象"), required=False)
    q = forms.CharField(label=_("原文含"), required=False, max_length=40, widget=forms.TextInput({"type": "search"}))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = [(channel.code, channel.name) for channel in Channel.objects.filter(cycle=cycle)]
        self.fields["channel"].choices = [("", _("全部")), *channels]  # type: ignore[attr-defined]
        self.fields["aspect"].choices = [*aspect_choices(cycle, _("全部")), (NOBODY, _("未明确"))]  # type: ignore[attr-defined]
        self.fields["target"].choices = [*filter_targets(cycle), (NOBODY, _("未明确"))]  # type: ignore[attr-defined]

    def chosen(self) -> PointFilter:
        """The filter, empty where what was sent makes no sense."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return PointFilter(data.get("channel", ""), data.get("aspect", ""), data.get("target", ""), data.get("q", ""))


def filter_targets(cycle: Cycle) -> list[tuple[str, Any]]:
    """Targets to filter by; members who left too."""
    members = [(str(member.pk), member.role) for member in everybody_of_team(cycle)]
    return [("", _("全部")), (TEAM, _("领导班子")), *members, (OTHER, _("班子以外"))]


class ItemFilterForm(forms.Form):
    """Which items a list shows."""

    aspect = forms.ChoiceField(label=_("方面"), required=False)
    target = forms.ChoiceField(label=_("对象"), required=False)
    q = forms.CharField(label=_("表述含"), required=False, max_length=40, widget=forms.TextInput({"type": "search"}))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aspect"].choices = [*aspect_choices(cycle, _("全部")), (NOBODY, _("未定"))]  # type: ignore[attr-defined]
        self.fields["target"].choices = filter_targets(cycle)  # type: ignore[attr-defined]

    def chosen(self) -> ItemFilter:
        """The filter, empty where what was sent makes no sense."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return ItemFilter(data.get("aspect", ""), data.get("target", ""), data.get("q", ""))


class RetitleForm(forms.Form):
    """An item's title."""

    title = TitleField()


class SplitItemForm(AboutMixin):
    """The new item that some of an item's points become, or the item they move to."""

    title = TitleField(help_text=_("拆成新条目时填写。"))
    no = forms.IntegerField(label=_("移到条目号"), required=False, min_value=1)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, cycle=cycle, first=_("同原条目"), **kwargs)


class MergeForm(forms.Form):
    """Another item, by its number."""

    no = forms.IntegerField(label=_("并入本条目的条目号"), min_value=1, error_messages={"required": _("请填条目号。")})


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("请写明理由。")},
    )


class MaskForm(forms.Form):
    """Words to cover."""

    words = forms.CharField(
        label=_("要遮盖的文字"),
        max_length=200,
        help_text=_("照原文填写，原文中所有相同的文字都会遮盖；原文本身不变。"),
        error_messages={"required": _("请填写要遮盖的文字。")},
    )
    kind = forms.ChoiceField(label=_("种类"), choices=MaskKind.choices, initial=MaskKind.THIRD)


class HandOverForm(forms.Form):
    """Handing an accusation over."""

    concerns_leaders = forms.BooleanField(label=_("涉及书记或纪委书记（移交上级纪检监察机关）"), required=False)
    note = forms.CharField(label=_("说明"), required=False, max_length=300, help_text=_("不要复述线索内容。"))


class CutForm(forms.Form):
    """Where an opinion is cut into points: one box for each clause that may begin one."""

    starts = forms.TypedMultipleChoiceField(
        label=_("从哪里另起一点"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, clauses: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].choices = clauses  # type: ignore[attr-defined]


class DayForm(LateMixin):
    """The day on which something was done."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on": clock.today()}, **kwargs})
