"""Forms of the solicitation pages: they check shape; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import aspects, team
from zhiyan.desk.cycle.forms import LateMixin, date_field
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor
from zhiyan.org.models import Branch
from zhiyan.org.queries import branches
from zhiyan.solicitation.channels import BOX, MEETINGS, ORDER
from zhiyan.solicitation.importing import CHANNEL_NAMES, FIELDS, TEAM, Told
from zhiyan.solicitation.making import UNKNOWN, Target, members_by_role, target_of
from zhiyan.solicitation.models import Channel, Respondents, TargetKind

UNRESOLVED = "unresolved"


class VerbatimField(forms.CharField):
    """Words kept as typed; only the browser's line ends become the usual ones."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, widget=forms.Textarea(attrs={"rows": kwargs.pop("rows", 6)}), **kwargs)

    def to_python(self, value: Any) -> str:
        """The text with \\n line ends."""
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


def count_field(label: Any, **kwargs: Any) -> forms.IntegerField:
    """A number of people, forms or slips."""
    return forms.IntegerField(
        label=label, min_value=0, error_messages={"invalid": _("请填整数。"), "min_value": _("不能是负数。")}, **kwargs
    )


def target_choices(cycle: Cycle) -> list[tuple[str, Any]]:
    """班子, the members in rank order, somebody else, unknown."""
    return [
        (TEAM, _("领导班子")),
        *((member.role, f"{member.role}（{member.title}）") for member in team(cycle)),
        (TargetKind.OTHER.value, _("班子以外（部门、上级等）")),
        ("", _("看不出来")),
    ]


def chosen_target(cycle: Cycle, label: str, body: str) -> Target:
    """The target that a form's two fields name."""
    if not label:
        return UNKNOWN
    if label == TargetKind.OTHER.value:
        return Target(TargetKind.OTHER, body=body.strip(), source="person")
    return target_of(label, members_by_role(cycle))


class CircularForm(LateMixin):
    title = forms.CharField(label=_("标题"), max_length=200)
    number = forms.CharField(label=_("文号"), max_length=80, required=False)
    text = VerbatimField(label=_("正文"), rows=14)


class ChannelForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=100)
    opens_on = date_field(_("开始日期"), required=False)
    closes_on = date_field(_("截止日期"), required=False)
    respondents = forms.MultipleChoiceField(
        label=_("征求的对象"), choices=Respondents.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class AddChannelForm(forms.Form):
    code = forms.ChoiceField(label=_("渠道"))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = set(Channel.objects.filter(cycle=cycle).values_list("code", flat=True))
        self.fields["code"].choices = [(code, CHANNEL_NAMES[code]) for code in ORDER if code not in there]  # type: ignore[attr-defined]


class GatheringForm(LateMixin):
    channel = forms.ModelChoiceField(label=_("渠道"), queryset=Channel.objects.none(), empty_label=None)
    branch = forms.ModelChoiceField(
        label=_("支部"), queryset=Branch.objects.none(), required=False, empty_label=_("不分支部")
    )
    name = forms.CharField(label=_("会议名称"), max_length=100, help_text=_("如“科技处党支部职工会议”。"))
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    present = count_field(_("到会人数"))
    recorder = forms.CharField(label=_("记录人"), max_length=60, required=False)

    field_order = ["channel", "branch", "name", "on", "place", "present", "recorder", "late_reason"]

    def __init__(self, *args: Any, cycle: Cycle, actor: Actor, all_branches: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = Channel.objects.filter(cycle=cycle, code__in=MEETINGS, closed=False).order_by("order")
        own = branches(cycle.unit)
        if not all_branches:
            channels, own = channels.filter(code="branch_meeting"), own.filter(pk__in=actor.branch_ids)
            self.fields["branch"].required = True
            self.fields["branch"].empty_label = None  # type: ignore[attr-defined]
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]
        self.fields["branch"].queryset = own  # type: ignore[attr-defined]


class GatheringChangeForm(forms.Form):
    name = forms.CharField(label=_("会议名称"), max_length=100)
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    present = count_field(_("到会人数"))
    recorder = forms.CharField(label=_("记录人"), max_length=60, required=False)


class FormRunForm(LateMixin):
    branch = forms.ModelChoiceField(
        label=_("支部"), queryset=Branch.objects.none(), required=False, empty_label=_("不分支部")
    )
    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("如“导航通信研究室党支部征求意见表”。"))
    sent = count_field(_("发放份数"))
    returned = count_field(_("回收份数"))
    valid = count_field(_("有效份数"), help_text=_("空白、写“无”的不算有效。回收率由程序计算。"))

    field_order = ["branch", "name", "on", "sent", "returned", "valid", "late_reason"]

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("回收日期")
        self.fields["branch"].queryset = branches(cycle.unit)  # type: ignore[attr-defined]


class FormRunChangeForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=100)
    sent = count_field(_("发放份数"))
    returned = count_field(_("回收份数"))
    valid = count_field(_("有效份数"))


class BoxOpeningForm(LateMixin):
    first_person = forms.CharField(label=_("开箱人一"), max_length=60)
    second_person = forms.CharField(label=_("开箱人二"), max_length=60, help_text=_("开箱要有两个人在场。"))
    found = count_field(_("箱内张数"))
    set_aside = count_field(_("另存张数"), initial=0, help_text=_("空白、无法辨认的，写在这里，原件另外保存。"))

    field_order = ["on", "first_person", "second_person", "found", "set_aside", "late_reason"]


class BoxOpeningChangeForm(forms.Form):
    found = count_field(_("箱内张数"))
    set_aside = count_field(_("另存张数"))


class CorrectForm(forms.Form):
    field = forms.ChoiceField(label=_("更正哪一项"))
    after = forms.CharField(label=_("更正为"), widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(label=_("更正原因"), max_length=300)

    def __init__(self, *args: Any, fields: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = fields  # type: ignore[attr-defined]


class CloseForm(LateMixin):
    """The day of the confirmation, today unless said otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on": clock.today()}, **kwargs})


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("意见文件"),
        help_text=_("支部汇总表、征求意见表、座谈会纪要，.xlsx、.docx、.csv、.txt，不用改成模板格式，20 MB 以内。"),
        error_messages={"required": _("请选择文件。"), "empty": _("文件是空的，请确认选对了文件。")},
    )
    channel = forms.ChoiceField(
        label=_("渠道"), required=False, help_text=_("不选则按文件名和内容建议，确认前可以改。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [("", _("由程序建议")), *file_channels()]  # type: ignore[attr-defined]


def file_channels() -> list[tuple[str, str]]:
    """Channels that a file may come by: all but the online box."""
    return [(code, CHANNEL_NAMES[code]) for code in ORDER if code != BOX]


class ConfirmForm(forms.Form):
    """Channel and joins of a waiting file."""

    channel = forms.ChoiceField(label=_("渠道"), required=False)

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = ("", _("按各行写明的来源")) if own else ("", _("请选择"))
        self.fields["channel"].required = not own
        self.fields["channel"].error_messages["required"] = _("请选择渠道。")
        self.fields["channel"].choices = [first, *file_channels()]  # type: ignore[attr-defined]
        if own:
            self.fields["channel"].help_text = _("只用于没有写明来源的行。")


class ExplainForm(forms.Form):
    """What names in a file mean: one field for each name that nobody could tell."""

    def __init__(self, *args: Any, cycle: Cycle, unknown: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unknown = unknown
        choices = {
            "aspects": [(aspect.code, aspect.name) for aspect in aspects(cycle)],
            "targets": [(TEAM, _("领导班子")), *((m.role, f"{m.role}（{m.title}）") for m in team(cycle))],
            "branches": [(branch.name, branch.name) for branch in branches(cycle.unit)],
            "carry_sources": [(code, name) for code, name in file_channels() if code.startswith("carry_")],
        }
        words = {"aspects": _("方面"), "targets": _("对象"), "branches": _("支部"), "carry_sources": _("来源")}
        for kind, names in unknown.items():
            for place, name in enumerate(names):
                self.fields[f"{kind}-{place}"] = forms.ChoiceField(
                    label=_("%(kind)s“%(name)s”是指") % {"kind": words[kind], "name": name},
                    required=False,
                    choices=[("", _("留待以后明确")), *choices[kind]],
                )

    def aliases(self) -> dict[str, dict[str, str]]:
        """What was chosen, as aliases by kind."""
        return {
            kind: {name: chosen for place, name in enumerate(names) if (chosen := self.cleaned_data[f"{kind}-{place}"])}
            for kind, names in self.unknown.items()
        }


class ColumnsForm(forms.Form):
    """What each column of a file's tables holds: as the program took it, for somebody to put right."""

    def __init__(self, *args: Any, tables: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tables = tables
        for place, table in enumerate(tables):
            self.fields[f"header-{place}"] = forms.IntegerField(
                label=_("%(table)s的表头在第几行") % {"table": table_name(table["place"])},
                help_text=_("没有表头的写 0。"),
                initial=table["header_row"],
                min_value=0,
                max_value=200,
            )
            for column in table["columns"]:
                self.fields[f"column-{place}-{column['column']}"] = forms.ChoiceField(
                    label=_column_label(column),
                    help_text=_("例：%(values)s") % {"values": " ／ ".join(column["samples"]) or "—"},
                    required=False,
                    initial=column["field"],
                    choices=[("", _("没有认出，不导入")), *FIELDS.items()],
                )

    def layout(self) -> dict[str, Told]:
        """What was said, by each table's place in the file."""
        said = {}
        for place, table in enumerate(self.tables):
            chosen = {c["column"]: self.cleaned_data[f"column-{place}-{c['column']}"] for c in table["columns"]}
            columns = {number: field for number, field in chosen.items() if field}
            said[table["place"]] = Told(self.cleaned_data[f"header-{place}"], columns)
        return said

    def changed(self) -> dict[str, Told]:
        """Only the tables of which something else was said than the program took them for."""
        before = {
            table["place"]: Told(table["header_row"], {c["column"]: c["field"] for c in table["columns"] if c["field"]})
            for table in self.tables
        }
        return {place: told for place, told in self.layout().items() if told != before[place]}


def table_name(place: str) -> str:
    """A table by its place in the file, as the office would say it."""
    if place == "records":
        return _("这个表")
    if place.startswith("table "):
        return _("第 %(n)s 张表") % {"n": place.removeprefix("table ")}
    return _("“%(sheet)s”表") % {"sheet": place}


def _column_label(column: dict[str, Any]) -> str:
    if column["word"]:
        return _("第 %(n)d 列“%(word)s”是") % {"n": column["column"], "word": column["word"]}
    return _("第 %(n)d 列是") % {"n": column["column"]}


class OpinionFilter(forms.Form):
    q = forms.CharField(label=_("含有的字词"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    channel = forms.ChoiceField(label=_("渠道"), required=False)
    aspect = forms.ChoiceField(label=_("方面"), required=False)
    target = forms.ChoiceField(label=_("对象"), required=False)
    branch = forms.ChoiceField(label=_("支部"), required=False)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("全部"))
        kinds: dict[str, list[tuple[Any, Any]]] = {
            "channel": [(c.code, c.name) for c in Channel.objects.filter(cycle=cycle).order_by("order")],
            "aspect": [*((a.code, a.name) for a in aspects(cycle)), (UNRESOLVED, _("未明确方面"))],
            "target": [*target_choices(cycle)[:-1], (UNRESOLVED, _("未明确对象"))],
            "branch": [*((str(b.pk), b.name) for b in branches(cycle.unit)), ("none", _("没有写支部"))],
        }
        for name, choices in kinds.items():
            self.fields[name].choices = [everything, *choices]  # type: ignore[attr-defined]


class EnterForm(forms.Form):
    nonce = forms.UUIDField(widget=forms.HiddenInput, required=False)
    source = forms.ChoiceField(
        label=_("来自"), required=False, help_text=_("选了会议、表格或开箱，日期和支部随之确定。")
    )
    channel = forms.ModelChoiceField(
        label=_("渠道"), queryset=Channel.objects.none(), required=False, empty_label=_("按上面选的来源")
    )
    text = VerbatimField(
        label=_("意见原文"), rows=7, help_text=_("照原文录入，一字不改。一次录一条；一张纸上有几条的，录入后可以拆分。")
    )
    aspect = forms.ModelChoiceField(label=_("方面"), queryset=None, required=False, empty_label=_("没有写明"))
    target = forms.ChoiceField(label=_("对象"), required=False)
    target_body = forms.CharField(label=_("班子以外是指"), max_length=80, required=False)
    branch = forms.ModelChoiceField(
        label=_("支部"), queryset=Branch.objects.none(), required=False, empty_label=_("不写支部")
    )
    on = date_field(_("提出日期"), required=False)
    about_office = forms.BooleanField(
        label=_("这条意见涉及党务工作部门或者我本人"),
        required=False,
        help_text=_("将由纪委书记或督导组归置，本人不经手。"),
    )

    def __init__(
        self, *args: Any, cycle: Cycle, sources: list[tuple[str, str]], everywhere: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        first = [("", _("不属于哪一次会议"))] if everywhere else []
        self.fields["source"].choices = [*first, *sources]  # type: ignore[attr-defined]
        channels = Channel.objects.filter(cycle=cycle, closed=False).exclude(code=BOX).order_by("order")
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]
        self.fields["aspect"].queryset = aspects(cycle)  # type: ignore[attr-defined]
        self.fields["target"].choices = target_choices(cycle)  # type: ignore[attr-defined]
        self.fields["branch"].queryset = branches(cycle.unit)  # type: ignore[attr-defined]
        if not everywhere:
            for name in ("channel", "branch", "on", "about_office"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A channel is needed where no source was chosen."""
        data = super().clean() or {}
        if "channel" in self.fields and not data.get("source") and not data.get("channel"):
            self.add_error("channel", _("请选择渠道，或在上面选一次会议。"))
        return data


class ClassifyForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    aspect = forms.ModelChoiceField(label=_("方面"), queryset=None, required=False, empty_label=_("没有写明"))
    target = forms.ChoiceField(label=_("对象"), required=False)
    target_body = forms.CharField(label=_("班子以外是指"), max_length=80, required=False)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aspect"].queryset = aspects(cycle)  # type: ignore[attr-defined]
        self.fields["target"].choices = target_choices(cycle)  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    text = VerbatimField(
        label=_("原文"), rows=10, help_text=_("在两条意见之间加一行 // 。原文一个字也不要改；序号和分号不算内容。")
    )
