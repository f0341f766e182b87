"""The clock is the only source of dates."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone

import zhiyan
from zhiyan.kernel import clock

SOURCE = Path(zhiyan.__file__).parent
FORBIDDEN = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow")} | {
    ("timezone", name) for name in ("now", "localdate", "localtime")
}
FORBIDDEN |= {("time", name) for name in ("time", "localtime", "gmtime", "strftime")}
NAMES = {"auto_now", "auto_now_add"}


def conversions(tree: ast.Module) -> set[ast.expr]:
    """`timezone.localtime(moment)` converts a moment and asks no clock."""
    return {node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args}


def own_clocks(path: Path) -> list[str]:
    """Where a module asks another clock, as file:line."""
    found = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    converting = conversions(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node not in converting:
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in FORBIDDEN:
                found.append(f"{path.relative_to(SOURCE)}:{node.lineno} {owner}.{node.attr}")
        if isinstance(node, ast.keyword) and node.arg in NAMES:
            found.append(f"{path.relative_to(SOURCE)}:{node.value.lineno} {node.arg}")
    return found


def test_no_other_module_reads_the_time_itself():
    paths = [p for p in SOURCE.rglob("*.py") if p != SOURCE / "kernel/clock.py" and "migrations" not in p.parts]
    assert len(paths) > 100
    assert [place for path in paths for place in own_clocks(path)] == []


def test_the_scan_sees_a_clock_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.SOURCE", tmp_path)
    bad = tmp_path / "bad.py"
    bad.write_text("import datetime as dt\nx = dt.date.today()\ny = dt.datetime.now()\n", encoding="utf-8")
    assert len(own_clocks(bad)) == 2


def test_a_held_clock_gives_its_day_and_lets_go_afterwards():
    before = clock.today()
    with clock.at(dt.date(2020, 2, 29)):
        assert clock.today() == dt.date(2020, 2, 29)
        assert clock.now().date() == dt.date(2020, 2, 29)
    assert clock.today() == before


def test_held_clocks_nest():
    with clock.at(dt.date(2021, 1, 1)):
        with clock.at(dt.date(2022, 1, 1)):
            assert clock.today().year == 2022
        assert clock.today().year == 2021


def test_now_is_aware_also_on_a_held_day():
    with clock.at(dt.date(2021, 1, 26)):
        assert timezone.is_aware(clock.now())


def test_a_demonstration_stands_on_its_date(monkeypatch):
    monkeypatch.setattr(settings, "DEMONSTRATION_DATE", dt.date(2021, 11, 8))
    token = clock._held.set(None)
    try:
        assert clock.today() == dt.date(2021, 11, 8)
    finally:
        clock._held.reset(token)
