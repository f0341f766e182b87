"""Builders for solicitation: a cycle ready to take opinions, files of the demonstration, meetings, slips."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import zhiyan.demo
from tests import builders
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Actor, Role
from zhiyan.solicitation import actions
from zhiyan.solicitation.channels import channel_of
from zhiyan.solicitation.models import Channel, Gathering, ImportFile

CASE = Path(zhiyan.demo.__file__).parent / "case"
EXPECTED = Path(__file__).parents[1] / "case" / "expected.json"
LIST = "意见内容,支部,方面,针对对象\n"


def organiser(cycle: Cycle) -> Actor:
    return builders.actor(cycle, Role.ORGANISER)


def branch_secretary(cycle: Cycle, name: str = "科技处党支部") -> Actor:
    """Somebody who leads the branch as 支部书记."""
    from zhiyan.accounts.queries import actor_for
    from zhiyan.kernel import guard
    from zhiyan.org.models import Post, PostKind

    branch = builders.make_branch(cycle.unit, name)
    person = builders.make_person(cycle.unit, branch=branch)
    with guard.writing("test"):
        Post.objects.create(
            unit=cycle.unit, person=person, kind=PostKind.BRANCH_SECRETARY, title=f"{name}书记", branch=branch,
            from_on=builders.SINCE,
        )  # fmt: skip
    return actor_for(builders.make_user(cycle.unit, person=person), cycle.unit)


def channel(cycle: Cycle, code: str = "branch_meeting") -> Channel:
    from zhiyan.kernel import guard

    with guard.writing("test"):
        return channel_of(cycle, code)


def gathering(cycle: Cycle, **fields: Any) -> Gathering:
    return actions.record_gathering(
        organiser(cycle),
        fields.pop("channel", None) or channel(cycle),
        **{"on": dt.date(2021, 1, 11), "name": "支部职工会议", "present": 12, **fields},
    )


def listed(*rows: str) -> bytes:
    """A small list of opinions as .csv: 意见内容,支部,方面,针对对象."""
    return (LIST + "".join(f"{row}\n" for row in rows)).encode("utf-8-sig")


def preview(cycle: Cycle, *rows: str, name: str = "支部意见汇总.csv", **fields: Any) -> ImportFile:
    return actions.preview_import(organiser(cycle), cycle, name=name, data=listed(*rows), **fields)


def case_cycle() -> Cycle:
    """The case's cycle: its team, aspects, window, and all its branches."""
    cycle = builders.make_cycle()
    for order, name in enumerate(json.loads(EXPECTED.read_text())["roster"]["branch_sizes"], 1):
        builders.make_branch(cycle.unit, name, order)
    return cycle


def import_case(cycle: Cycle) -> dict[str, ImportFile]:
    """All eight files, taken in as they are."""
    office = organiser(cycle)
    made = {}
    for path, entry in json.loads(EXPECTED.read_text())["files"].items():
        data = (CASE / path).read_bytes()
        waiting = actions.preview_import(
            office, cycle, name=entry["original_name"], data=data, channel=entry["channel"]
        )
        made[path] = actions.confirm_import(office, waiting)
    return made
