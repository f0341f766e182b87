"""Talks shaped for tables: plain cells, never the words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.talks import queries
from zhiyan.talks.models import PairKind, TalkPair
from zhiyan.web.chinese import short_day

BADGES = {"held": "done", "unconfirmed": "active", "planned": "todo", "open": "todo", "dropped": "info"}


def words() -> dict[str, str]:
    """What each state is called."""
    return {
        "held": _("已谈"),
        "unconfirmed": _("待确认"),
        "planned": _("已安排"),
        "open": _("未谈"),
        "dropped": _("不再要求"),
    }


def url_of(request: Any, pair: TalkPair) -> str:
    """The pair's own page."""
    return reverse("talks:pair", args=[request.unit.code, request.cycle.label, pair.pk])


def when(pair: TalkPair) -> str:
    """The day held, else the day planned."""
    talk = queries.talk_of(pair)
    if talk is not None:
        return short_day(talk.on)
    return _("拟%(day)s") % {"day": short_day(pair.planned_on)} if pair.planned_on else "—"


def matrix(request: Any, found: list[TalkPair]) -> list[dict[str, Any]]:
    """Rows of the n×n matrix in rank order; a cell is None on the diagonal, else dict(text, state, url)."""
    between = [pair for pair in found if pair.kind == PairKind.MEMBER_MEMBER and pair.other_member]
    members = {m.pk: m for pair in between for m in (pair.member, pair.other_member) if m is not None}
    by_two = {frozenset({pair.member_id, pair.other_member_id}): pair for pair in between}
    ordered = sorted(members.values(), key=lambda m: m.rank)
    rows = []
    for row in ordered:
        cells = [cell(request, by_two.get(frozenset({row.pk, column.pk}))) for column in ordered]
        rows.append({"label": row.role, "cells": cells})
    return rows


def cell(request: Any, pair: TalkPair | None) -> dict[str, Any] | None:
    """One cell of the matrix."""
    if pair is None:
        return None
    state = queries.state_of(pair)
    return {"state": BADGES[state], "text": words()[state], "when": when(pair), "url": url_of(request, pair)}


def kinds(request: Any, found: list[TalkPair]) -> list[dict[str, Any]]:
    """A table for each kind: who, with whom, when, problems named, state."""
    tables = []
    for kind in PairKind:
        of_kind = [pair for pair in found if pair.kind == kind]
        numbers = queries.counts(of_kind)
        tables.append(
            {
                "label": kind.label,
                "count": _("%(held)d / %(required)d") % numbers,
                "rows": [row(request, pair) for pair in of_kind],
            }
        )
    return tables


def columns() -> list[dict[str, Any]]:
    """Heads of a kind's table."""
    return [
        {"label": _("班子成员"), "head": True},
        {"label": _("谈话对象")},
        {"label": _("日期")},
        {"label": _("问题数"), "num": True},
        {"label": _("状态")},
    ]


def row(request: Any, pair: TalkPair) -> list[Any]:
    """One pair as a row."""
    talk, state = queries.talk_of(pair), queries.state_of(pair)
    return [
        {"text": pair.member.role},
        {"text": queries.other_label(pair), "url": url_of(request, pair), "note": queries.belongs_label(pair)},
        when(pair),
        "—" if talk is None else talk.own_problems + talk.named_problems,
        {
            "state": BADGES[state],
            "text": words()[state],
            "note": _("补录") if talk is not None and talk.is_late else "",
        },
    ]
