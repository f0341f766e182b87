"""Pages of a paper's way: 拟稿, 审核, 签发, and 补登 of what was signed on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from zhiyan.desk.documents import forms
from zhiyan.desk.documents.views import address, crumbs, on_screen
from zhiyan.desk.pages import allow, ask_first, form_page, page, perform, record_or_404, seen_version
from zhiyan.desk.rectification.uploads import contents
from zhiyan.documents import actions, numbers, printing, registry
from zhiyan.documents.gbt9704 import Document, render_text
from zhiyan.documents.models import UNDER_WAY, PaperDraft, PaperState
from zhiyan.documents.permissions import (
    may_issue,
    may_redraft,
    may_review,
    may_send_back,
    may_sign,
    may_view_documents,
    visible_drafts,
)
from zhiyan.kernel import clock
from zhiyan.web.surfaces import missing

LOOKS = {
    PaperState.DRAFTING: "todo", PaperState.REVIEW: "active", PaperState.SIGNING: "active", PaperState.ISSUED: "done",
    PaperState.WITHDRAWN: "info",
}  # fmt: skip


@page(may_view_documents)
def drafts(request: Any) -> HttpResponse:
    """Papers on their way and what became of them."""
    found = visible_drafts(request.actor, request.cycle).select_related("drafter").order_by("-dated", "title")
    context = {
        "columns": [{"label": _("文件"), "head": True}, _("文号"), _("拟稿"), _("进度"), _("该谁办")],
        "rows": [
            [
                {"text": each.title, "url": address(request, "draft", each.pk)},
                each.number or "—",
                each.drafter.label,
                {"text": each.get_state_display(), "state": LOOKS[each.state]},
                whose_turn(each),
            ]
            for each in found
        ],
        "crumbs": crumbs(request),
    }
    return render(request, "desk/documents/drafts.html", context)


def whose_turn(draft: PaperDraft) -> str:
    """Who does the next step."""
    turns = {
        PaperState.DRAFTING: _("拟稿人核对后送审"),
        PaperState.REVIEW: _("审核人（不能是拟稿人）"),
        PaperState.SIGNING: _("书记或副书记（不能是拟稿人、审核人）"),
    }
    return str(turns.get(PaperState(draft.state), "—"))


@page(may_issue)
def issue(request: Any, kind: str) -> HttpResponse:
    """拟稿: a paper of this kind sets out."""
    issuable(kind)
    document = registry.build(request.actor, request.cycle, kind)
    form = forms.HandlingForm(
        request.POST or None, initial={"number": numbers.suggested(request.cycle, clock.today()), "copies": 0}
    )
    if request.method == "POST" and form.is_valid():
        made = perform(
            request,
            form,
            lambda: actions.draft_paper(request.actor, request.cycle, kind=kind, **form.cleaned_data),
            _("已拟稿，核对后送审。"),
        )
        if made is not None:
            return redirect(address(request, "draft", made.pk))
    context = {
        "title": _("拟稿：%(title)s") % {"title": document.title.replace("\n", "")},
        "lead": _("拟稿、审核、签发由三个人办理；签发后保存当时的文件和校验值，不再改动。"),
        "form": form,
        "html": on_screen(document),
        "register_url": address(request, "register", kind),
        "crumbs": crumbs(request),
    }
    return render(request, "desk/documents/issue.html", context, status=422 if form.is_bound else 200)


@page(may_issue)
def register(request: Any, kind: str) -> HttpResponse:
    """补登: three people signed on paper; their sheet is kept with the file."""
    found = issuable(kind)
    form = forms.SignedOnPaperForm(
        request.POST or None, request.FILES or None, initial={"number": numbers.suggested(request.cycle, clock.today())}
    )
    return form_page(
        request,
        form,
        lambda: actions.issue(
            request.actor, request.cycle, kind=kind, sheet=contents(form.cleaned_data["sheet"]), **form.given()
        ),
        title=_("登记纸质签发：%(title)s") % {"title": found.title},
        lead=_("已在发文稿纸上签字的，在这里补登：按现在的数据打印并固定，扫描件一并保存。"),
        back=address(request, "issued"),
        done=_("已签发。"),
        submit=_("登记"),
    )


def issuable(kind: str) -> registry.Kind:
    """The kind, if it is one that is issued; else 404."""
    found = registry.kind_of(kind)
    if not found.issuable:
        raise missing()
    return found


def draft_of(request: Any, pk: Any) -> PaperDraft:
    """The paper on its way, if the actor may see it."""
    seen = visible_drafts(request.actor, request.cycle).select_related(
        "cycle__unit", "cycle__notice", "drafter", "reviewer"
    )
    found: PaperDraft = record_or_404(seen, pk=pk)
    return found


@page(may_view_documents)
def draft(request: Any, pk: Any) -> HttpResponse:
    """A paper on its way: where it stands, each step with its words, the text, and what the reader may do now."""
    found = draft_of(request, pk)
    issued = getattr(found, "issued", None)
    document = registry.compose(registry.KINDS[found.kind], found.cycle, on=found.dated)
    handled = {name: getattr(found, name) for name in printing.UNHANDLED}
    context = {
        "found": found,
        "state": LOOKS[PaperState(found.state)],
        "turn": _("下一步：%(who)s") % {"who": whose_turn(found)} if found.state in UNDER_WAY else "",
        "facts": [
            (_("文号"), found.number or "—"),
            (_("标注"), found.get_mark_display()),
            (_("编号份数"), found.copies or "—"),
            (_("会后收回"), _("是") if found.needs_return else _("否")),
            (_("拟稿"), found.drafter.label),
            (_("审核"), found.reviewer.label if found.reviewer else "—"),
        ],
        "steps": [
            [each.get_kind_display(), each.by_label, each.on.isoformat(), each.note or "—"]
            for each in found.steps.order_by("entered_at")
        ],
        "step_columns": [{"label": _("步骤"), "head": True}, _("办理人"), _("日期"), _("意见")],
        "stale": stale(found, document),
        "buttons": buttons(request, found),
        "html": "" if issued else on_screen(printing.with_note(document, handled)),
        "issued_url": address(request, "issued_one", issued.pk) if issued else "",
        "crumbs": [*crumbs(request), {"label": _("正在办理"), "url": address(request, "drafts")}],
    }
    return render(request, "desk/documents/draft.html", context)


def stale(found: PaperDraft, document: Document) -> bool:
    """Whether data have changed what was put before the reviewer."""
    waiting = found.state in (PaperState.REVIEW, PaperState.SIGNING)
    return waiting and found.text != render_text(document)


def buttons(request: Any, found: PaperDraft) -> dict[str, Any]:
    """What the reader may do now: forms that post, and links to forms."""
    actor, posts, links = request.actor, [], []
    if found.state == PaperState.DRAFTING and may_redraft(actor, found):
        posts.append({"text": _("送审"), "url": address(request, "submit_draft", found.pk), "kind": "main"})
        links.append({"text": _("修改"), "url": address(request, "change_draft", found.pk), "kind": ""})
    if found.state == PaperState.REVIEW and may_review(actor, found):
        posts.append({"text": _("审核通过"), "url": address(request, "review_draft", found.pk), "kind": "main"})
    if found.state == PaperState.SIGNING and may_sign(actor, found):
        links.append({"text": _("签发"), "url": address(request, "sign_draft", found.pk), "kind": "main"})
    if found.state in (PaperState.REVIEW, PaperState.SIGNING) and may_send_back(actor, found):
        links.append({"text": _("退回"), "url": address(request, "send_back", found.pk), "kind": ""})
    if found.state not in (PaperState.ISSUED, PaperState.WITHDRAWN) and may_redraft(actor, found):
        posts.append({"text": _("撤回"), "url": address(request, "withdraw_draft", found.pk), "kind": "quiet"})
    return {"posts": posts, "links": links}


@page(may_issue)
def change(request: Any, pk: Any) -> HttpResponse:
    """Number, mark and copies, while it is drafted."""
    found = draft_of(request, pk)
    allow(may_redraft, request.actor, found)
    names = ("number", "mark", "copies", "needs_return")
    form = forms.HandlingForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    return form_page(
        request,
        form,
        lambda: actions.change(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        title=_("修改：%(title)s") % {"title": found.title.replace("\n", "")},
        back=address(request, "draft", pk),
        done=_("已保存。"),
        version=found.version,
    )


@page(may_view_documents)
def send_back(request: Any, pk: Any) -> HttpResponse:
    """退回 with the reason."""
    found = draft_of(request, pk)
    ask_first(actions.send_back, request.actor, found)
    form = forms.SendBackForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.send_back(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        title=_("退回：%(title)s") % {"title": found.title.replace("\n", "")},
        back=address(request, "drafts"),
        done=_("已退回拟稿人。"),
        submit=_("退回"),
        version=found.version,
    )


@page(may_view_documents)
def sign(request: Any, pk: Any) -> HttpResponse:
    """签发: from now on the paper is fixed."""
    found = draft_of(request, pk)
    ask_first(actions.sign, request.actor, found)
    form = forms.SignForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.sign(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        title=_("签发：%(title)s") % {"title": found.title.replace("\n", "")},
        lead=_("签发后保存当时的文件和校验值，不再改动；以后数据有变化，只显示差异。"),
        back=address(request, "draft", pk),
        done=_("已签发。"),
        submit=_("签发"),
        version=found.version,
    )


def stepping(action: Any, done: Any) -> Any:
    """A view that does one step by a post and returns to the paper."""

    @require_POST
    @page(may_view_documents)
    def view(request: Any, pk: Any) -> HttpResponse:
        found = draft_of(request, pk)
        perform(request, None, lambda: action(request.actor, found, seen=seen_version(request)), str(done))
        return redirect(address(request, "draft", pk))

    return view


submit = stepping(actions.submit, _l("已送审。"))
review = stepping(actions.review, _l("已审核，等签发。"))
withdraw = stepping(actions.withdraw, _l("已撤回。"))
