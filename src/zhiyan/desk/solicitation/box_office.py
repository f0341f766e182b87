"""The anonymous box at the desk: where it stands, windows, cards, opening and closing. Contents are never here."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.cycle.models import Elector
from zhiyan.desk.pages import form_page, page, perform, seen_version
from zhiyan.desk.solicitation import box_forms, box_shapes, shapes
from zhiyan.desk.solicitation.shapes import Addresses
from zhiyan.desk.solicitation.views import crumbs
from zhiyan.kernel import clock
from zhiyan.solicitation import actions, box_queries
from zhiyan.solicitation.models import BoxMode, BoxState
from zhiyan.solicitation.permissions import (
    may_close_box,
    may_hold_key,
    may_hold_second_key,
    may_sample,
    may_solicit,
    may_view_figures,
)


def may_view_box(actor: Any, cycle: Any = None) -> bool:
    """Numbers and days of the box: whoever sees the figures of the stage."""
    return may_view_figures(actor, cycle)


def here(request: Any) -> str:
    """The box's page."""
    return Addresses(request)("box")


def path_to(request: Any, label: str) -> list[dict[str, str]]:
    """征求意见 › 网上意见箱 › this page."""
    return crumbs(request, label, (_("网上意见箱"), here(request)))


@page(may_view_box)
def box(request: Any) -> HttpResponse:
    """Where the box stands and who does what next."""
    found = box_queries.settings_of(request.cycle)
    actor, cycle = request.actor, request.cycle
    state, words = box_shapes.STATES[BoxState(found.state)] if found else ("todo", _("未设置"))
    batch = box_queries.current_batch(cycle)
    figures = box_queries.draw_figures(cycle) if found else {}
    # Before it is final only the office sees how many drew: it must know when there are enough.
    counted = found.drawn if found and found.drawn is not None else None
    if found and counted is None and may_solicit(actor, cycle):
        counted = figures.get("drawn")
    context = {
        "box": found,
        "looks": state,
        "words": words,
        "office": may_solicit(actor, cycle),
        "holder": may_hold_key(actor, cycle),
        "may_close": may_close_box(actor, cycle),
        "may_second": may_hold_second_key(actor, cycle),
        "may_sample": may_sample(actor, cycle),
        "days": box_shapes.days(found) if found else [],
        "sizes": box_shapes.sizes(found, counted) if found else [],
        "digits": box_shapes.digits_of(box_shapes.blind_key(cycle)),
        "address": box_shapes.box_address(request),
        "batch": batch,
        "demonstration_key": bool(found and found.mode == BoxMode.DEMONSTRATION),
        "unsettled": any(one.state in ("opened", "in_ledger") for one in box_queries.batches(cycle)),
        "heads": box_shapes.batch_columns(),
        "rows": box_shapes.batch_rows(Addresses(request), box_queries.batches(cycle)),
        "cards": box_queries.cards(cycle) if found else {},
        "crumbs": crumbs(request, _("网上意见箱")),
    }
    return shapes.show(request, "box", context)


@page(may_solicit)
def begin(request: Any) -> HttpResponse:
    """Set up the box and open the drawing."""
    form = box_forms.BeginForm(request.POST or None, initial={"draw_from": clock.today()})
    return form_page(
        request,
        form,
        lambda: actions.open_drawing(request.actor, request.cycle, **form.cleaned_data),
        title=_("设置网上意见箱"),
        lead=_("设好以后立即可以领取凭证。名单上的人数和名单的指纹先进入存证日志，再发第一份凭证。"),
        back=here(request),
        done=_("已设置，领取开始。请印发通知。"),
        submit=_("设置并开始领取"),
    )


@page(may_solicit)
def change(request: Any) -> HttpResponse:
    """Move days that may still move."""
    found = box_queries.settings_of(request.cycle)
    names = ("draw_to", "opens_on", "closes_on", "by_on")
    form = box_forms.ChangeForm(
        request.POST or None, initial={name: getattr(found, name) for name in names} if found else {}
    )
    return form_page(
        request,
        form,
        lambda: actions.change_box(
            request.actor, request.cycle, seen_version=seen_version(request), **form.cleaned_data
        ),
        title=_("修改日期"),
        lead=_("开放投递以后，只能改投递截止日期。"),
        back=here(request),
        done=_("日期已修改。"),
        version=found.version if found else None,
    )


@page(may_solicit)
@require_POST
def close_drawing(request: Any) -> HttpResponse:
    """领取截止: the number of sets is final and goes to the log."""
    perform(
        request,
        None,
        lambda: actions.close_drawing(request.actor, request.cycle),
        _("领取已截止，人数已进入存证日志。"),
    )
    return redirect(here(request))


@page(may_solicit)
@require_POST
def open_posting(request: Any) -> HttpResponse:
    """开放投递."""
    perform(request, None, lambda: actions.open_posting(request.actor, request.cycle), _("意见箱已开放投递。"))
    return redirect(here(request))


@page(may_close_box)
@require_POST
def close_box(request: Any) -> HttpResponse:
    """投递截止."""
    perform(
        request,
        None,
        lambda: actions.close_box(request.actor, request.cycle),
        _("意见箱已截止，签发凭证的密钥已销毁。"),
    )
    return redirect(here(request))


@page(may_solicit)
def notice(request: Any) -> HttpResponse:
    """A sheet to be put up: address, QR with the key's hash, the 20 digits, what to know."""
    found = box_queries.settings_of(request.cycle)
    if found is None:
        return redirect(here(request))
    address = box_shapes.noted_address(request)
    context = {
        "address": box_shapes.box_address(request),
        "qr": box_shapes.qr(address),
        "digits": box_shapes.digits_of(box_shapes.blind_key(request.cycle)),
        "days": box_shapes.days(found),
        "box": found,
        "back_url": here(request),
        "printed_on": clock.today(),
    }
    return shapes.show(request, "box_notice", context)


@page(may_solicit)
def cards(request: Any) -> HttpResponse:
    """Make cards; the page that answers is the only place where their codes are ever shown."""
    form = box_forms.CardsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(request, form, lambda: actions.make_cards(request.actor, request.cycle, **form.cleaned_data))
        if made is not None:
            address = box_shapes.noted_address(request)
            printed = {
                "codes": made,
                "address": box_shapes.box_address(request),
                "qr": box_shapes.qr(address),
                "digits": box_shapes.digits_of(box_shapes.blind_key(request.cycle)),
                "back_url": Addresses(request)("box_cards"),
            }
            return shapes.show(request, "cards_print", printed)
    context: dict[str, Any] = {
        "cards": box_queries.cards(request.cycle),
        "back": here(request),
        "crumbs": path_to(request, _("纸卡")),
    }
    return shapes.show(request, "cards", context, form)


@page(may_solicit)
def hand_out(request: Any) -> HttpResponse:
    """Give a card to a person, who counts as drawn."""
    undrawn = box_queries.undrawn(request.cycle)
    electors = Elector.objects.filter(pk__in=undrawn.values("elector")).select_related("person")
    form = box_forms.HandOutForm(request.POST or None, electors=electors.order_by("person__staff_no"))
    return form_page(
        request,
        form,
        lambda: actions.hand_out_card(request.actor, request.cycle, **form.cleaned_data),
        title=_("发出纸卡"),
        lead=_("请对方自己从打乱的纸卡里抽一张，再登记这个人领过。"),
        back=Addresses(request)("box_cards"),
        done=_("已登记。"),
        submit=_("登记已领"),
    )


@page(may_solicit)
def destroy_cards(request: Any) -> HttpResponse:
    """Note that cards left over were destroyed before two people."""
    form = box_forms.CardsForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.destroy_cards(request.actor, request.cycle, **form.cleaned_data),
        title=_("销毁剩余纸卡"),
        lead=_("两个人在场销毁后登记。领取截止前，没有发出的都要销毁。"),
        back=Addresses(request)("box_cards"),
        done=_("已登记销毁。"),
        submit=_("登记销毁"),
        grave=True,
    )
