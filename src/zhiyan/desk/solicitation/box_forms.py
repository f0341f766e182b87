"""Forms of the anonymous box's pages: they check shape; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.desk.cycle.forms import date_field
from zhiyan.solicitation.models import BoxMode

HEX = {"autocomplete": "off", "spellcheck": "false"}


class BeginForm(forms.Form):
    """Windows and sizes of the box; who may draw is the roster."""

    draw_from = date_field(_("领取开始"))
    draw_to = date_field(_("领取截止"), help_text=_("领取截止以后才能开放投递，让领了凭证的人混在一起。"))
    opens_on = date_field(_("投递开始"))
    closes_on = date_field(_("投递截止"))
    by_on = date_field(_("最迟进入存证日志"), required=False, help_text=_("回执上写这个日期。不填按投递截止后七天。"))
    s = forms.IntegerField(
        label=_("每人几份凭证"), min_value=1, max_value=20, initial=5, help_text=_("一份投一条。所有人一样多。")
    )
    k = forms.IntegerField(
        label=_("至少多少人互相遮掩"),
        min_value=5,
        max_value=1000,
        initial=10,
        help_text=_("领取的人不到这个数不开放；支部领取的人不到这个数，合在“其他支部”里。不能小于 5。"),
    )
    mode = forms.ChoiceField(
        label=_("开箱的钥匙"),
        choices=BoxMode.choices,
        initial=BoxMode.KEYHOLDER,
        widget=forms.RadioSelect,
        help_text=_("演示方式只用来试用：钥匙在服务器上，能进服务器的人看得到内容。每一页都会标明。"),
    )


class ChangeForm(forms.Form):
    """Days that may still move."""

    draw_to = date_field(_("领取截止"), required=False)
    opens_on = date_field(_("投递开始"), required=False)
    closes_on = date_field(_("投递截止"), required=False)
    by_on = date_field(_("最迟进入存证日志"), required=False)


class TwoPeople(forms.Form):
    """Two people who were there."""

    first_person = forms.CharField(label=_("在场人一"), max_length=60)
    second_person = forms.CharField(label=_("在场人二"), max_length=60)


class CardsForm(TwoPeople):
    """How many cards, before which two people."""

    count = forms.IntegerField(
        label=_("张数"),
        min_value=1,
        max_value=1000,
        error_messages={
            "invalid": _("请填整数。"), "min_value": _("至少 1 张。"), "max_value": _("一次最多 1000 张。"),
        },
    )  # fmt: skip
    field_order = ("count", "first_person", "second_person")


class HandOutForm(forms.Form):
    """To whom a card was given."""

    elector: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label=_("发给谁"),
        help_text=_("只列还没有领取的人。登记的是“领过”，没有登记哪一张。"),
        error_messages={"required": _("请选择领卡的人。"), "invalid_choice": _("这个人已经领取过，或者不在名单里。")},
    )

    def __init__(self, *args: Any, electors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["elector"]
        field.queryset = electors  # type: ignore[attr-defined]
        field.label_from_instance = lambda elector: str(elector.person)  # type: ignore[attr-defined]


class KeyForm(forms.Form):
    """What the keyholder's browser made: the public point, and the copy sealed for the second keyholder."""

    public_key = forms.CharField(widget=forms.HiddenInput(attrs=HEX), max_length=200, required=False)
    wrapped = forms.CharField(widget=forms.HiddenInput(attrs=HEX), max_length=2000, required=False)


class OpenForm(forms.Form):
    """The key, lent for this one request by the browser; never kept, never shown again."""

    private_key = forms.CharField(widget=forms.HiddenInput(attrs=HEX), max_length=64, required=False)
    keep_details = forms.BooleanField(
        label=_("这一批很少也保留支部和对象"),
        required=False,
        help_text=_(
            "只对截止后的最后一批有用。少于规定数时，默认抹去支部和对象，免得看出是谁；存证日志会记下怎么选的。"
        ),
    )
