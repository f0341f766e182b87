"""Forms of the administrator: accounts and roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyan.accounts.models import ROLE_LABELS, User
from zhiyan.org.models import Unit
from zhiyan.org.queries import current_people


class AccountForm(forms.Form):
    username = forms.CharField(label=_("登录名"), max_length=60)
    label = forms.CharField(label=_("显示名"), max_length=60, help_text=_("写职务或工号，不写姓名也可以。"))
    password = forms.CharField(label=_("初始密码"), min_length=8, widget=forms.PasswordInput)
    person = forms.ModelChoiceField(label=_("花名册中的人"), queryset=None, required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = current_people(unit)
        self.fields["person"].label_from_instance = lambda p: f"{p.staff_no} {p.name}"


class GrantForm(forms.Form):
    username = forms.CharField(label=_("登录名"), max_length=60)
    role = forms.ChoiceField(label=_("角色"), choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def clean_username(self) -> User:
        """The account of that name."""
        user = User.objects.filter(username=self.cleaned_data["username"]).first()
        if user is None:
            raise forms.ValidationError(_("没有这个登录名，请先开账号。"))
        return user
