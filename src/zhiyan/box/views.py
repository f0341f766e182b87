"""The box: write, look once more, seal; follow up by receipt code. No session, no cookie, nothing logged."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyan.box import queries
from zhiyan.box.forms import FollowForm, SlipForm
from zhiyan.box.pointers import pieces
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import DomainError, Invalid
from zhiyan.solicitation import actions
from zhiyan.solicitation.actions.box import box_channel
from zhiyan.solicitation.standing import require_channel_open
from zhiyan.web.surfaces import error_page, language_of_path, missing

View = Callable[..., HttpResponse]


def box_page(view: View) -> View:
    """A page of one unit's box in one year: `view(request, cycle)`; 404 where there is no such box."""

    @functools.wraps(view)
    def run(request: HttpRequest, unit: str, cycle: str) -> HttpResponse:
        language_of_path(request)
        found = Cycle.objects.filter(unit__code=unit, label=cycle).select_related("unit", "notice").first()
        if found is None:
            raise missing()
        return view(request, found)

    return require_http_methods(["GET", "HEAD", "POST"])(run)


def address(request: HttpRequest, name: str, cycle: Cycle | None = None, *, other: bool = False) -> str:
    """A page of the box in the language of this one, or in the other language."""
    english = request.path.startswith("/en/") is not other
    args = [cycle.unit.code, cycle.label] if cycle else []
    return reverse(f"{'en' if english else 'zh'}:{name}", args=args)


def show(request: HttpRequest, name: str, cycle: Cycle, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page with what every page of the box carries."""
    here = "follow" if name == "follow" else "write"
    common = {
        "unit": cycle.unit.name,
        "cycle": cycle,
        "write_url": address(request, "write", cycle),
        "follow_url": address(request, "follow", cycle),
        "other_url": address(request, here, cycle, other=True),
        "english": request.path.startswith("/en/"),
    }
    response = render(request, f"box/{name}.html", {**common, **context}, status=status)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a refusal here leaves no line in any log
    return response


@require_http_methods(["GET", "HEAD"])
def front(request: HttpRequest) -> HttpResponse:
    """To the only open box, or a choice."""
    language_of_path(request)
    boxes = list(queries.open_boxes()[:50])
    if len(boxes) == 1:
        return redirect(address(request, "write", boxes[0].cycle))
    links = [
        {"title": str(box.cycle), "note": box.cycle.unit.name, "url": address(request, "write", box.cycle)}
        for box in boxes
    ]
    return render(request, "box/front.html", {"boxes": links})


@box_page
def write(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Write, look once more, seal: three steps of one address, the words travelling in the page alone."""
    closed = _closed(cycle)
    if closed is not None:
        return show(request, "closed", cycle, {"error": closed})
    if request.method != "POST":
        return show(request, "write", cycle, {"form": SlipForm(cycle=cycle)})
    step = request.POST.get("step", "look")
    if step == "edit":
        given = {name: request.POST.get(name, "") for name in ("text", "aspect", "target", "branch", "code")}
        return show(request, "write", cycle, {"form": SlipForm(cycle=cycle, initial=given)})
    form = SlipForm(request.POST, cycle=cycle)
    if not form.is_valid():
        return show(request, "write", cycle, {"form": form}, 422)
    return _seal(request, cycle, form) if step == "seal" else _look(request, cycle, form)


def _closed(cycle: Cycle) -> DomainError | None:
    """Why the box takes nothing, if so."""
    try:
        require_channel_open(box_channel(cycle))
    except DomainError as error:
        return error
    return None


def _look(request: HttpRequest, cycle: Cycle, form: SlipForm) -> HttpResponse:
    """The opinion as it will be read, with words marked that may point to the writer."""
    data = form.cleaned_data
    if not queries.code_is_known(cycle, data["code"]):
        form.add_error("code", _("没有这个填写码，或者它已经用过、已经开箱。请核对；您写的内容还在。"))
        return show(request, "write", cycle, {"form": form}, 422)
    cut = pieces(data["text"], queries.place_names(cycle))
    context = {
        "pieces": cut,
        "pointing": any(piece.get("pointing") for piece in cut),
        "covered": any(piece.get("covered") for piece in cut),
        "hidden": {name: data.get(name, "") for name in ("text", "aspect", "target", "branch", "code")},
        "about": _about(form),
    }
    return show(request, "look", cycle, context)


def _about(form: SlipForm) -> list[tuple[str, str]]:
    """What was chosen beside the words, in words."""
    found = []
    for name in ("aspect", "target", "branch"):
        if name in form.fields:
            choices = dict(form.fields[name].choices)  # type: ignore[attr-defined]
            found.append((str(form.fields[name].label), str(choices.get(form.cleaned_data[name], ""))))
    return found


def _seal(request: HttpRequest, cycle: Cycle, form: SlipForm) -> HttpResponse:
    """Put the slip in and show its receipt code. Loading the page again sends the same and gets the same code."""
    data = form.cleaned_data
    anybody = Actor(unit_id=cycle.unit_id)
    try:
        receipt = actions.post_slip(
            anybody,
            cycle,
            code=data["code"],
            text=data["text"],
            aspect_code=data["aspect"],
            target_role=data["target"],
            branch_id=uuid.UUID(data["branch"]) if data.get("branch") else None,
        )
    except Invalid as error:
        placed = {name: text for name, text in error.fields.items() if name in form.fields}
        for name, text in (placed or {None: f"{error.sentence}{error.remedy}"}).items():
            form.add_error(name, text)
        return show(request, "write", cycle, {"form": form}, 422)
    return show(request, "receipt", cycle, {"receipt": receipt})


@box_page
def follow(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """What became of an opinion. The code is sent in the body, never in an address, and is not logged."""
    if request.method != "POST":
        return show(request, "follow", cycle, {"form": FollowForm()})
    form = FollowForm(request.POST)
    chains = queries.follow(cycle, form.cleaned_data["code"]) if form.is_valid() else None
    if form.is_valid() and chains is None:
        form.add_error("code", _("没有找到这个回执码，请核对每一位；不含数字 0、1 和字母 O、I、L、U。"))
    return show(request, "follow", cycle, {"form": form, "chains": chains}, 200 if chains else 422)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in the box's own dress."""
    language_of_path(request)
    return error_page(request, missing())


def failed(request: HttpRequest) -> HttpResponse:
    """500: the words are still in the writer's browser; say so."""
    language_of_path(request)
    error = DomainError(
        "failed", _("程序出错了，意见没有投入。"), remedy=_("请返回上一页重试，您写的内容还在；同一个填写码可以再用。")
    )
    return error_page(request, error, status=500)
