"""The case's notice and roster, taken in by the actions as the office does."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from tests import builders
from zhiyan.cycle import actions
from zhiyan.cycle.importing.notice import ParsedNotice, parse_notice
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.importing import ParsedRoster, parse_roster
from zhiyan.org.models import Unit

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "src/zhiyan/demo/case"
EXPECTED: dict[str, Any] = json.loads((ROOT / "tests/case/expected.json").read_text(encoding="utf-8"))["roster"]


@functools.cache
def notice() -> ParsedNotice:
    """The superior's notice, read once."""
    return parse_notice((CASE / "notice.docx").read_bytes(), "notice.docx")


@functools.cache
def roster() -> ParsedRoster:
    """The roster, read once."""
    aliases = json.loads((CASE / "aliases.json").read_text(encoding="utf-8"))
    return parse_roster((CASE / "roster.xlsx").read_bytes(), EXPECTED["original_name"], aliases)


def office(unit: Unit) -> Actor:
    """党务工作人员 of the unit."""
    return Actor(unit_id=unit.pk, roles=frozenset({Role.ORGANISER}), label="党务工作人员")


def with_notice(unit: Unit | None = None) -> Cycle:
    """A draft cycle from the notice alone."""
    unit = unit or builders.make_unit()
    return actions.take_in_notice(office(unit), unit, notice=notice(), file=("notice.docx", b"docx"))


def with_roster(unit: Unit | None = None) -> Cycle:
    """A cycle from notice and roster."""
    cycle = with_notice(unit)
    return actions.take_in_roster(office(cycle.unit), cycle.unit, label=cycle.label, roster=roster())
