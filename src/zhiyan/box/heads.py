"""树头公布 (heads page): what a unit's log looks like now, signed, and whether a superior has countersigned it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiyan.kernel.canonical import b64, canonical
from zhiyan.ledger import queries, witness
from zhiyan.ledger.models import LedgerSignedHead
from zhiyan.org.models import Unit
from zhiyan.web.chinese import full_date
from zhiyan.web.surfaces import language_of_path, missing

RECENT = 50
"""Signed heads before the newest for which the page carries proofs; for any other there is an address of its own."""


def published(unit: Unit, *, old: int | None = None) -> dict[str, Any]:
    """Everything public about the log: newest head, keys, countersignatures, restores, proofs of consistency.

    It is what a witness asks for, so that anybody can be one. `old` adds the proof from a log of that size. Nothing
    is signed for a reader: a head that nobody asked for appears every hundred entries, and the first of a day.
    """
    head = queries.latest_head(unit)
    base = {"v": 1, "kind": "heads", "log": unit.code, "name": unit.name, "head": head, "witnessed": False}
    if head is None:
        return {**base, "keys": [], "epochs": [], "proofs": {}, "countersignatures": [], "receipts": []}
    asked = witness.request_for(unit, head)
    recent = LedgerSignedHead.objects.filter(unit_id=unit.pk, size__lte=head["size"]).order_by("-size")
    sizes = {*recent.values_list("size", flat=True)[:RECENT], *([old] if old is not None else [])}
    proofs = {
        str(size): [b64(step) for step in queries.consistency(unit, size, head["size"])]
        for size in sorted(sizes)
        if 0 < size <= head["size"]
    }
    given = witness.of(unit)
    return {
        **base,
        "witnessed": bool(given),
        "keys": asked["keys"],
        "epochs": asked["epochs"],
        "proofs": {**asked["proofs"], **proofs},
        "countersignatures": given,
        "receipts": [b64(key.public_bytes_raw()) for key in queries.public_keys(unit, "receipts")],
    }


def unit_or_404(code: str) -> Unit:
    """The unit of the address."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise missing()
    return found


@require_safe
def data(request: HttpRequest, unit: str) -> HttpResponse:
    """The heads as JSON."""
    return HttpResponse(canonical(published(unit_or_404(unit))), content_type="application/json")


@require_safe
def data_from(request: HttpRequest, unit: str, old: int) -> HttpResponse:
    """The same with the proof that the log of `old` entries begins it: for whoever kept an old head."""
    return HttpResponse(canonical(published(unit_or_404(unit), old=min(old, 2**62))), content_type="application/json")


@require_safe
def page(request: HttpRequest, unit: str) -> HttpResponse:
    """What it means, in words; and the line to compare with a printed one."""
    english = language_of_path(request) == "en"
    found = unit_or_404(unit)
    head = queries.latest_head(found)
    newest = witness.latest(found)
    given = newest["countersignature"] if newest else None
    names = dict(Unit.objects.filter(code=given["witness"]).values_list("code", "name")) if given else {}
    context = {
        "unit": found,
        "head": head,
        "line": _groups(head["root"]) if head else "",
        "on": _day(head["on"]) if head else "",
        "given": given,
        "given_on": _day(given["on"]) if given else "",
        "witness": names.get(given["witness"], given["witness"]) if given else "",
        "grown": head["size"] - given["size"] if head and given else 0,
        "restores": [facts for _index, facts in queries.epochs(found.pk)],
        "data_url": reverse(f"{'en' if english else 'zh'}:heads_data", args=[found.code]),
        "other_url": reverse(f"{'zh' if english else 'en'}:heads", args=[found.code]),
        "english": english,
    }
    return render(request, "box/heads.html", context)


def _groups(root: str) -> str:
    """Hexadecimal digits in fours."""
    return " ".join(root[at : at + 4] for at in range(0, len(root), 4))


def _day(iso: str) -> str:
    return full_date(dt.date.fromisoformat(iso))
