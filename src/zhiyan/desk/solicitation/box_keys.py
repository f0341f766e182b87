"""保密钥人 at the desk: keys are made in their browser; the server gets a public half, and the key for one opening."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhiyan.desk.pages import page, perform
from zhiyan.desk.solicitation import box_forms, shapes
from zhiyan.desk.solicitation.box_office import here, path_to
from zhiyan.kernel.canonical import b64, unb64
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation import actions, box_queries
from zhiyan.solicitation.actions.second import register_second_key, second_key
from zhiyan.solicitation.models import BatchKey, BoxMode, BoxState
from zhiyan.solicitation.permissions import may_hold_key, may_hold_second_key
from zhiyan.solicitation.sealing import key_digits

POINT, SCALAR = 65, 32


@page(may_hold_key)
def key(request: Any) -> HttpResponse:
    """Make the key of a batch in the browser, save it, try it, register its public half."""
    form = box_forms.KeyForm(request.POST or None)
    box = box_queries.settings_of(request.cycle)
    if request.method == "POST" and form.is_valid():
        made = perform(
            request,
            form,
            lambda: actions.register_batch_key(
                request.actor,
                request.cycle,
                public_key=_bytes(form.cleaned_data["public_key"], POINT),
                wrapped=form.cleaned_data["wrapped"],
            ),
            _("公钥已登记。私钥只在您保存的文件里，请和密码分开放。"),
        )
        if made is not None:
            return redirect(here(request))
    second = second_key(request.cycle)
    batch = box_queries.current_batch(request.cycle)
    context = {
        "box": box,
        "batch": batch,
        "ready": bool(
            box and box.mode == BoxMode.KEYHOLDER and box.state in (BoxState.DRAWN, BoxState.OPEN) and not batch
        ),
        "second": b64(bytes(second.public_key)) if second else "",
        "second_digits": _digits(second.public_key) if second else "",
        "place": _place(request),
        "crumbs": path_to(request, _("生成密钥")),
    }
    return shapes.show(request, "box_key", context, form)


@page(may_hold_second_key)
def second(request: Any) -> HttpResponse:
    """督导组 makes its own key in the browser, to which copies of batch keys are sealed."""
    form = box_forms.KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(
            request,
            form,
            lambda: register_second_key(
                request.actor, request.cycle, public_key=_bytes(form.cleaned_data["public_key"], POINT)
            ),
            _("公钥已登记。以后的批次密钥都会给您封一份副本。"),
        )
        if made is not None:
            return redirect(here(request))
    kept = second_key(request.cycle)
    context = {
        "kept": kept,
        "kept_digits": _digits(kept.public_key) if kept else "",
        "place": _place(request),
        "crumbs": path_to(request, _("第二保密钥人")),
    }
    return shapes.show(request, "box_second", context, form)


@sensitive_post_parameters("private_key")
@page(may_hold_key)
def open_batch(request: Any) -> HttpResponse:
    """Open the waiting batch with the key that the browser lends for this one request."""
    form = box_forms.OpenForm(request.POST or None)
    box = box_queries.settings_of(request.cycle)
    if request.method == "POST" and form.is_valid():
        opened = perform(request, form, lambda: _open(request, form), _("已开箱，意见已转入，封存的密文已清除。"))
        if opened is not None:
            return redirect(here(request))
        form.data = {
            **dict(form.data.items()),
            "private_key": "",
        }  # a key that was refused is not drawn into the page again
    batch = box_queries.current_batch(request.cycle)
    last = bool(box and box.state == BoxState.CLOSED)
    context = {
        "box": box,
        "batch": batch,
        "demonstration_key": bool(box and box.mode == BoxMode.DEMONSTRATION),
        "last": last,
        "keep": form["keep_details"] if last else None,
        "public": b64(bytes(batch.public_key)) if batch else "",
        "wrapped": batch.wrapped if batch else "",
        "least": 3 * box.k if box else 0,
        "place": _place(request),
        "crumbs": path_to(request, _("开箱")),
    }
    return shapes.show(request, "box_open", context, form)


@require_POST
@page(may_hold_key)
def give_up(request: Any) -> HttpResponse:
    """The key is lost: the batch is given up, its writers may post once more."""
    perform(
        request,
        None,
        lambda: actions.give_up_batch(request.actor, request.cycle),
        _("这一批已作废，写进存证日志。请生成新密钥，并通知大家用原来的凭证再投一次。"),
    )
    return redirect(here(request))


def _open(request: Any, form: Any) -> BatchKey:
    lent = form.cleaned_data["private_key"]
    return actions.open_batch(
        request.actor,
        request.cycle,
        private_key=_bytes(lent, SCALAR) if lent else None,
        keep_details=form.cleaned_data["keep_details"],
    )


@page(may_hold_key)
@require_POST
def settle(request: Any) -> HttpResponse:
    """Go on with a batch whose opening was interrupted."""
    perform(request, None, lambda: actions.settle_batch(request.actor, request.cycle), _("已办完。"))
    return redirect(here(request))


def _place(request: Any) -> str:
    """What a key file says it is for."""
    return f"{request.unit.code}/{request.cycle.label}"


def _bytes(text: str, length: int) -> bytes:
    try:
        return unb64(text, length)
    except ValueError as error:
        raise Invalid("box.key_text", _("密钥不完整。"), remedy=_("请按页面上的步骤重新来一遍。")) from error


def _digits(public_key: Any) -> str:
    return key_digits(hashlib.sha256(bytes(public_key)).digest())
