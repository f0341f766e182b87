"""The superior's page for claims (凭回执申诉): anybody shows a receipt, nobody is asked who they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.org.models import Unit
from zhiyan.oversight import actions
from zhiyan.oversight.claiming import EARLY, IN_LOG, MAX_RECEIPT, Judgement
from zhiyan.oversight.models import ClaimVerdict
from zhiyan.web.chinese import full_date
from zhiyan.web.surfaces import error_page, language_of_path, missing

MAX_BODY = 64_000
"""Bytes of a request at most: a receipt, typed or as a file."""


class ClaimForm(forms.Form):
    """A receipt, as text or as the file that was saved."""

    receipt = forms.CharField(
        label=gettext_lazy("回执内容"),
        required=False,
        max_length=MAX_RECEIPT,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("把保存的回执整段粘贴在这里；或者在下面选择回执文件。"),
    )
    file = forms.FileField(label=gettext_lazy("回执文件"), required=False)

    def text(self) -> str:
        """What was pasted, or what is in the file."""
        pasted: str = self.cleaned_data["receipt"].strip()
        given = self.cleaned_data.get("file")
        return pasted or (given.read(MAX_RECEIPT + 1).decode("utf-8", "replace") if given else "")


@require_http_methods(["GET", "HEAD", "POST"])
def claims(request: HttpRequest, unit: str) -> HttpResponse:
    """Show a receipt to the superior of the unit that signed it. Nothing of who shows it is asked or kept."""
    language_of_path(request)
    superior = Unit.objects.filter(code=unit).first()
    if superior is None or not Unit.objects.filter(parent=superior).exists():
        raise missing()
    if request.method != "POST":
        return _show(request, superior, ClaimForm())
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        words = _("内容太长，不是一张回执。")
        return error_page(request, Invalid("claim.long", words, remedy=_("请只提交回执本身。")), status=413)
    form = ClaimForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, superior, form, status=422)
    try:
        found = actions.post_claim(Actor(unit_id=superior.pk), superior, receipt=form.text())
    except Invalid as error:
        for name, text in error.fields.items():
            form.add_error(name, text)
        return _show(request, superior, form, status=422)
    return _show(request, superior, ClaimForm(), answer=answer(found))


def answer(found: Judgement) -> dict[str, Any]:
    """What the page says about a receipt: looks, heading, sentence, and the facts of the receipt."""
    said = found.said
    by = full_date(dt.date.fromisoformat(said["by"]))
    looks, badge, title, text = {
        IN_LOG: (
            "done", _("已兑现"), _("这条意见已经在存证日志里"),
            _("回执的签名正确，意见在已公开的批次中，存证日志也接得上回执出具时的样子。不需要申诉。"),
        ),
        EARLY: (
            "active", _("未到期"), _("还没有到回执写明的日期"),
            _("回执的签名正确。%(day)s过后意见还没有入存证日志的，请再来提交。") % {"day": by},
        ),
        ClaimVerdict.MISSING: (
            "blocked", _("没有兑现"), _("申诉成立：意见应当在存证日志里，但是没有"),
            _("回执的签名正确，约定日期已过。上级和出具单位都已经看到这件申诉，不需要您再做什么，也不需要说明您是谁。"),
        ),
        ClaimVerdict.REWRITTEN: (
            "blocked", _("没有兑现"), _("申诉成立：存证日志被改动或者替换过"),
            _("回执的签名正确，但是现在的存证日志接不上回执出具时的样子。上级和出具单位都已经看到这件申诉。"),
        ),
    }[found.verdict]  # fmt: skip
    facts = [
        (_("出具单位"), found.about.name),
        (_("年度"), said["cycle"]),
        (_("批次"), _("第 %(n)d 批") % {"n": said["batch"]}),
        (_("约定入日志的日期"), by),
    ]
    return {"looks": looks, "badge": badge, "title": title, "text": text, "facts": facts}


def _show(
    request: HttpRequest, superior: Unit, form: ClaimForm, *, answer: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    english = request.path.startswith("/en/")
    context = {
        "unit": superior.name,
        "form": form,
        "answer": answer,
        "english": english,
        "verify_url": reverse(f"{'en' if english else 'zh'}:verify"),
        "other_url": reverse(f"{'zh' if english else 'en'}:claims", args=[superior.code]),
    }
    response = render(request, "box/claims.html", context, status=status)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a refusal here leaves no line in any log
    return response
