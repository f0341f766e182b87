"""Invented content for the style page: every component once, in the states in which it is met."""

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _


class SampleForm(forms.Form):
    """Each kind of field once."""

    text = forms.CharField(
        label=_("意见内容"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("照原话写，一条写一件事；不用写自己的姓名。"),
    )
    target = forms.ChoiceField(
        label=_("对象"),
        widget=forms.RadioSelect,
        choices=[("team", _("领导班子")), ("secretary", _("书记")), ("other", _("其他"))],
    )
    aspect = forms.ChoiceField(
        label=_("方面"), choices=[("", _("请选择")), ("1", _("学习贯彻")), ("2", _("履职担当"))], required=False
    )
    on = forms.DateField(label=_("提出日期"), widget=forms.DateInput(attrs={"type": "date"}))
    present = forms.IntegerField(label=_("到会人数"), min_value=0)
    file = forms.FileField(
        label=_("原件"), required=False, help_text=_("支持 .xlsx、.docx、.csv、.txt，不超过 20 MB。")
    )
    agree = forms.BooleanField(label=_("已核对，不含涉密内容"), error_messages={"required": _("请核对后勾选。")})


def sample_stages() -> list[dict[str, Any]]:
    """Nine stages in every state."""
    rows = [
        (_("启动"), "done", _("方案已由党委会议定"), _("11 月 16 日"), ""),
        (_("征求意见"), "done", _("六个渠道全部截止，已确认"), _("143 条"), ""),
        (_("梳理"), "active", _("尚有 3 条意见没有归入条目"), _("104 个条目"), _("处理剩余 3 条")),
        (_("谈心谈话"), "late", _("13 对中 2 对超过计划日期"), _("11 / 13"), _("登记谈话")),
        (_("对照检查"), "blocked", _("须先完成意见反馈，才能提交材料"), _("4 / 6 份"), _("反馈意见")),
        (_("会议"), "todo", "", "", ""),
        (_("整改"), "todo", "", "", ""),
        (_("公开通报"), "todo", "", "", ""),
        (_("所属单位"), "info", _("本单位没有所属单位"), "", ""),
    ]
    return [
        {
            "label": label,
            "url": "#",
            "state": state,
            "reason": why,
            "figure": figure,
            "next": step,
            "next_url": "#" if step else "",
        }
        for label, state, why, figure, step in rows
    ]


def sample_figures() -> list[dict[str, Any]]:
    """The funnel of an imagined cycle."""
    rows = [
        (_("意见"), 143, _("征求 91，带入 52")),
        (_("归并条目"), 104, _("另有表扬 1 条不归并")),
        (_("问题"), 38, _("班子 14，个人 24")),
        (_("整改措施"), 61, _("立行立改 20，限期 31，长期 10")),
        (_("已销号"), 27, _("逾期 2")),
    ]
    return [{"label": label, "value": value, "url": "#", "note": note} for label, value, note in rows]


def sample_context() -> dict[str, Any]:
    """Everything that the style page shows."""
    text = "建议把导师考核和学生培养质量挂起钩来，职工0001 多次反映，一直没有下文。\n希望班子认真研究。"
    stages = sample_stages()
    return {
        "unit": _("某研究中心（演示单位）"),
        "cycle": _("2020年度民主生活会"),
        "cycles": [{"label": "2021", "url": "#"}, {"label": "2020", "url": "#", "current": True}],
        "actor_label": _("职工0001"),
        "role_labels": [_("党务工作人员"), _("记录人")],
        "nav": [{**stage, "current": number == 2} for number, stage in enumerate(stages)],
        "demonstration": True,
        "today": dt.date(2021, 1, 12),
        "stages": stages,
        "figures": sample_figures(),
        "figures_few": [
            *sample_figures()[:2],
            {"label": _("问题"), "value": 0, "url": "", "note": _("还没有提出问题")},
        ],
        "empty_form": SampleForm(),
        "wrong_form": SampleForm({"text": text, "present": "十二", "on": "2021-01-12"}, auto_id="wrong_%s"),
        "filter_form": FilterForm(auto_id="filter_%s"),
        "columns": [_("意见"), _("渠道"), {"label": _("条数"), "num": True}, _("状态")],
        "rows": sample_rows(),
        "no_rows": [],
        "page": Paginator(range(143), 20).page(3),
        "text": text,
        "masks": [(text.index("职工0001"), text.index("职工0001") + 6, _("第三人姓名"))],
        "theirs": text.replace("一直没有下文", "至今没有答复").replace("认真研究", "研究后答复"),
        "someday": dt.date(2021, 1, 26),
        "started": dt.date(2021, 1, 5),
        "names": [_("书记"), _("主任"), _("副主任"), _("纪委书记")],
        "facts": [
            (_("责任领导"), _("副主任")),
            (_("责任部门"), _("科技处")),
            (_("完成时限"), _("2021年6月30日")),
            (_("衡量标准"), None),
        ],
        "stats": [
            {"label": _("意见"), "value": 143, "unit": _("条"), "url": "#", "note": _("征求 91，带入 52")},
            {"label": _("谈话"), "value": 13, "unit": _("对"), "url": "#"},
            {"label": _("相互批评"), "value": 30, "unit": _("条"), "url": "#"},
            {"label": _("整改完成"), "value": "44%", "note": _("27 / 61 项")},
        ],
        "tabs": [
            {"label": _("全部"), "url": "#", "current": True, "count": 143},
            {"label": _("未归并"), "url": "#", "count": 3},
        ],
        "crumbs": [
            {"label": _("2020年度"), "url": "#"},
            {"label": _("梳理"), "url": "#"},
            {"label": _("样式"), "url": ""},
        ],
        "chain": sample_chain(text),
        "tasks": [
            {
                "title": _("处理 3 条没有归并的意见"),
                "url": "#",
                "note": _("梳理"),
                "when": _("1月15日前"),
                "state": "active",
            },
            {
                "title": _("登记与副主任的谈话"),
                "url": "#",
                "note": _("谈心谈话"),
                "when": _("1月10日前"),
                "state": "late",
            },
        ],
        "findings": [
            {
                "rule": "R18",
                "severity": "必须",
                "subject": _("谈心谈话"),
                "message": _("书记与副主任还没有谈话记录。"),
                "remedy": _("安排并登记这次谈话。"),
                "source": _("会前谈心谈话要求"),
                "due": dt.date(2021, 1, 20),
            }
        ],
        "post": [_("书记"), _("主任"), _("副主任")],
    }


class FilterForm(forms.Form):
    """Above a list."""

    q = forms.CharField(label=_("搜索"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    channel = forms.ChoiceField(label=_("渠道"), required=False, choices=[("", _("全部渠道")), ("1", _("座谈会"))])


def sample_rows() -> list[list[Any]]:
    """A table's rows with a link, a long text, a number and a state each."""
    long = _("建议统筹科研条件建设，公共仪器预约平台经常排不上，几个研究室各买各的，重复购置，维护费也没有着落。")
    return [
        [{"text": _("加快时频实验室改造"), "url": "#"}, _("支部会议"), 12, {"text": "", "state": "done"}],
        [
            {"text": long, "url": "#", "note": _("原文 2 处遮盖")},
            _("青年座谈会"),
            3,
            {"text": _("待归并"), "state": "active"},
        ],
        [
            {"text": "<script>alert(1)</script>", "url": "#"},
            _("征求意见表"),
            1,
            {"text": _("移交"), "state": "blocked"},
        ],
    ]


def sample_chain(text: str) -> list[dict[str, Any]]:
    """A trace that ends where work is still open."""
    return [
        {
            "label": _("意见"),
            "title": _("第 57 条"),
            "url": "#",
            "text": text.replace("职工0001", "▇▇"),
            "note": _("青年座谈会，2021年1月7日"),
        },
        {
            "label": _("归并条目"),
            "title": _("导师考核与培养质量挂钩"),
            "url": "#",
            "current": True,
            "note": _("另有 2 条同类意见"),
        },
        {"label": _("问题"), "title": _("研究生培养抓得不紧"), "url": "#", "state": "done", "state_text": _("已认领")},
        {
            "label": _("整改措施"),
            "title": _("修订导师考核办法"),
            "url": "#",
            "state": "late",
            "note": _("责任领导：副主任；时限 2021年6月30日"),
        },
        {"label": _("公开通报"), "note": _("措施销号后通报")},
    ]
