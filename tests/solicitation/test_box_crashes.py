"""Fifty racing posts of one token; kill -9 in the middle of posts and openings. Every receipt is honoured, once."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[2]
LONG = settings.get_current_profile_name() == "long"
POSTS, KILLS, OPENINGS = (500, 25, 20) if LONG else (60, 3, 3)


def process(step: str, folder: Path, *more: str) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return subprocess.Popen(
        [sys.executable, "-m", "tests.solicitation.box_process", step, str(folder), *more],
        env={**os.environ, "PYTHONPATH": paths}, cwd=ROOT, stdout=subprocess.PIPE,
    )  # fmt: skip


def run(step: str, folder: Path, *more: str) -> str:
    """A step that nobody kills; what it printed."""
    done = process(step, folder, *more)
    said, _none = done.communicate(timeout=600)
    assert done.returncode == 0
    return said.decode()


def run_and_kill(step: str, folder: Path, ready: Any, within: float) -> None:
    """Kill the step some moment after `ready()` (it has begun to work), or let it end."""
    started = process(step, folder)
    end = time.monotonic() + 300
    while started.poll() is None and not ready() and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(random.random() * within)
    if started.poll() is None:
        os.kill(started.pid, signal.SIGKILL)
    started.communicate()


def receipts(folder: Path) -> list[dict[str, Any]]:
    """Those that were written down whole."""
    path = folder / "receipts"
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith(b"}")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crash") / "store"
    run("make", folder, "--posts", str(POSTS))
    return folder


@pytest.fixture(scope="module")
def posted(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All posts in, the process killed again and again meanwhile."""
    folder = tmp_path_factory.mktemp("posted") / "store"
    shutil.copytree(made, folder)
    for _n in range(KILLS):
        before = len(receipts(folder))
        run_and_kill("post", folder, lambda before=before: len(receipts(folder)) > before, within=0.3)
    run("post", folder)
    return folder


def test_fifty_racing_posts_of_one_token_when_answered_then_one_slip_is_there_and_one_side_has_the_receipt(
    made: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(made, folder)
    answers = json.loads(run("race", folder))
    taken = {answer for answer in answers if answer.startswith("{")}
    assert (len(answers), len(taken)) == (100, 1)
    assert answers.count("post.spent") == 50
    assert json.loads(run("look", folder))["sealed"] == 1


def test_posts_when_the_server_is_killed_again_and_again_then_each_is_there_once_and_its_receipt_the_same(
    posted: Path,
) -> None:
    told = json.loads(run("look", posted))
    assert (told["sealed"], told["opinions"]) == (POSTS, 0)
    given: dict[str, set[str]] = {}
    for receipt in receipts(posted):
        given.setdefault(receipt["c"], set()).add(json.dumps(receipt, sort_keys=True))
    assert len(given) == POSTS
    assert all(len(variants) == 1 for variants in given.values())


@pytest.mark.parametrize("run_no", range(OPENINGS))
def test_opening_when_killed_at_any_moment_and_begun_again_then_every_receipt_is_honoured_and_nothing_doubled(
    posted: Path, tmp_path: Path, run_no: int
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(posted, folder)
    wal = folder / "zhiyan.sqlite3-wal"
    size = wal.stat().st_size if wal.exists() else 0
    run_and_kill("open", folder, lambda: wal.exists() and wal.stat().st_size != size, within=1.0)
    run("open", folder)
    told = json.loads(run("look", folder))
    assert told["states"][0] == "purged"
    assert (told["sealed"], told["openings"], told["entries"], told["faults"]) == (0, 1, 1, [])
    assert told["opinions"] == told["submissions"] == told["tokens"] == len(told["commitments"]) == POSTS
    assert {receipt["c"] for receipt in receipts(folder)} == set(told["commitments"])
