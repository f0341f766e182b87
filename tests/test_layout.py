"""The same rooms in every stage, and nothing in the source that does not belong there."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

import zhiyan

SOURCE = Path(zhiyan.__file__).parent
TESTS = Path(__file__).parent
STAGES = (
    "cycle", "solicitation", "consolidation", "talks", "statements", "meeting", "rectification", "disclosure",
    "oversight",
)  # fmt: skip
ROOMS = ("models", "actions", "queries", "permissions", "checks", "status", "documents")
# Stages through which an opinion's way leads.
ON_THE_WAY = ("solicitation", "consolidation", "talks", "statements", "meeting", "rectification", "disclosure")
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
BARE_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:)")
UNFINISHED = re.compile(r"#.*\b(?:TODO|FIXME|XXX)\b")
# What actions share among themselves, inside a transaction of theirs, and a proposal that changes nothing.
HELPERS = {"ensure_points", "propose"}
EXAMPLES = {"styleguide.py"}  # data in the shape of a function


def modules(root: Path) -> list[Path]:
    """Every file of code, migrations left out."""
    return [path for path in sorted(root.rglob("*.py")) if "migrations" not in path.parts]


OURS = [*modules(SOURCE), *modules(TESTS)]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_every_stage_has_every_room_and_says_what_is_in_it(stage, room):
    module = importlib.import_module(f"zhiyan.{stage}.{room}")
    assert module.__doc__, room


@pytest.mark.parametrize("stage", ON_THE_WAY)
def test_every_stage_on_an_opinions_way_knows_its_edges(stage):
    trace = importlib.import_module(f"zhiyan.{stage}.trace")
    assert callable(trace.forward)
    assert callable(trace.back)


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_its_pages_and_its_tests(stage):
    urls = importlib.import_module(f"zhiyan.desk.{stage}.urls")
    assert "page" in {pattern.name for pattern in urls.urlpatterns}
    assert list((TESTS / stage).glob("test_*.py"))


@pytest.mark.parametrize("stage", STAGES)
def test_every_change_of_a_stage_is_an_action_with_a_permission(stage):
    """What `actions` offers is an action, unless it is a class or an error: nothing changes state beside them."""
    module = importlib.import_module(f"zhiyan.{stage}.actions")
    offered = getattr(module, "__all__", [])
    functions = [getattr(module, name) for name in offered if callable(getattr(module, name))]
    plain = [f.__name__ for f in functions if not isinstance(f, type) and not hasattr(f, "permission")]
    assert set(plain) <= HELPERS


def test_no_file_is_longer_than_a_reader_takes_in():
    long = [f"{p.relative_to(SOURCE)}" for p in modules(SOURCE) if p.read_text("utf-8").count("\n") > LONGEST_FILE]
    assert long == []


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path.relative_to(SOURCE)}:{node.name}"
        for path in modules(SOURCE)
        if path.name not in EXAMPLES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_every_silenced_warning_names_what_it_silences():
    bare = [
        f"{path.name}:{n}"
        for path in OURS
        if path != Path(__file__)
        for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if BARE_IGNORE.search(line)
    ]
    assert bare == []


def test_nothing_is_left_for_later_and_no_test_is_skipped():
    left = [
        f"{path.name}: {found[0]}"
        for path in OURS
        if path != Path(__file__)
        for found in [UNFINISHED.search(path.read_text("utf-8"))]
        if found
    ]
    skipped = [
        p.name
        for p in modules(TESTS)
        if re.search(r"pytest\.(?:skip|xfail)|mark\.(?:skip|xfail)", p.read_text("utf-8"))
    ]
    assert left == []
    assert [name for name in skipped if name != Path(__file__).name] == []


def test_nothing_names_the_machine_it_was_written_on():
    words = re.compile(r"(?<![\w.])/(?:work|root|tmp/brief)/|127\.0\.0\.1:\d+/simple|pypi\.org|files\.pythonhosted")
    named = [path.name for path in OURS if path != Path(__file__) and words.search(path.read_text("utf-8"))]
    assert named == []
