"""给提出人的话: what the office asks an unknown writer back, let pass by the keyholder, found by the writer's code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhiyan.consolidation import actions, queries
from zhiyan.consolidation.masking import masked_text
from zhiyan.consolidation.models import Letter, LetterState
from zhiyan.consolidation.permissions import may_open_letters, may_pass_letter, may_place, visible_letters
from zhiyan.consolidation.queries import letters as reading
from zhiyan.desk.consolidation import shapes
from zhiyan.desk.consolidation.forms import ReasonForm
from zhiyan.desk.consolidation.opinions import opinion_of
from zhiyan.desk.consolidation.shapes import Addresses
from zhiyan.desk.pages import ask_first, form_page, page, perform, record_or_404
from zhiyan.web.chinese import full_date

PAGE = 50
LOOKS = {LetterState.WAITING: "todo", LetterState.SENT: "done", LetterState.RETURNED: "blocked"}


class LetterForm(forms.Form):
    """Plain words to somebody unknown."""

    text = forms.CharField(
        label=gettext_lazy("内容"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("不超过500字，只写文字，不放网址。只问事情，不问对方是谁，不约对方见面。"),
    )


@page(may_open_letters)
def letter_list(request: Any) -> HttpResponse:
    """All letters of the year; the keyholder lets pass or gives back those that wait."""
    listed = Paginator(reading.letters(request.actor, request.cycle), PAGE).get_page(request.GET.get("page"))
    opinions = reading.opinion_ids(request.actor, listed)
    context = {
        "tabs": shapes.tabs(request, "letters", queries.figures(request.cycle)),
        "page": listed,
        "rows": [letter_row(request, letter, opinions.get(str(letter.pk), "")) for letter in listed],
    }
    return render(request, "desk/consolidation/letters.html", context)


def letter_row(request: Any, letter: Letter, opinion: str = "") -> dict[str, Any]:
    """A letter with where it stands and what the reader can do with it."""
    to = Addresses(request)
    waits = letter.state == LetterState.WAITING and may_pass_letter(request.actor, letter)
    who = letter.seen_by.label if letter.seen_by else ""
    seen = _("%(day)s由%(who)s看过") % {"day": full_date(letter.seen_on), "who": who} if letter.seen_on else ""
    return {
        "text": letter.text,
        "state": LOOKS[LetterState(letter.state)],
        "badge": letter.get_state_display(),
        "by": _("%(day)s，%(who)s写") % {
            "day": full_date(letter.on), "who": letter.written_by.label if letter.written_by else _("办公室"),
        },
        "seen": seen,
        "reason": letter.reason,
        "opinion_url": to("opinion", opinion) if opinion else "",
        "pass_url": to("pass_letter", letter.pk) if waits else "",
        "return_url": to("return_letter", letter.pk) if waits else "",
    }  # fmt: skip


@page(may_place)
def write(request: Any, pk: Any) -> HttpResponse:
    """Write to the unknown writer of an opinion."""
    found = opinion_of(request, pk)
    ask_first(actions.write_letter, request.actor, found)
    form = LetterForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.write_letter(request.actor, found, text=form.cleaned_data["text"]),
        title=_("给提出人的话"),
        lead=_("针对这条意见：%(text)s") % {"text": masked_text(found, request.actor)},
        back=Addresses(request)("opinion", found.pk),
        done=_("已交保密钥人。看过以后，提出人凭查询码可以看到。"),
        submit=_("交保密钥人"),
    )


def letter_of(request: Any, pk: Any) -> Letter:
    """The letter, if the actor may read it."""
    found: Letter = record_or_404(visible_letters(request.actor), cycle=request.cycle, pk=pk)
    return found


@page(may_open_letters)
@require_POST
def let_pass(request: Any, pk: Any) -> HttpResponse:
    """The keyholder lets a letter go out."""
    found = letter_of(request, pk)
    perform(request, None, lambda: actions.pass_letter(request.actor, found), _("已放到办理情况页。"))
    return redirect(Addresses(request)("letters"))


@page(may_open_letters)
def give_back(request: Any, pk: Any) -> HttpResponse:
    """The keyholder gives a letter back."""
    found = letter_of(request, pk)
    ask_first(actions.return_letter, request.actor, found)
    form = ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.return_letter(request.actor, found, reason=form.cleaned_data["reason"]),
        title=_("退回这段话"),
        lead=found.text,
        back=Addresses(request)("letters"),
        done=_("已退回。"),
        submit=_("退回"),
    )
