"""网上测评 at the desk: where it stands, drawing one token, the keyholder's key, opening and counting, comments."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhiyan.desk.cycle.forms import date_field
from zhiyan.desk.pages import form_page, page, perform
from zhiyan.desk.solicitation.box_forms import KeyForm
from zhiyan.desk.solicitation.box_shapes import blind_key, box_address, digits_of, fragment, qr
from zhiyan.disclosure import actions, balloting, queries
from zhiyan.disclosure.models import DisclosureKind, RatingRound, RoundState
from zhiyan.disclosure.permissions import (
    may_close_rating,
    may_count,
    may_draw_rating,
    may_make,
    may_open_disclosure,
    visible_comments,
)
from zhiyan.kernel.canonical import b64, unb64
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.actions.second import second_key
from zhiyan.solicitation.sealing import key_digits
from zhiyan.web.chinese import full_date, span
from zhiyan.web.surfaces import missing

PAGE = 50
LOOKS = {RoundState.DRAWING: "active", RoundState.OPEN: "active", RoundState.CLOSED: "todo", RoundState.COUNTED: "done"}


class RoundForm(forms.Form):
    """Days and sizes of the rating."""

    disclosure = forms.ModelChoiceField(label=gettext_lazy("测评哪次公开的措施"), queryset=None)
    draw_to = date_field(gettext_lazy("领取截止"), help_text=gettext_lazy("从今天起领取；领取截止以后才开始投票。"))
    closes_on = date_field(gettext_lazy("投票截止"))
    by_on = date_field(gettext_lazy("最迟计票"), required=False, help_text=gettext_lazy("不填按投票截止后七天。"))
    k = forms.IntegerField(
        label=gettext_lazy("至少多少人领取才开始"), min_value=5, initial=actions.K,
        help_text=gettext_lazy("人太少，投票的人藏不住。不能小于 5。"),
    )  # fmt: skip
    demonstration = forms.BooleanField(
        label=gettext_lazy("演示：密钥放在服务器上"), required=False,
        help_text=gettext_lazy("只用来试用。正式测评由保密钥人在自己的浏览器里生成密钥。"),
    )  # fmt: skip

    def __init__(self, *args: Any, cycle: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = queries.issued(cycle).filter(kind=DisclosureKind.PUBLISH)
        field = self.fields["disclosure"]
        field.queryset = shown  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.on} {one.title}"  # type: ignore[attr-defined]


class CountForm(forms.Form):
    """The key, lent for this one request; never kept, never shown again."""

    private_key = forms.CharField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}), max_length=64, required=False
    )


def address(request: Any, name: str, *args: Any) -> str:
    """A page of this stage in this unit and cycle."""
    return reverse(f"disclosure:{name}", args=[request.unit.code, request.cycle.label, *args])


def crumbs(request: Any, last: str) -> list[dict[str, str]]:
    """The way here."""
    return [
        {"label": _("公开通报"), "url": address(request, "page")},
        {"label": _("网上测评"), "url": address(request, "round") if last else ""},
        *([{"label": last, "url": ""}] if last else []),
    ]


def noted(request: Any, more: str = "rating/") -> str:
    """The ballot's address as a notice prints it: hashes of the keys in the fragment, the same for everybody."""
    key = blind_key(request.cycle, "rating")
    if key is None:
        return box_address(request, more)
    writing = blind_key(request.cycle)
    base = fragment(request, writing or key)
    told = base if writing else base.partition("&")[2]
    return f"{box_address(request, more)}#{told}&q={key.sha256}"


def round_or_404(request: Any) -> RatingRound:
    """The year's rating."""
    found = balloting.round_of(request.cycle)
    if found is None:
        raise missing()
    return found


@page(may_open_disclosure)
def overview(request: Any) -> HttpResponse:
    """Where the rating stands, what comes next and by whom; the address for everybody; results once counted."""
    found, actor = balloting.round_of(request.cycle), request.actor
    context: dict[str, Any] = {"found": found, "crumbs": crumbs(request, ""), "buttons": [], "posts": []}
    if found is None:
        if may_make(actor, request.cycle) and queries.issued(request.cycle).filter(kind=DisclosureKind.PUBLISH):
            context["buttons"] = [{"text": _("开始网上测评"), "url": address(request, "open_rating"), "kind": "main"}]
        return render(request, "desk/disclosure/round.html", context)
    where = noted(request)
    context |= {
        "state": LOOKS[RoundState(found.state)],
        "state_text": found.get_state_display(),
        "facts": facts(found),
        "digits": digits_of(blind_key(request.cycle, "rating")),
        "address": where,
        "qr": qr(where),
        "counted": queries.counts_as_drawn(actor, found) if may_draw_rating(actor, request.cycle) else None,
        "draw_url": reverse("solicitation:draw_rating", args=[request.unit.code, request.cycle.label])
        if may_draw_rating(actor, request.cycle)
        else "",
        "buttons": buttons(request, found),
        "posts": posts(request, found),
        "results_url": address(request, "ratings") if found.state == RoundState.COUNTED else "",
        "comments_url": address(request, "comments") if visible_comments(actor).filter(round=found).exists() else "",
        "waits": found.state == RoundState.DRAWING and not found.demonstration and not bytes(found.public_key),
    }
    return render(request, "desk/disclosure/round.html", context)


def facts(found: RatingRound) -> list[tuple[str, str]]:
    """Days and numbers. How many drew is told only once drawing is over, how many voted only once they are counted."""
    told = [
        (_("测评的措施"), _("%(n)d 条") % {"n": len(found.measures)}),
        (_("领取选票凭证"), span(found.draw_from, found.draw_to)),
        (_("投票截止"), full_date(found.closes_on)),
        (_("最迟计票"), full_date(found.by_on)),
        (_("有资格"), _("%(n)d 人") % {"n": found.eligible}),
        (_("领取"), _("领取截止时公布") if found.drawn is None else _("%(n)d 人") % {"n": found.drawn}),
    ]
    if found.ballots is not None:
        told.append((_("有效选票"), _("%(n)d 张") % {"n": found.ballots}))
        told.append((_("无效选票"), _("%(n)d 张") % {"n": found.unreadable}))
    return told


def buttons(request: Any, found: RatingRound) -> list[dict[str, str]]:
    """Pages that lead on, for whoever may."""
    actor, made = request.actor, []
    if may_count(actor, found) and found.state == RoundState.DRAWING and not found.demonstration:
        made.append({"text": _("生成选票密钥"), "url": address(request, "rating_key"), "kind": ""})
    if may_count(actor, found) and found.state == RoundState.CLOSED:
        made.append({"text": _("开启选票并计票"), "url": address(request, "count_ballots"), "kind": "main"})
    return made


def posts(request: Any, found: RatingRound) -> list[dict[str, str]]:
    """Steps that are one press, with what they mean."""
    actor = request.actor
    if found.state == RoundState.DRAWING and may_make(actor, found):
        return [
            {
                "text": _("领取截止，开始投票"), "url": address(request, "begin_rating"),
                "question": _("领取的人数定下来，记入存证日志；以后没有领的不能再领。"),
            }
        ]  # fmt: skip
    if found.state == RoundState.OPEN and may_close_rating(actor, found):
        return [
            {
                "text": _("投票截止"), "url": address(request, "close_rating"),
                "question": _("不再收选票，签发凭证的密钥销毁。然后由保密钥人开启选票，一次计票。"),
            }
        ]  # fmt: skip
    return []


@page(may_make)
def open_rating(request: Any) -> HttpResponse:
    """Let everybody draw a token for rating."""
    form = RoundForm(request.POST or None, cycle=request.cycle)

    def do() -> Any:
        data = dict(form.cleaned_data)
        return actions.open_rating(request.actor, data.pop("disclosure"), **data)

    return form_page(
        request, form, do,
        title=_("开始网上测评"),
        lead=_("职工先领选票凭证，一人一份，再在意见箱的网址匿名评价已公开的措施。截止以后保密钥人一次打开，只留票数。"),
        back=address(request, "round"), done=_("已开始领取。请把网址和二维码印在通知上。"), submit=_("开始领取"),
    )  # fmt: skip


@page(may_make)
@require_POST
def begin_rating(request: Any) -> HttpResponse:
    """Drawing is over; voting begins."""
    found = round_or_404(request)
    perform(request, None, lambda: actions.begin_rating(request.actor, found), _("已开始投票。"))
    return redirect(address(request, "round"))


@page(may_close_rating)
@require_POST
def close_rating(request: Any) -> HttpResponse:
    """Voting is over."""
    found = round_or_404(request)
    perform(request, None, lambda: actions.close_rating(request.actor, found), _("投票已截止。"))
    return redirect(address(request, "round"))


@page(may_count)
def key(request: Any) -> HttpResponse:
    """The keyholder makes the key of the ballots in their browser; its public half is registered."""
    found = round_or_404(request)
    form = KeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = perform(
            request,
            form,
            lambda: actions.register_rating_key(
                request.actor, found, public_key=read(data["public_key"], 65), wrapped=data["wrapped"]
            ),
            _("公钥已登记。私钥只在您保存的文件里，请和密码分开放。"),
        )
        if made is not None:
            return redirect(address(request, "round"))
    second = second_key(request.cycle)
    digits = key_digits(hashlib.sha256(bytes(second.public_key)).digest()) if second else ""
    context = {
        "form": form,
        "ready": found.state == RoundState.DRAWING and not found.demonstration,
        "again": bool(bytes(found.public_key)),
        "second": b64(bytes(second.public_key)) if second else "",
        "second_digits": digits,
        "place": place(request),
        "crumbs": crumbs(request, _("生成选票密钥")),
    }
    return render(request, "desk/disclosure/rating_key.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("private_key")
@page(may_count)
def count(request: Any) -> HttpResponse:
    """Open the ballots with the key that the browser lends for this one request, and count them."""
    found = round_or_404(request)
    form = CountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        lent = form.cleaned_data["private_key"]
        done = perform(
            request,
            form,
            lambda: actions.count_ballots(request.actor, found, private_key=read(lent, 32) if lent else None),
            _("已计票。选票的密文已清除，只留票数和留言。"),
        )
        if done is not None:
            return redirect(address(request, "round"))
        form.data = {**form.data.dict(), "private_key": ""}  # a key that was refused is not drawn into the page again
    context = {
        "form": form,
        "found": found,
        "ready": found.state == RoundState.CLOSED,
        "public": b64(bytes(found.public_key)),
        "place": place(request),
        "crumbs": crumbs(request, _("开启选票并计票")),
    }
    return render(request, "desk/disclosure/rating_count.html", context, status=422 if form.errors else 200)


@page(may_open_disclosure)
def comments(request: Any) -> HttpResponse:
    """Comments of the ballots, in an order by lot, apart from every vote."""
    found = visible_comments(request.actor).filter(round__cycle=request.cycle)
    if not found.exists():
        raise missing()
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": listed, "crumbs": crumbs(request, _("留言"))}
    return render(request, "desk/disclosure/comments.html", context)


def place(request: Any) -> str:
    """What a key file says it is for."""
    return f"{request.unit.code}/{request.cycle.label}"


def read(text: str, length: int) -> bytes:
    """A key as the browser wrote it. Raises Invalid for anything else."""
    try:
        return unb64(text, length)
    except ValueError as error:
        raise Invalid("rating.key_text", _("密钥不完整。"), remedy=_("请按页面上的步骤重新来一遍。")) from error
