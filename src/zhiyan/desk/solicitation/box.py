"""The office's side of the online box: codes for printing, and the opening before two people."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from zhiyan.desk.pages import page, perform
from zhiyan.desk.solicitation import forms, shapes
from zhiyan.desk.solicitation.views import back, crumbs
from zhiyan.kernel import clock
from zhiyan.solicitation import actions, queries
from zhiyan.solicitation.permissions import may_solicit


@page(may_solicit)
def codes(request: Any) -> HttpResponse:
    """Make one-time codes; the page that answers is the only place where they are ever shown."""
    form = forms.BoxCodesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(
            request,
            form,
            lambda: actions.make_box_codes(request.actor, request.cycle, count=form.cleaned_data["count"]),
        )
        if made is not None:
            address = box_address(request)
            context = {"codes": made, "address": address, "qr": qr(address), "back_url": back(request)}
            return shapes.show(request, "codes_print", context)
    context = {
        "made": queries.box_codes(request.cycle),
        "address": box_address(request),
        "back": back(request),
        "crumbs": crumbs(request, _("制作填写码")),
    }
    return shapes.show(request, "codes", context, form)


def box_address(request: Any) -> str:
    """Where the box of this cycle is found, on its own host name and the desk's port."""
    port = request.get_port()
    usual = {"http": "80", "https": "443"}[request.scheme]
    host = settings.BOX_HOSTS[0] + (f":{port}" if port != usual else "")
    return f"{request.scheme}://{host}/{request.unit.code}/{request.cycle.label}/"


def qr(address: str) -> str:
    """The address as a QR code (SVG markup). It holds nothing but the address: a code in it would end up in logs."""
    return mark_safe(segno.make(address, error="m").svg_inline(scale=3, border=2, omitsize=False))


@page(may_solicit)
def open_box(request: Any) -> HttpResponse:
    """Open the online box before two people."""
    form = forms.OpenBoxForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        opened = perform(
            request, form, lambda: actions.open_box(request.actor, request.cycle, **form.cleaned_data), _("已开箱。")
        )
        if opened is not None:
            return redirect("solicitation:reply", request.unit.code, request.cycle.label, "box_opening", opened.pk)
    context = {"back": back(request), "crumbs": crumbs(request, _("网上意见箱开箱"))}
    return shapes.show(request, "open_box", context, form)
