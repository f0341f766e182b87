"""Forms of papers on their way, of what was signed on paper, of copies, templates and the archive set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.documents.actions.issuing import MOST_COPIES
from zhiyan.documents.models import Mark
from zhiyan.kernel import clock


def day() -> forms.DateInput:
    """A date as browsers ask for it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class HandlingForm(forms.Form):
    """拟稿: number, mark, and how copies are handled."""

    number = forms.CharField(
        label=_("文号"), max_length=60, required=False, help_text=_("按本单位最近用过的文号顺延；没有文号的可以不填。")
    )
    mark = forms.ChoiceField(
        label=_("标注"), choices=Mark.choices, required=False, help_text=_("国家秘密不得录入本系统。")
    )
    copies = forms.IntegerField(
        label=_("编号份数"), min_value=0, max_value=MOST_COPIES, required=False,
        help_text=_("需要编份号的填写份数，签发后逐份登记发放和收回。"),
    )  # fmt: skip
    needs_return = forms.BooleanField(label=_("会后收回"), required=False)

    def clean_copies(self) -> int:
        """None means none."""
        return self.cleaned_data["copies"] or 0


class SignForm(forms.Form):
    """The day of signing."""

    on = forms.DateField(label=_("签发日期"), initial=clock.today, widget=day())
    late_reason = forms.CharField(
        label=_("补录原因"), max_length=200, required=False, help_text=_("签发日期已过三天以上时填写。")
    )


class SendBackForm(forms.Form):
    """Why a paper goes back."""

    reason = forms.CharField(label=_("退回原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class SignedOnPaperForm(SignForm):
    """补登: who drafted, reviewed and signed on paper, and the signed sheet."""

    number = forms.CharField(label=_("文号"), max_length=60, required=False, help_text=_("没有文号的可以不填。"))
    drafter = forms.CharField(label=_("拟稿"), max_length=60)
    reviewer = forms.CharField(label=_("审核"), max_length=60)
    signer = forms.CharField(label=_("签发"), max_length=60)
    sheet = forms.FileField(label=_("发文稿纸"), help_text=_("有审核、签发签字的扫描件：PDF、JPG 或 PNG，不超过20MB。"))
    field_order = ("number", "drafter", "reviewer", "signer", "on", "late_reason", "sheet")

    def given(self) -> dict[str, Any]:
        """What the action takes, the sheet left out."""
        return {name: value for name, value in self.cleaned_data.items() if name != "sheet"}


class TemplateForm(forms.Form):
    """A template for one kind of paper."""

    file = forms.FileField(label=_("模板文件"), help_text=_("Word 文件（.docx），不带宏，不超过5MB。"))


class HandOutForm(forms.Form):
    """To whom a copy goes, and when."""

    receiver = forms.CharField(label=_("领取人"), max_length=60)
    on = forms.DateField(label=_("发放日期"), initial=clock.today, widget=day())


class TakeBackForm(forms.Form):
    """When a copy came back."""

    on = forms.DateField(label=_("收回日期"), initial=clock.today, widget=day())
    note = forms.CharField(label=_("备注"), max_length=100, required=False, help_text=_("如：缺页、已销毁。"))
