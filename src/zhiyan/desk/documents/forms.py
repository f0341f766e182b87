"""The form of 签发."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import clock


class IssueForm(forms.Form):
    """Number, who drafted, reviewed and signed, and the day of signing."""

    number = forms.CharField(label=_("文号"), max_length=60, required=False, help_text=_("没有文号的可以不填。"))
    drafter = forms.CharField(label=_("拟稿"), max_length=60)
    reviewer = forms.CharField(label=_("审核"), max_length=60)
    signer = forms.CharField(label=_("签发"), max_length=60)
    on = forms.DateField(
        label=_("签发日期"), initial=clock.today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    late_reason = forms.CharField(
        label=_("补录原因"), max_length=200, required=False, help_text=_("签发日期已过三天以上时填写。")
    )
